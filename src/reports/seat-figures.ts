import type { SeatMap } from '../seating';

/** How many seats have each status. Always `placeCount` is the sum of the others. */
export interface SeatFigures {
  readonly placeCount: number;
  readonly freeCount: number;
  readonly heldCount: number;
  readonly reservedCount: number;
  readonly soldCount: number;
  readonly blockedCount: number;
}

export type NamedSeatFigures = SeatFigures & { readonly name: string };

/** Of a part of the house that the map has no more. */
export const noSeats: SeatFigures = {
  placeCount: 0,
  freeCount: 0,
  heldCount: 0,
  reservedCount: 0,
  soldCount: 0,
  blockedCount: 0,
};

/** Counts by the character code of the letter that packed availability has for a status. */
type Counts = Uint32Array;

const LETTERS = 128;
const newCounts = (): Counts => new Uint32Array(LETTERS);
const of = (counts: Counts, letter: string): number => counts[letter.charCodeAt(0)] ?? 0;

function figuresOf(counts: Counts): SeatFigures {
  const [freeCount, heldCount, reservedCount] = [of(counts, 'A'), of(counts, 'H'), of(counts, 'R')];
  const [soldCount, blockedCount] = [of(counts, 'S'), of(counts, 'B')];
  const placeCount = freeCount + heldCount + reservedCount + soldCount + blockedCount;
  return { placeCount, freeCount, heldCount, reservedCount, soldCount, blockedCount };
}

function countRange(statuses: string, from: number, to: number): SeatFigures {
  const counts = newCounts();
  for (let index = from; index < to; index += 1) {
    const code = statuses.charCodeAt(index);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return figuresOf(counts);
}

/** Of all seats. `statuses` has a letter for each, in the order of the map. */
export const figuresOfSeats = (statuses: string): SeatFigures => countRange(statuses, 0, statuses.length);

/** By section, in the order of the map. */
export const figuresBySection = (statuses: string, { sections }: SeatMap): NamedSeatFigures[] =>
  sections.map(({ name, from, to }) => ({ name, ...countRange(statuses, from, to) }));

/** By price zone, in the order of the map. */
export function figuresByZone(statuses: string, { zones, zoneNumbers }: SeatMap): NamedSeatFigures[] {
  const counts = zones.map(newCounts);
  for (let index = 0; index < statuses.length; index += 1) {
    const ofZone = counts[zoneNumbers[index] ?? -1];
    const code = statuses.charCodeAt(index);
    if (ofZone !== undefined) ofZone[code] = (ofZone[code] ?? 0) + 1;
  }
  return zones.map((name, zone) => ({ name, ...figuresOf(counts[zone] ?? newCounts()) }));
}
