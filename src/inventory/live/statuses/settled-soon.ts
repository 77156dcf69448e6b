/**
 * A request does not wait longer for a Redis that does not answer: so many short waits, each at least one turn of the
 * event loop, in which an answer that is there already is read however busy the process is.
 */
const REDIS_WAITS_MAX = 10;
const REDIS_WAIT_MS = 30;

/** What a promise that waits for Redis resolves to, or `late`. */
export function settledSoon<T>(promise: Promise<T>): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    let waits = 0;
    const waiting = setInterval(() => {
      waits += 1;
      if (waits < REDIS_WAITS_MAX) return;
      clearInterval(waiting);
      resolve('late');
    }, REDIS_WAIT_MS).unref();
    promise.then(resolve, reject).finally(() => clearInterval(waiting));
  });
}
