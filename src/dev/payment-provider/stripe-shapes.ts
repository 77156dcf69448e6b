import type { CardFailure, Charge, Dispute, Event, PaymentIntent, Refund, StripeObject } from './stripe-objects';
import type { StripeRefusal } from './stripe-refusal';

/** The version of Stripe's API whose shapes these are. */
export const API_VERSION = '2026-10-28.endive';

/** How an object looks on the wire. */
export interface Shapes {
  /** The page where the buyer confirms a payment at "their bank". */
  readonly authenticationUrl: (intent: PaymentIntent) => string;
  readonly charge: (id: string) => Charge | undefined;
}

export function shapeOf(object: StripeObject, shapes: Shapes, expand: readonly string[] = []): object {
  switch (object.object) {
    case 'payment_intent':
      return shapeOfIntent(object, shapes, expand);
    case 'charge':
      return shapeOfCharge(object);
    case 'refund':
      return shapeOfRefund(object);
    case 'dispute':
      return shapeOfDispute(object);
  }
}

function shapeOfIntent(intent: PaymentIntent, shapes: Shapes, expand: readonly string[]): object {
  const charge = intent.latestCharge === null ? undefined : shapes.charge(intent.latestCharge);
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: ['card'],
    amount: intent.amount,
    amount_capturable: 0,
    amount_received: intent.status === 'succeeded' ? intent.amount : 0,
    automatic_payment_methods: null,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: 'automatic_async',
    client_secret: intent.clientSecret,
    confirmation_method: intent.confirmationMethod,
    created: intent.created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    last_payment_error: intent.lastFailure === null ? null : shapeOfFailure(intent.lastFailure),
    latest_charge:
      charge !== undefined && expand.includes('latest_charge') ? shapeOfCharge(charge) : intent.latestCharge,
    livemode: false,
    metadata: intent.metadata,
    next_action: intent.status === 'requires_action' ? nextAction(intent, shapes) : null,
    payment_method: intent.paymentMethod,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    processing: null,
    receipt_email: intent.receiptEmail,
    setup_future_usage: null,
    shipping: null,
    status: intent.status,
  };
}

function nextAction(intent: PaymentIntent, { authenticationUrl }: Shapes): object {
  const url = authenticationUrl(intent);
  return intent.returnUrl === null
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
    : { type: 'redirect_to_url', redirect_to_url: { url, return_url: intent.returnUrl } };
}

function shapeOfCharge(charge: Charge): object {
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.status === 'succeeded' ? charge.amount : 0,
    amount_refunded: charge.amountRefunded,
    captured: charge.status === 'succeeded',
    created: charge.created,
    currency: charge.currency,
    disputed: false,
    failure_code: charge.failure?.code ?? null,
    failure_message: charge.failure?.message ?? null,
    livemode: false,
    metadata: charge.metadata,
    paid: charge.status === 'succeeded',
    payment_intent: charge.paymentIntent,
    payment_method: charge.paymentMethod,
    refunded: charge.status === 'succeeded' && charge.amountRefunded === charge.amount,
    status: charge.status,
  };
}

function shapeOfRefund(refund: Refund): object {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    ...(refund.failureReason === null ? {} : { failure_reason: refund.failureReason }),
    metadata: refund.metadata,
    payment_intent: refund.paymentIntent,
    reason: refund.reason,
    status: refund.status,
  };
}

function shapeOfDispute(dispute: Dispute): object {
  return {
    id: dispute.id,
    object: 'dispute',
    amount: dispute.amount,
    charge: dispute.charge,
    created: dispute.created,
    currency: dispute.currency,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: dispute.paymentIntent,
    reason: dispute.reason,
    status: dispute.status,
  };
}

function shapeOfFailure(failure: CardFailure): object {
  return {
    type: failure.type,
    code: failure.code,
    message: failure.message,
    payment_method: { id: failure.paymentMethod, object: 'payment_method', type: 'card' },
    ...(failure.declineCode === undefined ? {} : { decline_code: failure.declineCode }),
    ...(failure.charge === undefined ? {} : { charge: failure.charge }),
  };
}

export function shapeOfRefusal(refusal: StripeRefusal, about: StripeObject | null, shapes: Shapes): object {
  return {
    error: {
      type: refusal.type,
      message: refusal.message,
      ...(refusal.code === undefined ? {} : { code: refusal.code }),
      ...(refusal.declineCode === undefined ? {} : { decline_code: refusal.declineCode }),
      ...(refusal.param === undefined ? {} : { param: refusal.param }),
      ...(refusal.charge === undefined ? {} : { charge: refusal.charge }),
      ...(about?.object === 'payment_intent' ? { payment_intent: shapeOf(about, shapes) } : {}),
    },
  };
}

export function shapeOfEvent(event: Event, shapes: Shapes): object {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    data: { object: shapeOf(event.about, shapes) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: event.request.id, idempotency_key: event.request.idempotencyKey },
    type: event.type,
  };
}
