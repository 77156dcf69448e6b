import { matchSeats } from './diff-seat-maps';
import type { SeatMap } from './seat-map';

/** A seat that nobody may hold or own if the map is to be replaced. */
export interface LostSeat {
  /** In the old map. */
  readonly index: number;
  readonly label: string;
  /** Its label in the new map, where only the label differs; null where the seat is gone. */
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
 * Compares the seats where a show goes from one version of its map to another. A seat is lost where the new map does
 * not have it, and where it has another label: the ticket with the old label has been printed, and would lead its owner
 * to another seat.
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
