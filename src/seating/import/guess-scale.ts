import type { Point } from '../format/seat-map-format';
import { SEAT_PITCH_CM } from './lay-out-rows';

/**
 * How many centimetres one unit of a foreign drawing is, where the file does not say: the usual distance of two
 * neighbours in a row is that of two seats. Rounded to three digits, so that a hair's difference in the file gives no
 * other map.
 */
export function guessScale(rows: readonly (readonly Point[])[]): number {
  const distances: number[] = [];
  for (const row of rows) {
    for (const [index, seat] of row.entries()) {
      const before = row[index - 1];
      const distance = before === undefined ? 0 : Math.hypot(seat.x - before.x, seat.y - before.y);
      if (distance > 0) distances.push(distance);
    }
  }
  distances.sort((a, b) => a - b);
  const usual = distances[Math.floor(distances.length / 2)];
  return usual === undefined ? 1 : Number((SEAT_PITCH_CM / usual).toPrecision(3));
}

/** In front of the seats, where a drawing usually has the stage: above their middle. */
export function guessFocalPoint(seats: readonly Point[], distance: number): Point {
  let [minX, maxX, minY] = [Infinity, -Infinity, Infinity];
  for (const { x, y } of seats) {
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
  }
  return { x: (minX + maxX) / 2, y: minY - distance };
}
