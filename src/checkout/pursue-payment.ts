import { type Actor, actorText } from '../orders';
import { type CallRefused, type NoAnswer, type PaymentState, paymentLedger } from '../payments';
import { nextStep } from './next-step';
import type { CheckoutParts } from './parts';
import { settle } from './settle';

/** The bank may want to see the buyer again after each charge; more rounds than these are left for later. */
const STEPS_MAX = 5;

/**
 * Goes on with a payment from an answer of the provider until it is settled or something has to be waited for.
 *
 * @throws where the provider refuses the call itself: nothing moved, and an operator must look
 */
export async function pursuePayment(
  parts: CheckoutParts,
  orderId: string,
  reference: string,
  given: PaymentState | CallRefused | NoAnswer,
  by: Actor,
): Promise<void> {
  const { database, orders, provider, clock } = parts;
  let answer = given;
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    if (answer.kind === 'refused')
      throw new Error(`The payment provider refused a call: ${answer.code}: ${answer.message}`);
    const [order, payment] = await Promise.all([orders.read(orderId), paymentLedger.read(database, orderId)]);
    if (order === null || payment === null) throw new Error(`There is no payment of order ${orderId}`);
    const step = nextStep({ letter: order.letter, payment }, answer, clock.now());
    switch (step.kind) {
      case 'nothing':
        return;
      case 'settle':
        return settle(parts, orderId, step.verdict, by);
      case 'ask':
        return paymentLedger.askLater(database, orderId, step.askAt);
      case 'await buyer': {
        const { clientSecret, payUntil, askAt } = step;
        if (payment.state === 'action_required') return paymentLedger.askLater(database, orderId, askAt);
        return paymentLedger.note(database, {
          ...{ orderId, state: 'action_required', clientSecret, payUntil, checkAt: askAt, by: actorText(by) },
        });
      }
      case 'stop':
        answer = await provider.cancel(reference);
        parts.reached('stopped');
        break;
      case 'charge': {
        parts.reached('authenticated');
        const next = await charge(parts, orderId, reference, null, by);
        if (next === null) return;
        answer = next;
        break;
      }
    }
  }
}

/** Asks for the money, after it is written down that this happens. Null where the payment has ended meanwhile. */
export async function charge(
  { database, provider, reached }: CheckoutParts,
  orderId: string,
  reference: string,
  paymentMethod: string | null,
  by: Actor,
): Promise<PaymentState | CallRefused | NoAnswer | null> {
  const charges = await paymentLedger.beginCharge(database, orderId, reference, actorText(by));
  if (charges === null) return null;
  reached('charge begun');
  const answer = await provider.charge({ reference, paymentMethod, idempotencyKey: `${orderId}:charge:${charges}` });
  reached('charged');
  // No answer to the charge: a second question often has one, and spares the buyer the wait.
  return answer.kind === 'unknown' ? provider.read(reference) : answer;
}
