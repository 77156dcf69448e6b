import type { Actor, OrderKey, OrderRow } from '../../orders';
import { actorText } from '../../orders';
import { creditLedger, paymentLedger, returnLedger } from '../../payments';
import { type Caller, newId, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { cancelPayment } from '../purchase/advance-payment';
import { isWhole, ruleAt } from '../returns/return-rule';
import { returnTickets } from '../returns/return-tickets';
import { actorOf } from './actor-of';
import { reconcileRefunds } from './reconcile-refunds';

export type CancelOrderOutcome =
  | { readonly kind: 'CancelOrderPayload'; readonly order: OrderRow; readonly serverTime: Date }
  | { readonly kind: 'OrderNotFound'; readonly message: string }
  | { readonly kind: 'OrderNotCancellable'; readonly message: string; readonly order: OrderRow };

export const orderNotFound = { kind: 'OrderNotFound', message: 'You have no such order.' } as const;

/**
 * Cancels a whole order: its seats are on sale again at once, its money is returned through the provider. A buyer may
 * while the show's rule returns the whole price, and always where the show itself was cancelled; the show's organizer and admins may
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
  const by = await actorOf(caller, found, terms);
  if (by === null) return orderNotFound;
  if (found.status === 'PENDING_PAYMENT') await cancelPayment(context, key, by);
  const order = await orders.read(key);
  if (order === null) return orderNotFound;
  if (order.status === 'PENDING_PAYMENT') {
    return notCancellable(order, 'The payment of this order is in progress. Try again in a moment.');
  }
  if (order.status === 'CONFIRMED') {
    const isShowCancelled = (terms?.cancelledAt ?? null) !== null;
    const rule = terms === null ? null : ruleAt(terms, clock.now(), found.createdAt);
    if (by.role === 'buyer' && rule === null) return notCancellable(order, 'The time to return this order is over.');
    if (by.role === 'buyer' && rule !== null && !isWhole(rule)) {
      return notCancellable(
        order,
        'A part of the price is kept by now. Return the tickets: a quote says what comes back.',
      );
    }
    if (!(await returnOrder(context, order, by, isShowCancelled))) {
      return notCancellable(order, 'Somebody has come in with a ticket of this order.');
    }
  }
  return { kind: 'CancelOrderPayload', order: (await orders.read(key)) ?? order, serverTime: clock.now() };
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
  { showId, orderId }: OrderRow,
  by: Actor,
  isShowCancelled: boolean,
): Promise<boolean> {
  const { database, orders, tickets, logger } = context;
  const key = { showId, orderId };
  const returning = database.transaction(async (transaction) => {
    const order = await orders.lockWithItems(transaction, key);
    if (order?.status !== 'CONFIRMED') return false;
    await endConfirmed(context, transaction, order, by);
    // Now the tickets have ended and their rows are locked: a scan came before, or is refused.
    const mayBeUsed = by.role !== 'buyer' || isShowCancelled;
    if (!mayBeUsed && (await tickets.isOrderUsed(transaction, key, order.seatNos))) throw new OrderUsed();
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
  await refundNow(context, key, by);
  return true;
}

/** The refund is recorded as wanted: what fails here is done by the reconciler. */
export async function refundNow(context: CheckoutContext, key: OrderKey, by: Actor): Promise<void> {
  const refund = async () => {
    await reconcileRefunds(context, key, by);
    for (const source of await creditLedger.read(context.database, key)) await reconcileRefunds(context, source, by);
  };
  await refund().catch((error) =>
    context.logger.error({ orderId: key.orderId, err: error }, 'A refund has to be tried again'),
  );
}

/** All that the order still has goes back. After returns of some tickets this is the last one. */
async function endConfirmed(
  context: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  by: Actor,
): Promise<void> {
  const { orders, inventory, clock } = context;
  const { showId, orderId, totalMinor, currency, seatNos, pricesMinor } = order;
  const notSold = () => new Error(`The seats of order ${orderId} are not sold to it`);
  if (order.creditMinor > 0 || (await returnLedger.read(transaction, order)).length > 0) {
    const returnedMinor = pricesMinor.reduce((sum, price) => sum + price, 0);
    const rest = {
      returnId: newId(),
      seatNos,
      returnedMinor,
      keptMinor: 0,
      reason: 'cancelled',
      now: clock.now(),
    } as const;
    if (!(await returnTickets(context, transaction, order, rest, by))) throw notSold();
    return;
  }
  const seats = await inventory.orderSeatTransitions.returnSold(transaction, order);
  if (seats === null) throw notSold();
  await orders.move(transaction, order, { from: 'CONFIRMED', to: 'CANCELLED', because: 'cancelled' }, by);
  if (totalMinor === 0) return;
  const amount = { amountMinor: totalMinor, currency };
  const wanted = { showId, orderId, amount, reason: 'cancelled', checkAt: clock.now(), by: actorText(by) } as const;
  await paymentLedger.wantRefund(transaction, wanted);
}
