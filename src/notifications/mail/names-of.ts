import { type DocumentLanguage, dayIn, timeIn } from '../../tickets';
import { maskAddress } from '../access/mask-address';
import type { Notification } from '../ledger/notification';
import type { Named } from './messages/messages';
import { moneyIn } from './money-in';
import { oneLine } from './plain-text';
import type { MailFacts } from './read-mail-facts';

/** What the sentences of a mail may name. */
export function namesOf(
  now: Date,
  { detail, orderId }: Notification,
  facts: MailFacts,
  language: DocumentLanguage,
  attachedCount: number,
): Named {
  const { totalMinor, refundMinor, currency, ticketsVisibleFrom, seats, ticketSeatNo, holderName, show, hold } = facts;
  const { fullReturnUntil } = facts;
  const timeZone = show?.timeZone ?? 'UTC';
  const isLater = ticketsVisibleFrom !== null && ticketsVisibleFrom > now;
  const startedAt = detail?.startedAt === undefined ? null : new Date(detail.startedAt);
  const amountMinor = detail?.amountMinor ?? refundMinor ?? totalMinor;
  const isHeld = hold?.status === 'ACTIVE' && hold.expiresAt > now;
  return {
    eventName: oneLine(show?.eventName ?? ''),
    isPaid: totalMinor > 0,
    amount: currency === '' ? '' : moneyIn(language, { amountMinor, currency }),
    ticketCount: seats.length,
    attachedCount,
    ticketsFrom: isLater ? momentIn(language, ticketsVisibleFrom, timeZone) : null,
    startedAt: startedAt === null ? null : momentIn(language, startedAt, timeZone),
    fullReturnUntil:
      fullReturnUntil !== null && fullReturnUntil > now ? momentIn(language, fullReturnUntil, timeZone) : null,
    seatLabel: oneLine(seats.find(({ seatNo }) => seatNo === ticketSeatNo)?.label ?? ''),
    holderName: holderName === null ? null : oneLine(holderName),
    isShowCancelled: facts.isShowCancelled,
    refundReason: refundReasonOf(detail?.reason),
    seatsUntil: isHeld ? timeIn(language, hold.expiresAt, timeZone) : null,
    newAddress: facts.newAddress === null ? '' : oneLine(maskAddress(facts.newAddress)),
    hasOrder: orderId !== null,
    seatsTotal: detail?.seatsTotal ?? 0,
    payments: detail?.payments ?? 0,
    mails: detail?.mails ?? 0,
    url: oneLine(detail?.url ?? ''),
    reason: oneLine(detail?.reason ?? ''),
    organization: oneLine(detail?.organization ?? ''),
    message: (detail?.message ?? '')
      .split(/\n+/)
      .map(oneLine)
      .filter((line) => line !== ''),
    hasRefund: amountMinor > 0,
  };
}

function refundReasonOf(reason: string | undefined): Named['refundReason'] {
  if (reason === 'late_payment') return 'late';
  return reason === 'show_cancelled' ? 'show cancelled' : 'other';
}

/** A day and a time. */
export const momentIn = (language: DocumentLanguage, instant: Date, timeZone: string): string =>
  `${dayIn(language, instant, timeZone)}, ${timeIn(language, instant, timeZone)}`;
