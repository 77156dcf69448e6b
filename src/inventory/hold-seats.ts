import { createHash } from 'node:crypto';
import { type SaleTerms, type ShowStatus, showStatus } from '../catalog';
import { badUserInput, isLockNotAvailable, newId } from '../platform';
import type { ClaimRow } from './claim-gatherer';
import type { InventoryContext } from './context';
import { type Hold, readHold } from './seat-hold';
import { decodeSeatId } from './seat-id';
import type { SeatLetter } from './seat-status';
import type { ShowPlan } from './show-plans';

/** A seat of a show, and how it stood when the answer was made; without the letter it is read when somebody asks. */
export interface SeatState {
  readonly showId: string;
  readonly seatNo: number;
  readonly letter?: SeatLetter;
  readonly version?: number;
}

export type HoldSeatsOutcome =
  | { readonly kind: 'HoldSeatsPayload'; readonly hold: Hold; readonly serverTime: Date }
  | { readonly kind: 'SeatsUnavailable'; readonly message: string; readonly seats: readonly SeatState[] }
  | { readonly kind: 'HoldLimitReached'; readonly message: string; readonly seatsPerBuyerMax: number }
  | { readonly kind: 'SalesNotOpen'; readonly message: string; readonly status: ShowStatus; readonly salesOpenAt: Date }
  | { readonly kind: 'NotAdmitted'; readonly message: string }
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

export interface HoldSeatsInput {
  /** UUIDs. */
  readonly buyerId: string;
  readonly showId: string;
  /** Public ids of seats. */
  readonly seatIds: readonly string[];
  readonly idempotencyKey: string;
}

/** What one claim wants, checked: seats ascending, prices in the same order. */
interface Claim extends HoldSeatsInput {
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
  readonly terms: SaleTerms;
}

/** A claim runs again where the terms had changed, or where seats changed between the look and the lock. */
const ATTEMPTS_MAX = 4;
/** The latest end of a hold, counted from its first moment, in times of the show's hold time. */
const HOLD_TIMES_MAX = 3;
const KEY_LENGTH_MAX = 200;

/**
 * Promises seats to a buyer for the show's hold time: all of them or none.
 *
 * The same key with the same seats gives the first hold again. A refusal keeps nothing, so its key may be tried again.
 * Exactly the seats of a live hold of one's own, under a new key, give that hold as it is: nothing is refreshed.
 *
 * @throws BAD_USER_INPUT for input that can never work: no seats, too many, twice the same, of another show, unknown
 */
export async function holdSeats(parts: InventoryContext, input: HoldSeatsInput): Promise<HoldSeatsOutcome> {
  const { catalog, clock } = parts;
  let terms = await termsFor(parts, input);
  for (let attempt = 1; ; attempt += 1) {
    if (terms === null) throw badUserInput('There is no such show.');
    const status = showStatus(terms, clock.now());
    // Sold out is a hint from some moments ago; whether a seat is free is decided below.
    if (status !== 'ON_SALE' && status !== 'SOLD_OUT') return notOpen(status, terms);
    const claim = await checkClaim(parts, input, terms);
    const admission = await parts.waitingRoom.isAdmitted(input.showId, input.buyerId);
    if (!admission.mayHold) return { kind: 'NotAdmitted', message: admission.message };
    const outcome = await tryClaim(parts, claim, attempt === ATTEMPTS_MAX);
    if (outcome !== 'again') {
      if (admission.kind === 'Admitted' && outcome.kind === 'HoldSeatsPayload') stayInside(parts, outcome.hold);
      return outcome;
    }
    terms = await catalog.refreshSaleTerms(input.showId);
  }
}

/** A buyer with a live hold stays in the shop. Where Redis is away they may have to wait again; the hold is theirs. */
export function stayInside({ waitingRoom, logger }: InventoryContext, { id, showId, buyerId, expiresAt }: Hold): void {
  waitingRoom
    .prolong(showId, buyerId, expiresAt)
    .catch((error) => logger.info({ err: error, holdId: id }, 'The stay in the shop could not be prolonged'));
}

/** Runs the claim once. `again` where its answer rests on something that has changed meanwhile. */
async function tryClaim(parts: InventoryContext, claim: Claim, isLast: boolean): Promise<HoldSeatsOutcome | 'again'> {
  const { terms, seatNos, buyerId, showId } = claim;
  const now = parts.clock.now();
  const hold: Hold = {
    id: newId(),
    showId,
    buyerId,
    letter: 'A',
    seatNos,
    pricesMinor: claim.pricesMinor,
    totalMinor: claim.pricesMinor.reduce((sum, price) => sum + price, 0),
    currency: terms.currency,
    createdAt: now,
    expiresAt: new Date(now.getTime() + terms.holdSeconds * 1000),
    expiresAtMax: new Date(now.getTime() + terms.holdSeconds * HOLD_TIMES_MAX * 1000),
    orderId: null,
  };
  let row: ClaimRow;
  try {
    row = await parts.claims.claim({
      hold,
      idempotencyKey: claim.idempotencyKey,
      seatsPerBuyerMax: terms.seatsPerBuyerMax,
      termsVersion: terms.termsVersion,
      gate: gateOf(buyerId, claim.idempotencyKey),
    });
  } catch (error) {
    // Somebody else is taking one of them at this moment. Which ones could be had is read when the client asks.
    if (isLockNotAvailable(error)) return unavailable(seatNos.map((seatNo) => ({ showId, seatNo })));
    throw error;
  }
  if (row.is_held) return { kind: 'HoldSeatsPayload', hold, serverTime: now };
  if (row.again_id !== null) return firstAnswer(parts, row.again_id, row.again_is_same === true, buyerId);
  if (!row.is_sale_current && !isLast) return 'again';
  if (row.own_id !== null) return firstAnswer(parts, row.own_id, true, buyerId);
  if (row.locked_count === seatNos.length) {
    const { seatsPerBuyerMax } = terms;
    return {
      kind: 'HoldLimitReached',
      message: `One buyer may have ${seatsPerBuyerMax} seats in this show.`,
      seatsPerBuyerMax,
    };
  }
  const taken = (row.seen ?? []).filter(([, , , isFree]) => !isFree);
  if (taken.length === 0 && !isLast) return 'again';
  return unavailable(taken.map(([seatNo, letter, version]) => ({ showId, seatNo, letter, version })));
}

/** A repeat hears what the first request heard. */
async function firstAnswer(
  parts: InventoryContext,
  holdId: string,
  isSame: boolean,
  buyerId: string,
): Promise<HoldSeatsOutcome> {
  if (!isSame) {
    return {
      kind: 'IdempotencyKeyReused',
      message: 'This idempotency key belongs to another request. Make a new key for each decision of the buyer.',
    };
  }
  const hold = await readHold(parts.database, holdId, buyerId);
  if (hold === null) throw new Error('A hold that was found is gone');
  return { kind: 'HoldSeatsPayload', hold, serverTime: parts.clock.now() };
}

function notOpen(status: ShowStatus, { salesOpenAt }: SaleTerms): HoldSeatsOutcome {
  const messages: Readonly<Record<string, string>> = {
    SCHEDULED: 'Sales for this show have not opened yet.',
    SALES_PAUSED: 'Sales for this show are paused.',
    SALES_CLOSED: 'Sales for this show have closed.',
    CANCELLED: 'This show is cancelled.',
  };
  return { kind: 'SalesNotOpen', message: messages[status] ?? 'This show is not on sale.', status, salesOpenAt };
}

function unavailable(seats: readonly SeatState[]): HoldSeatsOutcome {
  const message =
    seats.length === 1 ? 'This seat is not available any more.' : 'Some of these seats are not available any more.';
  return { kind: 'SeatsUnavailable', message, seats };
}

/** The remembered terms, or where they lack a seat that is wanted those of now: its map may be new. */
async function termsFor(parts: InventoryContext, { showId, seatIds }: HoldSeatsInput): Promise<SaleTerms | null> {
  const terms = await parts.catalog.saleTermsOf(showId);
  const plan = terms === null ? null : await parts.plans.of(terms);
  const isNew = seatIds.slice(0, terms?.seatsPerBuyerMax ?? 0).some((seatId) => {
    const seat = decodeSeatId(seatId);
    return seat?.showId === showId && !hasSeat(plan, seat.seatNo);
  });
  return isNew ? parts.catalog.refreshSaleTerms(showId) : terms;
}

const hasSeat = (plan: ShowPlan | null, seatNo: number): boolean => (plan?.numbering.indexOf(seatNo) ?? -1) >= 0;

/** Refuses input that no state of the ledger could make right, before the database is asked. */
async function checkClaim(parts: InventoryContext, input: HoldSeatsInput, terms: SaleTerms): Promise<Claim> {
  const { seatIds, idempotencyKey, showId } = input;
  if (idempotencyKey.length === 0 || idempotencyKey.length > KEY_LENGTH_MAX) {
    throw badUserInput(`"idempotencyKey" must have 1 to ${KEY_LENGTH_MAX} characters.`);
  }
  if (seatIds.length === 0) throw badUserInput('"seatIds" is empty. Name at least one seat.');
  if (seatIds.length > terms.seatsPerBuyerMax) {
    throw badUserInput(
      `"seatIds" names ${seatIds.length} seats; one buyer may have ${terms.seatsPerBuyerMax} in this show.`,
    );
  }
  const plan = await parts.plans.of(terms);
  const unknown: string[] = [];
  const seatNos = new Set<number>();
  const twice: string[] = [];
  for (const seatId of seatIds) {
    const seat = decodeSeatId(seatId);
    if (seat === null || seat.showId !== showId || !hasSeat(plan, seat.seatNo)) unknown.push(seatId);
    else if (seatNos.has(seat.seatNo)) twice.push(seatId);
    else seatNos.add(seat.seatNo);
  }
  if (unknown.length > 0)
    throw badUserInput(`These are not seats of this show: ${unknown.join(', ')}.`, { seatIds: unknown });
  if (twice.length > 0) throw badUserInput(`These seats are named twice: ${twice.join(', ')}.`, { seatIds: twice });
  if (plan === null) throw badUserInput('This show has no seats.');
  const ascending = [...seatNos].sort((a, b) => a - b);
  return {
    ...input,
    terms,
    seatNos: ascending,
    pricesMinor: ascending.map((seatNo) => priceOf(terms, plan, seatNo)),
  };
}

/** A seat of a zone without a price is blocked in the ledger, so its price here is never charged. */
function priceOf(terms: SaleTerms, { seatMap, numbering }: ShowPlan, seatNo: number): number {
  return terms.tiers.get(seatMap.zones[seatMap.zoneOf(numbering.indexOf(seatNo))] ?? '')?.amountMinor ?? 0;
}

/** The number of the advisory lock that a key goes through. Two keys with one number wait for each other, no more. */
function gateOf(buyerId: string, idempotencyKey: string): string {
  return createHash('sha1').update(buyerId).update('\0').update(idempotencyKey).digest().readBigInt64LE(0).toString();
}
