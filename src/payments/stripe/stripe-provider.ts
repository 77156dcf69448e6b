import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import { stopOnce } from '../../platform';
import type {
  CallRefused,
  NoAnswer,
  PaymentProvider,
  PaymentState,
  ProviderPayment,
  RefundState,
} from '../payment-provider';
import { AmountRefused, moneyOf, stripeAmountOf } from './amounts';
import type { StripeSettings } from './settings';
import { serveStripeWebhooks } from './webhook.route';

/** Shorter than Stripe's own 80 s, since a buyer waits; the result of a slower charge is read later. */
const TIMEOUT_MS = 10_000;
const RETRIES_MAX = 2;
const CONNECTIONS_MAX = 64;
const PAGE = 100;
/** More refunds than the provider makes of one charge in earnest. */
const REFUNDS_MAX = 1000;

/**
 * Stripe, through its own SDK.
 *
 * Payment intents are confirmed by our server alone (`confirmation_method: manual`). A client can take the buyer to
 * the bank with the client secret but can never cause a charge, so no card is charged for an order that has ended
 * meanwhile. The cost: after the bank's confirmation the charge has to be requested a second time.
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

  /** Where the payment has changed meanwhile, its present state is the answer. */
  const readIfMoved = async (reference: string, answer: PaymentState | CallRefused | NoAnswer) =>
    answer.kind === 'refused' && answer.code === 'payment_intent_unexpected_state' ? read(reference) : answer;

  return {
    prepare: ({ showId, orderId, amount, email, idempotencyKey }) =>
      answerOf(async () => {
        const { id } = await stripe.paymentIntents.create(
          {
            amount: stripeAmountOf(amount),
            currency: amount.currency.toLowerCase(),
            confirmation_method: 'manual',
            allowed_payment_method_types: ['card'],
            metadata: { show_id: showId, order_id: orderId },
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

    refund: ({ reference, showId, orderId, returnId, amount, idempotencyKey }) =>
      answerOf(async () =>
        stateOfRefund(
          await stripe.refunds.create(
            {
              payment_intent: reference,
              amount: stripeAmountOf(amount),
              metadata: { show_id: showId, order_id: orderId, ...(returnId === null ? {} : { return_id: returnId }) },
            },
            { idempotencyKey },
          ),
        ),
      ),

    refunds: (reference) =>
      answerOf(async () => {
        const refunds: RefundState[] = [];
        for await (const refund of stripe.refunds.list({ payment_intent: reference, limit: PAGE })) {
          refunds.push(stateOfRefund(refund));
          if (refunds.length === REFUNDS_MAX) break;
        }
        return { kind: 'refunds', refunds };
      }),

    async *payments({ from, before }) {
      const created = { gte: seconds(from), lt: seconds(before) };
      const list = stripe.paymentIntents.list({ created, limit: PAGE, expand: ['data.latest_charge'] });
      for await (const intent of list) yield providerPaymentOf(intent);
    },

    serveWebhooks: (server, receiver) => serveStripeWebhooks(server, webhookSecret, receiver),

    close: stopOnce(async () => agent.destroy()),
  };
}

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

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
    // Payments are prepared without a card, so it has one only after the bank's confirmation.
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
    // `processing`, and states that Stripe may add: not final, so it is read again.
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
    isOurs: refund.metadata?.order_id !== undefined,
    returnId: refund.metadata?.return_id ?? null,
  };
}

function providerPaymentOf(intent: Stripe.PaymentIntent): ProviderPayment {
  return {
    reference: intent.id,
    showId: intent.metadata.show_id ?? null,
    orderId: intent.metadata.order_id ?? null,
    amount: moneyOf(intent.amount, intent.currency),
    state: stateOf(intent),
  };
}

/** The answer of a call, or the way in which Stripe or the network failed it. */
async function answerOf<Answer>(call: () => Promise<Answer>): Promise<Answer | CallRefused | NoAnswer> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AmountRefused) return { kind: 'refused', code: 'invalid_amount', message: error.message };
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { code, type, message, statusCode } = error;
    // 409: another request with the same key is in progress, and its answer is not known. 429: too many requests.
    const answered = statusCode !== undefined && statusCode < 500 && statusCode !== 409 && statusCode !== 429;
    if (answered) return { kind: 'refused', code: code ?? type, message };
    return {
      kind: 'unknown',
      reason: message,
      ...(statusCode !== undefined && statusCode >= 500 ? { isOver: true } : {}),
    };
  }
}

/** A declined card is an answer, and so is a token that names no card. */
function declinedOf(error: unknown): PaymentState {
  if (error instanceof Stripe.errors.StripeCardError) {
    return declined(error.decline_code === '' ? error.code : error.decline_code, error.message);
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'payment_method') {
    return declined(error.code, 'The payment provider does not know this payment method.');
  }
  throw error;
}
