import type { Money, SqlExecutor, Transaction } from '../platform';
import {
  askPaymentLater,
  askRefundLater,
  awaitBuyer,
  beginCharge,
  endPayment,
  forgetWebhooks,
  lockPayment,
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

export type PaymentEnd = 'succeeded' | 'declined' | 'cancelled';
export type PaymentLedgerState = 'new' | 'charging' | 'action_required' | PaymentEnd;

/** The payment of an order, as far as we know it. */
export interface Payment {
  readonly orderId: string;
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
 *
 * What is open is always due at some instant, or parked: the tables' checks refuse anything else. What the provider
 * answered is written down beside `asked`, the row as it was before the question: an answer that others have overtaken
 * changes nothing, and what a webhook made due meanwhile stays due.
 */
export const paymentLedger = {
  async record(
    runs: SqlExecutor,
    payment: {
      readonly orderId: string;
      readonly amount: Money;
      readonly quietUntil: Date;
      readonly payUntil: Date;
      readonly by: string;
    },
  ): Promise<Payment> {
    const { orderId, amount, quietUntil, payUntil, by } = payment;
    const values = [orderId, amount.amountMinor, amount.currency, quietUntil, payUntil, by];
    const [recorded] = await runs.run<Payment>(recordPayment, values);
    if (recorded === undefined) throw new Error(`The payment of order ${orderId} was not recorded`);
    return recorded;
  },

  /**
   * Writes down that the provider is about to be asked for the money. Answers the payment with this charge counted;
   * null where it has ended meanwhile: then nobody may ask.
   */
  async beginCharge(runs: SqlExecutor, orderId: string, reference: string, by: string): Promise<Payment | null> {
    const [payment] = await runs.run<Payment>(beginCharge, [orderId, reference, by]);
    return payment ?? null;
  },

  /** Writes down how a payment ended, which the caller has locked. */
  async end(
    transaction: Transaction,
    asked: Payment,
    end: {
      readonly state: PaymentEnd;
      readonly declineCode?: string | null;
      readonly declineMessage?: string;
      readonly by: string;
    },
  ): Promise<void> {
    const { orderId, checkAt } = asked;
    const { state, declineCode = null, declineMessage = null, by } = end;
    await transaction.run(endPayment, [orderId, state, declineCode, declineMessage, checkAt, by]);
  },

  /** The bank wants to see the buyer. Nothing where the money was asked for once more since. */
  async awaitBuyer(
    runs: SqlExecutor,
    asked: Payment,
    bank: { readonly clientSecret: string; readonly checkAt: Date; readonly payUntil: Date; readonly by: string },
  ): Promise<void> {
    const { orderId, charges } = asked;
    await runs.run(awaitBuyer, [orderId, charges, bank.clientSecret, bank.checkAt, bank.payUntil, bank.by]);
  },

  async askLater(runs: SqlExecutor, asked: Pick<Payment, 'orderId' | 'checkAt'>, checkAt: Date): Promise<void> {
    await runs.run(askPaymentLater, [asked.orderId, checkAt, asked.checkAt]);
  },

  /** Null for an order that costs nothing. */
  async read(runs: SqlExecutor, orderId: string): Promise<Payment | null> {
    const [payment] = await runs.run<Payment>(readPayment, [orderId]);
    return payment ?? null;
  },

  /** The payment, for which nobody asks the provider for money before the transaction ends. */
  async lock(transaction: Transaction, orderId: string): Promise<Payment | null> {
    const [payment] = await transaction.run<Payment>(lockPayment, [orderId]);
    return payment ?? null;
  },

  /** A page of the payments that succeeded, of orders whose ids lie between the two. */
  readSucceeded: (runs: SqlExecutor, after: string, before: string, paymentsMax: number): Promise<Payment[]> =>
    runs.run<Payment>(readSucceeded, [after, before, paymentsMax]),

  /** Once for each order; a second wish changes nothing. */
  async wantRefund(
    runs: SqlExecutor,
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

  /** Writes down how a refund stands. False where more than that is known already. */
  async noteRefund(
    runs: SqlExecutor,
    asked: Pick<Refund, 'orderId' | 'checkAt'>,
    refund: {
      readonly reference: string;
      readonly state: Exclude<Refund['state'], 'wanted'>;
      readonly checkAt: Date | null;
      readonly parkedBecause?: string;
      readonly by: string;
    },
  ): Promise<boolean> {
    const { reference, state, checkAt, parkedBecause = null, by } = refund;
    const values = [asked.orderId, reference, state, checkAt, parkedBecause, by, asked.checkAt];
    return (await runs.run(noteRefund, values)).length > 0;
  },

  async askRefundLater(runs: SqlExecutor, asked: Pick<Refund, 'orderId' | 'checkAt'>, checkAt: Date): Promise<void> {
    await runs.run(askRefundLater, [asked.orderId, checkAt, asked.checkAt]);
  },

  async readRefund(runs: SqlExecutor, orderId: string): Promise<Refund | null> {
    const [refund] = await runs.run<Refund>(readRefund, [orderId]);
    return refund ?? null;
  },

  /** Orders whose payment or refund is due. Nobody else gets them before the lease has run out. */
  async takeDue(runs: SqlExecutor, now: Date, leasedUntil: Date, ordersMax: number): Promise<string[]> {
    const rows = await runs.run<{ orderId: string }>(takeDue, [now, leasedUntil, ordersMax]);
    return rows.map(({ orderId }) => orderId);
  },

  /** Keeps a webhook and makes what it is about due. Answers the order to look at now; null where there is no news. */
  async recordWebhook(
    runs: SqlExecutor,
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

  async forgetWebhooks(runs: SqlExecutor, before: Date): Promise<void> {
    await runs.run(forgetWebhooks, [before]);
  },

  /** Leaves what is open of an order to an operator. */
  async park(runs: SqlExecutor, orderId: string, because: string, by: string): Promise<void> {
    await runs.run(parkPayment, [orderId, because, null, by]);
  },

  /** Takes it up again from the instant on. */
  async unpark(runs: SqlExecutor, orderId: string, checkAt: Date, by: string): Promise<void> {
    await runs.run(parkPayment, [orderId, null, checkAt, by]);
  },

  /** What waits for an operator, at most a thousand. */
  readParked: (runs: SqlExecutor): Promise<Parked[]> => runs.run<Parked>(readParked),
} as const;

export type PaymentLedger = typeof paymentLedger;
