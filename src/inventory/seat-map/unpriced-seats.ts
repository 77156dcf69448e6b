import type { SaleTerms } from '../../catalog';
import type { SeatMap } from '../../seating';
import type { SeatLayout } from './seat-layouts';

/** For each zone of the map, whether it has a price in the show. */
export const isPricedZone = ({ tiers }: SaleTerms, { zones }: SeatMap): readonly boolean[] =>
  zones.map((zone) => tiers.has(zone));

/** The numbers of the seats whose zone has no price, in map order. */
export function unpricedSeatNos(terms: SaleTerms, { seatMap, numbering }: SeatLayout): number[] {
  const isPriced = isPricedZone(terms, seatMap);
  if (!isPriced.includes(false)) return [];
  const seatNos: number[] = [];
  for (let index = 0; index < seatMap.seatCount; index += 1) {
    if (!isPriced[seatMap.zoneOf(index)]) seatNos.push(numbering.seatNoAt(index));
  }
  return seatNos;
}
