import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from 'ioredis';
import type { RedisConnections } from '../platform';
import { parseRevision, type Revision, sameRevision } from './revision';

/** The only file that spells a topic's keys and calls its script. */

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
  /** A stream that nobody touches for so long is forgotten. */
  readonly idleSeconds: number;
}

export interface TopicStore {
  /** Redis Cluster keeps everything that shares the part in braces on one slot. Also the name of the channel. */
  streamOf(topic: string, key: string): string;
  /** Appends in order and publishes; with no messages it tells where the stream stands, and opens it where it is new. */
  append(stream: string, texts: readonly string[], limits: StreamLimits): Promise<Revision>;
  /** The newest entries, oldest first. */
  newest(stream: string, entriesMax: number): Promise<Entry[]>;
  /** What came after a revision, oldest first; null where the stream can no longer tell, or it is too much. */
  since(stream: string, after: Revision, entriesMax: number): Promise<Entry[] | null>;
}

const appendScript = readFileSync(join(__dirname, 'scripts', 'append.lua'), 'utf8');

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
      // The read begins with the entry that the reader knows. Where that one is no longer there, the stream was trimmed,
      // emptied or begun anew, and nobody can tell what lay between.
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
  if (revision === null) throw new Error(`Redis answered '${id}' where a stream's revision belongs`);
  return revision;
}
