/** What the rows of all venues share: names, the width of a seat, aisles, wheelchair places, trimming. */
import type { NumberedSeat, RowOfSection } from '../../seating';

export const SEAT_CM = 52;
export const AISLE_CM = 120;

type Feature = NonNullable<NumberedSeat['features']>[number];

// Nobody can tell I from 1 or O from 0 on a small ticket, so no theatre has these rows.
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A, B … Z without I and O, then AA, BB and so on. */
export function rowLetters(index: number): string {
  const letter = LETTERS[index % LETTERS.length] ?? '';
  return letter.repeat(1 + Math.floor(index / LETTERS.length));
}

export function makeSeat(number: number, x: number, y: number, zone: string): NumberedSeat {
  return { number: String(number), x: Math.round(x), y: Math.round(y), zone, features: [] };
}

export function addFeature(seat: NumberedSeat | undefined, feature: Feature): void {
  if (seat !== undefined && !seat.features?.includes(feature)) seat.features = [...(seat.features ?? []), feature];
}

/** The first and the last of a run of neighbours are on an aisle. */
export function markAisles(neighbours: readonly NumberedSeat[]): void {
  addFeature(neighbours[0], 'AISLE');
  addFeature(neighbours.at(-1), 'AISLE');
}

/**
 * Makes room for a wheelchair with a companion among neighbours: two seats become one place, whose second number is
 * missing from then on, and the third is the companion's. Nothing happens where the three are parted by an aisle.
 */
export function makeAccessible(neighbours: NumberedSeat[], at: number): void {
  const [first, second, third] = neighbours.slice(at, at + 3);
  if (first === undefined || second === undefined || third === undefined) return;
  if (Math.hypot(third.x - first.x, third.y - first.y) > 2.5 * SEAT_CM) return;
  first.x = Math.round((first.x + second.x) / 2);
  first.y = Math.round((first.y + second.y) / 2);
  addFeature(first, 'ACCESSIBLE');
  addFeature(third, 'COMPANION');
  neighbours.splice(at + 1, 1);
}

/**
 * Removes so many seats from the last rows, where venues have fewer. Whole last rows of the sections go first, in the
 * order in which the sections are given, then seats from both ends of one row.
 */
export function trimLastRows(sections: readonly { rows: RowOfSection[] }[], surplus: number): void {
  let left = surplus;
  while (left > 0) {
    const most = Math.max(...sections.map(({ rows }) => rows.length));
    if (most <= 1) throw new Error(`The venue has ${left} seats too many for its last rows`);
    for (const { rows } of sections) {
      const last = rows.at(-1);
      if (left === 0 || rows.length < most || last === undefined) continue;
      const gone = Math.min(left, last.seats.length);
      last.seats = last.seats.slice(Math.floor(gone / 2), last.seats.length - Math.ceil(gone / 2));
      if (last.seats.length === 0) rows.pop();
      else markAisles(last.seats);
      left -= gone;
    }
  }
}

export const countSeats = (sections: readonly { rows?: RowOfSection[] | undefined }[]): number =>
  sections.reduce((sum, { rows = [] }) => rows.reduce((seats, row) => seats + row.seats.length, sum), 0);
