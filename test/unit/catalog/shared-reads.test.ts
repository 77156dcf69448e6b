import { setImmediate as turn } from 'node:timers/promises';
import { SharedReads } from '../../../src/catalog/shared-reads';

/** A database that answers when the test says so. */
function openReads() {
  const asked: (readonly string[])[] = [];
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const reads = new SharedReads<string>((ids) => {
    asked.push(ids);
    return new Promise((resolve, reject) => {
      answers.push({ resolve: () => resolve(new Map(ids.map((id) => [id, `${id}!`]))), reject });
    });
  });
  const answer = async (index: number, error?: Error) => {
    await turn();
    if (error === undefined) answers[index]?.resolve();
    else answers[index]?.reject(error);
    await turn();
  };
  return { reads, asked, answer };
}

it('who asks while a read runs shares the next one, which begins after they asked', async () => {
  const { reads, asked, answer } = openReads();
  const first = [reads.load(['a']), reads.load(['b', 'a'])];
  await turn();
  const later = [reads.load(['a']), reads.load(['c'])];
  await turn();
  expect(asked).toEqual([['a', 'b']]);
  await answer(0);
  expect(await Promise.all(first)).toEqual([['a!'], ['b!', 'a!']]);
  expect(asked).toEqual([
    ['a', 'b'],
    ['a', 'c'],
  ]);
  await answer(1);
  expect(await Promise.all(later)).toEqual([['a!'], ['c!']]);
  const last = reads.load(['a']);
  await answer(2);
  expect(await last).toEqual(['a!']);
});

it('an error belongs to those who asked for that read', async () => {
  const { reads, answer } = openReads();
  const failing = reads.load(['a']).catch((error: Error) => error.message);
  await turn();
  const next = reads.load(['a']);
  await answer(0, new Error('lost'));
  expect(await failing).toBe('lost');
  await answer(1);
  expect(await next).toEqual(['a!']);
});

it('many ids are several reads', async () => {
  const { reads, asked, answer } = openReads();
  const ids = Array.from({ length: 1000 }, (_, index) => String(index));
  const all = [reads.load(ids), reads.load(['more'])];
  await answer(0);
  await answer(1);
  expect((await Promise.all(all)).map((rows) => rows.length)).toEqual([1000, 1]);
  expect(asked.map(({ length }) => length)).toEqual([1000, 1]);
});
