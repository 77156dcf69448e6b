import { createHash } from 'node:crypto';
import { holdExpired, holdNotFound } from '../../inventory';
import { type Actor, actorText, type OrderRow } from '../../orders';
import { type Payment, paymentLedger, readPaymentMethod } from '../../payments';
import { badUserInput, isUniqueViolation, newId } from '../../platform';
import type { CheckoutContext } from '../context';
import { endAdmission } from '../sync-admission';
import { advancePayment, isNamed } from './advance-payment';
import { chargeOrder } from './charge-order';
import { ACTION_SECONDS, later, REQUEST_LEASE_SECONDS } from './decide-payment-step';
import { awaitOutcome, type PurchaseOutcome, readOutcome } from './read-outcome';

export interface PurchaseInput {
  /** UUIDs. */
  readonly buyerId: string;
  readonly holdId: string;
  /** As the client sent it. */
  readonly paymentMethod: string;
  readonly email: string | null;
  readonly idempotencyKey: string;
}

const ATTEMPTS_MAX = 5;
const KEY_LENGTH_MAX = 200;

/**
 * Buys the seats of a hold.
 *
 * One transaction reserves the seats and records the order, whose payment nobody knows yet; then the provider is asked,
 * outside of any transaction; another one settles. The order is the record of its idempotency key: the same key with
 * the same input hears what became of it, waiting where it is still under way. A hold that is in an order already,
 * under another key, is not charged again: that order is the answer, unless it only waits for the buyer's bank; then
 * the new payment method takes the place of the old one.
 *
 * @throws BAD_USER_INPUT for a payment method that is none, a card number above all
 */
export async function purchase(context: CheckoutContext, input: PurchaseInput): Promise<PurchaseOutcome> {
  const reading = readPaymentMethod(input.paymentMethod);
  if (reading.kind === 'refused') throw badUserInput(reading.message);
  if (input.idempotencyKey.length === 0 || input.idempotencyKey.length > KEY_LENGTH_MAX) {
    throw badUserInput(`"idempotencyKey" must have 1 to ${KEY_LENGTH_MAX} characters.`);
  }
  const { orders, inventory } = context;
  const { buyerId, holdId, idempotencyKey } = input;
  const requestHash = hashOf(input);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const known = await orders.readOfKey(buyerId, idempotencyKey, requestHash);
    if (known !== null) return known.isSame ? awaitOutcome(context, known.orderId) : reused;
    const begun = await begin(context, input, requestHash);
    if (begun !== null) return payAndTell(context, begun, reading.paymentMethod);
    // Somebody else has the hold, or nobody: a repeat of this very request, another order, or its time is over.
    if ((await orders.readOfKey(buyerId, idempotencyKey, requestHash)) !== null) continue;
    const otherId = await orders.readOfHold(holdId, buyerId);
    if (otherId !== null) {
      const other = await awaitOutcome(context, otherId);
      if (other.kind !== 'PaymentActionRequired') return other;
      await stopPayment(context, otherId, { role: 'buyer', callerId: buyerId });
      continue;
    }
    const hold = await inventory.readHold(holdId, buyerId);
    if (hold === null || hold.status === 'RETURNED') return holdNotFound;
    if (hold.status !== 'ACTIVE' || hold.expiresAt <= context.clock.now()) return holdExpired(hold);
  }
  throw new Error(`Hold ${holdId} changed again and again while it was bought`);
}

const reused: PurchaseOutcome = {
  kind: 'IdempotencyKeyReused',
  message: 'This idempotency key belongs to another request. Make a new key for each decision of the buyer.',
};

/** What was asked for. The payment method is in it and cannot be read out of it. */
const hashOf = ({ holdId, paymentMethod, email }: PurchaseInput): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([holdId, paymentMethod, email]))
    .digest();

/** A fresh order, and its payment unless it costs nothing. */
interface Begun {
  readonly order: OrderRow;
  readonly payment: Payment | null;
}

/** Reserves the seats and records the order with them. Null where the hold is not free or the key was used. */
async function begin(context: CheckoutContext, input: PurchaseInput, requestHash: Buffer): Promise<Begun | null> {
  const { database, inventory, orders, clock } = context;
  const { buyerId, holdId, email, idempotencyKey } = input;
  const now = clock.now();
  const orderId = newId();
  const by: Actor = { role: 'buyer', callerId: buyerId };
  try {
    return await database.transaction(async (transaction) => {
      const seats = await inventory.orderSeatTransitions.reserve(transaction, { holdId, buyerId, orderId, now });
      if (seats === null) return null;
      const { showId, seatNos, pricesMinor, totalMinor, currency } = seats;
      const order = {
        ...{ orderId, showId, buyerId, holdId, totalMinor, currency, email, seatNos, pricesMinor },
        createdAt: now,
      };
      await orders.record(transaction, { ...order, idempotencyKey, requestHash }, by);
      if (totalMinor > 0) {
        const payment = await paymentLedger.record(transaction, {
          orderId,
          amount: { amountMinor: totalMinor, currency },
          quietUntil: later(now, REQUEST_LEASE_SECONDS),
          payUntil: later(now, ACTION_SECONDS),
          by: actorText(by),
        });
        return { order: { ...order, letter: 'P', endReason: null, version: 1 }, payment };
      }
      // Seats that cost nothing need no provider.
      await inventory.orderSeatTransitions.sell(transaction, orderId);
      await orders.move(transaction, orderId, { from: 'P', to: 'C' }, by);
      return { order: { ...order, letter: 'C', endReason: null, version: 2 }, payment: null };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'ticket_order_idempotency_key')) return null;
    throw error;
  }
}

async function payAndTell(
  context: CheckoutContext,
  { order, payment }: Begun,
  paymentMethod: string,
): Promise<PurchaseOutcome> {
  const { orderId } = order;
  if (payment !== null) {
    const paying = chargeOrder(context, { order, payment }, paymentMethod).finally(() =>
      context.underWay.delete(orderId),
    );
    context.underWay.set(orderId, paying);
    await paying;
  } else {
    await endAdmission(context, order);
  }
  return readOutcome(context, orderId);
}

/** Ends a payment that waits for the buyer, so that nothing will be charged for it; or settles what it came to. */
export async function stopPayment(context: CheckoutContext, orderId: string, by: Actor): Promise<void> {
  const payment = await paymentLedger.read(context.database, orderId);
  if (payment === null || !isNamed(payment)) return;
  const answer = await context.provider.cancel(payment.reference);
  context.atCrashPoint('stopped');
  await advancePayment(context, payment, answer, by);
}
