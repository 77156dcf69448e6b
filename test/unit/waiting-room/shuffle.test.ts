import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { commitmentOf, DRAW_NUMBERS_MAX, drawLots, lotOf, newSeed } from '../../../src/waiting-room/draw/shuffle';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

/** Seeds that are the same in every run, so that a test of chance never fails by chance. */
const seedNumber = (number: number) => createHash('sha256').update(`seed ${number}`).digest('hex');

/** The statistic of Pearson's test against equal chances. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The bound that 99.9 of 100 fair cases stay under (Wilson and Hilferty's approximation). */
function chiSquareLimit(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + 3.09 * Math.sqrt(spread)) ** 3;
}

describe('the draw', () => {
  it('every queue number gets one place and every place one number', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 0, max: 500 }), async (seed, count) => {
        const { numberAtPlace, placeOfNumber } = await drawLots(seed, count);
        expect([...numberAtPlace].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        numberAtPlace.forEach((number, index) => {
          expect(placeOfNumber[number - 1]).toBe(index + 1);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('anyone recomputes the places from the seed and the count, by hashing and sorting alone', async () => {
    const seed = seedNumber(1);
    const numbers = Array.from({ length: 5000 }, (_, i) => i + 1);
    const lots = new Map(
      numbers.map((number) => [number, createHash('sha256').update(`${seed}:${number}`, 'ascii').digest('hex')]),
    );
    const sorted = numbers.sort((a, b) => ((lots.get(a) ?? '') < (lots.get(b) ?? '') ? -1 : 1));
    expect([...(await drawLots(seed, 5000)).numberAtPlace]).toEqual(sorted);
  });

  it('lots with an equal beginning are ordered by the rest', async () => {
    const seed = seedNumber(4);
    const count = 150_000;
    const { numberAtPlace } = await drawLots(seed, count);
    const lots = Array.from(numberAtPlace, (number) => lotOf(seed, number));
    const alike = lots.filter((lot, index) => index > 0 && lot.slice(0, 8) === lots[index - 1]?.slice(0, 8));
    expect(alike.length).toBeGreaterThan(0);
    expect(lots.every((lot, index) => index === 0 || (lots[index - 1] ?? '') < lot)).toBe(true);
  });

  it('one more number does not change the order of the others', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 300 }), async (seed, count) => {
        const before = await drawLots(seed, count);
        const after = await drawLots(seed, count + 1);
        expect(after.numberAtPlace.filter((number) => number <= count)).toEqual(before.numberAtPlace);
      }),
      { numRuns: 30 },
    );
  });

  it('all orders of five numbers are equally frequent over many seeds', async () => {
    const counts = new Map<string, number>();
    for (let number = 0; number < 24_000; number += 1) {
      const order = (await drawLots(seedNumber(number), 5)).numberAtPlace.join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(120);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareLimit(119));
  });

  it.each([1, 37, 100])('number %i of a hundred gets each place equally often over many seeds', async (drawn) => {
    const counts = new Array<number>(100).fill(0);
    for (let number = 0; number < 4000; number += 1) {
      const place = (await drawLots(seedNumber(number), 100)).placeOfNumber[drawn - 1] ?? 0;
      counts[place - 1] = (counts[place - 1] ?? 0) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(99));
  });

  it('the commitment is the hash of the seed as it is written', () => {
    const seed = newSeed();
    expect(seed).toMatch(/^[0-9a-f]{64}$/);
    expect(commitmentOf(seed)).toBe(createHash('sha256').update(seed, 'ascii').digest('hex'));
  });

  it('a count that no draw can hold is refused', async () => {
    await expect(drawLots(newSeed(), DRAW_NUMBERS_MAX + 1)).rejects.toThrow(RangeError);
    await expect(drawLots(newSeed(), -1)).rejects.toThrow(RangeError);
  });
});
