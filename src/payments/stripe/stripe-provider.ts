import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import { type Money, stopOnce } from '../../platform';
import type {
  CallRefused,
  NoAnswer,
  PaymentProvider,
  PaymentState,
  ProviderPayment,
  RefundState,
  WebhookReading,
} from '../payment-provider';

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Another address than Stripe's own. */
  readonly apiUrl?: string;
  /** How long one request may be silent. */
  readonly timeoutMs?: number;
  /** How often the SDK tries a request again, with the same key. */
  readonly retriesMax?: number;
}

/**
 * A buyer waits for the answer, so not as long as Stripe itself would (80 s); a charge that takes longer is found by
 * asking later.
 */
const TIMEOUT_MS = 10_000;
const RETRIES_MAX = 2;
const CONNECTIONS_MAX = 64;
const PAGE = 100;
/** Stripe's own advice against replayed webhooks. */
const SIGNATURE_SECONDS_MAX = 300;

/**
 * Stripe, by its own SDK.
 *
 * Payment intents are confirmed by our server alone (`confirmation_method: manual`). A client that holds the client
 * secret can take the buyer to the bank with it but can never cause a charge, so no card is charged for an order that
 * we have given up meanwhile. The price: after the bank we must ask for the money once more.
 */
export function openStripe(settings: StripeSettings): PaymentProvider {
  const { secretKey, webhookSecret, apiUrl, timeoutMs = TIMEOUT_MS, retriesMax = RETRIES_MAX } = settings;
  const address = apiUrl === undefined ? null : new URL(apiUrl);
  const http = address?.protocol === 'http:';
  const agent = new (http ? HttpAgent : HttpsAgent)({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  const stripe = new Stripe(secretKey, {
    ...(address === null
      ? {}
      : {
          host: address.hostname,
          port: address.port === '' ? (http ? 80 : 443) : address.port,
          protocol: http ? 'http' : 'https',
        }),
    httpAgent: agent,
    timeout: timeoutMs,
    maxNetworkRetries: retriesMax,
    telemetry: false,
  });
  const expand = ['latest_charge'];

  const read: PaymentProvider['read'] = (reference) =>
    answerOf(async () => stateOf(await stripe.paymentIntents.retrieve(reference, { expand })));

  const findRefund: PaymentProvider['findRefund'] = (reference) =>
    answerOf(async () => {
      const [latest] = (await stripe.refunds.list({ payment_intent: reference, limit: 1 })).data;
      return latest === undefined ? { kind: 'none' } : stateOfRefund(latest);
    });

  /** Where the payment has moved on meanwhile, how it stands is the answer. */
  const readIfMoved = async (reference: string, answer: PaymentState | CallRefused | NoAnswer) =>
    answer.kind === 'refused' && answer.code === 'payment_intent_unexpected_state' ? read(reference) : answer;

  return {
    prepare: ({ orderId, amount, email, idempotencyKey }) =>
      answerOf(async () => {
        const { id } = await stripe.paymentIntents.create(
          {
            amount: amount.amountMinor,
            currency: amount.currency.toLowerCase(),
            confirmation_method: 'manual',
            allowed_payment_method_types: ['card'],
            metadata: { order_id: orderId },
            ...(email === null ? {} : { receipt_email: email }),
          },
          { idempotencyKey },
        );
        return { kind: 'prepared', reference: id };
      }),

    charge: async ({ reference, paymentMethod, idempotencyKey }) =>
      readIfMoved(
        reference,
        await answerOf(() =>
          stripe.paymentIntents
            .confirm(
              reference,
              { use_stripe_sdk: true, expand, ...(paymentMethod === null ? {} : { payment_method: paymentMethod }) },
              { idempotencyKey },
            )
            .then(stateOf, declinedOf),
        ),
      ),

    read,

    cancel: async (reference) =>
      readIfMoved(reference, await answerOf(async () => stateOf(await stripe.paymentIntents.cancel(reference)))),

    refund: async ({ reference, amount, idempotencyKey }) => {
      const answer = await answerOf(async () =>
        stateOfRefund(
          await stripe.refunds.create({ payment_intent: reference, amount: amount.amountMinor }, { idempotencyKey }),
        ),
      );
      if (answer.kind !== 'refused' || answer.code !== 'charge_already_refunded') return answer;
      // Given back by an earlier call under another key, or by a person in Stripe's dashboard.
      const found = await findRefund(reference);
      return found.kind === 'none' ? answer : found;
    },

    findRefund,

    readRefund: (refundReference) =>
      answerOf(async () => stateOfRefund(await stripe.refunds.retrieve(refundReference))),

    async *payments({ from, before }) {
      const created = { gte: seconds(from), lt: seconds(before) };
      const list = stripe.paymentIntents.list({ created, limit: PAGE, expand: ['data.latest_charge'] });
      for await (const intent of list) yield providerPaymentOf(intent);
    },

    readWebhook(body, signature) {
      try {
        return readingOf(stripe.webhooks.constructEvent(body, signature ?? '', webhookSecret, SIGNATURE_SECONDS_MAX));
      } catch (error) {
        // Of the SDK's message the first line says what is wrong; the rest is advice to developers.
        return {
          kind: 'forged',
          reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
        };
      }
    },

    close: stopOnce(async () => agent.destroy()),
  };
}

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

const moneyOf = (amountMinor: number, currency: string): Money => ({ amountMinor, currency: currency.toUpperCase() });

function stateOf(intent: Stripe.PaymentIntent): PaymentState {
  switch (intent.status) {
    case 'succeeded': {
      const charge = intent.latest_charge;
      const refundedMinor = typeof charge === 'object' && charge !== null ? charge.amount_refunded : 0;
      return {
        kind: 'succeeded',
        charged: moneyOf(intent.amount_received, intent.currency),
        refunded: moneyOf(refundedMinor, intent.currency),
      };
    }
    case 'canceled':
      return { kind: 'cancelled' };
    case 'requires_action':
      return { kind: 'actionRequired', clientSecret: intent.client_secret ?? '' };
    // We prepare payments without a card, so it has one only because the bank sent the buyer back.
    case 'requires_confirmation':
      return { kind: 'authenticated' };
    case 'requires_payment_method': {
      const failure = intent.last_payment_error;
      if (failure === null) return { kind: 'untried' };
      // Stripe's own sentence for this one speaks to developers.
      const unconfirmed = failure.code === 'payment_intent_authentication_failure';
      const message = unconfirmed ? 'Your bank did not confirm the payment.' : failure.message;
      return declined(failure.decline_code ?? failure.code, message);
    }
    // `processing`, and what Stripe may add: not the end of it, so it is asked again.
    default:
      return { kind: 'processing' };
  }
}

const declined = (declineCode: string | undefined, message: string | undefined): PaymentState => ({
  kind: 'declined',
  declineCode: declineCode ?? null,
  message: message === undefined || message === '' ? 'The payment was declined.' : message,
});

function stateOfRefund(refund: Stripe.Refund): RefundState {
  const ended = refund.status === 'succeeded' || refund.status === 'failed' ? refund.status : null;
  return {
    kind: 'refund',
    refundReference: refund.id,
    amount: moneyOf(refund.amount, refund.currency),
    status: refund.status === 'canceled' ? 'failed' : (ended ?? 'pending'),
  };
}

function providerPaymentOf(intent: Stripe.PaymentIntent): ProviderPayment {
  return {
    reference: intent.id,
    orderId: intent.metadata.order_id ?? null,
    amount: moneyOf(intent.amount, intent.currency),
    state: stateOf(intent),
  };
}

function readingOf(event: Stripe.Event): WebhookReading {
  const { id: eventId, type } = event;
  const thing = event.data.object;
  if (thing.object === 'payment_intent') return { kind: 'payment', eventId, type, reference: thing.id };
  if (thing.object === 'refund') {
    const intent = thing.payment_intent;
    return {
      kind: 'refund',
      eventId,
      type,
      reference: typeof intent === 'string' ? intent : (intent?.id ?? null),
      refundReference: thing.id,
    };
  }
  return { kind: 'other', eventId, type };
}

/** What a call came to: the answer, or the way in which Stripe or the network failed it. */
async function answerOf<Answer>(call: () => Promise<Answer>): Promise<Answer | CallRefused | NoAnswer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { code, type, message, statusCode } = error;
    // 409: the same key is at work in another request, whose answer we do not have. 429: not now.
    const answered = statusCode !== undefined && statusCode < 500 && statusCode !== 409 && statusCode !== 429;
    return answered ? { kind: 'refused', code: code ?? type, message } : { kind: 'unknown', reason: message };
  }
}

/** A card that was refused is an answer, and so is a token that names no card. */
function declinedOf(error: unknown): PaymentState {
  if (error instanceof Stripe.errors.StripeCardError) {
    return declined(error.decline_code === '' ? error.code : error.decline_code, error.message);
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'payment_method') {
    return declined(error.code, 'The payment provider does not know this payment method.');
  }
  throw error;
}
