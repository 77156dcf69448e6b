/** A value that is there, or will be. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on at once with a value that is there: to wait for a promise takes longer than most steps of a small request. */
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Calls `end` when the work is over, at once or later, whether it failed or not. */
export function andFinally<T>(work: () => MaybePromise<T>, end: () => void): MaybePromise<T> {
  let result: MaybePromise<T>;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end);
  end();
  return result;
}
