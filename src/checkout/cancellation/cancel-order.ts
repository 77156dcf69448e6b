import type { Actor, OrderRow } from '../../orders';
import { actorText } from '../../orders';
import { paymentLedger } from '../../payments';
import type { Caller } from '../../platform';
import type { CheckoutContext } from '../context';
import { stopPayment } from '../purchase/purchase';
import { refundOrder } from './refund-order';

export type CancelOrderOutcome =
  | { readonly kind: 'CancelOrderPayload'; readonly order: OrderRow; readonly serverTime: Date }
  | { readonly kind: 'OrderNotFound'; readonly message: string }
  | { readonly kind: 'OrderNotCancellable'; readonly message: string; readonly order: OrderRow };

export const orderNotFound: CancelOrderOutcome = { kind: 'OrderNotFound', message: 'You have no such order.' };

/**
 * Gives a whole order back: its seats are on sale again at once, its money follows through the provider. A buyer may
 * until the show's refund deadline; the show's organiser and admins may at any time. Cancelling twice is no fault.
 *
 * An order that waits for the buyer's bank ends likewise, without any money; its hold lives on to its own end.
 */
export async function cancelOrder(
  context: CheckoutContext,
  orderId: string,
  caller: Caller,
): Promise<CancelOrderOutcome> {
  const { orders, catalog, clock } = context;
  const found = await orders.read(orderId);
  if (found === null) return orderNotFound;
  const terms = await catalog.saleTermsOf(found.showId);
  const by = actorOf(caller, found, terms?.organizerId ?? null);
  if (by === null) return orderNotFound;
  if (found.letter === 'P') await stopPayment(context, orderId, by);
  const order = await orders.read(orderId);
  if (order === null) return orderNotFound;
  const { letter } = order;
  if (letter === 'P') return notCancellable(order, 'The payment of this order is under way. Try again in a moment.');
  if (letter === 'C') {
    const isLate = by.role === 'buyer' && (terms?.refundUntil == null || clock.now() >= terms.refundUntil);
    if (isLate) return notCancellable(order, 'The time to give this order back is over.');
    await returnOrder(context, order, by);
  }
  return { kind: 'CancelOrderPayload', order: (await orders.read(orderId)) ?? order, serverTime: clock.now() };
}

/** As whom the caller may act on the order; null where it does not exist for them. */
function actorOf(
  { id: callerId, roles }: Caller,
  order: OrderRow,
  organizerId: string | null,
): Extract<Actor, { callerId: string }> | null {
  if (roles.has('admin')) return { role: 'admin', callerId };
  if (roles.has('organizer') && organizerId === callerId) return { role: 'organizer', callerId };
  return order.buyerId === callerId ? { role: 'buyer', callerId } : null;
}

const notCancellable = (order: OrderRow, message: string): CancelOrderOutcome => ({
  kind: 'OrderNotCancellable',
  message,
  order,
});

/** Seats, order and the wish for a refund in one transaction; then the provider, whose answer may come later. */
async function returnOrder(
  context: CheckoutContext,
  { orderId, totalMinor, currency }: OrderRow,
  by: Actor,
): Promise<void> {
  const { database, orders, inventory, clock, logger } = context;
  const isReturned = await database.transaction(async (transaction) => {
    const order = await orders.lock(transaction, orderId);
    if (order?.letter !== 'C') return false;
    const seats = await inventory.orderSeatTransitions.returnSold(transaction, orderId);
    if (seats === null) throw new Error(`The seats of order ${orderId} are not sold to it`);
    await orders.move(transaction, orderId, { from: 'C', to: 'X', because: 'cancelled' }, by);
    if (totalMinor > 0) {
      const amount = { amountMinor: totalMinor, currency };
      await paymentLedger.wantRefund(transaction, {
        orderId,
        amount,
        reason: 'cancelled',
        checkAt: clock.now(),
        by: actorText(by),
      });
    }
    return true;
  });
  if (!isReturned) return;
  context.atCrashPoint('refund wanted');
  logger.info({ orderId, by: actorText(by) }, 'An order was given back');
  // The wish is written down: what fails here is done by the reconciler.
  await refundOrder(context, orderId, by).catch((error) =>
    logger.error({ orderId, err: error }, 'A refund has to be tried again'),
  );
}
