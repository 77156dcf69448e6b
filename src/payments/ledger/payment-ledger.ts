import type { Money, SqlExecutor, Transaction } from '../../platform';
import { type DeskPayment, deskReference, recordDeskPayment as recordTaken } from '../box-office/box-office-payments';
import type { ProviderEvent, RefundState } from '../payment-provider';
import type { DeadLetter, Payment, PaymentEnd, PaymentKey, ProviderRefund, Refund, RefundReason } from './ledger-rows';
import {
  addDeadLetter,
  forgetWebhooks,
  readDeadLetters,
  readShowOfReference,
  readShowsWithDuePayments,
  readShowsWithDueRefunds,
  readShowsWithDueReturns,
  recordWebhook,
  replayDeadLetter,
  takeDue,
} from './open-payments.sql';
import {
  alertPayment,
  askPaymentLater,
  awaitBuyer,
  beginCharge,
  endPayment,
  lockPayment,
  makeDue,
  readPayment,
  readSucceeded,
  recordDeskPayment,
  recordPayment,
  restPayment,
  withdrawAlerts,
} from './payments.sql';
import {
  askRefundLater,
  lockRefund,
  noteRefund,
  readProviderRefunds,
  readRefund,
  recordProviderRefunds,
  wantRefund,
} from './refunds.sql';

/**
 * The ledger of payments and refunds. Each function is one statement: alone, or in the caller's transaction, so that an
 * order, its seats and its payment change together. `by` names who did it, for the audit.
 *
 * What is open is always due at some instant, or a dead letter: the tables' checks refuse anything else. The provider's
 * answers are recorded beside `asked`, the row as it was before the call: an answer that others have overtaken changes
 * nothing, and what a webhook made due meanwhile stays due.
 */
export const paymentLedger = {
  async record(
    executor: SqlExecutor,
    payment: PaymentKey & {
      readonly amount: Money;
      readonly requestLeaseUntil: Date;
      readonly payUntil: Date;
      readonly by: string;
    },
  ): Promise<Payment> {
    const { showId, orderId, amount, requestLeaseUntil, payUntil, by } = payment;
    const values = [showId, orderId, amount.amountMinor, amount.currency, requestLeaseUntil, payUntil, by];
    const [recorded] = await executor.run<Payment>(recordPayment, values);
    if (recorded === undefined) throw new Error(`The payment of order ${orderId} was not recorded`);
    return recorded;
  },

  /** A payment that was taken at the desk, beside its entry in the desk's own ledger. */
  async recordAtDesk(executor: SqlExecutor, payment: DeskPayment, by: string): Promise<void> {
    const { showId, orderId, amountMinor, currency, at } = payment;
    const reference = deskReference(showId, orderId);
    await executor.run(recordDeskPayment, [showId, orderId, amountMinor, currency, at, reference, by]);
    await recordTaken(executor, payment);
  },

  /**
   * Records that a charge is about to be requested. Returns the payment with this charge counted; null where it has
   * ended meanwhile: then no charge may be requested.
   */
  async beginCharge(
    executor: SqlExecutor,
    { showId, orderId }: PaymentKey,
    reference: string,
    by: string,
  ): Promise<Payment | null> {
    const [payment] = await executor.run<Payment>(beginCharge, [showId, orderId, reference, by]);
    return payment ?? null;
  },

  /** Records the end of a payment, which the caller has locked. `refundsDueAt`: where some of it was refunded already. */
  async end(
    transaction: Transaction,
    asked: Payment,
    end: {
      readonly state: PaymentEnd;
      readonly declineCode?: string | null;
      readonly declineMessage?: string;
      readonly refundsDueAt?: Date | null;
      readonly by: string;
    },
  ): Promise<void> {
    const { showId, orderId, checkAt } = asked;
    const { state, declineCode = null, declineMessage = null, refundsDueAt = null, by } = end;
    const values = [showId, orderId, state, declineCode, declineMessage, checkAt, by, refundsDueAt];
    await transaction.run(endPayment, values);
  },

  /** The bank asks the buyer for a confirmation. Changes nothing where another charge was requested since. */
  async awaitBuyer(
    executor: SqlExecutor,
    asked: Payment,
    bank: { readonly clientSecret: string; readonly checkAt: Date; readonly payUntil: Date; readonly by: string },
  ): Promise<void> {
    const { showId, orderId, charges } = asked;
    const values = [showId, orderId, charges, bank.clientSecret, bank.checkAt, bank.payUntil, bank.by];
    await executor.run(awaitBuyer, values);
  },

  async askLater(executor: SqlExecutor, asked: PaymentKey & Pick<Payment, 'checkAt'>, checkAt: Date): Promise<void> {
    await executor.run(askPaymentLater, [asked.showId, asked.orderId, checkAt, asked.checkAt]);
  },

  /** Null for an order that costs nothing. */
  async read(executor: SqlExecutor, { showId, orderId }: PaymentKey): Promise<Payment | null> {
    const [payment] = await executor.run<Payment>(readPayment, [showId, orderId]);
    return payment ?? null;
  },

  /** The payment, locked: nobody requests a charge before the transaction ends. */
  async lock(transaction: Transaction, { showId, orderId }: PaymentKey): Promise<Payment | null> {
    const [payment] = await transaction.run<Payment>(lockPayment, [showId, orderId]);
    return payment ?? null;
  },

  /** A page of the payments that succeeded, of orders whose ids lie between the two. */
  readSucceeded: (executor: SqlExecutor, after: string, before: string, paymentsMax: number): Promise<Payment[]> =>
    executor.run<Payment>(readSucceeded, [after, before, paymentsMax]),

  /** Once for each order; a second call changes nothing. */
  async wantRefund(
    executor: SqlExecutor,
    refund: PaymentKey & {
      readonly amount: Money;
      readonly reason: RefundReason;
      readonly checkAt: Date;
      readonly by: string;
    },
  ): Promise<void> {
    const { showId, orderId, amount, reason, checkAt, by } = refund;
    await executor.run(wantRefund, [showId, orderId, amount.amountMinor, amount.currency, reason, checkAt, by]);
  },

  /** Records the refunds that the provider lists. Returns those that are new or have changed. */
  async recordProviderRefunds(
    executor: SqlExecutor,
    { showId, orderId }: PaymentKey,
    refunds: readonly RefundState[],
    by: string,
  ): Promise<ProviderRefund[]> {
    return executor.run<ProviderRefund>(recordProviderRefunds, [
      showId,
      orderId,
      refunds.map(({ refundReference }) => refundReference),
      refunds.map(({ status }) => status),
      refunds.map(({ amount }) => amount.amountMinor),
      refunds.map(({ amount }) => amount.currency),
      refunds.map(({ isOurs }) => isOurs),
      by,
      refunds.map(({ returnId }) => returnId),
    ]);
  },

  readProviderRefunds: (executor: SqlExecutor, { showId, orderId }: PaymentKey): Promise<ProviderRefund[]> =>
    executor.run<ProviderRefund>(readProviderRefunds, [showId, orderId]),

  /** Records the state of a refund, which the caller has locked. */
  async noteRefund(
    transaction: SqlExecutor,
    asked: PaymentKey & Pick<Refund, 'checkAt'>,
    refund: {
      readonly reference: string;
      readonly state: Exclude<Refund['state'], 'wanted'>;
      readonly checkAt: Date | null;
      readonly deadLetterReason?: string;
      readonly by: string;
    },
  ): Promise<void> {
    const { reference, state, checkAt, deadLetterReason = null, by } = refund;
    const values = [asked.showId, asked.orderId, reference, state, checkAt, deadLetterReason, by, asked.checkAt];
    await transaction.run(noteRefund, values);
  },

  /** Records that the refunds of a paid order were read. */
  async rest(executor: SqlExecutor, asked: PaymentKey & Pick<Payment, 'checkAt'>): Promise<void> {
    if (asked.checkAt !== null) await executor.run(restPayment, [asked.showId, asked.orderId, asked.checkAt]);
  },

  /** Makes the refunds of a paid order be read from the instant on. */
  async makeDue(executor: SqlExecutor, { showId, orderId }: PaymentKey, checkAt: Date): Promise<void> {
    await executor.run(makeDue, [showId, orderId, checkAt]);
  },

  /** Leaves a note for the operator on a paid order, whose refunds are followed all the same. */
  async alert(executor: SqlExecutor, { showId, orderId }: PaymentKey, note: string, by: string): Promise<void> {
    await executor.run(alertPayment, [showId, orderId, note, by]);
  },

  /** All the money is back: notes of a part that was refunded need nobody any more. Those of disputes stay. */
  async withdrawAlerts(executor: SqlExecutor, { showId, orderId }: PaymentKey, by: string): Promise<void> {
    await executor.run(withdrawAlerts, [showId, orderId, by]);
  },

  async askRefundLater(
    executor: SqlExecutor,
    asked: PaymentKey & Pick<Refund, 'checkAt'>,
    checkAt: Date,
  ): Promise<void> {
    await executor.run(askRefundLater, [asked.showId, asked.orderId, checkAt, asked.checkAt]);
  },

  async readRefund(executor: SqlExecutor, { showId, orderId }: PaymentKey): Promise<Refund | null> {
    const [refund] = await executor.run<Refund>(readRefund, [showId, orderId]);
    return refund ?? null;
  },

  /** The refund, locked until the transaction ends. */
  async lockRefund(transaction: Transaction, { showId, orderId }: PaymentKey): Promise<Refund | null> {
    const [refund] = await transaction.run<Refund>(lockRefund, [showId, orderId]);
    return refund ?? null;
  },

  /** Shows with a payment or refund that is due, the longest first. */
  async readDueShows(executor: SqlExecutor, now: Date, showsMax: number): Promise<string[]> {
    const found = await Promise.all(
      [readShowsWithDuePayments, readShowsWithDueRefunds, readShowsWithDueReturns].map((statement) =>
        executor.run<{ showId: string; dueAt: Date }>(statement, [now, showsMax]),
      ),
    );
    const longestFirst = found.flat().sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    return [...new Set(longestFirst.map(({ showId }) => showId))].slice(0, showsMax);
  },

  /** Orders of a show whose payment or refund is due. No other process gets them before the lease has run out. */
  async takeDue(
    executor: SqlExecutor,
    showId: string,
    now: Date,
    leasedUntil: Date,
    ordersMax: number,
  ): Promise<PaymentKey[]> {
    const rows = await executor.run<{ orderId: string }>(takeDue, [showId, now, leasedUntil, ordersMax]);
    return rows.map(({ orderId }) => ({ showId, orderId }));
  },

  /** Records a webhook and makes what it is about due. Returns the order to reconcile now; null where nothing is new. */
  async recordWebhook(
    executor: SqlExecutor,
    event: ProviderEvent,
    now: Date,
    note: string | null = null,
  ): Promise<{ readonly isFirst: boolean; readonly due: PaymentKey | null }> {
    const reference = event.kind === 'other' ? null : event.reference;
    const showId = reference === null ? null : (event.showId ?? (await showOfReference(executor, reference)));
    const values = [event.eventId, event.type, reference, now, event.kind, note, showId];
    const [row] = await executor.run<{ isFirst: number; orderId: string | null }>(recordWebhook, values);
    const orderId = row?.orderId ?? null;
    return { isFirst: row?.isFirst === 1, due: showId === null || orderId === null ? null : { showId, orderId } };
  },

  async forgetWebhooks(executor: SqlExecutor, before: Date): Promise<void> {
    await executor.run(forgetWebhooks, [before]);
  },

  /** Leaves what is open of an order to an operator. */
  async addDeadLetter(
    executor: SqlExecutor,
    { showId, orderId }: PaymentKey,
    because: string,
    by: string,
  ): Promise<void> {
    await executor.run(addDeadLetter, [showId, orderId, because, by]);
  },

  /** Makes it due again from the instant on. */
  async replayDeadLetter(
    executor: SqlExecutor,
    { showId, orderId }: PaymentKey,
    checkAt: Date,
    by: string,
  ): Promise<void> {
    await executor.run(replayDeadLetter, [showId, orderId, checkAt, by]);
  },

  /** What waits for an operator, by order: payments, refunds or both. */
  readDeadLetters: (
    executor: SqlExecutor,
    {
      what = null,
      after = null,
      first,
    }: { readonly what?: DeadLetter['what'] | null; readonly after?: string | null; readonly first: number },
  ): Promise<DeadLetter[]> => executor.run<DeadLetter>(readDeadLetters, [what, after, first]),
} as const;

export type PaymentLedger = typeof paymentLedger;

/** A webhook names the show unless the payment was made before payments named it, or it is a dispute. */
async function showOfReference(executor: SqlExecutor, reference: string): Promise<string | null> {
  const [payment] = await executor.run<{ showId: string }>(readShowOfReference, [reference]);
  return payment?.showId ?? null;
}
