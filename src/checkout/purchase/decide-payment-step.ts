import type { OrderLetter } from '../../orders';
import type { NoAnswer, Payment, PaymentState } from '../../payments';

/** How a payment ended for its order. */
export type PaymentResult =
  | { readonly kind: 'paid'; readonly amountMinor: number; readonly currency: string }
  | { readonly kind: 'declined'; readonly declineCode: string | null; readonly message: string }
  /** Nothing was charged and nothing will be. */
  | { readonly kind: 'abandoned' }
  /** Nobody knows, and the seats have waited long enough. The payment is asked about until somebody does. */
  | { readonly kind: 'unanswered' };

/** What is to be done, now that the provider has answered. */
export type PaymentStep =
  | { readonly kind: 'settle'; readonly verdict: PaymentResult }
  /** The bank has seen the buyer: ask for the money. */
  | { readonly kind: 'charge' }
  /** Make sure that nothing will be charged. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'await buyer'; readonly clientSecret: string; readonly payUntil: Date; readonly askAt: Date }
  | { readonly kind: 'ask'; readonly askAt: Date }
  | { readonly kind: 'nothing' };

export interface PaymentSituation {
  readonly letter: OrderLetter;
  readonly payment: Pick<Payment, 'state' | 'requestLeaseUntil' | 'payUntil' | 'checks'>;
}

/** How long a buyer may take at their bank. */
export const ACTION_SECONDS = 600;
/** How long the request that began a payment may be at work: two calls to the provider, each tried again, and more. */
export const REQUEST_LEASE_SECONDS = 90;
/** How long after the payment's time the seats wait for a provider that does not answer. */
export const PATIENCE_SECONDS = 1200;

/** Soon at first, since a buyer waits; then less and less often. */
const BUYER_PAUSES_SECONDS = [2, 2, 4, 4, 8, 8, 15];
const PROVIDER_PAUSES_SECONDS = [5, 10, 20, 40, 80, 160, 300];

/**
 * The saga's one decision: an order's status, its payment as we know it and the provider's answer, to what is done
 * next. Pure, so that every pair is tested.
 *
 * It does not matter who asked: the request of the buyer, a webhook or the reconciler; nor how often.
 */
export function decidePaymentStep(
  { letter, payment }: PaymentSituation,
  answer: PaymentState | NoAnswer,
  now: Date,
): PaymentStep {
  // Money and seats are in their last place: what comes now comes second.
  if (letter === 'C' || letter === 'R' || payment.state === 'succeeded') return { kind: 'nothing' };
  const isWanted = letter === 'P';
  switch (answer.kind) {
    case 'succeeded':
      return { kind: 'settle', verdict: { kind: 'paid', ...answer.charged } };
    case 'declined':
      return { kind: 'settle', verdict: answer };
    case 'cancelled':
      return { kind: 'settle', verdict: { kind: 'abandoned' } };
    case 'authenticated':
      return isWanted ? { kind: 'charge' } : { kind: 'stop' };
    case 'untried':
      return isWanted && now < payment.requestLeaseUntil
        ? { kind: 'ask', askAt: payment.requestLeaseUntil }
        : { kind: 'stop' };
    case 'actionRequired': {
      const isAsked = payment.state === 'action_required';
      const payUntil = isAsked ? payment.payUntil : later(now, ACTION_SECONDS);
      if (!isWanted || now >= payUntil) return { kind: 'stop' };
      const { clientSecret } = answer;
      return {
        kind: 'await buyer',
        clientSecret,
        payUntil,
        askAt: later(now, pause(BUYER_PAUSES_SECONDS, payment.checks)),
      };
    }
    case 'processing':
      return { kind: 'ask', askAt: later(now, pause(BUYER_PAUSES_SECONDS, payment.checks)) };
    case 'unknown':
      return isWanted && now >= later(payment.payUntil, PATIENCE_SECONDS)
        ? { kind: 'settle', verdict: { kind: 'unanswered' } }
        : { kind: 'ask', askAt: later(now, pause(PROVIDER_PAUSES_SECONDS, payment.checks)) };
  }
}

export const later = (instant: Date, seconds: number): Date => new Date(instant.getTime() + seconds * 1000);

/** The pause before the next question, by how many there were. */
export function pause(pausesSeconds: readonly number[], checks: number): number {
  return pausesSeconds[Math.min(checks, pausesSeconds.length - 1)] ?? 0;
}

export const refundPause = (checks: number): number => pause(PROVIDER_PAUSES_SECONDS, checks);
