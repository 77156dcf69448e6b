import type { Actor } from '../orders';
import { paymentLedger } from '../payments';
import type { CheckoutContext } from './context';
import { giveBack } from './give-back';
import { isNamed, pursuePayment } from './pursue-payment';
import { settle } from './settle';

/**
 * Looks after one order: asks the provider how its payment stands, if that is open, and goes on from there; gives
 * back what is to be given back. May run at any time, twice, and at once in many processes.
 *
 * @throws for what only an operator can mend
 */
export async function lookAfter(
  parts: CheckoutContext,
  orderId: string,
  by: Actor = { role: 'reconciler' },
): Promise<void> {
  const { database, provider, clock } = parts;
  const payment = await paymentLedger.read(database, orderId);
  if (payment !== null && payment.checkAt !== null) {
    if (isNamed(payment)) {
      await pursuePayment(parts, payment, await provider.read(payment.reference), by);
    } else if (clock.now() < payment.quietUntil) {
      await paymentLedger.askLater(database, payment, payment.quietUntil);
    } else {
      // The request that began it died before the provider could be asked for money.
      await settle(parts, payment, { kind: 'abandoned' }, by);
    }
  }
  const refund = await paymentLedger.readRefund(database, orderId);
  if (refund !== null && refund.checkAt !== null) await giveBack(parts, orderId, by);
}
