import type { Actor, OrderKey } from '../../orders';
import { paymentLedger } from '../../payments';
import { reconcileRefunds } from '../cancellation/reconcile-refunds';
import type { CheckoutContext } from '../context';
import { advancePayment } from '../purchase/advance-payment';
import { applyPaymentResult } from '../purchase/apply-payment-result';
import { isNamed } from '../purchase/charge-order';

/**
 * Reconciles one order with the provider: reads the state of its payment, if that is open, and goes on from there; then
 * follows its refunds. May run at any time, twice, and at once in many processes.
 *
 * @throws for what only an operator can correct
 */
export async function reconcileOrder(
  context: CheckoutContext,
  key: OrderKey,
  by: Actor = { role: 'reconciler' },
): Promise<void> {
  const { database, provider, clock } = context;
  const payment = await paymentLedger.read(database, key);
  if (payment !== null && payment.state !== 'succeeded' && payment.checkAt !== null) {
    if (isNamed(payment)) {
      await advancePayment(context, payment, await provider.read(payment.reference), by);
    } else if (clock.now() < payment.requestLeaseUntil) {
      await paymentLedger.askLater(database, payment, payment.requestLeaseUntil);
    } else {
      // The request that began it ended before the provider could be asked for a charge.
      await applyPaymentResult(context, payment, { kind: 'abandoned' }, by);
    }
  }
  await reconcileRefunds(context, key, by);
}
