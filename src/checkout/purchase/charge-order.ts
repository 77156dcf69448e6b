import { type Actor, actorText, type OrderKey, type OrderRow } from '../../orders';
import { type CallRefused, type NoAnswer, type Payment, type PaymentState, paymentLedger } from '../../payments';
import type { CheckoutContext } from '../context';
import type { PaymentResult } from './decide-payment-step';

/** A payment with the provider's reference, so that its state can be read there. */
export type NamedPayment = Payment & { readonly reference: string };

export const isNamed = (payment: Payment): payment is NamedPayment => payment.reference !== null;

export type ProviderAnswer = PaymentState | CallRefused | NoAnswer;

export type ChargeOutcome =
  | { readonly kind: 'answered'; readonly payment: NamedPayment; readonly answer: ProviderAnswer }
  /** The payment ended before a charge could be requested. */
  | { readonly kind: 'ended'; readonly result: PaymentResult }
  /** Somebody else has ended it meanwhile. */
  | { readonly kind: 'overtaken' };

/**
 * Has the provider charge a new order. The provider creates the payment first, so that its reference is recorded before
 * any money can move.
 */
export async function chargeOrder(
  context: CheckoutContext,
  order: OrderRow,
  paymentMethod: string,
  by: Actor,
): Promise<ChargeOutcome> {
  const { provider, logger } = context;
  const { showId, orderId, totalMinor, creditMinor, currency, email } = order;
  const prepared = await provider.prepare({
    showId,
    orderId,
    amount: { amountMinor: totalMinor - creditMinor, currency },
    email,
    idempotencyKey: `${orderId}:prepare`,
  });
  context.atCrashPoint('prepared');
  switch (prepared.kind) {
    case 'prepared':
      return requestCharge(context, order, prepared.reference, paymentMethod, by);
    case 'refused':
      // Only a correction helps: of the price, or of the provider's account.
      logger.error({ orderId, code: prepared.code, reason: prepared.message }, 'The provider refused a payment');
      return { kind: 'ended', result: prepared };
    case 'unknown':
      // Without a reference nothing can have been charged, and nothing will be: the order can end at once.
      logger.error({ orderId, reason: prepared.reason }, 'The payment provider could not be reached');
      return { kind: 'ended', result: { kind: 'unavailable' } };
  }
}

/** Requests the charge of a prepared payment, after it was recorded that this happens. */
export async function requestCharge(
  { database, provider, atCrashPoint }: CheckoutContext,
  { showId, orderId }: OrderKey,
  reference: string,
  paymentMethod: string | null,
  by: Actor,
): Promise<Exclude<ChargeOutcome, { kind: 'ended' }>> {
  const begun = await paymentLedger.beginCharge(database, { showId, orderId }, reference, actorText(by));
  if (begun === null) return { kind: 'overtaken' };
  atCrashPoint('charge begun');
  const payment = { ...begun, reference };
  const idempotencyKey = `${orderId}:charge:${payment.charges}`;
  const answer = await provider.charge({ reference, paymentMethod, idempotencyKey });
  atCrashPoint('charged');
  // Without an answer to the charge, reading often has one, which spares the buyer the wait.
  return { kind: 'answered', payment, answer: answer.kind === 'unknown' ? await provider.read(reference) : answer };
}
