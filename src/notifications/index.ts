/**
 * Mail to buyers about their holds, orders, shows and tickets, and to organizers about their shows and their sign-in.
 *
 * **Written with its cause.** Triggers of the database write a row for each message in the transaction that changes the
 * order, the refund, the ticket or the show, whichever version of the service runs it. A row is unique by kind, subject
 * and generation: what happens once is written once.
 *
 * **Sent at least once, repeated only after a crash.** An attempt is begun by one statement that only one process wins,
 * and ends by another one. A process that dies in between leaves a message of which nobody knows whether the mail server
 * has it: it is sent again, once for each such crash, with the same `Message-ID`. Redis spreads the work and may forget
 * all of it.
 *
 * **Time as a cause.** A hold that ends, and a digest, are written by a sweep; the row is unique all the same.
 *
 * **Two lanes.** Announcements to all buyers of a show have their own queue and connections: nothing else waits behind
 * them.
 */
import type { Accounts } from '../accounts';
import type { Inventory } from '../inventory';
import type { Orders } from '../orders';
import type { Organizations } from '../organizations';
import type { AppModule, Platform, Stop } from '../platform';
import type { Tickets } from '../tickets';
import { openMailLinks } from './access/mail-links';
import { ContactResolver } from './api/contact.resolver';
import { OrderAccessResolver, OrderNotificationsResolver } from './api/notifications.resolver';
import { NotificationPreferencesResolver } from './api/preferences.resolver';
import type { MailCrashPoint, NotificationsContext } from './context';
import { type MailPace, Sender } from './delivery/sender';
import { mailDeadLetters } from './ledger/dead-mail';
import { mailPages } from './pages/mail-pages.route';

export type { MailCrashPoint } from './context';
export type { MailPace } from './delivery/sender';
export { type DeadMail, mailDeadLetters, readDeadMail, replayDeadMail } from './ledger/dead-mail';
export { type NotificationKind, notificationKinds } from './ledger/notification';
export { type OrganizerNotice, writeOrganizerNotice } from './organizers/organizer-notice';

export interface Notifications extends AppModule {
  /** Where clients reach the service, unless it is configured: nothing is sent before it is known. */
  servedAt(url: string): void;
}

export interface NotificationsDependencies {
  readonly accounts: Accounts;
  readonly organizations: Pick<Organizations, 'links'>;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly tickets: Tickets;
  /** For crash tests. */
  readonly atCrashPoint?: (point: MailCrashPoint) => void;
  readonly pace: MailPace;
}

const doNothing: Stop = async () => undefined;

export function openNotifications(platform: Platform, dependencies: NotificationsDependencies): Notifications {
  const { config, database, clock, logger, metrics, redis } = platform;
  const { accounts, organizations, inventory, orders, tickets, pace, atCrashPoint = () => undefined } = dependencies;
  let publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '') ?? null;
  const context: NotificationsContext = {
    ...{ database, clock, logger, inventory, tickets, atCrashPoint },
    orders: orders.ledger,
    tokens: accounts.tokens,
    links: openMailLinks(accounts.deriveSecret('order links')),
    organizerLinks: organizations.links,
    mailFrom: config.MAIL_FROM,
    publicUrl: () => publicUrl,
    sentCount: metrics.counter('frontrow_mails_total', 'Attempts to send mail, by kind and outcome', [
      'kind',
      'outcome',
    ]),
  };
  return {
    resolvers: [
      new OrderNotificationsResolver(context),
      new OrderAccessResolver(context),
      new ContactResolver(context),
      new NotificationPreferencesResolver(context),
    ],
    routes: (http) => mailPages(http, context),
    deadLetters: [mailDeadLetters(database, clock)],
    servedAt: (url) => {
      publicUrl ??= url;
    },
    start: async () => {
      if (config.SMTP_URL === undefined) {
        if (config.NODE_ENV === 'production') logger.warn('SMTP_URL is not set: mail waits in the database');
        return doNothing;
      }
      return new Sender(context, redis, {
        smtpUrl: config.SMTP_URL,
        connectionsMax: config.SMTP_CONNECTIONS_MAX,
        pace,
      }).start();
    },
  };
}
