import { checkAmount } from './amount-rules';
import { allow, type FormParams, metadata, oneOf, requiredInteger, requiredText, text } from './form-params';
import { type OperationResult, refuse } from './operation-result';
import { type CardFailure, type Charge, type Dispute, makeId, now, type PaymentIntent } from './stripe-objects';
import { declined, invalid, missing, RequestRefused } from './stripe-refusal';
import { type TestCard, testCardOf } from './test-cards';

/** `POST /v1/payment_intents` */
export function createIntent(params: FormParams): OperationResult {
  allow(
    params,
    ...['amount', 'currency', 'confirm', 'confirmation_method', 'payment_method', 'allowed_payment_method_types'],
    ...['metadata', 'description', 'receipt_email', 'return_url', 'use_stripe_sdk', 'capture_method', 'expand'],
  );
  const amount = requiredInteger(params, 'amount');
  const currency = requiredText(params, 'currency').toLowerCase();
  checkAmount(amount, currency);
  oneOf(params, 'capture_method', ['automatic', 'automatic_async']);
  const paymentMethod = text(params, 'payment_method');
  if (paymentMethod !== null) cardOf(paymentMethod);
  const id = makeId('pi');
  const intent: PaymentIntent = {
    object: 'payment_intent',
    id,
    clientSecret: makeId(`${id}_secret`),
    amount,
    currency,
    status: paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
    confirmationMethod: oneOf(params, 'confirmation_method', ['automatic', 'manual']) ?? 'automatic',
    created: now(),
    metadata: metadata(params),
    description: text(params, 'description'),
    receiptEmail: text(params, 'receipt_email'),
    returnUrl: text(params, 'return_url'),
    paymentMethod,
    authenticated: false,
    latestCharge: null,
    lastFailure: null,
    canceledAt: null,
    cancellationReason: null,
  };
  const created: OperationResult = {
    put: [intent],
    events: [{ type: 'payment_intent.created', about: intent }],
    answer: intent,
  };
  if (params.get('confirm') !== 'true') return created;
  requiredText(params, 'payment_method');
  const confirmed = confirm(intent, paymentMethod);
  return { ...confirmed, events: [...created.events, ...confirmed.events] };
}

/** `POST /v1/payment_intents/:id/confirm` */
export function confirmIntent(intent: PaymentIntent, params: FormParams): OperationResult {
  allow(params, 'payment_method', 'return_url', 'use_stripe_sdk', 'expand');
  return confirm(
    { ...intent, returnUrl: text(params, 'return_url') ?? intent.returnUrl },
    text(params, 'payment_method'),
  );
}

/** `POST /v1/payment_intents/:id/cancel` */
export function cancelIntent(intent: PaymentIntent, params: FormParams): OperationResult {
  allow(params, 'cancellation_reason', 'expand');
  const reason = oneOf(params, 'cancellation_reason', [
    'abandoned',
    'duplicate',
    'fraudulent',
    'requested_by_customer',
  ] as const);
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    return refuse(
      intent,
      unexpectedState(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.`,
      ),
    );
  const canceled: PaymentIntent = {
    ...intent,
    status: 'canceled',
    canceledAt: now(),
    cancellationReason: reason,
  };
  return {
    put: [canceled],
    events: [{ type: 'payment_intent.canceled', about: canceled }],
    answer: canceled,
  };
}

/** The buyer on the bank's page. Stripe has no such request: there it is the bank that confirms. */
export function authenticateIntent(intent: PaymentIntent, outcome: 'complete' | 'fail'): OperationResult | null {
  const { paymentMethod } = intent;
  if (intent.status !== 'requires_action' || paymentMethod === null) return null;
  if (outcome === 'fail') {
    const failure: CardFailure = {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
      paymentMethod,
    };
    const failed: PaymentIntent = {
      ...intent,
      status: 'requires_payment_method',
      paymentMethod: null,
      lastFailure: failure,
    };
    return {
      put: [failed],
      events: [{ type: 'payment_intent.payment_failed', about: failed }],
      answer: failed,
    };
  }
  const authenticated: PaymentIntent = { ...intent, authenticated: true };
  if (intent.confirmationMethod === 'automatic') return charge(authenticated, paymentMethod, cardOf(paymentMethod));
  // With manual confirmation no money moves, and no webhook is sent, until the merchant's server confirms again.
  const waiting: PaymentIntent = { ...authenticated, status: 'requires_confirmation' };
  return { put: [waiting], events: [], answer: waiting };
}

function confirm(intent: PaymentIntent, paymentMethod: string | null): OperationResult {
  if (intent.status === 'succeeded')
    return refuse(
      intent,
      unexpectedState(
        'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
      ),
    );
  if (intent.status === 'canceled')
    return refuse(
      intent,
      unexpectedState('You cannot confirm this PaymentIntent because it has a status of canceled.'),
    );
  const token = paymentMethod ?? intent.paymentMethod;
  if (token === null)
    return refuse(
      intent,
      unexpectedState(
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.",
      ),
    );
  const card = cardOf(token);
  const authenticated = intent.authenticated && token === intent.paymentMethod;
  if (card.authentication === 'none' || authenticated) return charge(intent, token, card);
  const waiting: PaymentIntent = {
    ...intent,
    status: 'requires_action',
    paymentMethod: token,
    authenticated: false,
  };
  return {
    put: [waiting],
    events: [{ type: 'payment_intent.requires_action', about: waiting }],
    answer: waiting,
  };
}

/** Money moves here and nowhere else. */
function charge(
  intent: PaymentIntent,
  paymentMethod: string,
  { decline, isDisputed = false }: TestCard,
): OperationResult {
  const attempt = {
    object: 'charge',
    id: makeId('ch'),
    paymentIntent: intent.id,
    amount: intent.amount,
    amountRefunded: 0,
    currency: intent.currency,
    created: now(),
    metadata: intent.metadata,
    paymentMethod,
  } as const;
  if (decline === undefined) {
    const charged: Charge = { ...attempt, status: 'succeeded', failure: null };
    const succeeded: PaymentIntent = {
      ...intent,
      status: 'succeeded',
      paymentMethod,
      latestCharge: charged.id,
      lastFailure: null,
    };
    const result: OperationResult = {
      put: [charged, succeeded],
      events: [
        { type: 'charge.succeeded', about: charged },
        { type: 'payment_intent.succeeded', about: succeeded },
      ],
      answer: succeeded,
    };
    return isDisputed ? disputed(result, charged) : result;
  }
  const failure: CardFailure = {
    type: 'card_error',
    ...decline,
    paymentMethod,
    charge: attempt.id,
  };
  const refused: Charge = { ...attempt, status: 'failed', failure };
  const open: PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    paymentMethod: null,
    authenticated: false,
    latestCharge: refused.id,
    lastFailure: failure,
  };
  return {
    put: [refused, open],
    events: [
      { type: 'charge.failed', about: refused },
      { type: 'payment_intent.payment_failed', about: open },
    ],
    answer: open,
    refusal: declined(failure),
  };
}

/** The buyer's bank takes the money back, as after a complaint of its customer. */
function disputed(result: OperationResult, charged: Charge): OperationResult {
  const dispute: Dispute = {
    object: 'dispute',
    id: makeId('du'),
    paymentIntent: charged.paymentIntent,
    charge: charged.id,
    amount: charged.amount,
    currency: charged.currency,
    created: now(),
    reason: 'fraudulent',
    status: 'needs_response',
  };
  return {
    ...result,
    put: [...result.put, dispute],
    events: [...result.events, { type: 'charge.dispute.created', about: dispute }],
  };
}

function cardOf(token: string): TestCard {
  const card = testCardOf(token);
  if (card === undefined) throw new RequestRefused(missing('PaymentMethod', token, 'payment_method'));
  return card;
}

const unexpectedState = (message: string) => invalid(message, { code: 'payment_intent_unexpected_state' });
