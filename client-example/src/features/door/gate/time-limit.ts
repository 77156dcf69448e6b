/** No answer within the time that somebody waits for it. The request goes on; nobody listens to it any more. */
export class NoAnswer extends Error {}

export function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer()), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
