import type { SqlExecutor } from '../../platform';
import { readCreditReturns, readCredits } from './credits.sql';
import type { PaymentKey, Refund } from './ledger-rows';

/** A payment of another order that an order lives on. */
export interface Credit extends PaymentKey {
  readonly leftMinor: number;
}

/** What comes back of a credit, for a return of the order that lives on it. */
export interface CreditReturn {
  readonly returnId: string;
  readonly state: Refund['state'];
}

/** What the seats of an order are paid with beside its own payment. A trigger of `ticket_return` writes it. */
export const creditLedger = {
  read: (executor: SqlExecutor, { showId, orderId }: PaymentKey): Promise<Credit[]> =>
    executor.run<Credit>(readCredits, [showId, orderId]),

  /** The refunds of credits that pay for returns of the order, with the return that each is for. */
  readReturns: (executor: SqlExecutor, { showId, orderId }: PaymentKey): Promise<CreditReturn[]> =>
    executor.run<CreditReturn>(readCreditReturns, [showId, orderId]),
} as const;
