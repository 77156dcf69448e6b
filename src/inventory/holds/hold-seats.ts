import type { SaleTerms } from '../../catalog';
import {
  badUserInput,
  isLockNotAvailable,
  isLockTimeout,
  isUniqueViolation,
  newId,
  serviceUnavailable,
} from '../../platform';
import type { InventoryContext } from '../context';
import { decodeSeatId } from '../ledger/seat-id';
import type { SeatState } from '../ledger/seat-state';
import { seatStatusOf } from '../ledger/seat-status';
import type { ShowSize } from '../network-limit/held-seats-by-network';
import type { SeatLayout } from '../seat-map/seat-layouts';
import type { Admission, ClaimRow } from './claim-batcher';
import {
  checkIdempotencyKey,
  claimWhileOnSale,
  firstAnswer,
  holdLimitReached,
  holdTimes,
  idempotencyLockOf,
  networkHoldsTooMany,
  refuseAboveLargestCharge,
} from './claim-while-on-sale';
import type { Hold } from './hold';
import { readHold, readHoldByIdempotencyKey, readLiveHolds } from './read-holds.sql';
import { idempotencyKeyReused, type SalesNotOpenOutcome } from './refusals';

export type HoldSeatsOutcome =
  | { readonly kind: 'HoldSeatsPayload'; readonly hold: Hold; readonly serverTime: Date }
  | {
      readonly kind: 'SeatsUnavailable';
      readonly message: string;
      readonly seats: readonly SeatState[];
      /** Live holds of this buyer that have some of the seats. */
      readonly ownHolds: readonly Hold[];
    }
  | { readonly kind: 'HoldLimitReached'; readonly message: string; readonly seatsPerBuyerMax: number }
  | SalesNotOpenOutcome
  | { readonly kind: 'NotAdmitted'; readonly message: string }
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

export interface HoldSeatsInput {
  /** UUIDs. */
  readonly buyerId: string;
  readonly showId: string;
  /** Public ids of seats. */
  readonly seatIds: readonly string[];
  readonly idempotencyKey: string;
  /** The network that the request came from, as the platform groups addresses; for limits that go by network. */
  readonly network?: string | null;
}

/** What one claim wants, checked: seats ascending, prices in the same order. */
interface Claim extends HoldSeatsInput {
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
  readonly totalMinor: number;
  readonly terms: SaleTerms;
  readonly showSize: ShowSize;
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
  const terms = await termsFor(context, input);
  return claimWhileOnSale(context, input, terms, {
    check: (current) => checkClaim(context, input, current),
    attempt: (claim, admission, isLast) => tryClaim(context, claim, admission, isLast),
  });
}

/** Runs the claim once. `retry`: the answer would rest on something that has changed in the meantime. */
async function tryClaim(
  context: InventoryContext,
  claim: Claim,
  admission: Admission | null,
  isLast: boolean,
): Promise<HoldSeatsOutcome | 'retry'> {
  const { terms, seatNos, buyerId, showId } = claim;
  const now = context.clock.now();
  const hold: Hold = {
    id: newId(),
    showId,
    buyerId,
    status: 'ACTIVE',
    seatNos,
    pricesMinor: claim.pricesMinor,
    totalMinor: claim.totalMinor,
    currency: terms.currency,
    ...holdTimes(terms, now),
    orderId: null,
  };
  if (
    !(await context.heldSeatsByNetwork.add(
      { ...hold, seatCount: seatNos.length },
      claim.network ?? null,
      claim.showSize,
    ))
  )
    return repeatedWithinLimit(context, claim, now);
  let row: ClaimRow | undefined;
  try {
    row = await context.claims.claim({
      hold,
      idempotencyKey: claim.idempotencyKey,
      seatsPerBuyerMax: terms.seatsPerBuyerMax,
      termsVersion: terms.termsVersion,
      idempotencyLock: idempotencyLockOf(buyerId, claim.idempotencyKey),
      admission,
    });
  } catch (error) {
    // Another transaction is taking one of them at this moment. Their states are read when the client asks for them.
    if (isLockNotAvailable(error)) return unavailable(seatNos.map((seatNo) => ({ showId, seatNo })));
    // Nobody knows whether the seats could have been held, so the seats are not called taken.
    if (isLockTimeout(error))
      throw serviceUnavailable('The seats could not be locked in time. Nothing was held. Try again.');
    if (isUniqueViolation(error, 'seat_hold_idempotency_key')) {
      const used = await readHoldByIdempotencyKey(context.database, buyerId, claim.idempotencyKey);
      // In this show another request used the key at this moment: the next attempt finds its hold.
      return isLast || (used !== null && used.showId !== showId) ? idempotencyKeyReused : 'retry';
    }
    throw error;
  } finally {
    if (row?.is_held !== true) context.heldSeatsByNetwork.remove(hold);
  }
  if (row.is_held) return { kind: 'HoldSeatsPayload', hold, serverTime: now };
  if (row.replayed_hold_id !== null)
    return firstAnswer(context, { showId, holdId: row.replayed_hold_id }, row.is_same_request === true, buyerId);
  if (!row.is_sale_current && !isLast) return 'retry';
  const ownHolds = row.own_holds ?? [];
  const existing = ownHolds.find((own) => isSameList(own.seatNos, seatNos));
  if (existing !== undefined) return firstAnswer(context, { showId, holdId: existing.id }, true, buyerId);
  if (row.locked_count === seatNos.length) {
    return holdLimitReached(terms.seatsPerBuyerMax);
  }
  const taken = (row.seen ?? []).filter(([, , , isFree]) => !isFree);
  if (taken.length === 0 && !isLast) return 'retry';
  return unavailable(
    taken.map(([seatNo, code, version]) => ({ showId, seatNo, status: seatStatusOf(code), version })),
    await readOwnHolds(context, showId, ownHolds, buyerId),
  );
}

/** The answer while the buyer's network holds too many seats: a hold of these seats that the buyer has already, or the error. */
async function repeatedWithinLimit(context: InventoryContext, claim: Claim, now: Date): Promise<HoldSeatsOutcome> {
  const { buyerId, showId, seatNos, showSize } = claim;
  const own = await readLiveHolds(context.database, buyerId, now);
  const existing = own.find((hold) => hold.showId === showId && isSameList(hold.seatNos, seatNos));
  if (existing !== undefined) return { kind: 'HoldSeatsPayload', hold: existing, serverTime: now };
  throw networkHoldsTooMany(context.heldSeatsByNetwork.seatsMax(showSize));
}

const isSameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((seatNo, index) => seatNo === b[index]);

async function readOwnHolds(
  { database }: InventoryContext,
  showId: string,
  ownHolds: readonly { readonly id: string }[],
  buyerId: string,
): Promise<Hold[]> {
  const holds = await Promise.all(ownHolds.map(({ id }) => readHold(database, { showId, holdId: id }, buyerId)));
  return holds.filter((hold) => hold !== null);
}

function unavailable(seats: readonly SeatState[], ownHolds: readonly Hold[] = []): HoldSeatsOutcome {
  const message =
    seats.length === 1 ? 'This seat is not available any more.' : 'Some of these seats are not available any more.';
  if (ownHolds.length === 0) return { kind: 'SeatsUnavailable', message, seats, ownHolds };
  const own = new Set(ownHolds.flatMap(({ seatNos }) => seatNos));
  const ownCount = seats.filter(({ seatNo }) => own.has(seatNo)).length;
  return {
    kind: 'SeatsUnavailable',
    message:
      ownCount === seats.length
        ? 'You already hold these seats. Hold only the other seats, or release the hold first.'
        : `${message} You already hold ${ownCount} of them yourself.`,
    seats,
    ownHolds,
  };
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
async function checkClaim(context: InventoryContext, input: HoldSeatsInput, terms: SaleTerms): Promise<Claim> {
  const { seatIds, idempotencyKey, showId } = input;
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
  const pricesMinor = ascending.map((seatNo) => priceOf(terms, layout, seatNo));
  const totalMinor = pricesMinor.reduce((sum, price) => sum + price, 0);
  refuseAboveLargestCharge(totalMinor, terms.currency);
  const showSize = { seatCount: layout.seatMap.seatCount, seatsPerBuyerMax: terms.seatsPerBuyerMax };
  return { ...input, terms, seatNos: ascending, pricesMinor, totalMinor, showSize };
}

/** A seat of a zone without a price is blocked in the ledger, and a constraint keeps it so: its price is never charged. */
function priceOf(terms: SaleTerms, { seatMap, numbering }: SeatLayout, seatNo: number): number {
  return terms.tiers.get(seatMap.zones[seatMap.zoneOf(numbering.indexOf(seatNo))] ?? '')?.amountMinor ?? 0;
}
