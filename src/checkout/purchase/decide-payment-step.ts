import type { OrderStatus } from '../../orders';
import type { NoAnswer, Payment, PaymentState } from '../../payments';

/** How a payment ended for its order. */
export type PaymentResult =
  | { readonly kind: 'paid'; readonly amountMinor: number; readonly currency: string; readonly refundedMinor: number }
  | { readonly kind: 'declined'; readonly declineCode: string | null; readonly message: string }
  /** The provider does not take such a payment, whatever the card: too small, too large, not in this currency. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** The provider could not be reached before anything could be charged. */
  | { readonly kind: 'unavailable' }
  /** The request that began the payment ended before the provider knew of it. */
  | { readonly kind: 'abandoned' }
  /** Cancelled at the provider: nothing was charged and nothing will be. */
  | { readonly kind: 'cancelled'; readonly because: 'abandoned' | 'show_cancelled' }
  /** Unknown, and the seats have waited long enough. The provider is asked until it answers. */
  | { readonly kind: 'unanswered' };

/** What is to be done with an answer of the provider. */
export type PaymentStep =
  | { readonly kind: 'apply'; readonly result: PaymentResult }
  /** The bank has confirmed: request the charge. */
  | { readonly kind: 'charge' }
  /** Make sure that nothing will be charged. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'await buyer'; readonly clientSecret: string; readonly payUntil: Date; readonly askAt: Date }
  | { readonly kind: 'ask later'; readonly askAt: Date }
  | { readonly kind: 'nothing' };

export interface PaymentSituation {
  readonly status: OrderStatus;
  readonly payment: Pick<Payment, 'state' | 'requestLeaseUntil' | 'payUntil' | 'checks'>;
  /** Nothing of a cancelled show is sold any more. */
  readonly isShowCancelled?: boolean;
}

/** How long a buyer may take at their bank. */
export const ACTION_SECONDS = 600;
/** How long the request that began a payment may be at work: two calls to the provider, each retried, and more. */
export const REQUEST_LEASE_SECONDS = 90;
/** How long after the payment's deadline the seats wait for a provider that does not answer. */
export const PATIENCE_SECONDS = 1200;

/** Soon at first, since a buyer waits; then less and less often. */
const BUYER_PAUSES_SECONDS = [2, 2, 4, 4, 8, 8, 15];
const PROVIDER_PAUSES_SECONDS = [5, 10, 20, 40, 80, 160, 300];

/**
 * The saga's one decision: from the status of an order, its payment as recorded and the provider's answer to what is
 * done next. Pure, so that every combination is tested.
 *
 * It does not matter who asked, the buyer's request, a webhook or the reconciler; nor how often.
 */
export function decidePaymentStep(
  { status, payment, isShowCancelled = false }: PaymentSituation,
  answer: PaymentState | NoAnswer,
  now: Date,
): PaymentStep {
  // Money and seats are in their final place: this answer comes second.
  if (status === 'CONFIRMED' || status === 'REFUNDED' || payment.state === 'succeeded') return { kind: 'nothing' };
  const isWanted = status === 'PENDING_PAYMENT' && !isShowCancelled;
  switch (answer.kind) {
    case 'succeeded': {
      const { charged, refunded } = answer;
      return { kind: 'apply', result: { kind: 'paid', ...charged, refundedMinor: refunded.amountMinor } };
    }
    case 'declined':
      return { kind: 'apply', result: answer };
    case 'cancelled':
      return { kind: 'apply', result: { ...answer, because: isShowCancelled ? 'show_cancelled' : 'abandoned' } };
    case 'authenticated':
      return isWanted ? { kind: 'charge' } : { kind: 'cancel' };
    case 'untried':
      return isWanted && now < payment.requestLeaseUntil
        ? { kind: 'ask later', askAt: payment.requestLeaseUntil }
        : { kind: 'cancel' };
    case 'actionRequired': {
      const isAsked = payment.state === 'action_required';
      const payUntil = isAsked ? payment.payUntil : later(now, ACTION_SECONDS);
      if (!isWanted || now >= payUntil) return { kind: 'cancel' };
      const { clientSecret } = answer;
      return {
        kind: 'await buyer',
        clientSecret,
        payUntil,
        askAt: later(now, pause(BUYER_PAUSES_SECONDS, payment.checks)),
      };
    }
    case 'processing':
      return { kind: 'ask later', askAt: later(now, pause(BUYER_PAUSES_SECONDS, payment.checks)) };
    case 'unknown':
      return status === 'PENDING_PAYMENT' && now >= later(payment.payUntil, PATIENCE_SECONDS)
        ? { kind: 'apply', result: { kind: 'unanswered' } }
        : { kind: 'ask later', askAt: later(now, pause(PROVIDER_PAUSES_SECONDS, payment.checks)) };
  }
}

export const later = (instant: Date, seconds: number): Date => new Date(instant.getTime() + seconds * 1000);

/** The pause before the next call, by how many there were. */
export function pause(pausesSeconds: readonly number[], checks: number): number {
  return pausesSeconds[Math.min(checks, pausesSeconds.length - 1)] ?? 0;
}

export const refundPause = (checks: number): number => pause(PROVIDER_PAUSES_SECONDS, checks);
