import { LuaScript, type RedisConnections } from '../../platform';
import { parseRevision, type Revision, sameRevision } from './revision';

/** The only file that knows the Redis keys of topics and calls their script. */

/** One entry of a stream. The first entry of an epoch carries no message. */
export interface Entry {
  readonly revision: Revision;
  readonly text: string | null;
}

export interface StreamLimits {
  /** How many entries a stream keeps. */
  readonly entriesMax: number;
  /** A stream without an append for so long is deleted. */
  readonly idleSeconds: number;
}

export interface TopicStore {
  /** The key of the stream, which is also the name of its channel. Redis Cluster keeps keys that share the part in braces on one slot. */
  streamOf(topic: string, key: string): string;
  /** Appends in order and publishes. Without messages it returns the stream's position, and creates a stream that is missing. */
  append(stream: string, texts: readonly string[], limits: StreamLimits): Promise<Revision>;
  /** The newest entries, oldest first. */
  newest(stream: string, entriesMax: number): Promise<Entry[]>;
  /** The entries after a revision, oldest first; null if some of them were trimmed, or there are too many. */
  since(stream: string, after: Revision, entriesMax: number): Promise<Entry[] | null>;
}

const appendScript = new LuaScript(__dirname, 'append');

export function openTopicStore(redis: RedisConnections): TopicStore {
  const { commands } = redis;
  return {
    streamOf: (topic, key) => redis.key(topic, `{${key}}`),

    async append(stream, texts, { entriesMax, idleSeconds }) {
      const args = [entriesMax, idleSeconds, redis.publishCommand, ...texts];
      const reply = await appendScript.call(commands, [stream], args);
      return revisionOf(String(reply));
    },

    async newest(stream, entriesMax) {
      const rows = await commands.xrevrange(stream, '+', '-', 'COUNT', entriesMax);
      return rows.map(entryOf).reverse();
    },

    async since(stream, after, entriesMax) {
      // The read begins with the entry that the reader knows. If that entry is missing, the stream was trimmed, emptied or
      // created again, and what came between is unknown.
      const rows = await commands.xrange(stream, `${after.epoch}-${after.number}`, '+', 'COUNT', entriesMax + 2);
      const [known, ...missed] = rows.map(entryOf);
      if (known === undefined || !sameRevision(known.revision, after)) return null;
      return missed.length > entriesMax ? null : missed;
    },
  };
}

function entryOf([id, fields]: [id: string, fields: string[]]): Entry {
  return { revision: revisionOf(id), text: fields[3] ?? null };
}

function revisionOf(id: string): Revision {
  const revision = parseRevision(id);
  if (revision === null) throw new Error(`Redis returned '${id}' instead of a stream's revision`);
  return revision;
}
