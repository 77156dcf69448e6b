import type { NotificationKind } from '../ledger/notification';
import type { MailFacts } from './read-mail-facts';

/** Why a mail is not sent because of what has happened since its cause; null where it is still true. */
export function whyOutdated(
  kind: NotificationKind,
  { hold, isPaused, seatsLeft, endedOrder }: MailFacts,
  now: Date,
): string | null {
  switch (kind) {
    case 'HOLD_ENDING':
      return hold?.status === 'ACTIVE' && hold.expiresAt > now ? null : 'The seats are not held any more';
    case 'SEATS_RELEASED':
    case 'PAYMENT_FAILED':
      return hold?.status === 'RESERVED' || hold?.status === 'CONVERTED' ? 'The seats are being bought' : null;
    case 'REFUND_STARTED':
      return endedOrder ? 'The mail about the cancelled order says it' : null;
    case 'SHOW_PAUSED':
      return isPaused ? null : 'The sale goes on';
    case 'SOLD_OUT':
      return seatsLeft === 0 ? null : 'There are seats again';
    default:
      return null;
  }
}
