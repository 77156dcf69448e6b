import { below, type Random } from './random';
import type { Venue } from './venue';

/** How a buyer chooses: `together` beside each other, `near-stage`, `random`, or `same-few` that everybody wants. */
export const tastes = ['together', 'near-stage', 'random', 'same-few'] as const;
export type Taste = (typeof tastes)[number];

/** What a buyer knows of the seats. */
export interface Look {
  readonly venue: Venue;
  isFree(seat: number): boolean;
}

type Chooser = (look: Look, party: number, random: Random) => number[];

/** So many seats are the ones that everybody wants. */
const HOT_SEATS = 24;
/** Who wants to sit near the stage looks at so many of the nearest free seats. */
const NEAREST = 60;

/**
 * Seats for a party, as these people choose: as many as the party has, fewer where no more are free, none where nothing
 * is. Only what looks free is chosen; another buyer may be faster all the same.
 */
export function chooseSeats(taste: Taste, look: Look, party: number, random: Random): number[] {
  const chosen = choosers[taste](look, party, random);
  if (chosen.length === party) return chosen;
  const together = taste === 'together' ? chosen : beside(look, party, random);
  return together.length === party ? together : anywhere(look, party, random);
}

const choosers: Readonly<Record<Taste, Chooser>> = {
  together: beside,
  'near-stage': (look, party, random) => {
    const nearest = firstFree(look, NEAREST);
    const anchor = nearest[below(random, nearest.length)];
    return anchor === undefined ? [] : around(look, anchor, party);
  },
  random: anywhere,
  'same-few': ({ venue, isFree }, party, random) => {
    const hot = [...venue.byNearness.subarray(0, HOT_SEATS)].filter((seat) => isFree(seat));
    return sample(hot, party, random);
  },
};

/** Free neighbours in one row: the first such row from a random one on. */
function beside({ venue, isFree }: Look, party: number, random: Random): number[] {
  const { rowStarts } = venue;
  const rows = rowStarts.length - 1;
  const from = below(random, rows);
  for (let step = 0; step < rows; step += 1) {
    const row = (from + step) % rows;
    let run = 0;
    for (let seat = rowStarts[row] ?? 0; seat < (rowStarts[row + 1] ?? 0); seat += 1) {
      run = isFree(seat) ? run + 1 : 0;
      if (run === party) return Array.from({ length: party }, (_, back) => seat - party + 1 + back);
    }
  }
  return [];
}

/** Free neighbours of a seat in its row, itself among them. */
function around({ venue, isFree }: Look, anchor: number, party: number): number[] {
  const row = venue.rowOf[anchor] ?? 0;
  const [start, end] = [venue.rowStarts[row] ?? 0, venue.rowStarts[row + 1] ?? 0];
  let [from, to] = [anchor, anchor + 1];
  while (to - from < party) {
    if (to < end && isFree(to)) to += 1;
    else if (from > start && isFree(from - 1)) from -= 1;
    else break;
  }
  return Array.from({ length: to - from }, (_, seat) => from + seat);
}

function anywhere({ venue, isFree }: Look, party: number, random: Random): number[] {
  const from = below(random, venue.seatCount);
  const chosen: number[] = [];
  // Most seats of a show are free for most of its sale, so a few random tries mostly do.
  for (let tries = 0; tries < party * 8 && chosen.length < party; tries += 1) {
    const seat = below(random, venue.seatCount);
    if (isFree(seat) && !chosen.includes(seat)) chosen.push(seat);
  }
  for (let step = 0; step < venue.seatCount && chosen.length < party; step += 1) {
    const seat = (from + step) % venue.seatCount;
    if (isFree(seat) && !chosen.includes(seat)) chosen.push(seat);
  }
  return chosen;
}

function firstFree({ venue, isFree }: Look, countMax: number): number[] {
  const found: number[] = [];
  for (const seat of venue.byNearness) {
    if (isFree(seat)) found.push(seat);
    if (found.length === countMax) break;
  }
  return found;
}

function sample(seats: number[], countMax: number, random: Random): number[] {
  const left = [...seats];
  const drawn: number[] = [];
  while (drawn.length < countMax && left.length > 0) drawn.push(...left.splice(below(random, left.length), 1));
  return drawn;
}
