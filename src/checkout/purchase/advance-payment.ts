import { type Actor, actorText, type OrderKey } from '../../orders';
import { type Payment, paymentLedger } from '../../payments';
import type { CheckoutContext } from '../context';
import { applyPaymentResult } from './apply-payment-result';
import { isNamed, type NamedPayment, type ProviderAnswer, requestCharge } from './charge-order';
import { decidePaymentStep } from './decide-payment-step';

/** The bank may ask for the buyer again after each charge; more rounds than these are left to the reconciler. */
const STEPS_MAX = 5;

/**
 * Carries a payment on from an answer of the provider until its result is applied or something has to be waited for.
 * `asked` is the payment as it was before the call: whatever others have done since takes precedence over this answer.
 *
 * @throws where the provider refuses the call itself: nothing moved, and an operator must look
 */
export async function advancePayment(
  context: CheckoutContext,
  asked: NamedPayment,
  given: ProviderAnswer,
  by: Actor,
): Promise<void> {
  const { database, orders, catalog, provider, clock } = context;
  const { orderId, reference } = asked;
  let payment: Payment = asked;
  let answer = given;
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    if (answer.kind === 'refused') {
      throw new Error(`The payment provider refused a call: ${answer.code}: ${answer.message}`);
    }
    const order = await orders.read(asked);
    if (order === null) throw new Error(`There is no order ${orderId}`);
    const terms = await catalog.saleTermsOf(order.showId);
    const situation = { status: order.status, payment, isShowCancelled: (terms?.cancelledAt ?? null) !== null };
    const step = decidePaymentStep(situation, answer, clock.now());
    switch (step.kind) {
      case 'nothing':
        return;
      case 'apply':
        return applyPaymentResult(context, payment, step.result, by, order);
      case 'ask later':
        return paymentLedger.askLater(database, payment, step.askAt);
      case 'await buyer': {
        const { clientSecret, payUntil, askAt } = step;
        if (payment.state === 'action_required') return paymentLedger.askLater(database, payment, askAt);
        const bank = { clientSecret, payUntil, checkAt: askAt, by: actorText(by) };
        return paymentLedger.awaitBuyer(database, payment, bank);
      }
      case 'cancel':
        answer = await provider.cancel(reference);
        context.atCrashPoint('payment cancelled');
        break;
      case 'charge': {
        context.atCrashPoint('authenticated');
        const charged = await requestCharge(context, asked, reference, null, by);
        if (charged.kind === 'overtaken') return;
        ({ payment, answer } = charged);
        break;
      }
    }
  }
}

/** Cancels a payment that waits for the buyer, so that nothing will be charged for it; or applies what it came to. */
export async function cancelPayment(context: CheckoutContext, key: OrderKey, by: Actor): Promise<void> {
  const payment = await paymentLedger.read(context.database, key);
  if (payment === null || !isNamed(payment)) return;
  const answer = await context.provider.cancel(payment.reference);
  context.atCrashPoint('payment cancelled');
  await advancePayment(context, payment, answer, by);
}
