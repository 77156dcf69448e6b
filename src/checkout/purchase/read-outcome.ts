import type { Hold } from '../../inventory';
import type { OrderRow } from '../../orders';
import { type Payment, paymentLedger } from '../../payments';
import type { CheckoutContext } from '../context';

/** What a buyer hears of a purchase. */
export type PurchaseOutcome =
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
  | { readonly kind: 'HoldNotFound'; readonly message: string }
  | { readonly kind: 'HoldExpired'; readonly message: string; readonly expiredAt: Date }
  | { readonly kind: 'IdempotencyKeyReused'; readonly message: string };

/** Less than the half minute after which clients give a request up; the order is then told as it stands. */
const WAIT_MS_MAX = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * What became of an order, as an answer to the purchase that began it. It is made of what the order is, so that a
 * repeat of the purchase hears the same, or what has become of it since.
 */
export async function readOutcome(context: CheckoutContext, orderId: string): Promise<PurchaseOutcome> {
  const { database, orders, inventory, clock } = context;
  const [order, payment] = await Promise.all([orders.read(orderId), paymentLedger.read(database, orderId)]);
  if (order === null) throw new Error(`There is no order ${orderId}`);
  const hold = await inventory.readHold(order.holdId, order.buyerId);
  if (hold === null) throw new Error(`Order ${orderId} has no hold`);
  return outcomeOf(order, payment, hold, clock.now());
}

/** Like `readOutcome`, but waits, bounded in time, for a payment that is under way in this process or in another one. */
export async function awaitOutcome(context: CheckoutContext, orderId: string): Promise<PurchaseOutcome> {
  // Its faults belong to the request that began it.
  await context.underWay.get(orderId)?.catch(() => undefined);
  const end = performance.now() + WAIT_MS_MAX;
  while (performance.now() < end) {
    const payment = await paymentLedger.read(context.database, orderId);
    if (payment === null || payment.deadLetterReason !== null) break;
    if (payment.state !== 'new' && payment.state !== 'charging') break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return readOutcome(context, orderId);
}

export function outcomeOf(order: OrderRow, payment: Payment | null, hold: Hold, now: Date): PurchaseOutcome {
  const { endReason } = order;
  if (order.letter === 'P' && payment?.state === 'action_required' && payment.clientSecret !== null) {
    return {
      kind: 'PaymentActionRequired',
      message: 'Your bank asks you to confirm the payment.',
      order,
      clientSecret: payment.clientSecret,
      expiresAt: payment.payUntil,
    };
  }
  switch (endReason) {
    case 'declined': {
      const { declineCode = null, declineMessage = null } = payment ?? {};
      return { kind: 'PaymentDeclined', message: declineMessage ?? 'The payment was declined.', declineCode, hold };
    }
    case 'abandoned':
    case 'unanswered': {
      const isOver =
        ['EXPIRED', 'RELEASED', 'RETURNED'].includes(hold.status) ||
        (hold.status === 'ACTIVE' && hold.expiresAt <= now);
      const message = 'The payment was not completed in time.';
      return isOver
        ? { kind: 'HoldExpired', message: `${message} Choose seats again.`, expiredAt: hold.expiresAt }
        : { kind: 'PaymentDeclined', message, declineCode: null, hold };
    }
    case 'too_late':
      return {
        kind: 'HoldExpired',
        message: 'The payment was declined, and the time for these seats is over. Choose seats again.',
        expiredAt: hold.expiresAt,
      };
    case 'cancelled':
    case null:
      return { kind: 'PurchasePayload', order, serverTime: now };
  }
}
