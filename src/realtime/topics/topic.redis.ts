import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from 'ioredis';
import type { RedisConnections } from '../../platform';
import { parseRevision, type Revision, sameRevision } from './revision';

/** The only file that knows the Redis keys of topics and calls their script. */

declare module 'ioredis' {
  interface RedisCommander<Context> {
    realtimeAppend(...keyAndArguments: (string | number)[]): Result<string, Context>;
  }
}

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

const appendScript = readFileSync(join(__dirname, 'append.lua'), 'utf8');

export function openTopicStore(redis: RedisConnections): TopicStore {
  const { commands } = redis;
  commands.defineCommand('realtimeAppend', { numberOfKeys: 1, lua: appendScript });

  return {
    streamOf: (topic, key) => redis.key(topic, `{${key}}`),

    async append(stream, texts, { entriesMax, idleSeconds }) {
      const answer = await commands.realtimeAppend(stream, entriesMax, idleSeconds, ...texts);
      return revisionOf(answer);
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
