import { mayRunShow } from '../../catalog';
import type { Actor, OrderKey, OrderRow } from '../../orders';
import { actorText, ownsOrder } from '../../orders';
import { paymentLedger } from '../../payments';
import type { Caller } from '../../platform';
import type { CheckoutContext } from '../context';
import { cancelPayment } from '../purchase/advance-payment';
import { reconcileRefunds } from './reconcile-refunds';

export type CancelOrderOutcome =
  | { readonly kind: 'CancelOrderPayload'; readonly order: OrderRow; readonly serverTime: Date }
  | { readonly kind: 'OrderNotFound'; readonly message: string }
  | { readonly kind: 'OrderNotCancellable'; readonly message: string; readonly order: OrderRow };

export const orderNotFound = { kind: 'OrderNotFound', message: 'You have no such order.' } as const;

/**
 * Cancels a whole order: its seats are on sale again at once, its money is returned through the provider. A buyer may
 * until the show's refund deadline, and always where the show itself was cancelled; the show's organizer and admins may
 * at any time. Cancelling twice is no error.
 *
 * An order that waits for the buyer's bank ends likewise, without any money; its hold lives on until it expires.
 */
export async function cancelOrder(
  context: CheckoutContext,
  key: OrderKey,
  caller: Caller,
): Promise<CancelOrderOutcome> {
  const { orders, catalog, clock } = context;
  const found = await orders.read(key);
  if (found === null) return orderNotFound;
  // Read now: a deadline that the organizer has just moved holds on every process at once.
  const terms = await catalog.refreshSaleTerms(found.showId);
  const by = actorOf(caller, found, terms?.organizerId ?? null);
  if (by === null) return orderNotFound;
  if (found.status === 'PENDING_PAYMENT') await cancelPayment(context, key, by);
  const order = await orders.read(key);
  if (order === null) return orderNotFound;
  if (order.status === 'PENDING_PAYMENT') {
    return notCancellable(order, 'The payment of this order is in progress. Try again in a moment.');
  }
  if (order.status === 'CONFIRMED') {
    const isShowCancelled = (terms?.cancelledAt ?? null) !== null;
    const isInTime = terms?.refundUntil != null && clock.now() < terms.refundUntil;
    if (by.role === 'buyer' && !isInTime && !isShowCancelled) {
      return notCancellable(order, 'The time to return this order is over.');
    }
    if (!(await returnOrder(context, order, by, isShowCancelled))) {
      return notCancellable(order, 'Somebody has come in with a ticket of this order.');
    }
  }
  return { kind: 'CancelOrderPayload', order: (await orders.read(key)) ?? order, serverTime: clock.now() };
}

/** In which role the caller may act on the order; null where it does not exist for them. */
function actorOf(
  caller: Caller,
  order: OrderRow,
  organizerId: string | null,
): Extract<Actor, { callerId: string }> | null {
  const { id: callerId, roles } = caller;
  if (mayRunShow(caller, { organizerId })) return { role: roles.has('admin') ? 'admin' : 'organizer', callerId };
  return ownsOrder(caller, order) ? { role: 'buyer', callerId } : null;
}

const notCancellable = (order: OrderRow, message: string): CancelOrderOutcome => ({
  kind: 'OrderNotCancellable',
  message,
  order,
});

/** Thrown to undo the transaction. */
class OrderUsed extends Error {}

/**
 * Seats, order and the refund that is wanted in one transaction; then the provider, whose answer may come later. False
 * where a buyer wants the money back of tickets that were used.
 */
async function returnOrder(
  context: CheckoutContext,
  { showId, orderId, totalMinor, currency }: OrderRow,
  by: Actor,
  isShowCancelled: boolean,
): Promise<boolean> {
  const { database, orders, inventory, tickets, clock, logger } = context;
  const key = { showId, orderId };
  const returning = database.transaction(async (transaction) => {
    const order = await orders.lock(transaction, key);
    if (order?.status !== 'CONFIRMED') return false;
    const seats = await inventory.orderSeatTransitions.returnSold(transaction, key);
    if (seats === null) throw new Error(`The seats of order ${orderId} are not sold to it`);
    // Now the tickets have ended and their rows are locked: a scan came before, or is refused.
    if (by.role === 'buyer' && !isShowCancelled && (await tickets.isOrderUsed(transaction, key))) throw new OrderUsed();
    await orders.move(transaction, key, { from: 'CONFIRMED', to: 'CANCELLED', because: 'cancelled' }, by);
    if (totalMinor > 0) {
      const amount = { amountMinor: totalMinor, currency };
      await paymentLedger.wantRefund(transaction, {
        ...key,
        amount,
        reason: 'cancelled',
        checkAt: clock.now(),
        by: actorText(by),
      });
    }
    return true;
  });
  const isReturned = await returning.catch((error: unknown) => {
    if (error instanceof OrderUsed) return 'used' as const;
    throw error;
  });
  if (isReturned === 'used') return false;
  if (!isReturned) return true;
  context.atCrashPoint('refund wanted');
  logger.info({ orderId, by: actorText(by) }, 'An order was cancelled');
  // The refund is recorded as wanted: what fails here is done by the reconciler.
  await reconcileRefunds(context, key, by).catch((error) =>
    logger.error({ orderId, err: error }, 'A refund has to be tried again'),
  );
  return true;
}
