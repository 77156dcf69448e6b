import fc from 'fast-check';
import { pickSeats } from '../../../src/inventory/best/pick-seats';
import type { PickedSeats, SeatWishes } from '../../../src/inventory/best/seat-wishes';
import { Spread, seededRandom } from '../../../src/inventory/best/spread';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { drawn, ShowInMemory, wishesFor } from '../../support/free-seats';

const WHOLE = { stride: 1, offset: 0 };

const pick = (show: ShowInMemory, wishes: SeatWishes): PickedSeats | null => pickSeats(show.free, wishes, WHOLE);

/** Rows of up to 9 places, some of them taken, some of them aisles. The first two say what the usual distance is. */
const halls = fc
  .array(fc.string({ unit: fc.constantFrom('.', '.', '.', 'x', 'x', ' ', 'o'), minLength: 1, maxLength: 7 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rows) => rows.map((row) => `..${row}`));

/** By the drawing alone: whether this index and the next one are side by side. */
function neighboursOf(rows: readonly string[]): boolean[] {
  return rows.flatMap((row) => [...row].flatMap((sign, x) => (sign === ' ' ? [] : [(row[x + 1] ?? ' ') !== ' '])));
}

/** Single seats that a choice newly leaves, by the drawing alone. */
function singlesOf(rows: readonly string[], chosen: ReadonlySet<number>): number {
  const joined = neighboursOf(rows);
  const signs = [...rows.join('').replaceAll(' ', '')];
  const isFree = (index: number, taken: ReadonlySet<number>) =>
    signs[index] !== undefined && signs[index] !== 'x' && !taken.has(index);
  const hasNeighbour = (index: number, taken: ReadonlySet<number>) =>
    (joined[index - 1] === true && isFree(index - 1, taken)) || (joined[index] === true && isFree(index + 1, taken));
  const none = new Set<number>();
  return signs.filter((_, index) => isFree(index, chosen) && !hasNeighbour(index, chosen) && hasNeighbour(index, none))
    .length;
}

/** Every block of this size side by side, by the drawing alone. */
function blocksOf(rows: readonly string[], size: number): number[][] {
  const joined = neighboursOf(rows);
  const signs = [...rows.join('').replaceAll(' ', '')];
  const starts = signs.map((_, first) => Array.from({ length: size }, (__, place) => first + place));
  return starts.filter(
    (block) =>
      block.every((index) => signs[index] === '.') && block.slice(0, -1).every((index) => joined[index] === true),
  );
}

it('given seats are free, side by side, and leave no single seat where there is a way', () => {
  fc.assert(
    fc.property(halls, fc.integer({ min: 1, max: 6 }), (rows, quantity) => {
      const picked = pick(drawn(...rows), wishesFor(quantity, { mustBeTogether: true }));
      const blocks = blocksOf(rows, quantity);
      if (picked === null) {
        expect(blocks).toEqual([]);
        return;
      }
      const [group = []] = picked.groups;
      expect(picked.groups).toHaveLength(1);
      expect(blocks).toContainEqual(group);
      const fewest = Math.min(...blocks.map((block) => singlesOf(rows, new Set(block))));
      if (fewest === 0) expect(singlesOf(rows, new Set(group))).toBe(0);
      expect(picked.step === 'TOGETHER_WITHOUT_SINGLE_SEAT').toBe(fewest === 0);
    }),
    { numRuns: 500 },
  );
});

it('a party that need not be together gets its number of free seats, each once, and nobody alone in two groups', () => {
  fc.assert(
    fc.property(halls, fc.integer({ min: 1, max: 8 }), (rows, quantity) => {
      const show = drawn(...rows);
      const picked = pick(show, wishesFor(quantity));
      const joined = neighboursOf(rows);
      const signs = [...rows.join('').replaceAll(' ', '')];
      if (picked === null) {
        expect(signs.filter((sign) => sign === '.').length).toBeLessThan(quantity);
        return;
      }
      const seats = picked.groups.flat();
      expect(new Set(seats).size).toBe(quantity);
      expect(seats.every((index) => signs[index] === '.')).toBe(true);
      for (const group of picked.groups) expect(group.slice(0, -1).every((index) => joined[index] === true)).toBe(true);
      if (picked.step === 'TWO_GROUPS') expect(picked.groups.every((group) => group.length >= 2)).toBe(true);
      if (blocksOf(rows, quantity).length > 0) expect(picked.groups).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

it('a gap in the middle of a row is an aisle, and one in a single row is no row of its own', () => {
  expect(pick(drawn('..... .....'), wishesFor(6, { mustBeTogether: true }))).toBeNull();
  expect(pick(drawn('..........'), wishesFor(6, { mustBeTogether: true }))?.groups).toHaveLength(1);
});

it('a seat that is taken and returned leaves the index as a new one would be', () => {
  fc.assert(
    fc.property(
      halls,
      fc.array(fc.nat(40), { maxLength: 20 }),
      fc.integer({ min: 1, max: 4 }),
      (rows, moves, quantity) => {
        const show = drawn(...rows);
        const { seatCount } = show.seatMap;
        for (const move of moves) {
          const index = move % seatCount;
          if (show.statuses.isFree(index)) show.take([index]);
          else show.release([index]);
          pick(show, wishesFor(quantity));
        }
        const codes = String.fromCharCode(...show.statuses.codes);
        const fresh = new ShowInMemory(drawn(...rows).document, codes);
        expect(pick(show, wishesFor(quantity))).toEqual(pick(fresh, wishesFor(quantity)));
      },
    ),
    { numRuns: 300 },
  );
});

it.each([
  ['the middle of a straight row that looks at its middle', ['.........'], 3, [0, 1, 2]],
  ['not beside a gap that would leave one seat', ['x...x.....'], 2, [5, 6]],
  ['a whole gap', ['x...x....'], 3, [1, 2, 3]],
  ['not across an aisle', ['.x. ..x..'], 2, [3, 4]],
  ['not behind a pillar', ['oo..oo', '......'], 2, [2, 3]],
])('chooses %s', (_, rows, quantity, expected) => {
  expect(pick(drawn(...rows), wishesFor(quantity))?.groups).toEqual([expected]);
});

it('two groups sit in touching rows', () => {
  const picked = pick(drawn('xx..xxxx', 'xxx..xxx', 'xxxxxxxx', 'xxxxxx..'), wishesFor(4));
  expect(picked).toMatchObject({
    step: 'TWO_GROUPS',
    groups: [
      [2, 3],
      [11, 12],
    ],
  });
});

it('wheelchairs sit with their companions beside them, and no others get these places', () => {
  const show = drawn('..cw....', '........');
  expect(pick(show, wishesFor(2, { wheelchairPlaces: 1, companions: 1 }))?.groups).toEqual([[2, 3]]);
  expect(pick(show, wishesFor(3, { wheelchairPlaces: 1, companions: 2 }))?.groups).toEqual([[2, 3, 4]]);
  expect(pick(show, wishesFor(1, { wheelchairPlaces: 1 }))?.groups).toEqual([[3]]);
  expect(pick(show, wishesFor(2, { wheelchairPlaces: 2 }))).toBeNull();
  expect(pick(show, wishesFor(8))?.groups).toEqual([[8, 9, 10, 11, 12, 13, 14, 15]]);
  expect(pick(show, wishesFor(15))).toBeNull();
});

it('the same seed gives the same seats, and lanes of two processes do not meet', () => {
  const sale = (seed: number) => {
    const show = new ShowInMemory(plainSeatMap(60, 20));
    const spread = new Spread(seededRandom(seed), () => 0);
    spread.lost();
    spread.lost();
    return Array.from({ length: 30 }, () => {
      const seats = pickSeats(show.free, wishesFor(2), spread.lane(show.free.segments.count))?.groups.flat() ?? [];
      show.take(seats);
      return seats;
    });
  };
  expect(sale(7)).toEqual(sale(7));
  const [one, other] = [new Set(sale(7).flat()), sale(8).flat()];
  expect(other.some((seat) => one.has(seat))).toBe(false);
});

it('a process that loses no claims any more returns to the best seats', () => {
  let now = 0;
  const spread = new Spread(seededRandom(1), () => now);
  expect(spread.lane(4000)).toEqual(WHOLE);
  spread.lost();
  expect(spread.lane(4000).stride).toBe(64);
  expect(spread.lane(40).stride).toBe(2);
  now = 60_000;
  expect(spread.lane(4000)).toEqual(WHOLE);
});

describe('How many picks of a process are on their way at once', () => {
  /** As many as may go, now. */
  const pickAll = (spread: Spread, most = 1000): number => {
    let count = 0;
    while (count < most && spread.mayPick()) {
      spread.picked();
      count += 1;
    }
    return count;
  };
  const answerAll = (spread: Spread, count: number, outcome: 'won' | 'lost' | 'other') => {
    for (let left = count; left > 0; left -= 1) spread.answered(outcome);
  };

  it('grows from one, twice as many with each statement that wins', () => {
    const spread = new Spread(seededRandom(1), () => 1);
    const counts = Array.from({ length: 7 }, () => {
      const count = pickAll(spread);
      answerAll(spread, count, 'won');
      return count;
    });
    expect(counts).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it('falls to one, and never to none, where all are lost', () => {
    const spread = new Spread(seededRandom(1), () => 1);
    for (let round = 0; round < 5; round += 1) answerAll(spread, pickAll(spread), 'won');
    for (let round = 0; round < 20; round += 1) answerAll(spread, pickAll(spread), 'lost');
    expect(pickAll(spread)).toBe(1);
    expect(spread.mayPick()).toBe(false);
    spread.answered('other');
    expect(spread.mayPick()).toBe(true);
  });

  it('is one more after 20 ms without an answer, so that one that waits for a lock holds up nobody', () => {
    let now = 100;
    const spread = new Spread(seededRandom(1), () => now);
    expect(pickAll(spread)).toBe(1);
    now = 119;
    expect(spread.mayPick()).toBe(false);
    now = 120;
    expect(pickAll(spread)).toBe(1);
  });

  it('is one again when nothing was picked for ten seconds', () => {
    let now = 0;
    const spread = new Spread(seededRandom(1), () => now);
    for (let round = 0; round < 5; round += 1) answerAll(spread, pickAll(spread), 'won');
    now = 9_000;
    expect(spread.mayPick()).toBe(true);
    now = 10_000;
    expect(pickAll(spread)).toBe(1);
  });
});
