import { orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { reconcileOrder } from '../reconciliation/reconcile-order';
import { awaitOutcome, type OrderOutcome } from './read-outcome';

export type ResumeOutcome = OrderOutcome | { readonly kind: 'OrderNotFound'; readonly message: string };

/**
 * Goes on with a payment after the bank's confirmation, without waiting for the reconciler to notice.
 */
export async function resumePurchase(
  context: CheckoutContext,
  input: { orderId: string; buyerId: string },
): Promise<ResumeOutcome> {
  const order = await context.orders.read(input.orderId);
  if (order === null || order.buyerId !== input.buyerId) return orderNotFound;
  if (order.status === 'PENDING_PAYMENT') {
    await reconcileOrder(context, order.orderId, { role: 'buyer', callerId: input.buyerId });
  }
  return awaitOutcome(context, order.orderId);
}
