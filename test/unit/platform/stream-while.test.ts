import { streamWhile } from '../../../src/platform';

/** Events as they are pushed; remembers whether it was closed. */
function source() {
  const waiting: ((result: IteratorResult<number>) => void)[] = [];
  const state = { isClosed: false };
  const events: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise((resolve) => waiting.push(resolve)),
      return: async () => {
        state.isClosed = true;
        for (const resolve of waiting) resolve({ done: true, value: undefined });
        return { done: true, value: undefined };
      },
    }),
  };
  return { events, state, push: (value: number) => waiting.shift()?.({ done: false, value }) };
}

it('passes events on as long as its reader may read, and then closes its source without the next one', async () => {
  const { events, state, push } = source();
  let mayRead = true;
  const stream = streamWhile(events, async () => mayRead)[Symbol.asyncIterator]();
  const first = stream.next();
  push(1);
  expect(await first).toEqual({ done: false, value: 1 });
  const second = stream.next();
  mayRead = false;
  push(2);
  expect(await second).toEqual({ done: true, value: undefined });
  expect(state.isClosed).toBe(true);
});

it('closes its source when its reader leaves while it waits', async () => {
  const { events, state } = source();
  const stream = streamWhile(events, async () => true)[Symbol.asyncIterator]();
  const waiting = stream.next();
  expect(await stream.return?.()).toEqual({ done: true, value: undefined });
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(state.isClosed).toBe(true);
});
