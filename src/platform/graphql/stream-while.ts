/**
 * A stream that ends once its reader may not read it any more: the question is asked before each event, and an event after
 * the answer "no" is not sent.
 */
export function streamWhile<T>(source: AsyncIterable<T>, mayRead: () => Promise<boolean>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const events = source[Symbol.asyncIterator]();
      const end = async (): Promise<IteratorResult<T>> => {
        await events.return?.();
        return { done: true, value: undefined };
      };
      return {
        async next() {
          const found = await events.next();
          return found.done === true || (await mayRead()) ? found : end();
        },
        return: end,
      };
    },
  };
}
