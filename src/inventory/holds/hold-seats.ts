import type { SaleTerms } from '../../catalog';
import { badUserInput } from '../../platform';
import { findLonelyCompanions, isReleased } from '../accessible/accessible-places';
import type { InventoryContext } from '../context';
import { decodeSeatId } from '../ledger/seat-id';
import type { SeatState } from '../ledger/seat-state';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { checkSingleSeats } from '../single-seats/check-single-seats';
import type { SingleSeatVerdict } from '../single-seats/judge-choice';
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
import { readHoldByIdempotencyKey, readLiveHolds } from './read-holds.sql';

export interface CompanionsAloneOutcome {
  readonly kind: 'CompanionsAlone';
  readonly message: string;
  /** Companion places that are too many. */
  readonly seats: readonly SeatState[];
  readonly companionsMax: number;
}

export interface LeavesSingleSeatOutcome {
  readonly kind: 'LeavesSingleSeat';
  readonly message: string;
  readonly showId: string;
  /** The seats that would be left. */
  readonly seats: readonly SeatState[];
  /** As many seats that leave none, by number. */
  readonly suggestions: readonly (readonly number[])[];
}

export type HoldSeatsOutcome = ClaimOutcome | CompanionsAloneOutcome | LeavesSingleSeatOutcome | NotOnSale;

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
  // The rule is judged a second time by terms of now: a release holds for every process from its commit.
  let isRefused = false;
  return claimWhileOnSale<CheckedSeats, ClaimOutcome | CompanionsAloneOutcome | LeavesSingleSeatOutcome>(
    context,
    input,
    await termsFor(context, input),
    {
      check: (terms) => checkSeats(context, input, terms),
      async attempt({ terms, layout, seats }, admission, isLast) {
        const alone = companionsAlone(input.showId, terms, layout, seats.seatNos, context.clock.now());
        if (alone !== null) {
          if (isRefused || isLast) return alone;
          isRefused = true;
          return 'retry';
        }
        const verdict = await checkSingleSeats(context, terms, layout, seats.seatNos);
        if (verdict?.kind === 'refused' && !(await isKeyUsed(context, input)))
          return leavesSingleSeat(input.showId, verdict);
        const outcome = await claimHold(
          context,
          input,
          { terms, admission, isLast },
          {
            layout,
            seatCount: seats.seatNos.length,
            seats,
            findRepeated: (now) => findHoldOfSeats(context, input, seats.seatNos, now),
          },
        );
        return verdict?.kind === 'noted' && outcome !== 'retry' && outcome.kind === 'HoldSeatsPayload'
          ? { ...outcome, singleSeatNos: verdict.singles }
          : outcome;
      },
    },
  );
}

/** The refusal of companion places without a wheelchair place; null where there are none, and after their release. */
function companionsAlone(
  showId: string,
  terms: SaleTerms,
  layout: SeatLayout,
  seatNos: readonly number[],
  now: Date,
): CompanionsAloneOutcome | null {
  const alone = isReleased(terms, now) ? null : findLonelyCompanions(layout, seatNos);
  if (alone === null) return null;
  const { companionsMax } = alone;
  return {
    kind: 'CompanionsAlone',
    message:
      companionsMax === 0
        ? 'Companion places can only be held together with a wheelchair place of the same section.'
        : `With these wheelchair places you can hold ${companionsMax} companion places of the section.`,
    seats: alone.seatNos.map((seatNo) => ({ showId, seatNo })),
    companionsMax,
  };
}

/** A repeated request gets its first answer, whatever the rule would say of it now. */
const isKeyUsed = async ({ database }: InventoryContext, { buyerId, idempotencyKey }: HoldSeatsInput) =>
  (await readHoldByIdempotencyKey(database, buyerId, idempotencyKey)) !== null;

const leavesSingleSeat = (showId: string, { singles, suggestions }: SingleSeatVerdict): LeavesSingleSeatOutcome => ({
  kind: 'LeavesSingleSeat',
  showId,
  message:
    singles.length === 1
      ? 'This choice would leave a single seat. Choose seats that leave no gap of one.'
      : `This choice would leave ${singles.length} single seats. Choose seats that leave no gap of one.`,
  seats: singles.map((seatNo) => ({ showId, seatNo })),
  suggestions,
});

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

interface CheckedSeats {
  readonly terms: SaleTerms;
  readonly layout: SeatLayout;
  readonly seats: ClaimedSeats;
}

/** Refuses input that no state of the ledger could make right, before the database is asked. */
async function checkSeats(
  context: InventoryContext,
  { seatIds, showId, idempotencyKey }: HoldSeatsInput,
  terms: SaleTerms,
): Promise<CheckedSeats> {
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
