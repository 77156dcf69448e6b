import { encodeOrderId } from '../../orders';
import { shortenUuid } from '../../platform';
import type { Notification, NotificationKind } from '../ledger/notification';
import { calendarOf } from './calendar';
import type { ComposeContext, ComposedMail } from './composed-mail';
import type { MailContent } from './html';
import type { MailFacts } from './read-mail-facts';
import { domainOf } from './sender-domain';

const entryKinds: ReadonlySet<NotificationKind> = new Set([
  'ORDER_CONFIRMED',
  'ORDER_CANCELLED',
  'SHOW_MOVED',
  'SHOW_CANCELLED',
  'SHOW_REFUNDED',
  'ADDRESS_CHANGED',
]);
const SEQUENCE_EPOCH_MS = Date.UTC(2025, 0, 1);

/** The entry for a calendar, or what withdraws it; null for a mail that changes nothing about the evening. */
export function calendarFor(
  { mailFrom, publicUrl }: Pick<ComposeContext, 'mailFrom' | 'publicUrl'>,
  { kind, createdAt }: Notification,
  { showId, orderId, show }: MailFacts,
  content: MailContent,
): NonNullable<ComposedMail['icalEvent']> | null {
  if (!entryKinds.has(kind) || show === null || orderId === null) return null;
  const { venueName, venueAddress, city, startsAt, eventName } = show;
  const isCancelled = kind === 'ORDER_CANCELLED' || kind === 'SHOW_CANCELLED' || kind === 'SHOW_REFUNDED';
  return {
    method: isCancelled ? 'CANCEL' : 'PUBLISH',
    filename: 'event.ics',
    content: calendarOf({
      uid: `${orderId}@${domainOf(mailFrom)}`,
      // A later message has the greater one, whatever it is about.
      sequence: Math.max(0, Math.floor((createdAt.getTime() - SEQUENCE_EPOCH_MS) / 1000)),
      stampedAt: createdAt,
      startsAt,
      title: eventName,
      location: [venueName, venueAddress, city].filter((part) => part !== null).join(', '),
      description: `${content.heading} (${shortenUuid(orderId)})`,
      url: `${publicUrl() ?? ''}/orders/${encodeOrderId({ showId, orderId })}`,
      isCancelled,
    }),
  };
}
