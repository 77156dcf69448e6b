import { encodeOrderId } from '../../orders';
import { shortenUuid } from '../../platform';
import { chooseDocumentLanguage, type DocumentLanguage, dayIn, onOneDay, timeIn, zoneIn } from '../../tickets';
import type { NotificationsContext } from '../context';
import type { Notification, NotificationKind } from '../ledger/notification';
import { calendarOf } from './calendar';
import { htmlOf, type MailContent, textOf } from './html';
import { mailMessagesIn } from './messages';
import type { MailMessages, Named } from './messages/messages';
import { moneyIn } from './money-in';
import { oneLine, subjectLine } from './plain-text';
import type { MailFacts } from './read-mail-facts';

/** As nodemailer takes it. */
export interface ComposedMail {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly icalEvent?: { readonly method: string; readonly filename: string; readonly content: string };
  readonly attachments: { readonly filename: string; readonly contentType: string; readonly content: Buffer }[];
}

/** Beyond it a mail grows too large for some servers, and nobody prints so many by hand. */
const ATTACHED_TICKETS_MAX = 4;

type Context = Pick<NotificationsContext, 'tickets' | 'links' | 'mailFrom' | 'publicUrl' | 'clock'>;

/** Makes the mail of a message. An attempt that is repeated makes the same one, but for what has changed since. */
export async function composeMail(context: Context, message: Notification, facts: MailFacts): Promise<ComposedMail> {
  const language = chooseDocumentLanguage(message.locale);
  const messages = mailMessagesIn(language);
  const pdf = await readAttachedTickets(context, message, facts, language);
  const named = namesOf(context, message, facts, language, pdf?.ticketCount ?? 0);
  const url = `${context.publicUrl() ?? ''}/order-access#${context.links.sign(message)}`;
  const content: MailContent = {
    language,
    heading: messages.heading[message.kind],
    body: messages.body[message.kind](named),
    eventName: named.eventName,
    rows: rowsOf(facts, messages, language),
    button: { label: messages.open, url, about: messages.aboutLink },
    footer: messages.automatic,
  };
  const calendar = calendarFor(context, message, facts, content);
  return {
    from: context.mailFrom,
    // As an object: nothing in it is read as a second address.
    to: { name: '', address: message.recipient },
    // A mail program takes the repeat of a message for the same one.
    messageId: `<${message.id}@${domainOf(context.mailFrom)}>`,
    subject: subjectLine(messages.subject[message.kind](named)),
    text: textOf(content),
    html: htmlOf(content),
    headers: {
      // No holiday notes (RFC 3834), also from Exchange, which reads its own header.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
    ...(calendar === null ? {} : { icalEvent: calendar }),
    attachments: pdf === null ? [] : [{ filename: 'tickets.pdf', contentType: 'application/pdf', content: pdf.file }],
  };
}

const withTickets: ReadonlySet<NotificationKind> = new Set(['ORDER_CONFIRMED', 'TICKET_REISSUED', 'TICKET_GIVEN_AWAY']);

/** The tickets that are valid now, as a file; null where there are too many, or their codes are not shown yet. */
async function readAttachedTickets(
  { tickets }: Context,
  { kind, subject }: Notification,
  { showId, orderId }: MailFacts,
  language: DocumentLanguage,
): Promise<{ readonly file: Buffer; readonly ticketCount: number } | null> {
  if (!withTickets.has(kind)) return null;
  const all = await tickets.liveTicketsOf({ showId, orderId });
  const wanted = kind === 'ORDER_CONFIRMED' ? all : all.filter(({ ticketId }) => ticketId === subject);
  if (wanted.length === 0 || wanted.length > ATTACHED_TICKETS_MAX) return null;
  const file = await tickets.ticketsPdf(wanted, language);
  return file === null ? null : { file, ticketCount: wanted.length };
}

function namesOf(
  { clock }: Context,
  { detail }: Notification,
  facts: MailFacts,
  language: DocumentLanguage,
  attachedCount: number,
): Named {
  const { totalMinor: amountMinor, currency, ticketsVisibleFrom, timeZone, seats, ticketSeatNo, holderName } = facts;
  const isLater = ticketsVisibleFrom !== null && ticketsVisibleFrom > clock.now();
  const startedAt = detail?.startedAt === undefined ? null : new Date(detail.startedAt);
  return {
    eventName: oneLine(facts.eventName),
    isPaid: amountMinor > 0,
    amount: moneyIn(language, { amountMinor, currency }),
    ticketCount: seats.length,
    attachedCount,
    ticketsFrom: isLater ? momentOf(ticketsVisibleFrom, language, timeZone) : null,
    startedAt: startedAt === null ? null : momentOf(startedAt, language, timeZone),
    seatLabel: oneLine(seats.find(({ seatNo }) => seatNo === ticketSeatNo)?.label ?? ''),
    holderName: holderName === null ? null : oneLine(holderName),
    isShowCancelled: facts.isShowCancelled,
  };
}

const momentOf = (instant: Date, language: DocumentLanguage, timeZone: string): string =>
  `${dayIn(language, instant, timeZone)}, ${timeIn(language, instant, timeZone)}`;

function rowsOf(facts: MailFacts, messages: MailMessages, language: DocumentLanguage): MailContent['rows'] {
  const { startsAt, doorsAt, timeZone, venueName, venueAddress, city, seats, totalMinor, currency, orderId } = facts;
  const money = (amountMinor: number) => moneyIn(language, { amountMinor, currency });
  const doors = onOneDay(doorsAt, startsAt, timeZone)
    ? timeIn(language, doorsAt, timeZone)
    : momentOf(doorsAt, language, timeZone);
  return [
    {
      label: messages.when,
      lines: [
        momentOf(startsAt, language, timeZone),
        `${messages.doors} ${doors}`,
        `${messages.times} ${zoneIn(language, startsAt, timeZone)}`,
      ],
    },
    {
      label: messages.venue,
      lines: [venueName, [venueAddress, city].filter((part) => part !== null).join(', ')].map(oneLine),
    },
    { label: messages.seats, lines: seats.map(({ label, priceMinor }) => `${oneLine(label)} · ${money(priceMinor)}`) },
    { label: messages.total, lines: [money(totalMinor)] },
    { label: messages.order, lines: [shortenUuid(orderId)] },
  ];
}

const entryKinds: ReadonlySet<NotificationKind> = new Set([
  'ORDER_CONFIRMED',
  'ORDER_CANCELLED',
  'SHOW_MOVED',
  'SHOW_CANCELLED',
]);
const SEQUENCE_EPOCH_MS = Date.UTC(2025, 0, 1);

function calendarFor(context: Context, message: Notification, facts: MailFacts, content: MailContent) {
  const { kind, createdAt } = message;
  if (!entryKinds.has(kind)) return null;
  const { showId, orderId, venueName, venueAddress, city, startsAt } = facts;
  const isCancelled = kind === 'ORDER_CANCELLED' || kind === 'SHOW_CANCELLED';
  return {
    method: isCancelled ? 'CANCEL' : 'PUBLISH',
    filename: 'event.ics',
    content: calendarOf({
      uid: `${orderId}@${domainOf(context.mailFrom)}`,
      // A later message has the greater one, whatever it is about.
      sequence: Math.max(0, Math.floor((createdAt.getTime() - SEQUENCE_EPOCH_MS) / 1000)),
      stampedAt: createdAt,
      startsAt,
      title: facts.eventName,
      location: [venueName, venueAddress, city].filter((part) => part !== null).join(', '),
      description: `${content.heading} (${shortenUuid(orderId)})`,
      url: `${context.publicUrl() ?? ''}/orders/${encodeOrderId({ showId, orderId })}`,
      isCancelled,
    }),
  };
}

/** The domain of a sender, such as `Frontrow <tickets@example.com>`. */
const domainOf = (from: string): string => /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
