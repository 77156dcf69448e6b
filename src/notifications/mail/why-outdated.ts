import type { Notification } from '../ledger/notification';
import type { MailFacts } from './read-mail-facts';

/** How long a link to sign in works. */
const SIGN_IN_MS_MAX = 15 * 60_000;

/** Why a mail is not sent because of what has happened since its cause; null where it is still true. */
export function whyOutdated(
  { kind, createdAt }: Pick<Notification, 'kind' | 'createdAt'>,
  { hold, isPaused, seatsLeft, endedOrder, isTicketEnded }: MailFacts,
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
    case 'TICKET_MOVED':
      return isTicketEnded ? 'The ticket has changed since' : null;
    case 'SHOW_PAUSED':
      return isPaused ? null : 'The sale goes on';
    case 'SIGN_IN':
      return now.getTime() - createdAt.getTime() < SIGN_IN_MS_MAX ? null : 'The link is too old';
    case 'SOLD_OUT':
      return seatsLeft === 0 ? null : 'There are seats again';
    default:
      return null;
  }
}
