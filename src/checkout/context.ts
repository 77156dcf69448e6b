import type { Catalog } from '../catalog';
import type { Inventory } from '../inventory';
import type { OrderLedger } from '../orders';
import type { PaymentProvider } from '../payments';
import type { Clock, Database, Logger } from '../platform';
import type { WaitingRoom } from '../waiting-room';

/**
 * The numbered lines of the saga, each right after something that cannot be taken back. A crash test ends the process
 * at each of them.
 */
export type CrashPoint =
  /** 1: order and reservation are committed; the provider knows nothing. */
  | 'reserved'
  /** 2: the provider has named the payment; the name is not written down. */
  | 'prepared'
  /** 3: it is written down that the money will be asked for; nobody has asked. */
  | 'charge begun'
  /** 4: the provider has answered; nothing of it is written down. */
  | 'charged'
  /** 5: order, seats and payment are committed; nobody was told. */
  | 'settled'
  /** 6: the bank has sent the buyer back, which we have read; the money is not asked for again. */
  | 'authenticated'
  /** 7: a payment was stopped at the provider; nothing of it is written down. */
  | 'stopped'
  /** 8: an order was given back, seats and all; the provider knows nothing of a refund. */
  | 'refund wanted'
  /** 9: the provider has given the money back; nothing of it is written down. */
  | 'refunded'
  /** 10: a webhook is kept; nobody has looked. */
  | 'webhook kept';

/** What the verbs of this room work with. */
export interface CheckoutContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: OrderLedger;
  readonly provider: PaymentProvider;
  readonly waitingRoom: Pick<WaitingRoom, 'endAdmission' | 'extendAdmission'>;
  /** Payments that this process is asking for right now, by order: equal requests wait for them. */
  readonly underWay: Map<string, Promise<void>>;
  /** Called at the numbered lines. Does nothing outside of crash tests. */
  readonly atCrashPoint: (point: CrashPoint) => void;
}
