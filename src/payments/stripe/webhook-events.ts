import Stripe from 'stripe';
import { z } from 'zod';
import { isUuid } from '../../platform';
import type { ProviderEvent } from '../payment-provider';
import { moneyOf } from './amounts';

/** Stripe's own advice against replayed webhooks. */
const SIGNATURE_SECONDS_MAX = 300;

/** `forged`: not signed by Stripe, or too long ago. `malformed`: signed, and not an event as Stripe writes them. */
export type WebhookReading =
  | ProviderEvent
  | { readonly kind: 'forged'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string };

const id = z.string().regex(/^[\w-]{1,255}$/);
/** A reference, or the object itself where Stripe expanded it. */
const reference = z
  .union([id, z.object({ id }).transform((object) => object.id)])
  .nullish()
  .transform((value) => value ?? null);

/** What we recorded beside the payment; other systems may write there what they like. */
const metadata = z
  .object({ show_id: z.string().refine(isUuid).optional().catch(undefined) })
  .nullish()
  .catch(undefined)
  .transform((written) => (written?.show_id === undefined ? {} : { showId: written.show_id }));

/** The fields of Stripe's events that are read. Other fields are ignored. */
const objects = {
  payment_intent: z.object({ object: z.literal('payment_intent'), id, metadata }),
  charge: z.object({ object: z.literal('charge'), payment_intent: reference, metadata }),
  refund: z.object({ object: z.literal('refund'), payment_intent: reference, metadata }),
  dispute: z.object({
    object: z.literal('dispute'),
    id,
    payment_intent: reference,
    amount: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    currency: z.string().regex(/^[a-z]{3}$/),
    reason: z.string().regex(/^\w{1,100}$/),
    status: z.string().regex(/^\w{1,100}$/),
  }),
};
const eventSchema = z.object({
  id,
  type: z.string().regex(/^[\w.]{1,100}$/),
  data: z.object({ object: z.object({ object: z.string() }).loose() }),
});

/** Reads a webhook: its signature first, over the bytes as they arrived, then what it is about. */
export function readWebhook(body: Buffer, signature: string | undefined, secret: string): WebhookReading {
  let signed: unknown;
  try {
    signed = Stripe.webhooks.constructEvent(body, signature ?? '', secret, SIGNATURE_SECONDS_MAX);
  } catch (error) {
    // The first line of the SDK's message says what is wrong; the rest is advice to developers.
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return error instanceof Stripe.errors.StripeSignatureVerificationError
      ? { kind: 'forged', reason }
      : { kind: 'malformed', reason };
  }
  try {
    return eventOf(signed);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = error.issues.map(({ path }) => path.join('.')).join(', ');
    return { kind: 'malformed', reason: `not an event of Stripe: ${fields || 'the whole body'}` };
  }
}

/** @throws ZodError for what is no event */
function eventOf(signed: unknown): ProviderEvent {
  const { id: eventId, type, data } = eventSchema.parse(signed);
  const event = { eventId, type };
  switch (data.object.object) {
    case 'payment_intent': {
      const intent = objects.payment_intent.parse(data.object);
      return { ...event, ...intent.metadata, kind: 'payment', reference: intent.id };
    }
    case 'refund': {
      const refund = objects.refund.parse(data.object);
      return { ...event, ...refund.metadata, kind: 'refund', reference: refund.payment_intent };
    }
    case 'charge': {
      // Of a charge only its refunds matter: what was charged is reported about the payment intent.
      if (!type.startsWith('charge.refund')) return { ...event, kind: 'other' };
      const charge = objects.charge.parse(data.object);
      return { ...event, ...charge.metadata, kind: 'refund', reference: charge.payment_intent };
    }
    case 'dispute': {
      const {
        id: disputeReference,
        payment_intent,
        amount,
        currency,
        reason,
        status,
      } = objects.dispute.parse(data.object);
      const dispute = { disputeReference, amount: moneyOf(amount, currency), reason, status };
      return { ...event, kind: 'dispute', reference: payment_intent, dispute };
    }
    default:
      return { ...event, kind: 'other' };
  }
}
