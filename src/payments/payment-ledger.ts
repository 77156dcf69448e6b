import type { Money, Runs } from '../platform';
import {
  askPaymentLater,
  askRefundLater,
  beginCharge,
  cancelUnprepared,
  forgetWebhooks,
  notePayment,
  noteRefund,
  parkPayment,
  readParked,
  readPayment,
  readRefund,
  readSucceeded,
  recordPayment,
  recordWebhook,
  takeDue,
  wantRefund,
} from './payment-ledger.sql';
import type { WebhookReading } from './payment-provider';

export type PaymentLedgerState = 'new' | 'charging' | 'action_required' | 'succeeded' | 'declined' | 'cancelled';

/** The payment of an order, as far as we know it. */
export interface Payment {
  readonly orderId: string;
  /** The provider's id; null until it has named the payment. */
  readonly reference: string | null;
  readonly state: PaymentLedgerState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly clientSecret: string | null;
  readonly declineCode: string | null;
  readonly declineMessage: string | null;
  /** Until then the request that began it is at work. */
  readonly quietUntil: Date;
  /** Until then the seats stay reserved for it. */
  readonly payUntil: Date;
  /** When the provider is asked next; null where nothing is open. */
  readonly checkAt: Date | null;
  /** How often it was asked later. */
  readonly checks: number;
  readonly parkedBecause: string | null;
}

/** Money of an order that goes back: all of it, once. */
export interface Refund {
  readonly orderId: string;
  readonly reference: string | null;
  readonly state: 'wanted' | 'pending' | 'succeeded' | 'failed';
  readonly reason: RefundReason;
  readonly amountMinor: number;
  readonly currency: string;
  readonly checkAt: Date | null;
  readonly checks: number;
  readonly parkedBecause: string | null;
}

export type RefundReason = 'cancelled' | 'late_payment';

/** A payment or refund that nobody looks at until an operator has. */
export interface Parked {
  readonly orderId: string;
  readonly what: 'payment' | 'refund';
  readonly because: string;
  readonly reference: string | null;
  readonly amountMinor: number;
  readonly currency: string;
}

/**
 * The books of payments and refunds. Each function is one statement: alone, or inside of the caller's transaction, so
 * that an order, its seats and its payment move together. `by` names who did it, for the audit.
 */
export const paymentLedger = {
  async record(
    runs: Runs,
    payment: {
      readonly orderId: string;
      readonly amount: Money;
      readonly quietUntil: Date;
      readonly payUntil: Date;
      readonly by: string;
    },
  ): Promise<void> {
    const { orderId, amount, quietUntil, payUntil, by } = payment;
    await runs.run(recordPayment, [orderId, amount.amountMinor, amount.currency, quietUntil, payUntil, by]);
  },

  /**
   * Writes down that the provider is about to be asked for the money. Answers how often it was, this time included;
   * null where the payment has ended meanwhile: then nobody may ask.
   */
  async beginCharge(runs: Runs, orderId: string, reference: string, by: string): Promise<number | null> {
    const [row] = await runs.run<{ charges: number }>(beginCharge, [orderId, reference, by]);
    return row?.charges ?? null;
  },

  /** Ends a payment that the provider was never asked for. False where it has a reference by now. */
  async cancelUnprepared(runs: Runs, orderId: string, by: string): Promise<boolean> {
    return (await runs.run(cancelUnprepared, [orderId, by])).length > 0;
  },

  /** Writes down how a payment stands. What succeeded stays so. `checkAt` null: nothing is open any more. */
  async note(
    runs: Runs,
    payment: {
      readonly orderId: string;
      readonly state: PaymentLedgerState;
      readonly clientSecret?: string;
      readonly declineCode?: string | null;
      readonly declineMessage?: string;
      readonly checkAt: Date | null;
      readonly payUntil?: Date;
      readonly by: string;
    },
  ): Promise<void> {
    await runs.run(notePayment, [
      payment.orderId,
      payment.state,
      payment.clientSecret ?? null,
      payment.declineCode ?? null,
      payment.declineMessage ?? null,
      payment.checkAt,
      payment.payUntil ?? null,
      payment.by,
    ]);
  },

  async askLater(runs: Runs, orderId: string, checkAt: Date): Promise<void> {
    await runs.run(askPaymentLater, [orderId, checkAt]);
  },

  /** Null for an order that costs nothing. */
  async read(runs: Runs, orderId: string): Promise<Payment | null> {
    const [payment] = await runs.run<Payment>(readPayment, [orderId]);
    return payment ?? null;
  },

  /** A page of the payments that succeeded, of orders whose ids lie between the two. */
  readSucceeded: (runs: Runs, after: string, before: string, paymentsMax: number): Promise<Payment[]> =>
    runs.run<Payment>(readSucceeded, [after, before, paymentsMax]),

  /** Once for each order; a second wish changes nothing. */
  async wantRefund(
    runs: Runs,
    refund: {
      readonly orderId: string;
      readonly amount: Money;
      readonly reason: RefundReason;
      readonly checkAt: Date;
      readonly by: string;
    },
  ): Promise<void> {
    const { orderId, amount, reason, checkAt, by } = refund;
    await runs.run(wantRefund, [orderId, amount.amountMinor, amount.currency, reason, checkAt, by]);
  },

  async noteRefund(
    runs: Runs,
    refund: {
      readonly orderId: string;
      readonly reference: string;
      readonly state: Refund['state'];
      readonly checkAt: Date | null;
      /** When it was due before the provider was asked: what a webhook changed meanwhile stays. */
      readonly wasDueAt: Date | null;
      readonly parkedBecause?: string;
      readonly by: string;
    },
  ): Promise<void> {
    const { orderId, reference, state, checkAt, wasDueAt, parkedBecause = null, by } = refund;
    await runs.run(noteRefund, [orderId, reference, state, checkAt, parkedBecause, by, wasDueAt]);
  },

  async askRefundLater(runs: Runs, orderId: string, checkAt: Date): Promise<void> {
    await runs.run(askRefundLater, [orderId, checkAt]);
  },

  async readRefund(runs: Runs, orderId: string): Promise<Refund | null> {
    const [refund] = await runs.run<Refund>(readRefund, [orderId]);
    return refund ?? null;
  },

  /** Orders whose payment or refund is due. Nobody else gets them before the lease has run out. */
  async takeDue(runs: Runs, now: Date, leasedUntil: Date, ordersMax: number): Promise<string[]> {
    const rows = await runs.run<{ orderId: string }>(takeDue, [now, leasedUntil, ordersMax]);
    return rows.map(({ orderId }) => orderId);
  },

  /** Keeps a webhook and makes what it is about due. Answers the order to look at now; null where there is no news. */
  async recordWebhook(
    runs: Runs,
    webhook: Exclude<WebhookReading, { kind: 'forged' }>,
    now: Date,
  ): Promise<{ readonly isFirst: boolean; readonly orderId: string | null }> {
    const reference = webhook.kind === 'other' ? null : webhook.reference;
    const [row] = await runs.run<{ isFirst: number; orderId: string | null }>(recordWebhook, [
      webhook.eventId,
      webhook.type,
      reference,
      now,
    ]);
    return { isFirst: row?.isFirst === 1, orderId: row?.orderId ?? null };
  },

  async forgetWebhooks(runs: Runs, before: Date): Promise<void> {
    await runs.run(forgetWebhooks, [before]);
  },

  /** Leaves what is open of an order to an operator. */
  async park(runs: Runs, orderId: string, because: string, by: string): Promise<void> {
    await runs.run(parkPayment, [orderId, because, null, by]);
  },

  /** Takes it up again from the instant on. */
  async unpark(runs: Runs, orderId: string, checkAt: Date, by: string): Promise<void> {
    await runs.run(parkPayment, [orderId, null, checkAt, by]);
  },

  /** What waits for an operator, at most a thousand. */
  readParked: (runs: Runs): Promise<Parked[]> => runs.run<Parked>(readParked),
} as const;

export type PaymentLedger = typeof paymentLedger;
