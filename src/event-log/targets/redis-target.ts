import { LuaScript, type RedisConnections } from '../../platform';
import { type EventLogTarget, lastMessageOf } from './target';

const append = new LuaScript(__dirname, 'append');

export interface RedisTargetOptions {
  readonly connections: RedisConnections;
  /** The key of the stream. */
  readonly stream: string;
  /** About so many messages are kept. */
  readonly length: number;
  /** Whether the connections are closed with the target. */
  readonly ownsConnections: boolean;
}

/**
 * The log as a stream of Redis: one entry for each message, with the fields `key` and `event`. The id of an entry is the
 * position of its message, so a cursor is a position, and Redis itself refuses a position twice.
 */
export function openRedisTarget({ connections, stream, length, ownsConnections }: RedisTargetOptions): EventLogTarget {
  const redis = connections.commands;
  return {
    name: `the stream ${stream} in Redis`,
    async readLast() {
      const [entry] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
      if (entry === undefined) {
        // A stream whose entries were removed still has its last id, and accepts greater ones only.
        const id = await lastIdOf(stream);
        return id === 0 ? null : { position: id, envelope: null };
      }
      const [, fields] = entry;
      return lastMessageOf(fields[fields.indexOf('event') + 1] ?? '');
    },
    async append(after, messages) {
      const values = messages.flatMap(({ position, key, text }) => [position, key ?? '', text]);
      return (await append.call(redis, [stream], [after, length, ...values])) === 1;
    },
    async close() {
      if (ownsConnections) await connections.close();
    },
  };

  async function lastIdOf(key: string): Promise<number> {
    if ((await redis.exists(key)) === 0) return 0;
    const about = (await redis.xinfo('STREAM', key)) as unknown[];
    const id = about[about.indexOf('last-generated-id') + 1];
    return Number.parseInt(String(id), 10);
  }
}
