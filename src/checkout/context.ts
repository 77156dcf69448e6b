import type { Catalog } from '../catalog';
import type { Inventory } from '../inventory';
import type { OrderLedger } from '../orders';
import type { PaymentProvider } from '../payments';
import type { Clock, Database, Logger } from '../platform';
import type { Tickets } from '../tickets';
import type { WaitingRoom } from '../waiting-room';
import type { RefundRunTopic } from './show-refund/refund-run-topic';

/**
 * The numbered points of the saga, each right after something that cannot be undone. A crash test ends the process at
 * each of them.
 */
export type CrashPoint =
  /** 1: order and reservation are committed; the provider knows nothing. */
  | 'reserved'
  /** 2: the provider has created the payment; its reference is not recorded. */
  | 'prepared'
  /** 3: it is recorded that a charge will be requested; none was. */
  | 'charge begun'
  /** 4: the provider has answered the charge; nothing of it is recorded. */
  | 'charged'
  /** 5: order, seats and payment are committed; nothing was published. */
  | 'payment result applied'
  /** 6: the bank has confirmed, which was read; the charge was not requested again. */
  | 'authenticated'
  /** 7: a payment was cancelled at the provider; nothing of it is recorded. */
  | 'payment cancelled'
  /** 8: an order was cancelled, or some of its tickets returned, seats included; the provider knows nothing of a refund. */
  | 'refund wanted'
  /** 9: the provider has refunded the money; nothing of it is recorded. */
  | 'refunded'
  /** 10: a webhook is recorded; nothing was read because of it. */
  | 'webhook recorded'
  /** 11: the refund of a show is recorded; no order was ended. */
  | 'run recorded'
  /** 12: the position of a run was moved past some orders; none of them was ended. */
  | 'orders of run taken'
  /** 13: an order was ended by a run; its refund is held back. */
  | 'order of run ended'
  /** 14: refunds of a run are leased; the provider knows nothing of them. */
  | 'refunds of run released';

/** What the use cases of this module work with. */
export interface CheckoutContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: OrderLedger;
  readonly provider: PaymentProvider;
  readonly tickets: Pick<Tickets, 'isOrderUsed' | 'liveTicketsOf' | 'readTicket' | 'nameHolder' | 'ticketsPdfUrl'>;
  readonly waitingRoom: Pick<WaitingRoom, 'endAdmission' | 'extendAdmission'>;
  /** Purchases in progress in this process, by order: repeated requests wait for them. */
  readonly inProgress: Map<string, Promise<void>>;
  /** How many refunds of whole shows the provider is asked for in a second, by all processes together. */
  readonly refundsPerSecond: number;
  readonly runTopic: RefundRunTopic;
  /** Called at the numbered points. Does nothing outside of crash tests. */
  readonly atCrashPoint: (point: CrashPoint) => void;
}
