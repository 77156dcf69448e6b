/** No answer within the time that somebody waits for it. The request goes on; nobody listens to it any more. */
export class NoAnswer extends Error {}

const SLICES = 10;

/**
 * Waits in slices: a page that was busy, or asleep, for longer than the whole limit has not waited for that long, and an
 * answer that arrived meanwhile is read first.
 */
export function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    let slices = 0;
    const timer = setInterval(() => {
      slices += 1;
      if (slices < SLICES) return;
      clearInterval(timer);
      reject(new NoAnswer());
    }, limitMs / SLICES);
    work.then(resolve, reject).finally(() => clearInterval(timer));
  });
}
