import type { Actor, OrderRow } from '../../orders';
import type { Payment } from '../../payments';
import type { CheckoutContext } from '../context';
import { advancePayment, charge } from './advance-payment';
import { applyPaymentResult } from './apply-payment-result';

const UNREACHABLE = 'The payment provider cannot be reached just now. Nothing was charged. Try again in a moment.';

/**
 * Asks the provider for the money of a fresh order and settles what it answers. Whatever is left open, the reconciler
 * goes on with.
 *
 * The payment gets its name from the provider before it is charged, so that there is always somebody to ask about it.
 */
export async function chargeOrder(
  context: CheckoutContext,
  { order, payment }: { readonly order: OrderRow; readonly payment: Payment },
  paymentMethod: string,
): Promise<void> {
  const { provider, logger } = context;
  const { orderId } = order;
  const by: Actor = { role: 'provider' };
  context.atCrashPoint('reserved');
  const prepared = await provider.prepare({
    orderId,
    amount: { amountMinor: order.totalMinor, currency: order.currency },
    email: order.email,
    idempotencyKey: `${orderId}:prepare`,
  });
  context.atCrashPoint('prepared');
  if (prepared.kind !== 'prepared') {
    // Without a name nothing can have been charged, and nothing will be: the order can end at once.
    logger.error({ orderId, answer: prepared }, 'The payment provider did not take a payment');
    return applyPaymentResult(context, payment, { kind: 'declined', declineCode: null, message: UNREACHABLE }, by);
  }
  const charged = await charge(context, orderId, prepared.reference, paymentMethod, by);
  if (charged !== null) await advancePayment(context, charged.payment, charged.answer, by);
}
