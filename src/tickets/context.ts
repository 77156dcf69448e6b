import type { Counter } from 'prom-client';
import type { Catalog } from '../catalog';
import type { Inventory } from '../inventory';
import type { OrderLedger } from '../orders';
import type { Caller, Clock, Database, Logger, Outbox } from '../platform';
import type { TicketKeys } from './codes/ticket-keys';
import type { DoorTopic } from './door/door-topic';
import type { Ticket } from './ledger/ticket';

export type ScanCrashPoint = 'scan recorded';

/** What the use cases of this module work with. */
export interface TicketsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: Outbox;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: OrderLedger;
  readonly keys: TicketKeys;
  readonly doorTopic: DoorTopic;
  readonly alarmCount: Counter<'kind'>;
  /** Called right after a scan is committed and before it is answered. Does nothing outside of crash tests. */
  readonly atCrashPoint: (point: ScanCrashPoint) => void;
  /** Whether the caller may see where a ticket comes from: its owner, the show's organizer, an admin. */
  mayTrace(caller: Caller | null, ticket: Ticket): Promise<boolean>;
}
