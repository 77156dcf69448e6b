export type PaymentEnd = 'succeeded' | 'declined' | 'cancelled';
export type PaymentLedgerState = 'new' | 'charging' | 'action_required' | PaymentEnd;

/** Which order a payment or refund is for: UUIDs of its show and its own. */
export interface PaymentKey {
  readonly showId: string;
  readonly orderId: string;
}

/** The payment of an order, as far as we know it. */
export interface Payment extends PaymentKey {
  /** The provider's id; null until it has named the payment. */
  readonly reference: string | null;
  readonly state: PaymentLedgerState;
  readonly amountMinor: number;
  readonly currency: string;
  /** How often the provider was asked for the money: what it answered to an earlier charge is out of date. */
  readonly charges: number;
  readonly clientSecret: string | null;
  readonly declineCode: string | null;
  readonly declineMessage: string | null;
  /** Until then the request that began it is at work. */
  readonly requestLeaseUntil: Date;
  /** Until then the seats stay reserved for it. */
  readonly payUntil: Date;
  /** When the provider is asked next; null where nothing is open. */
  readonly checkAt: Date | null;
  /** How often it was asked later. */
  readonly checks: number;
  readonly deadLetterReason: string | null;
  /** What goes or went back of it, and what is kept of items that were returned. */
  readonly returnedMinor: number;
  readonly keptMinor: number;
  /** What of it pays for the seats of other orders. */
  readonly creditedMinor: number;
}

/** What an order owes its buyer: all that was paid. `ProviderRefund`s say what of it has been returned. */
export interface Refund extends PaymentKey {
  /** The provider's id of the latest refund. */
  readonly reference: string | null;
  readonly state: 'wanted' | 'pending' | 'succeeded' | 'failed';
  readonly reason: RefundReason;
  readonly amountMinor: number;
  readonly currency: string;
  readonly checkAt: Date | null;
  readonly checks: number;
  readonly deadLetterReason: string | null;
}

/** A return of some tickets of an order, which is a refund of its own. */
export interface ReturnRefund extends PaymentKey {
  readonly returnId: string;
  /** Of what was paid for the tickets: what goes back, and what is kept. */
  readonly returnedMinor: number;
  readonly keptMinor: number;
  readonly currency: string;
  readonly state: Refund['state'];
  /** The provider's id of the latest refund. */
  readonly reference: string | null;
  /** Calls to the provider that ended with an error: each has a key of its own. */
  readonly attempts: number;
  readonly checkAt: Date | null;
  readonly checks: number;
  readonly deadLetterReason: string | null;
  readonly createdAt: Date;
  /** The run that refunds the whole show; null where somebody returned the tickets. */
  readonly runId: string | null;
  /** Its run has not released it: nothing is requested yet. */
  readonly isHeldBack: boolean;
}

/**
 * `returned`: some tickets; `cancelled`: what was left of the order; `show_cancelled`: either, of a
 * cancelled show; `exchanged`: tickets that pay for another order;
 * `credit`: no tickets of this order, but of one that its payment pays for.
 */
export type ReturnReason = 'returned' | 'cancelled' | 'show_cancelled' | 'exchanged' | 'credit';

/** What tickets that are exchanged pay for. */
export interface MovedCredit {
  readonly order: PaymentKey;
  readonly amountMinor: number;
}

export type RefundReason = 'cancelled' | 'late_payment' | 'show_cancelled' | 'refunded_at_provider';

/** One refund in the provider's ledger. */
export interface ProviderRefund {
  readonly reference: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly amountMinor: number;
  /** False for one that somebody made in the provider's dashboard. */
  readonly isOurs: boolean;
  /** The return that it pays for; null for any other. */
  readonly returnId: string | null;
}

/** A payment or refund that waits for an operator. */
export interface DeadLetter extends PaymentKey {
  readonly what: 'payment' | 'refund';
  readonly because: string;
  readonly reference: string | null;
  readonly amountMinor: number;
  readonly currency: string;
}
