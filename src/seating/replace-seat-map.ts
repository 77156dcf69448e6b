import { matchSeats } from './diff-seat-maps';
import type { SeatMap } from './seat-map';

/** A held or sold seat that would be lost. */
export interface LostSeat {
  readonly index: number;
  readonly label: string;
  /** What it is called in the new map, where it is only called otherwise; null where it is gone. */
  readonly newLabel: string | null;
}

export type ReplaceSeatMapResult =
  | {
      readonly kind: 'SeatMapReplaceable';
      /** For each seat of the old map its index in the new one, or -1 where it is gone. */
      readonly newIndexOf: Int32Array;
    }
  | { readonly kind: 'SeatMapConflict'; readonly message: string; readonly lost: readonly LostSeat[] };

/**
 * Tells whether a show may go from one version of its map to another without a loss for those who hold or own a seat.
 * A seat is lost where the new map has it no more, and where it has another label: the ticket that names the old one
 * has been printed, and its owner would stand before another seat.
 *
 * @param isTaken true for the seats that somebody holds or owns, by their index in the old map
 */
export function replaceSeatMap(old: SeatMap, next: SeatMap, isTaken: (index: number) => boolean): ReplaceSeatMapResult {
  const { newIndexOf } = matchSeats(old, next);
  const lost: LostSeat[] = [];
  for (const [index, newIndex] of newIndexOf.entries()) {
    if (!isTaken(index)) continue;
    const label = old.labelOf(index);
    const newLabel = newIndex < 0 ? null : next.labelOf(newIndex);
    if (newLabel !== label) lost.push({ index, label, newLabel });
  }
  if (lost.length === 0) return { kind: 'SeatMapReplaceable', newIndexOf };
  const message = `${lost.length} held or sold ${lost.length === 1 ? 'seat' : 'seats'} would be lost.`;
  return { kind: 'SeatMapConflict', message, lost };
}
