import { allow, type FormParams, integer, metadata, oneOf } from './form-params';
import { type OperationResult, refuse } from './operation-result';
import { type Charge, makeId, now, type PaymentIntent, type Refund } from './stripe-objects';
import { invalid, RequestRefused } from './stripe-refusal';
import { testCardOf } from './test-cards';

/** `POST /v1/refunds` of a payment intent; `charge` is its latest one. */
export function createRefund(intent: PaymentIntent, charge: Charge | undefined, params: FormParams): OperationResult {
  allow(params, 'payment_intent', 'amount', 'reason', 'metadata', 'expand');
  const reason = oneOf(params, 'reason', ['duplicate', 'fraudulent', 'requested_by_customer'] as const);
  const wanted = integer(params, 'amount');
  if (wanted !== null && wanted < 1) throw new RequestRefused(invalid('Invalid positive integer', { param: 'amount' }));
  if (charge === undefined || charge.status !== 'succeeded')
    return refuse(
      intent,
      invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
        code: 'payment_intent_unexpected_state',
      }),
    );
  const left = charge.amount - charge.amountRefunded;
  if (left === 0)
    return refuse(
      intent,
      invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' }),
    );
  const amount = wanted ?? left;
  if (amount > left)
    return refuse(
      intent,
      invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
        param: 'amount',
      }),
    );
  const refund: Refund = {
    object: 'refund',
    id: makeId('re'),
    paymentIntent: intent.id,
    charge: charge.id,
    amount,
    currency: charge.currency,
    status: testCardOf(charge.paymentMethod)?.refund === 'pending' ? 'pending' : 'succeeded',
    created: now(),
    metadata: metadata(params),
    reason,
    failureReason: null,
  };
  const refunded: Charge = {
    ...charge,
    amountRefunded: charge.amountRefunded + amount,
  };
  return {
    put: [refund, refunded],
    events: [
      { type: 'refund.created', about: refund },
      { type: 'charge.refunded', about: refunded },
    ],
    answer: refund,
  };
}

/** What becomes of a refund some time later, or null where its state is its last. */
export function settleRefund(refund: Refund, charge: Charge): OperationResult | null {
  const card = testCardOf(charge.paymentMethod);
  if (card?.refund === 'pending' && refund.status === 'pending') {
    const settled: Refund = { ...refund, status: 'succeeded' };
    return {
      put: [settled],
      events: [{ type: 'refund.updated', about: settled }],
      answer: settled,
    };
  }
  if (card?.refund === 'fails' && refund.status === 'succeeded') {
    const failed: Refund = {
      ...refund,
      status: 'failed',
      failureReason: 'expired_or_canceled_card',
    };
    const charged: Charge = {
      ...charge,
      amountRefunded: charge.amountRefunded - refund.amount,
    };
    return {
      put: [failed, charged],
      events: [
        { type: 'refund.updated', about: failed },
        { type: 'refund.failed', about: failed },
      ],
      answer: failed,
    };
  }
  return null;
}
