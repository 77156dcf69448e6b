import { setTimeout as delay } from 'node:timers/promises';

/**
 * A request does not wait longer for a Redis that does not answer: so many short waits, each at least one turn of the
 * event loop, in which an answer that is there already is read however busy the process is.
 */
const REDIS_WAITS_MAX = 10;
const REDIS_WAIT_MS = 30;

/** What a promise that waits for Redis resolves to, or `late`. */
export async function settledSoon<T>(promise: Promise<T>): Promise<T | 'late'> {
  const waiting = new AbortController();
  const late = (async () => {
    for (let waits = 0; waits < REDIS_WAITS_MAX; waits += 1)
      await delay(REDIS_WAIT_MS, null, { ref: false, signal: waiting.signal });
    return 'late' as const;
  })();
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    waiting.abort();
  }
}
