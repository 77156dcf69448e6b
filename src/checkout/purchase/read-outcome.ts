import type { Hold, SalesNotOpenOutcome } from '../../inventory';
import type { OrderKey, OrderRow } from '../../orders';
import { type Payment, paymentLedger } from '../../payments';
import type { CheckoutContext } from '../context';

/** The state of an order as an answer to the purchase that began it. */
export type OrderOutcome =
  | { readonly kind: 'PurchasePayload'; readonly order: OrderRow; readonly serverTime: Date }
  | {
      readonly kind: 'PaymentActionRequired';
      readonly message: string;
      readonly order: OrderRow;
      readonly clientSecret: string;
      readonly expiresAt: Date;
    }
  | {
      readonly kind: 'PaymentDeclined';
      readonly message: string;
      readonly declineCode: string | null;
      readonly hold: Hold;
    }
  /** The provider could not be reached. */
  | { readonly kind: 'PaymentUnavailable'; readonly message: string; readonly hold: Hold }
  /** The provider refuses such a payment, whatever the card. */
  | { readonly kind: 'PaymentNotPossible'; readonly message: string; readonly code: string; readonly hold: Hold }
  | {
      readonly kind: 'HoldExpired';
      readonly message: string;
      readonly expiredAt: Date;
      /** True where the difference of an exchange was paid, and the old tickets could not be exchanged any more. */
      readonly isExchangeFailed?: boolean;
    };

export type PurchaseOutcome =
  | OrderOutcome
  | { readonly kind: 'HoldNotFound'; readonly message: string }
  | SalesNotOpenOutcome
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

/** Less than the half minute after which clients give a request up; the order is then returned as it is. */
const WAIT_MS_MAX = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * What became of an order, as an answer to the purchase that began it. It is made of the order's state, so that a
 * repeat of the purchase gets the same, or what has become of it since. Where the seats were bought by a later order
 * with another payment method, that order is the answer.
 */
export async function readOutcome(context: CheckoutContext, key: OrderKey): Promise<OrderOutcome> {
  const { database, orders, inventory, clock } = context;
  // The order first: what ended it was written with the payment, so a payment that is read later says why.
  const order = await orders.read(key);
  if (order === null) throw new Error(`There is no order ${key.orderId}`);
  // Payment and hold would not change the answer.
  if (order.status === 'CONFIRMED' && order.endReason === null)
    return { kind: 'PurchasePayload', order, serverTime: clock.now() };
  const payment = await paymentLedger.read(database, key);
  const { showId, buyerId } = order;
  const hold = await inventory.readHold(order, buyerId);
  if (hold === null) throw new Error(`Order ${key.orderId} has no hold`);
  const outcome = outcomeOf(order, payment, hold, clock.now());
  if (outcome.kind === 'PurchasePayload' || outcome.kind === 'PaymentActionRequired') return outcome;
  // The seats of this hold are, or were, bought by another order.
  const isBought = hold.status === 'RESERVED' || hold.status === 'CONVERTED' || hold.status === 'RETURNED';
  const latest = isBought ? await orders.readOfHold(order, buyerId) : null;
  return latest === null || latest.orderId === key.orderId
    ? outcome
    : readOutcome(context, { showId, orderId: latest.orderId });
}

/** Like `readOutcome`, but waits, bounded in time, for a payment in progress in this process or in another one. */
export async function awaitOutcome(context: CheckoutContext, key: OrderKey): Promise<OrderOutcome> {
  // Its faults belong to the request that began it.
  await context.inProgress.get(key.orderId)?.catch(() => undefined);
  const end = performance.now() + WAIT_MS_MAX;
  for (;;) {
    // Another order may have the seats by now, whose payment is waited for as well.
    const outcome = await readOutcome(context, key);
    const isInProgress = outcome.kind === 'PurchasePayload' && outcome.order.status === 'PENDING_PAYMENT';
    if (!isInProgress || performance.now() >= end) return outcome;
    const payment = await paymentLedger.read(context.database, outcome.order);
    if (payment === null || payment.deadLetterReason !== null) return outcome;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

export function outcomeOf(order: OrderRow, payment: Payment | null, hold: Hold, now: Date): OrderOutcome {
  const { status, endReason } = order;
  if (status === 'PENDING_PAYMENT' && payment?.state === 'action_required' && payment.clientSecret !== null) {
    return {
      kind: 'PaymentActionRequired',
      message: 'Your bank asks you to confirm the payment.',
      order,
      clientSecret: payment.clientSecret,
      expiresAt: payment.payUntil,
    };
  }
  const isHoldOver =
    hold.status === 'EXPIRED' ||
    hold.status === 'RELEASED' ||
    hold.status === 'RETURNED' ||
    (hold.status === 'ACTIVE' && hold.expiresAt <= now);
  const expired = (message: string): OrderOutcome => ({ kind: 'HoldExpired', message, expiredAt: hold.expiresAt });
  const { declineCode = null, declineMessage = null } = payment ?? {};
  switch (endReason) {
    case 'declined':
      return { kind: 'PaymentDeclined', message: declineMessage ?? 'The payment was declined.', declineCode, hold };
    case 'provider_unavailable': {
      const message = 'The payment provider cannot be reached just now. Nothing was charged. Try again in a moment.';
      return { kind: 'PaymentUnavailable', message, hold };
    }
    case 'refused': {
      const message = 'The payment provider does not accept this payment with any card. Nothing was charged.';
      return { kind: 'PaymentNotPossible', message, code: declineCode ?? 'refused', hold };
    }
    case 'abandoned':
    case 'unanswered': {
      const message = 'The payment was not completed in time.';
      return isHoldOver
        ? expired(`${message} Choose seats again.`)
        : { kind: 'PaymentDeclined', message, declineCode: null, hold };
    }
    case 'too_late':
      return expired('The payment was declined, and the time for these seats is over. Choose seats again.');
    case 'exchange_failed':
      return {
        ...{ kind: 'HoldExpired', expiredAt: hold.expiresAt, isExchangeFailed: true },
        message: 'These tickets could not be exchanged any more. What was charged is returned.',
      };
    case 'show_cancelled':
      return expired('The show was cancelled before the payment was completed. Anything that was charged is returned.');
    case 'cancelled':
    case 'refunded_at_provider':
    case 'exchanged':
    case null:
      return { kind: 'PurchasePayload', order, serverTime: now };
  }
}
