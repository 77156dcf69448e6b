import type { Counter } from 'prom-client';
import type { Accounts } from '../accounts';
import type { Inventory } from '../inventory';
import type { OrderLedger } from '../orders';
import type { OrganizerLinks } from '../organizations';
import type { Clock, Database, Logger } from '../platform';
import type { Tickets } from '../tickets';
import type { MailLinks } from './access/mail-links';

/** The gap in which a crash leaves it open whether a message was sent begins after the first and ends with the second. */
export type MailCrashPoint = 'mail composed' | 'mail accepted';

/** What the use cases of this module work with. */
export interface NotificationsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly inventory: Pick<Inventory, 'seatViews' | 'findHold' | 'readHold' | 'holdView'>;
  readonly orders: OrderLedger;
  readonly tickets: Pick<Tickets, 'liveTicketsOf' | 'ticketsPdf'>;
  readonly links: MailLinks;
  /** Of mails to members of organizations. */
  readonly organizerLinks: OrganizerLinks;
  readonly tokens: Pick<Accounts['tokens'], 'issue'>;
  /** The sender of every mail, such as `Frontrow <tickets@example.com>`. */
  readonly mailFrom: string;
  /** Where clients reach the service, without a slash at its end; null until it listens, if it is not configured. */
  readonly publicUrl: () => string | null;
  readonly sentCount: Counter<'kind' | 'outcome'>;
  /** Does nothing outside of crash tests. */
  readonly atCrashPoint: (point: MailCrashPoint) => void;
}
