import { type Actor, actorText } from '../../orders';
import { type CallRefused, type NoAnswer, type Payment, type PaymentState, paymentLedger } from '../../payments';
import type { CheckoutContext } from '../context';
import { applyPaymentResult } from './apply-payment-result';
import { decidePaymentStep } from './decide-payment-step';

/** A payment that the provider has named, so that there is somebody to ask about it. */
export type NamedPayment = Payment & { readonly reference: string };

export const isNamed = (payment: Payment): payment is NamedPayment => payment.reference !== null;

/** The bank may want to see the buyer again after each charge; more rounds than these are left for later. */
const STEPS_MAX = 5;

/**
 * Goes on with a payment from an answer of the provider until it is settled or something has to be waited for. `asked`
 * is the payment as it was before the provider was asked: whatever others have done since goes before this answer.
 *
 * @throws where the provider refuses the call itself: nothing moved, and an operator must look
 */
export async function advancePayment(
  context: CheckoutContext,
  asked: NamedPayment,
  given: PaymentState | CallRefused | NoAnswer,
  by: Actor,
): Promise<void> {
  const { database, orders, provider, clock } = context;
  const { orderId, reference } = asked;
  let payment: Payment = asked;
  let answer = given;
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    if (answer.kind === 'refused')
      throw new Error(`The payment provider refused a call: ${answer.code}: ${answer.message}`);
    const order = await orders.read(orderId);
    if (order === null) throw new Error(`There is no order ${orderId}`);
    const step = decidePaymentStep({ letter: order.letter, payment }, answer, clock.now());
    switch (step.kind) {
      case 'nothing':
        return;
      case 'settle':
        return applyPaymentResult(context, payment, step.verdict, by);
      case 'ask':
        return paymentLedger.askLater(database, payment, step.askAt);
      case 'await buyer': {
        const { clientSecret, payUntil, askAt } = step;
        if (payment.state === 'action_required') return paymentLedger.askLater(database, payment, askAt);
        const bank = { clientSecret, payUntil, checkAt: askAt, by: actorText(by) };
        return paymentLedger.awaitBuyer(database, payment, bank);
      }
      case 'stop':
        answer = await provider.cancel(reference);
        context.atCrashPoint('stopped');
        break;
      case 'charge': {
        context.atCrashPoint('authenticated');
        const next = await charge(context, orderId, reference, null, by);
        if (next === null) return;
        ({ payment, answer } = next);
        break;
      }
    }
  }
}

/** Asks for the money, after it is written down that this happens. Null where the payment has ended meanwhile. */
export async function charge(
  { database, provider, atCrashPoint }: CheckoutContext,
  orderId: string,
  reference: string,
  paymentMethod: string | null,
  by: Actor,
): Promise<{ payment: NamedPayment; answer: PaymentState | CallRefused | NoAnswer } | null> {
  const begun = await paymentLedger.beginCharge(database, orderId, reference, actorText(by));
  if (begun === null) return null;
  atCrashPoint('charge begun');
  const payment = { ...begun, reference };
  const idempotencyKey = `${orderId}:charge:${payment.charges}`;
  const answer = await provider.charge({ reference, paymentMethod, idempotencyKey });
  atCrashPoint('charged');
  // No answer to the charge: a second question often has one, and spares the buyer the wait.
  return { payment, answer: answer.kind === 'unknown' ? await provider.read(reference) : answer };
}
