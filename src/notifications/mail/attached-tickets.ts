import type { DocumentLanguage } from '../../tickets';
import type { Notification, NotificationKind } from '../ledger/notification';
import type { ComposeContext } from './composed-mail';
import type { MailFacts } from './read-mail-facts';

/** Beyond it a mail grows too large for some servers, and nobody prints so many by hand. */
const ATTACHED_TICKETS_MAX = 4;

const withAllTickets: ReadonlySet<NotificationKind> = new Set(['ORDER_CONFIRMED', 'ADDRESS_CHANGED']);
const withOneTicket: ReadonlySet<NotificationKind> = new Set(['TICKET_REISSUED', 'TICKET_GIVEN_AWAY', 'TICKET_MOVED']);

/** The tickets that are valid now, as a file; null where there are too many, or their codes are not shown yet. */
export async function attachedTickets(
  { tickets, clock }: Pick<ComposeContext, 'tickets' | 'clock'>,
  { kind, subject }: Notification,
  { showId, orderId, seats, ticketsVisibleFrom }: MailFacts,
  language: DocumentLanguage,
): Promise<{ readonly file: Buffer; readonly ticketCount: number } | null> {
  const all = withAllTickets.has(kind);
  if (orderId === null || !(all || withOneTicket.has(kind))) return null;
  // Both are known without reading the tickets.
  if (all && seats.length > ATTACHED_TICKETS_MAX) return null;
  if (ticketsVisibleFrom !== null && ticketsVisibleFrom > clock.now()) return null;
  const live = await tickets.liveTicketsOf({ showId, orderId });
  const wanted = all ? live : live.filter(({ ticketId }) => ticketId === subject);
  if (wanted.length === 0 || wanted.length > ATTACHED_TICKETS_MAX) return null;
  const file = await tickets.ticketsPdf(wanted, language);
  return file === null ? null : { file, ticketCount: wanted.length };
}
