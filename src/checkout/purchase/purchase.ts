import { createHash } from 'node:crypto';
import { holdExpired, holdNotFound, salesNotOpenToHolder } from '../../inventory';
import type { Actor, OrderRow } from '../../orders';
import { type Payment, readPaymentMethod } from '../../payments';
import { badUserInput } from '../../platform';
import type { CheckoutContext } from '../context';
import { CONTROL_CHARACTERS, checkIdempotencyKey, isWellFormed, keyReused } from '../idempotency-key';
import { endAdmission } from '../sync-admission';
import { advancePayment, cancelPayment } from './advance-payment';
import { applyPaymentResult } from './apply-payment-result';
import { chargeOrder } from './charge-order';
import { awaitOutcome, type PurchaseOutcome, readOutcome } from './read-outcome';
import { reserveOrder } from './reserve-order';

export interface PurchaseInput {
  /** UUIDs. */
  readonly buyerId: string;
  readonly showId: string;
  readonly holdId: string;
  /** As the client sent it. */
  readonly paymentMethod: string;
  readonly email: string | null;
  /** A language tag, such as `de-AT`. */
  readonly locale: string | null;
  readonly idempotencyKey: string;
}

const ATTEMPTS_MAX = 10;
const EMAIL_LENGTH_MAX = 254;

/**
 * Buys the seats of a hold: reserve, charge, apply the result.
 *
 * One transaction reserves the seats and records the order, whose payment is unknown yet; then the provider is called,
 * outside of any transaction; another transaction applies the result. The order is the record of its idempotency key:
 * the same key with the same input returns what became of it, waiting where it is in progress. A hold that is in an
 * order already, under another key, is not charged again: that order is the answer, unless it only waits for the
 * buyer's bank; then the new payment method replaces the old one.
 *
 * @throws BAD_USER_INPUT for an invalid payment method, a card number above all
 */
export async function purchase(context: CheckoutContext, input: PurchaseInput): Promise<PurchaseOutcome> {
  const paymentMethod = checkedPaymentMethod(input);
  const { orders } = context;
  const { showId, buyerId, idempotencyKey } = input;
  const request = { ...input, requestHash: hashOf(input) };
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const known = await orders.readOfKey(showId, buyerId, idempotencyKey, request.requestHash);
    if (known !== null) {
      return known.isSame ? awaitOutcome(context, { showId, orderId: known.orderId }) : keyReused;
    }
    const reserved = await reserveOrder(context, request);
    if (reserved.kind === 'reserved') return pay(context, reserved, paymentMethod);
    if (reserved.kind === 'key used elsewhere') return keyReused;
    if (reserved.kind === 'held for an exchange') return heldForExchange;
    const outcome = await outcomeOfBusyHold(context, request);
    if (outcome !== null) return reserved.kind === 'SalesNotOpen' && isOfHold(outcome) ? reserved : outcome;
    if (reserved.kind === 'SalesNotOpen') return reserved;
  }
  throw new Error(`Hold ${input.holdId} changed again and again while it was bought`);
}

const heldForExchange = {
  ...holdNotFound,
  message: 'These seats are held for an exchange. Commit the exchange instead.',
} as const;

/** Charges a new order and applies the result. Whatever remains open, the reconciler finishes. */
export async function pay(
  context: CheckoutContext,
  { order, payment }: { readonly order: OrderRow; readonly payment: Payment | null },
  paymentMethod: string,
): Promise<PurchaseOutcome> {
  const { orderId } = order;
  if (payment === null) {
    await endAdmission(context, order);
  } else {
    const paying = chargeAndApply(context, order, payment, paymentMethod);
    const settled = paying.finally(() => context.inProgress.delete(orderId));
    context.inProgress.set(orderId, settled);
    await settled;
  }
  return readOutcome(context, order);
}

async function chargeAndApply(
  context: CheckoutContext,
  order: OrderRow,
  payment: Payment,
  paymentMethod: string,
): Promise<void> {
  const by: Actor = { role: 'provider' };
  context.atCrashPoint('reserved');
  const charged = await chargeOrder(context, order, paymentMethod, by);
  switch (charged.kind) {
    case 'answered':
      return advancePayment(context, charged.payment, charged.answer, by);
    case 'ended':
      return applyPaymentResult(context, payment, charged.result, by);
    case 'overtaken':
      return;
  }
}

/** The answer where the hold is not free; null where it may be free by now. */
export async function outcomeOfBusyHold(
  context: CheckoutContext,
  {
    buyerId,
    showId,
    holdId,
    idempotencyKey,
    requestHash,
  }: Pick<PurchaseInput, 'buyerId' | 'showId' | 'holdId' | 'idempotencyKey'> & { readonly requestHash: Buffer },
): Promise<PurchaseOutcome | null> {
  const { orders, inventory, catalog, clock } = context;
  // A repeat of this very request has come first.
  if ((await orders.readOfKey(showId, buyerId, idempotencyKey, requestHash)) !== null) return null;
  const other = await orders.readOfHold({ showId, holdId }, buyerId);
  if (other?.isLive) {
    const key = { showId, orderId: other.orderId };
    const outcome = await awaitOutcome(context, key);
    if (outcome.kind === 'PurchasePayload') return outcome;
    if (outcome.kind === 'PaymentActionRequired') {
      // Not before it is known that another payment may be begun.
      const terms = await catalog.refreshSaleTerms(outcome.order.showId);
      const refusal = terms === null ? null : salesNotOpenToHolder(terms, clock.now());
      if (refusal !== null) return refusal;
      await cancelPayment(context, key, { role: 'buyer', callerId: buyerId });
    }
    // It has ended without its seats: the hold is free for this payment method.
    return null;
  }
  const hold = await inventory.readHold({ showId, holdId }, buyerId);
  if (hold === null || hold.status === 'RETURNED') return holdNotFound;
  if (hold.status === 'CONVERTED' && other !== null) {
    return readOutcome(context, { showId, orderId: other.orderId });
  }
  if (hold.status !== 'ACTIVE' || hold.expiresAt <= clock.now()) return holdExpired(hold);
  return null;
}

const isOfHold = ({ kind }: PurchaseOutcome): boolean => kind === 'HoldNotFound' || kind === 'HoldExpired';

/** The payment method, after all arguments were checked. */
function checkedPaymentMethod({ paymentMethod, email, idempotencyKey }: PurchaseInput): string {
  const reading = readPaymentMethod(paymentMethod);
  if (reading.kind === 'refused') throw badUserInput(reading.message);
  checkIdempotencyKey(idempotencyKey);
  checkEmail(email);
  return reading.paymentMethod;
}

/** @throws BAD_USER_INPUT for an address that cannot be stored */
export function checkEmail(email: string | null): void {
  if (email !== null && (email.length > EMAIL_LENGTH_MAX || CONTROL_CHARACTERS.test(email) || !isWellFormed(email))) {
    throw badUserInput(`"email" must have at most ${EMAIL_LENGTH_MAX} characters.`);
  }
}

/**
 * A hash of the request. The payment method is part of it and cannot be read out of it. The language is not: a repeat
 * from a page that the buyer has switched is the same request.
 */
const hashOf = ({ holdId, paymentMethod, email }: PurchaseInput): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([holdId, paymentMethod, email]))
    .digest();
