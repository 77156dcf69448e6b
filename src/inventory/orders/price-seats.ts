import type { SaleTerms } from '../../catalog';
import { badUserInput } from '../../platform';
import { readSeats } from '../availability/read-seats.sql';
import type { InventoryContext } from '../context';
import { SeatStatus } from '../ledger/seat-status';
import { selectSeats } from '../seat-blocks/select-seats';

export interface PricedSeat {
  readonly seatNo: number;
  /** 0 where the zone has no price; then the seat cannot be sold. */
  readonly priceMinor: number;
}

/**
 * Seats of a show with their prices by these terms, in the order of their numbers.
 *
 * @throws BAD_USER_INPUT for ids of seats that the show's map does not have
 */
export async function priceSeats(
  { seatLayouts }: InventoryContext,
  terms: SaleTerms,
  seatIds: readonly string[],
): Promise<PricedSeat[]> {
  const layout = await seatLayouts.of(terms);
  if (layout === null) throw badUserInput('This show has no seats.');
  const { seatMap, numbering } = layout;
  return selectSeats(terms.showId, layout, { seatIds }).map((seatNo) => {
    const zone = seatMap.zones[seatMap.zoneOf(numbering.indexOf(seatNo))] ?? '';
    return { seatNo, priceMinor: terms.tiers.get(zone)?.amountMinor ?? 0 };
  });
}

/** Of seats that could not be had together, those that buyers have; else those that are blocked for lack of a price. */
export async function findTaken(
  { database }: InventoryContext,
  showId: string,
  seatNos: readonly number[],
): Promise<number[]> {
  const seats = await readSeats(
    database,
    seatNos.map((seatNo) => ({ showId, seatNo })),
  );
  const withStatus = (isMeant: (status: SeatStatus) => boolean) =>
    seats.filter(({ status }) => isMeant(status)).map(({ seatNo }) => seatNo);
  const taken = withStatus((status) => status !== SeatStatus.AVAILABLE && status !== SeatStatus.BLOCKED);
  if (taken.length > 0) return taken;
  return withStatus((status) => status === SeatStatus.BLOCKED);
}
