import type { LostSeat, SeatMap, SeatMapReplacement } from '../../seating';
import type { SeatLayout } from './seat-layouts';

/** Whether an area of the old map has fewer places in the new one. */
export const hasSmallerArea = ({ standingAreas }: SeatMap, next: SeatMap): boolean =>
  standingAreas.some(({ section, name, from, to }) => {
    const same = next.standingAreas.find((area) => area.section === section && area.name === name);
    return same !== undefined && same.to - same.from < to - from;
  });

/**
 * Where an area becomes smaller, the places that are lost are free ones, as far as there are any: all its places are
 * alike, and nobody's ticket says which one it is. `isTaken` judges the number of a place.
 */
export function keepTakenPlaces(
  { seatMap, numbering }: SeatLayout,
  { newIndexOf, lost, added }: SeatMapReplacement,
  isTaken: (seatNo: number) => boolean,
): SeatMapReplacement {
  const kept = newIndexOf.slice();
  const isTakenAt = (index: number) => isTaken(numbering.seatNoAt(index));
  const lostInstead = new Map<number, number>();
  for (const { from, to } of seatMap.standingAreas) {
    let spare = from;
    for (let index = from; index < to; index += 1) {
      if ((kept[index] ?? -1) >= 0 || !isTakenAt(index)) continue;
      while (spare < to && ((kept[spare] ?? -1) < 0 || isTakenAt(spare))) spare += 1;
      if (spare === to) break;
      kept[index] = kept[spare] ?? -1;
      kept[spare] = -1;
      lostInstead.set(index, spare);
    }
  }
  const losses = lost.map((seat): LostSeat => ({ ...seat, index: lostInstead.get(seat.index) ?? seat.index }));
  return { newIndexOf: kept, lost: losses.sort((a, b) => a.index - b.index), added };
}
