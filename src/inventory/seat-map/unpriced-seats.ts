import type { SaleTerms } from '../../catalog';
import { badUserInput } from '../../platform';
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

/**
 * Prices of zones that the map does not have: a name that was mistyped, or a zone that was dropped or renamed. Its seats
 * would stay out of the sale without a reason.
 *
 * @throws BAD_USER_INPUT with the zones that there are
 */
export function refusePricesOfOtherZones({ tiers }: SaleTerms, { zones }: SeatMap): void {
  const unknown = [...tiers.keys()].filter((zone) => !zones.includes(zone));
  if (unknown.length === 0) return;
  const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');
  throw badUserInput(
    `The show has prices for zones that the seat map does not have: ${list(unknown)}. ` +
      `The zones of the seat map are ${list(zones)}. Remove these prices with updateShow(removePriceZones) first.`,
    { unknownZones: unknown, zones },
  );
}
