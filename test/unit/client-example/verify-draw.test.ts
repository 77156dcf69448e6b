import { createHash } from 'node:crypto';
import { verifyDraw } from '../../../client-example/src/features/buyer/queue/verify-draw';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const seed = 'ab'.repeat(32);
const ticketCount = 2500;
const draw = { commitment: hash(seed), seed, ticketCount };

it('finds the place of each ticket by the published rule', async () => {
  const order = Array.from({ length: ticketCount }, (_, index) => index + 1).sort((a, b) =>
    hash(`${seed}:${a}`) < hash(`${seed}:${b}`) ? -1 : 1,
  );
  for (const place of [1, 2, 1234, ticketCount]) {
    expect(await verifyDraw(draw, order[place - 1] ?? 0)).toEqual({ kind: 'drawn', place });
  }
});

it('knows tickets that were taken after the draw', async () => {
  expect(await verifyDraw(draw, ticketCount + 1)).toEqual({ kind: 'later' });
});

it('says so where the seed is not the promised one', async () => {
  expect(await verifyDraw({ ...draw, seed: 'cd'.repeat(32) }, 1)).toEqual({ kind: 'broken' });
});
