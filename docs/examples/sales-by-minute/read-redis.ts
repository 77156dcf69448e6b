import { Redis } from 'ioredis';
import { type LogReader, parseEvent } from './event';

const WAIT_MS = 2000;

/** The id of an entry in the stream is its position, so that is the cursor too. */
export function readRedis(url: string, name: string, batchSize: number): LogReader {
  // It waits for a server that is away.
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', ({ message }) => console.error(`Redis: ${message}`));
  return {
    async readAfter(cursor) {
      const read = await redis.xread('COUNT', batchSize, 'BLOCK', WAIT_MS, 'STREAMS', name, `${cursor}-0`);
      const [, entries = []] = read?.[0] ?? [];
      const events = entries.map(([, fields]) => parseEvent(fields[fields.indexOf('event') + 1] ?? ''));
      return { events, cursor: events.at(-1)?.position ?? cursor };
    },
    close: async () => redis.disconnect(),
  };
}
