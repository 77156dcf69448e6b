import type { Actor } from '../orders';
import { actorText } from '../orders';
import { paymentLedger } from '../payments';
import { giveBack } from './give-back';
import type { CheckoutParts } from './parts';
import { pursuePayment } from './pursue-payment';
import { settle } from './settle';

/**
 * Looks after one order: asks the provider how its payment stands, if that is open, and goes on from there; gives
 * back what is to be given back. May run at any time, twice, and at once in many processes.
 *
 * @throws for what only an operator can mend
 */
export async function lookAfter(
  parts: CheckoutParts,
  orderId: string,
  by: Actor = { role: 'reconciler' },
): Promise<void> {
  const { database, provider, clock } = parts;
  const payment = await paymentLedger.read(database, orderId);
  if (payment !== null && payment.checkAt !== null) {
    if (payment.reference !== null) {
      await pursuePayment(parts, orderId, payment.reference, await provider.read(payment.reference), by);
    } else if (clock.now() < payment.quietUntil) {
      await paymentLedger.askLater(database, orderId, payment.quietUntil);
    } else if (await paymentLedger.cancelUnprepared(database, orderId, actorText(by))) {
      // The request that began it died before the provider could be asked for money.
      await settle(parts, orderId, { kind: 'abandoned' }, by);
    }
  }
  const refund = await paymentLedger.readRefund(database, orderId);
  if (refund !== null && refund.checkAt !== null) await giveBack(parts, orderId, by);
}
