import type { Money, SqlExecutor, Transaction } from '../../platform';
import type { WebhookReading } from '../payment-provider';
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
  readDeadLetters,
  readPayment,
  readRefund,
  readSucceeded,
  recordPayment,
  recordWebhook,
  takeDue,
  wantRefund,
} from './payment-ledger.sql';

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
  readonly requestLeaseUntil: Date;
  /** Until then the seats stay reserved for it. */
  readonly payUntil: Date;
  /** When the provider is asked next; null where nothing is open. */
  readonly checkAt: Date | null;
  /** How often it was asked later. */
  readonly checks: number;
  readonly deadLetterReason: string | null;
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
  readonly deadLetterReason: string | null;
}

export type RefundReason = 'cancelled' | 'late_payment';

/** A payment or refund that nobody looks at until an operator has. */
export interface DeadLetter {
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
    executor: SqlExecutor,
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
    const [recorded] = await executor.run<Payment>(recordPayment, values);
    if (recorded === undefined) throw new Error(`The payment of order ${orderId} was not recorded`);
    return recorded;
  },

  /**
   * Writes down that the provider is about to be asked for the money. Answers the payment with this charge counted;
   * null where it has ended meanwhile: then nobody may ask.
   */
  async beginCharge(executor: SqlExecutor, orderId: string, reference: string, by: string): Promise<Payment | null> {
    const [payment] = await executor.run<Payment>(beginCharge, [orderId, reference, by]);
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
    executor: SqlExecutor,
    asked: Payment,
    bank: { readonly clientSecret: string; readonly checkAt: Date; readonly payUntil: Date; readonly by: string },
  ): Promise<void> {
    const { orderId, charges } = asked;
    await executor.run(awaitBuyer, [orderId, charges, bank.clientSecret, bank.checkAt, bank.payUntil, bank.by]);
  },

  async askLater(executor: SqlExecutor, asked: Pick<Payment, 'orderId' | 'checkAt'>, checkAt: Date): Promise<void> {
    await executor.run(askPaymentLater, [asked.orderId, checkAt, asked.checkAt]);
  },

  /** Null for an order that costs nothing. */
  async read(executor: SqlExecutor, orderId: string): Promise<Payment | null> {
    const [payment] = await executor.run<Payment>(readPayment, [orderId]);
    return payment ?? null;
  },

  /** The payment, for which nobody asks the provider for money before the transaction ends. */
  async lock(transaction: Transaction, orderId: string): Promise<Payment | null> {
    const [payment] = await transaction.run<Payment>(lockPayment, [orderId]);
    return payment ?? null;
  },

  /** A page of the payments that succeeded, of orders whose ids lie between the two. */
  readSucceeded: (executor: SqlExecutor, after: string, before: string, paymentsMax: number): Promise<Payment[]> =>
    executor.run<Payment>(readSucceeded, [after, before, paymentsMax]),

  /** Once for each order; a second wish changes nothing. */
  async wantRefund(
    executor: SqlExecutor,
    refund: {
      readonly orderId: string;
      readonly amount: Money;
      readonly reason: RefundReason;
      readonly checkAt: Date;
      readonly by: string;
    },
  ): Promise<void> {
    const { orderId, amount, reason, checkAt, by } = refund;
    await executor.run(wantRefund, [orderId, amount.amountMinor, amount.currency, reason, checkAt, by]);
  },

  /** Writes down how a refund stands. False where more than that is known already. */
  async noteRefund(
    executor: SqlExecutor,
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
    return (await executor.run(noteRefund, values)).length > 0;
  },

  async askRefundLater(
    executor: SqlExecutor,
    asked: Pick<Refund, 'orderId' | 'checkAt'>,
    checkAt: Date,
  ): Promise<void> {
    await executor.run(askRefundLater, [asked.orderId, checkAt, asked.checkAt]);
  },

  async readRefund(executor: SqlExecutor, orderId: string): Promise<Refund | null> {
    const [refund] = await executor.run<Refund>(readRefund, [orderId]);
    return refund ?? null;
  },

  /** Orders whose payment or refund is due. Nobody else gets them before the lease has run out. */
  async takeDue(executor: SqlExecutor, now: Date, leasedUntil: Date, ordersMax: number): Promise<string[]> {
    const rows = await executor.run<{ orderId: string }>(takeDue, [now, leasedUntil, ordersMax]);
    return rows.map(({ orderId }) => orderId);
  },

  /** Keeps a webhook and makes what it is about due. Answers the order to look at now; null where there is no news. */
  async recordWebhook(
    executor: SqlExecutor,
    webhook: Exclude<WebhookReading, { kind: 'forged' }>,
    now: Date,
  ): Promise<{ readonly isFirst: boolean; readonly orderId: string | null }> {
    const reference = webhook.kind === 'other' ? null : webhook.reference;
    const [row] = await executor.run<{ isFirst: number; orderId: string | null }>(recordWebhook, [
      webhook.eventId,
      webhook.type,
      reference,
      now,
    ]);
    return { isFirst: row?.isFirst === 1, orderId: row?.orderId ?? null };
  },

  async forgetWebhooks(executor: SqlExecutor, before: Date): Promise<void> {
    await executor.run(forgetWebhooks, [before]);
  },

  /** Leaves what is open of an order to an operator. */
  async addDeadLetter(executor: SqlExecutor, orderId: string, because: string, by: string): Promise<void> {
    await executor.run(parkPayment, [orderId, because, null, by]);
  },

  /** Takes it up again from the instant on. */
  async replayDeadLetter(executor: SqlExecutor, orderId: string, checkAt: Date, by: string): Promise<void> {
    await executor.run(parkPayment, [orderId, null, checkAt, by]);
  },

  /** What waits for an operator, at most a thousand. */
  readDeadLetters: (executor: SqlExecutor): Promise<DeadLetter[]> => executor.run<DeadLetter>(readDeadLetters),
} as const;

export type PaymentLedger = typeof paymentLedger;
