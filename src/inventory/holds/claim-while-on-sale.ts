/** What every way to hold seats has in common: before the claim, and after it. */
import { hash } from 'node:crypto';
import { type SaleTerms, showStatus } from '../../catalog';
import { badUserInput, currencyOf, formatMoney, rateLimited } from '../../platform';
import type { InventoryContext } from '../context';
import type { Admission } from './claim-batcher';
import { extendAdmission } from './extend-admission';
import type { Hold, HoldKey } from './hold';
import { readHold } from './read-holds.sql';
import { idempotencyKeyReused, type SalesNotOpenOutcome, salesNotOpen } from './refusals';

interface Held {
  readonly kind: 'HoldSeatsPayload';
  readonly hold: Hold;
  readonly serverTime: Date;
}

/** What is asked for, checked against the terms of sale, and one attempt to get it. */
export interface ClaimSteps<Claim, Outcome> {
  /** @throws BAD_USER_INPUT for input that no state of the ledger could make right */
  check(terms: SaleTerms): Promise<Claim>;
  /** `retry`: the answer would rest on something that has changed in the meantime. Not at the last attempt. */
  attempt(claim: Claim, admission: Admission | null, isLast: boolean): Promise<Outcome | 'retry'>;
}

export type NotOnSale = SalesNotOpenOutcome | { readonly kind: 'NotAdmitted'; readonly message: string };

/** A claim runs again where the terms had changed, or where seats changed between the look and the lock. */
const ATTEMPTS_MAX = 4;
/** The latest end of a hold, counted from its first moment, in times of the show's hold time. */
const HOLD_TIMES_MAX = 3;
const KEY_LENGTH_MAX = 200;
/** Others of the network may buy or release at any moment, so it is less than the hold time. */
const NETWORK_RETRY_SECONDS = 30;

/** Claims while the show is on sale and its waiting room lets the buyer hold seats. `terms` may be cached ones. */
export async function claimWhileOnSale<Claim, Outcome extends Held | { readonly kind: string }>(
  context: InventoryContext,
  {
    showId,
    buyerId,
    seatsGivenUp = 0,
  }: { readonly showId: string; readonly buyerId: string; readonly seatsGivenUp?: number },
  cachedTerms: SaleTerms | null,
  steps: ClaimSteps<Claim, Outcome>,
): Promise<Outcome | NotOnSale> {
  let terms = cachedTerms;
  for (let attempt = 1; ; attempt += 1) {
    if (terms === null) throw badUserInput('There is no such show.');
    const status = showStatus(terms, context.clock.now());
    // Sold out is a hint from some moments ago; whether a seat is free is decided by the claim.
    if (status !== 'ON_SALE' && status !== 'SOLD_OUT') return salesNotOpen(status, terms);
    const claim = await steps.check(
      seatsGivenUp === 0 ? terms : { ...terms, seatsPerBuyerMax: terms.seatsPerBuyerMax + seatsGivenUp },
    );
    const admission = await context.waitingRoom.checkAdmission(showId, buyerId);
    if (!admission.mayHold) return { kind: 'NotAdmitted', message: admission.message };
    const outcome = await steps.attempt(claim, admissionIn(admission), attempt === ATTEMPTS_MAX);
    if (outcome !== 'retry') {
      if (admission.kind === 'Admitted' && isHeld(outcome)) extendAdmission(context, outcome.hold);
      return outcome;
    }
    terms = await context.catalog.refreshSaleTerms(showId);
  }
}

const isHeld = (outcome: Held | { readonly kind: string }): outcome is Held => outcome.kind === 'HoldSeatsPayload';

/** What the hold keeps of it; null where the show has no waiting room, or it could not be asked. */
function admissionIn(
  checked: Awaited<ReturnType<InventoryContext['waitingRoom']['checkAdmission']>>,
): Admission | null {
  if (checked.kind !== 'Admitted') return null;
  const { epoch, queueNumber, until } = checked;
  return { epoch, queueNumber, until: until.toISOString() };
}

export const holdTimes = ({ holdSeconds }: Pick<SaleTerms, 'holdSeconds'>, now: Date) => ({
  createdAt: now,
  expiresAt: new Date(now.getTime() + holdSeconds * 1000),
  expiresAtMax: new Date(now.getTime() + holdSeconds * HOLD_TIMES_MAX * 1000),
});

export function checkIdempotencyKey(idempotencyKey: string): void {
  if (idempotencyKey.length === 0 || idempotencyKey.length > KEY_LENGTH_MAX)
    throw badUserInput(`"idempotencyKey" must have 1 to ${KEY_LENGTH_MAX} characters.`);
}

/** The number of the advisory lock of a key. Two keys with one number wait for each other; nothing else follows. */
export const idempotencyLockOf = (buyerId: string, idempotencyKey: string): string =>
  hash('sha1', `${buyerId}\0${idempotencyKey}`, 'buffer').readBigInt64LE(0).toString();

/** @throws BAD_USER_INPUT for seats that could not be paid for in one order */
export function refuseAboveLargestCharge(totalMinor: number, currency: string): void {
  const orderMaxMinor = currencyOf(currency)?.chargeMaxMinor ?? Number.MAX_SAFE_INTEGER;
  if (totalMinor <= orderMaxMinor) return;
  const most = formatMoney({ amountMinor: orderMaxMinor, currency });
  throw badUserInput(`These seats together cost more than ${most}, the largest charge. Hold fewer.`, {
    orderMaxMinor,
    currency,
  });
}

/** The error for a buyer whose network holds too many seats of the show. */
export const networkHoldsTooMany = (seatsMax: number) =>
  rateLimited(
    NETWORK_RETRY_SECONDS,
    `The buyers of your network may hold ${seatsMax} seats of this show together, until they buy or release them. Try again in ${NETWORK_RETRY_SECONDS} s.`,
  );

export const holdLimitReached = (seatsPerBuyerMax: number) =>
  ({
    kind: 'HoldLimitReached',
    message: `One buyer may have ${seatsPerBuyerMax} seats in this show.`,
    seatsPerBuyerMax,
  }) as const;

/** A repeated request gets the answer of the first one. */
export async function firstAnswer(
  context: InventoryContext,
  key: HoldKey,
  isSame: boolean,
  buyerId: string,
): Promise<Held | typeof idempotencyKeyReused> {
  if (!isSame) return idempotencyKeyReused;
  const hold = await readHold(context.database, key, buyerId);
  if (hold === null) throw new Error(`Hold ${key.holdId} was found by its key, and is missing`);
  return { kind: 'HoldSeatsPayload', hold, serverTime: context.clock.now() };
}
