import type { SeatGrid } from '../draw/seat-grid';
import type { Geometry } from '../store/geometry';

export type Direction = readonly [dx: number, dy: number];

/** How far around it an arrow key looks for the next seat, in usual distances; further if there is none. */
const REACHES = [4, 16, 64, 400];
/** A seat aside counts as so much further away than one straight ahead. */
const ASIDE = 2.5;

/** The seat to which an arrow key leads from this one, or the same one at the edge of the venue. */
export function nextSeat(geometry: Geometry, grid: SeatGrid, from: number, [dx, dy]: Direction): number {
  const { x, y, pitch } = geometry;
  const [fromX, fromY] = [x[from] ?? 0, y[from] ?? 0];
  for (const reach of REACHES.map((pitches) => pitches * pitch)) {
    let best = Number.POSITIVE_INFINITY;
    let found = -1;
    for (const [start, end] of grid.runs([fromX - reach, fromY - reach, fromX + reach, fromY + reach])) {
      for (let place = start; place < end; place += 1) {
        const index = grid.seats[place] ?? 0;
        const [awayX, awayY] = [(x[index] ?? 0) - fromX, (y[index] ?? 0) - fromY];
        const ahead = awayX * dx + awayY * dy;
        const aside = Math.abs(awayX * dy) + Math.abs(awayY * dx);
        const cost = ahead + ASIDE * aside;
        if (ahead < pitch / 3 || aside > 1.5 * ahead || ahead > reach || cost >= best) continue;
        best = cost;
        found = index;
      }
    }
    if (found >= 0) return found;
  }
  return from;
}
