import { matchSeats } from './diff-seat-maps';
import type { SeatMap } from './seat-map';

/** A seat that nobody may hold or own if the map is to be replaced. */
export interface LostSeat {
  /** In the old map. */
  readonly index: number;
  readonly label: string;
  /** What it is called in the new map, where it is only called otherwise; null where it is gone. */
  readonly newLabel: string | null;
}

export interface SeatMapReplacement {
  /** For each seat of the old map its index in the new one, or -1 where it is lost. */
  readonly newIndexOf: Int32Array;
  readonly lost: readonly LostSeat[];
  /** The seats of the new map that are none of the old one's. */
  readonly added: readonly number[];
}

/**
 * Tells what becomes of each seat where a show goes from one version of its map to another. A seat is lost where the new
 * map has it no more, and where it has another label: the ticket that names the old one has been printed, and its owner
 * would stand before another seat.
 */
export function replaceSeatMap(old: SeatMap, next: SeatMap): SeatMapReplacement {
  const { newIndexOf, added } = matchSeats(old, next);
  const lost: LostSeat[] = [];
  const renamed: number[] = [];
  for (const [index, newIndex] of newIndexOf.entries()) {
    const label = old.labelOf(index);
    const newLabel = newIndex < 0 ? null : next.labelOf(newIndex);
    if (newLabel === label) continue;
    lost.push({ index, label, newLabel });
    if (newIndex < 0) continue;
    renamed.push(newIndex);
    newIndexOf[index] = -1;
  }
  return { newIndexOf, lost, added: [...added, ...renamed].sort((a, b) => a - b) };
}
