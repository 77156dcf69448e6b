import type { Actor } from '../../orders';
import { paymentLedger } from '../../payments';
import { refundOrder } from '../cancellation/refund-order';
import type { CheckoutContext } from '../context';
import { advancePayment, isNamed } from '../purchase/advance-payment';
import { applyPaymentResult } from '../purchase/apply-payment-result';

/**
 * Looks after one order: asks the provider how its payment stands, if that is open, and goes on from there; gives
 * back what is to be given back. May run at any time, twice, and at once in many processes.
 *
 * @throws for what only an operator can mend
 */
export async function reconcileOrder(
  context: CheckoutContext,
  orderId: string,
  by: Actor = { role: 'reconciler' },
): Promise<void> {
  const { database, provider, clock } = context;
  const payment = await paymentLedger.read(database, orderId);
  if (payment !== null && payment.checkAt !== null) {
    if (isNamed(payment)) {
      await advancePayment(context, payment, await provider.read(payment.reference), by);
    } else if (clock.now() < payment.requestLeaseUntil) {
      await paymentLedger.askLater(database, payment, payment.requestLeaseUntil);
    } else {
      // The request that began it died before the provider could be asked for money.
      await applyPaymentResult(context, payment, { kind: 'abandoned' }, by);
    }
  }
  const refund = await paymentLedger.readRefund(database, orderId);
  if (refund !== null && refund.checkAt !== null) await refundOrder(context, orderId, by);
}
