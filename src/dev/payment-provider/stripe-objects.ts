import { randomBytes } from 'node:crypto';

/** The status of a payment, in Stripe's words. */
export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'succeeded'
  | 'canceled';

/** Why a card was not charged, as Stripe describes it. */
export interface CardFailure {
  readonly type: 'card_error' | 'invalid_request_error';
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly paymentMethod: string;
  readonly charge?: string;
}

export interface PaymentIntent {
  readonly object: 'payment_intent';
  readonly id: string;
  readonly clientSecret: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: IntentStatus;
  readonly confirmationMethod: 'automatic' | 'manual';
  /** Seconds since 1970, as in all of Stripe's objects. */
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly description: string | null;
  readonly receiptEmail: string | null;
  readonly returnUrl: string | null;
  readonly paymentMethod: string | null;
  /** The buyer's bank has confirmed the present payment method. */
  readonly authenticated: boolean;
  readonly latestCharge: string | null;
  readonly lastFailure: CardFailure | null;
  readonly canceledAt: number | null;
  readonly cancellationReason: string | null;
}

export interface Charge {
  readonly object: 'charge';
  readonly id: string;
  readonly paymentIntent: string;
  readonly amount: number;
  readonly amountRefunded: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'failed';
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly paymentMethod: string;
  readonly failure: CardFailure | null;
}

export interface Refund {
  readonly object: 'refund';
  readonly id: string;
  readonly paymentIntent: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly failureReason: string | null;
}

/** A charge that the buyer's bank has taken back. */
export interface Dispute {
  readonly object: 'dispute';
  readonly id: string;
  readonly paymentIntent: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  readonly created: number;
  readonly reason: string;
  readonly status: 'needs_response' | 'won' | 'lost';
}

/** What the journal keeps. An object never changes: an operation records a new version under the same id. */
export type StripeObject = PaymentIntent | Charge | Refund | Dispute;

/** Something that happened, sent by webhook, with the object as it was then. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly about: StripeObject;
  readonly request: { readonly id: string | null; readonly idempotencyKey: string | null };
}

export const now = (): number => Math.floor(Date.now() / 1000);

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id in Stripe's manner: a prefix and 24 random letters and digits. */
export function makeId(prefix: string): string {
  let letters = '';
  for (const byte of randomBytes(24)) letters += LETTERS.charAt(byte % LETTERS.length);
  return `${prefix}_${letters}`;
}
