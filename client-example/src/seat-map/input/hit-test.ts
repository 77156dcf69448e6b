import { isInside } from '../draw/outlines';
import type { Scene } from '../draw/scene';
import type { SeatGrid } from '../draw/seat-grid';
import type { SeatState } from '../store/seat-store';

/** The seat that a press at this place of the venue means: the nearest one that is wanted, not the one exactly below. */
export function seatAt(
  { store, grid, scene }: { readonly store: SeatState; readonly grid: SeatGrid; readonly scene: Scene },
  [x, y]: readonly [x: number, y: number],
  distanceMax: number,
  isWanted: (index: number) => boolean,
): number {
  const seat = grid.nearest(x, y, distanceMax, isWanted);
  if (seat >= 0) return seat;
  const area = scene.standing.find(({ outline }) => isInside(outline, x, y));
  if (area === undefined) return -1;
  // Places of a standing area are alike: any one that can be had will do.
  const { from = 0, to = 0 } = store.geometry.rows[area.row] ?? {};
  for (let index = from; index < to; index += 1) if (isWanted(index)) return index;
  return -1;
}
