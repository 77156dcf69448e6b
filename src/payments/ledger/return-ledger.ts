import type { Money, SqlExecutor, Transaction } from '../../platform';
import type { MovedCredit, PaymentKey, Refund, ReturnReason, ReturnRefund } from './ledger-rows';
import { askReturnLater, lockReturns, noteReturn, readReturns, recordReturn } from './returns.sql';

/** The refunds of returns of some tickets, beside the refund of a whole order in `paymentLedger`. */
export const returnLedger = {
  /**
   * Records a return, whose refund is due at once, or when its run releases it. Breaks `payment_returns_what_was_paid`
   * where more would go back than was paid.
   */
  async record(
    transaction: Transaction,
    one: PaymentKey & {
      readonly returnId: string;
      readonly returned: Money;
      readonly keptMinor: number;
      readonly moved?: MovedCredit | null;
      readonly reason: ReturnReason;
      readonly now: Date;
      readonly by: string;
      readonly runId: string | null;
    },
  ): Promise<void> {
    const { showId, orderId, returnId, returned, keptMinor, moved = null, reason, now, by, runId } = one;
    const { amountMinor, currency } = returned;
    await transaction.run(recordReturn, [
      ...[showId, returnId, orderId, amountMinor, keptMinor, currency, reason, now, by],
      ...[moved?.amountMinor ?? 0, moved?.order.showId ?? null, moved?.order.orderId ?? null, runId],
    ]);
  },

  /** The returns of an order, oldest first. */
  read: (executor: SqlExecutor, { showId, orderId }: PaymentKey): Promise<ReturnRefund[]> =>
    executor.run<ReturnRefund>(readReturns, [showId, orderId]),

  /** The same, locked until the transaction ends. */
  lock: (transaction: Transaction, { showId, orderId }: PaymentKey): Promise<ReturnRefund[]> =>
    transaction.run<ReturnRefund>(lockReturns, [showId, orderId]),

  /** Records the state of the refund of a return, which the caller has locked. */
  async note(
    transaction: Transaction,
    asked: ReturnRefund,
    refund: {
      readonly reference: string | null;
      readonly state: Exclude<Refund['state'], 'wanted'>;
      readonly checkAt: Date | null;
      readonly deadLetterReason?: string;
      readonly by: string;
    },
  ): Promise<void> {
    const { reference, state, checkAt, deadLetterReason = null, by } = refund;
    const values = [asked.showId, asked.returnId, reference, state, checkAt, deadLetterReason, by, asked.checkAt];
    await transaction.run(noteReturn, values);
  },

  /** `isOver`: the provider has answered with an error, so the next call needs another key. */
  async askLater(executor: SqlExecutor, asked: ReturnRefund, checkAt: Date, isOver: boolean): Promise<void> {
    const { showId, returnId, attempts } = asked;
    await executor.run(askReturnLater, [showId, returnId, checkAt, asked.checkAt, attempts, isOver]);
  },
} as const;
