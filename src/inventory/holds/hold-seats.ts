import type { SaleTerms } from '../../catalog';
import { badUserInput } from '../../platform';
import type { InventoryContext } from '../context';
import { decodeSeatId } from '../ledger/seat-id';
import type { SeatLayout } from '../seat-map/seat-layouts';
import {
  type ClaimedSeats,
  type ClaimOutcome,
  claimHold,
  type HoldRequest,
  isSameList,
  priceSeats,
} from './claim-hold';
import { checkIdempotencyKey, claimWhileOnSale, type NotOnSale } from './claim-while-on-sale';
import type { Hold } from './hold';
import { readLiveHolds } from './read-holds.sql';

export type HoldSeatsOutcome = ClaimOutcome | NotOnSale;

export interface HoldSeatsInput extends HoldRequest {
  /** Public ids of seats. */
  readonly seatIds: readonly string[];
}

/**
 * Promises seats to a buyer for the show's hold time: all of them or none.
 *
 * The same key with the same seats gives the first hold again. A refusal stores nothing, so its key may be tried again.
 * Exactly the seats of a live hold of the same buyer, under a new key, give that hold unchanged.
 *
 * @throws BAD_USER_INPUT for input that can never work: no seats, too many, twice the same, of another show, unknown
 * @throws RATE_LIMITED if the buyers of the network hold too many seats of the show
 */
export async function holdSeats(context: InventoryContext, input: HoldSeatsInput): Promise<HoldSeatsOutcome> {
  return claimWhileOnSale(context, input, await termsFor(context, input), {
    check: (terms) => checkSeats(context, input, terms),
    attempt: ({ terms, layout, seats }, admission, isLast) =>
      claimHold(
        context,
        input,
        { terms, admission, isLast },
        {
          layout,
          seatCount: seats.seatNos.length,
          seats,
          findRepeated: (now) => findHoldOfSeats(context, input, seats.seatNos, now),
        },
      ),
  });
}

/** A live hold of exactly these seats that the buyer has already. */
async function findHoldOfSeats(
  { database }: InventoryContext,
  { buyerId, showId }: HoldSeatsInput,
  seatNos: readonly number[],
  now: Date,
): Promise<Hold | null> {
  const own = await readLiveHolds(database, buyerId, now);
  return own.find((hold) => hold.showId === showId && isSameList(hold.seatNos, seatNos)) ?? null;
}

/** The cached terms, or fresh ones where the cached map lacks a wanted seat: the show may have got a new map. */
async function termsFor(context: InventoryContext, { showId, seatIds }: HoldSeatsInput): Promise<SaleTerms | null> {
  const terms = await context.catalog.termsToSellBy(showId);
  const layout = terms === null ? null : await context.seatLayouts.of(terms);
  const isNew = seatIds.slice(0, terms?.seatsPerBuyerMax ?? 0).some((seatId) => {
    const seat = decodeSeatId(seatId);
    return seat?.showId === showId && !hasSeat(layout, seat.seatNo);
  });
  return isNew ? context.catalog.refreshSaleTerms(showId) : terms;
}

const hasSeat = (layout: SeatLayout | null, seatNo: number): boolean => (layout?.numbering.indexOf(seatNo) ?? -1) >= 0;

/** Refuses input that no state of the ledger could make right, before the database is asked. */
async function checkSeats(
  context: InventoryContext,
  { seatIds, showId, idempotencyKey }: HoldSeatsInput,
  terms: SaleTerms,
): Promise<{ readonly terms: SaleTerms; readonly layout: SeatLayout; readonly seats: ClaimedSeats }> {
  checkIdempotencyKey(idempotencyKey);
  if (seatIds.length === 0) throw badUserInput('"seatIds" is empty. Name at least one seat.');
  if (seatIds.length > terms.seatsPerBuyerMax) {
    throw badUserInput(
      `"seatIds" names ${seatIds.length} seats; one buyer may have ${terms.seatsPerBuyerMax} in this show.`,
    );
  }
  const layout = await context.seatLayouts.of(terms);
  const unknown: string[] = [];
  const seatNos = new Set<number>();
  const twice: string[] = [];
  for (const seatId of seatIds) {
    const seat = decodeSeatId(seatId);
    if (seat === null || seat.showId !== showId || !hasSeat(layout, seat.seatNo)) unknown.push(seatId);
    else if (seatNos.has(seat.seatNo)) twice.push(seatId);
    else seatNos.add(seat.seatNo);
  }
  if (unknown.length > 0)
    throw badUserInput(`These are not seats of this show: ${unknown.join(', ')}.`, { seatIds: unknown });
  if (twice.length > 0) throw badUserInput(`These seats are named twice: ${twice.join(', ')}.`, { seatIds: twice });
  if (layout === null) throw badUserInput('This show has no seats.');
  const ascending = [...seatNos].sort((a, b) => a - b);
  return { terms, layout, seats: priceSeats(terms, layout, ascending, null) };
}
