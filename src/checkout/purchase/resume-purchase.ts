import type { CheckoutContext } from '../context';
import { reconcileOrder } from '../reconciliation/reconcile-order';
import { awaitOutcome, type PurchaseOutcome } from './read-outcome';

/**
 * Goes on with a payment after the buyer was at their bank, without waiting for the reconciler to notice. Null where
 * there is no such order of this buyer.
 */
export async function resumePurchase(
  context: CheckoutContext,
  input: { orderId: string; buyerId: string },
): Promise<PurchaseOutcome | null> {
  const order = await context.orders.read(input.orderId);
  if (order === null || order.buyerId !== input.buyerId) return null;
  if (order.letter === 'P') await reconcileOrder(context, order.orderId, { role: 'buyer', callerId: input.buyerId });
  return awaitOutcome(context, order.orderId);
}
