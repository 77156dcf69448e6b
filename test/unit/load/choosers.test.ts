import { chooseSeats, type Taste, tastes } from '../../load/drive/choosers';
import { seeded } from '../../load/drive/random';
import { venueOf } from '../../load/drive/venue';

const ROWS = 6;
const SEATS = 10;

/** Rows of ten, one metre apart, before a stage at the top. */
const venue = venueOf({
  seatCount: ROWS * SEATS,
  stage: { focalPoint: [450, -100] },
  rows: { seatCount: Array.from({ length: ROWS }, () => SEATS) },
  seats: {
    x: Array.from({ length: ROWS * SEATS }, (_, seat) => (seat === 0 ? 0 : seat % SEATS === 0 ? -900 : 100)),
    y: Array.from({ length: ROWS * SEATS }, (_, seat) => (seat > 0 && seat % SEATS === 0 ? 100 : 0)),
  },
});
const rowOf = (seat: number) => Math.floor(seat / SEATS);
const choose = (taste: Taste, party: number, taken: readonly number[] = [], seed = 1) =>
  chooseSeats(taste, { venue, isFree: (seat) => !taken.includes(seat) }, party, seeded(seed));
const seeds = Array.from({ length: 50 }, (_, seed) => seed);

describe('Choosing seats', () => {
  it.each(tastes)('takes as many free seats as the party has, each once (%s)', (taste) => {
    const taken = Array.from({ length: ROWS * SEATS }, (_, seat) => seat).filter((seat) => seat % 3 === 0);
    for (const seed of seeds) {
      const seats = choose(taste, 4, taken, seed);
      expect(new Set(seats).size).toBe(4);
      expect(seats.filter((seat) => taken.includes(seat))).toEqual([]);
    }
  });

  it('finds neighbours in one row for those who want to sit together', () => {
    for (const seed of seeds) {
      const seats = choose('together', 4, [], seed);
      expect(new Set(seats.map(rowOf)).size).toBe(1);
      expect(Math.max(...seats) - Math.min(...seats)).toBe(3);
    }
  });

  it('finds the nearest rows for those who want to be near the stage', () => {
    const taken = Array.from({ length: 20 }, (_, seat) => seat);
    const big = chooseSeats('near-stage', { venue, isFree: (seat) => !taken.includes(seat) }, 2, seeded(1));
    expect(big.every((seat) => rowOf(seat) >= 2)).toBe(true);
    expect(Array.from(venue.byNearness.subarray(0, 2)).toSorted()).toEqual([4, 5]);
  });

  it('keeps to the seats that everybody wants while one of them is free', () => {
    const hot = new Set(venue.byNearness.subarray(0, 24));
    for (const seed of seeds) expect(choose('same-few', 2, [], seed).every((seat) => hot.has(seat))).toBe(true);
  });

  it.each(tastes)('takes what is left where there is less than the party wants (%s)', (taste) => {
    const all = Array.from({ length: ROWS * SEATS }, (_, seat) => seat);
    expect(choose(taste, 4, all.slice(0, -2)).toSorted((a, b) => a - b)).toEqual(all.slice(-2));
    expect(choose(taste, 4, all)).toEqual([]);
  });
});
