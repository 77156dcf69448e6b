import type { OrderKey, OrderRow } from '../../orders';
import { orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { reconcileOrder } from '../reconciliation/reconcile-order';
import { awaitOutcome, type OrderOutcome } from './read-outcome';

export type ResumeOutcome = OrderOutcome | { readonly kind: 'OrderNotFound'; readonly message: string };

const REPLACEMENT_MS_MAX = 500;
const LOOK_EVERY_MS = 50;

/**
 * Goes on with a payment after the bank's confirmation, without waiting for the reconciler to notice.
 */
export async function resumePurchase(
  context: CheckoutContext,
  input: OrderKey & { readonly buyerId: string },
): Promise<ResumeOutcome> {
  const order = await context.orders.read(input);
  if (order === null || order.buyerId !== input.buyerId) return orderNotFound;
  if (order.status === 'PENDING_PAYMENT') {
    await reconcileOrder(context, order, { role: 'buyer', callerId: input.buyerId });
  }
  const outcome = await awaitOutcome(context, order);
  // Nothing was declined: another request of the buyer may just have cancelled this payment for another card.
  const mayBeReplaced = outcome.kind === 'PaymentDeclined' && outcome.declineCode === null;
  return mayBeReplaced ? awaitReplacement(context, order, outcome) : outcome;
}

/** The outcome of the order that takes the seats in the next moment; the given one if none does. */
async function awaitReplacement(
  context: CheckoutContext,
  { showId, holdId, buyerId }: OrderRow,
  outcome: OrderOutcome,
): Promise<OrderOutcome> {
  const end = performance.now() + REPLACEMENT_MS_MAX;
  while (performance.now() < end) {
    const latest = await context.orders.readOfHold({ showId, holdId }, buyerId);
    if (latest?.isLive) return awaitOutcome(context, { showId, orderId: latest.orderId });
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return outcome;
}
