import { GatheredWrites } from '../../../src/platform';

const logger = { warn: () => undefined } as never;

function gathered(write: (items: readonly number[]) => Promise<void>) {
  return new GatheredWrites<number>({ write, complaint: 'Not written', logger });
}

it('what comes together is written together, and what comes meanwhile after it', async () => {
  const written: (readonly number[])[] = [];
  const writes = gathered(async (items) => void written.push(items));
  await Promise.all([writes.add(1), writes.add(2)]);
  expect(written).toEqual([[1, 2]]);
});

it('who adds an item as soon as the last one is written does not wait for somebody else', async () => {
  const written: number[] = [];
  const writes = gathered(async (items) => void written.push(...items));
  for (const item of [1, 2, 3]) await writes.add(item);
  expect(written).toEqual([1, 2, 3]);
});

it('what could not be written is written again, and resolves then', async () => {
  let failures = 2;
  const written: number[] = [];
  const writes = gathered(async (items) => {
    failures -= 1;
    if (failures >= 0) throw new Error('PostgreSQL is away');
    written.push(...items);
  });
  await Promise.all([writes.add(1), writes.add(2)]);
  expect(written).toEqual([1, 2]);
});
