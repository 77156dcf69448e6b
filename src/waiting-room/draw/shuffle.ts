import { hash, randomBytes } from 'node:crypto';

/**
 * The draw at the opening of a sale: puts the buyers who joined before in a random order that anyone can verify.
 *
 * The seed is 64 lower-case hexadecimal digits (32 random bytes). Everything below is hashed as ASCII text.
 *
 *   commitment   = SHA-256(seed)                published before the sale, the seed after the opening
 *   lot(number)  = SHA-256(seed ":" number)     the queue number in decimal, from 1
 *   place        = 1 + count of the numbers 1 … n whose lot is smaller (compared as hexadecimal text)
 *
 * Each lot is independent of the others and of their count. So every order is equally likely, a buyer's lot is settled
 * when the number is taken, and nobody who joins later can change who of two others stands in front. That last property is
 * why lots are sorted rather than a list shuffled from the seed: there, one more number would change every place, and
 * anyone who knew the seed could add numbers until the result pleased them.
 */
export const newSeed = (): string => randomBytes(32).toString('hex');

export const commitmentOf = (seed: string): string => hash('sha256', seed);

export const lotOf = (seed: string, number: number): string => hash('sha256', `${seed}:${number}`);

/** The result of a draw. Queue numbers and places count from 1; the arrays from 0, so place p is at index `p - 1`. */
export interface Draw {
  readonly numberAtPlace: Uint32Array;
  readonly placeOfNumber: Uint32Array;
}

/** The most numbers of one draw: a queue number takes 21 of the 53 bits of the value that is sorted. */
export const DRAW_NUMBERS_MAX = 2 ** 21 - 1;

const LOTS_AT_ONCE = 2_000;

/**
 * Draws the places of the queue numbers 1 … `count`: about 120 ms for 100,000, in pieces of a few milliseconds so that the
 * process keeps answering.
 *
 * @throws RangeError for a count that is not a whole number between 0 and DRAW_NUMBERS_MAX
 */
export async function drawLots(seed: string, count: number): Promise<Draw> {
  if (!Number.isInteger(count) || count < 0 || count > DRAW_NUMBERS_MAX) {
    throw new RangeError(`A draw has 0 to ${DRAW_NUMBERS_MAX} numbers, not ${count}`);
  }
  // The first 32 bits of a lot followed by the queue number, in one value: sorting numbers needs no comparison function.
  const lots = new Float64Array(count);
  for (let number = 1; number <= count; number += 1) {
    lots[number - 1] = Number.parseInt(lotOf(seed, number).slice(0, 8), 16) * 2 ** 21 + number;
    if (number % LOTS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  lots.sort();
  const numberAtPlace = Uint32Array.from(lots, (lot) => lot % 2 ** 21);
  resolveTies(seed, lots, numberAtPlace);
  const placeOfNumber = new Uint32Array(count);
  numberAtPlace.forEach((number, index) => {
    placeOfNumber[number - 1] = index + 1;
  });
  return { numberAtPlace, placeOfNumber };
}

/** Of 100,000 lots about one pair has the same first 32 bits: there the complete lots decide. */
function resolveTies(seed: string, lots: Float64Array, numberAtPlace: Uint32Array): void {
  const prefixAt = (index: number) => Math.floor((lots[index] ?? -1) / 2 ** 21);
  for (let from = 0; from < lots.length; ) {
    let to = from + 1;
    while (to < lots.length && prefixAt(to) === prefixAt(from)) to += 1;
    if (to > from + 1) {
      const tied = [...numberAtPlace.subarray(from, to)];
      tied.sort((a, b) => (lotOf(seed, a) < lotOf(seed, b) ? -1 : 1));
      numberAtPlace.set(tied, from);
    }
    from = to;
  }
}
