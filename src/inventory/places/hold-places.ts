import type { SaleTerms } from '../../catalog';
import { badUserInput, isLockTimeout, isUniqueViolation, newId, serviceUnavailable } from '../../platform';
import { isReleased } from '../accessible/accessible-places';
import type { InventoryContext } from '../context';
import type { Admission } from '../holds/claim-batcher';
import type { HoldRequest } from '../holds/claim-hold';
import {
  checkIdempotencyKey,
  claimWhileOnSale,
  firstAnswer,
  holdLimitReached,
  holdTimes,
  idempotencyLockOf,
  networkHoldsTooMany,
  refuseAboveLargestCharge,
} from '../holds/claim-while-on-sale';
import type { HoldSeatsOutcome } from '../holds/hold-seats';
import { readHoldByIdempotencyKey } from '../holds/read-holds.sql';
import { idempotencyKeyReused } from '../holds/refusals';
import type { ShowSize } from '../network-limit/held-seats-by-network';
import { readHoldOfPlaces } from './claim-places.sql';
import type { PlacePool } from './place-pools';
import type { PlacesRow } from './places-batcher';

/** As for seats that a buyer names. `SeatsUnavailable` says how many places are left. */
export type HoldPlacesOutcome = HoldSeatsOutcome;

export interface HoldPlacesInput extends HoldRequest {
  readonly section: string;
  /** One of the standing areas of the section; null for any of them. */
  readonly area?: string | null;
  readonly quantity: number;
}

interface Claim extends HoldPlacesInput {
  readonly pool: PlacePool;
  /** What a repeat of the request would ask for. */
  readonly wish: string;
  readonly terms: SaleTerms;
  readonly showSize: ShowSize;
}

/**
 * Promises places without numbers to a buyer for the show's hold time: as many as wanted, or none. The service chooses
 * which, and refuses only where fewer are left.
 *
 * The same key with the same section, area and quantity gives the first hold again. A refusal stores nothing.
 *
 * @throws BAD_USER_INPUT for a quantity that can never work, a section without such places, an unknown area
 * @throws RATE_LIMITED if the buyers of the network hold too many seats of the show
 */
export async function holdPlaces(context: InventoryContext, input: HoldPlacesInput): Promise<HoldPlacesOutcome> {
  const terms = await termsFor(context, input);
  // Until a claim finds that others are taking what looked free: the next one waits for them.
  let isWaiting = false;
  return claimWhileOnSale<Claim, HoldPlacesOutcome>(context, input, terms, {
    check: (current) => checkClaim(context, input, current),
    async attempt(claim, admission, isLast) {
      const outcome = await tryClaim(context, claim, { admission, isWaiting, isLast });
      isWaiting = outcome === 'retry';
      return outcome;
    },
  });
}

/** The cached terms, or fresh ones where the cached map lacks the section: the show may have got a new map. */
async function termsFor({ catalog, seatLayouts }: InventoryContext, input: HoldPlacesInput): Promise<SaleTerms | null> {
  const terms = await catalog.termsToSellBy(input.showId);
  const layout = terms === null ? null : await seatLayouts.of(terms);
  const isKnown = layout?.seatMap.standingAreas.some(
    ({ section, name }) => section === input.section && (input.area == null || input.area === name),
  );
  return terms === null || isKnown ? terms : catalog.refreshSaleTerms(input.showId);
}

async function checkClaim(context: InventoryContext, input: HoldPlacesInput, terms: SaleTerms): Promise<Claim> {
  const { quantity, section, area = null } = input;
  checkIdempotencyKey(input.idempotencyKey);
  if (quantity < 1) throw badUserInput('"quantity" must be 1 or more.');
  if (quantity > terms.seatsPerBuyerMax)
    throw badUserInput(`"quantity" is ${quantity}; one buyer may have ${terms.seatsPerBuyerMax} in this show.`);
  const layout = await context.seatLayouts.of(terms);
  if (layout === null) throw badUserInput('This show has no seats.');
  const pool = await context.placePools.of(terms, layout, {
    section,
    area,
    isReleased: isReleased(terms, context.clock.now()),
  });
  refuseAboveLargestCharge(pool.priceMinorMax * quantity, terms.currency);
  return {
    ...input,
    pool,
    wish: `places ${JSON.stringify([section, area, quantity])}`,
    terms,
    showSize: { seatCount: layout.seatMap.seatCount, seatsPerBuyerMax: terms.seatsPerBuyerMax },
  };
}

interface Attempt {
  readonly admission: Admission | null;
  readonly isWaiting: boolean;
  readonly isLast: boolean;
}

async function tryClaim(
  context: InventoryContext,
  claim: Claim,
  { admission, isWaiting, isLast }: Attempt,
): Promise<HoldPlacesOutcome | 'retry'> {
  const { terms, pool, quantity, wish, buyerId, showId, idempotencyKey } = claim;
  const now = context.clock.now();
  const times = holdTimes(terms, now);
  const holdId = newId();
  const counted = { id: holdId, showId, ...times, seatCount: quantity };
  if (!(await context.heldSeatsByNetwork.add(counted, claim.network ?? null, claim.showSize)))
    return repeatedWithinLimit(context, claim);
  let row: PlacesRow | undefined;
  try {
    row = await context.placeClaims.claim({
      pool,
      quantity,
      wish,
      holdId,
      buyerId,
      idempotencyKey,
      idempotencyLock: idempotencyLockOf(buyerId, idempotencyKey),
      ...times,
      seatsPerBuyerMax: terms.seatsPerBuyerMax,
      currency: terms.currency,
      termsVersion: terms.termsVersion,
      admission,
      isWaiting,
    });
  } catch (error) {
    if (isLockTimeout(error))
      throw serviceUnavailable('The places could not be locked in time. Nothing was held. Try again.');
    if (isUniqueViolation(error, 'seat_hold_idempotency_key')) {
      const used = await readHoldByIdempotencyKey(context.database, buyerId, idempotencyKey);
      // In this show another request used the key at this moment: the next attempt finds its hold.
      return isLast || (used !== null && used.showId !== showId) ? idempotencyKeyReused : 'retry';
    }
    throw error;
  } finally {
    if (row?.seat_nos == null) context.heldSeatsByNetwork.remove({ showId, id: holdId });
  }
  const { seat_nos: seatNos, prices_minor: pricesMinor, total_minor: totalMinor } = row;
  if (seatNos !== null && pricesMinor !== null && totalMinor !== null) {
    const { currency } = terms;
    const made = { id: holdId, showId, buyerId, status: 'ACTIVE', seatNos, pricesMinor, totalMinor, currency } as const;
    return { kind: 'HoldSeatsPayload', hold: { ...made, ...times, orderId: null, choice: null }, serverTime: now };
  }
  if (row.replayed_hold_id !== null)
    return firstAnswer(context, { showId, holdId: row.replayed_hold_id }, row.is_same_request === true, buyerId);
  if (!row.is_sale_current && !isLast) return 'retry';
  if (!row.is_short) return holdLimitReached(terms.seatsPerBuyerMax);
  const leftCount = row.left_count ?? 0;
  if (leftCount >= quantity && !isLast) return 'retry';
  return tooFewLeft(claim, leftCount);
}

function tooFewLeft({ section, area }: Claim, leftCount: number): HoldPlacesOutcome {
  const where = area == null ? section : `${section}, ${area}`;
  const message =
    leftCount <= 0
      ? `No places are left in ${where}.`
      : `Only ${leftCount} ${leftCount === 1 ? 'place is' : 'places are'} left in ${where}.`;
  return { kind: 'SeatsUnavailable', message, seats: [], ownHolds: [], placesLeft: Math.max(0, leftCount) };
}

/** The answer while the buyer's network holds too many seats: the hold that the key made before, or the error. */
async function repeatedWithinLimit(context: InventoryContext, claim: Claim): Promise<HoldPlacesOutcome> {
  const { showId, buyerId, idempotencyKey, wish, showSize } = claim;
  const values = [showId, buyerId, idempotencyKey, wish];
  const [first] = await context.database.run<{ holdId: string; isSame: boolean }>(readHoldOfPlaces, values);
  if (first !== undefined) return firstAnswer(context, { showId, holdId: first.holdId }, first.isSame, buyerId);
  throw networkHoldsTooMany(context.heldSeatsByNetwork.seatsMax(showSize));
}
