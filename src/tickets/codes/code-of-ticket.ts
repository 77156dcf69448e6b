import type { TicketsContext } from '../context';
import type { Ticket } from '../ledger/ticket';
import { signTicketCode } from './ticket-code';

/** A printed code stays good where its show is put off by less. */
const GOOD_AFTER_START_DAYS = 90;

/** The code of a ticket; null where it has ended, its show is cancelled, or codes are not visible yet. */
export async function codeOfTicket(
  { catalog, clock, keys }: Pick<TicketsContext, 'catalog' | 'clock' | 'keys'>,
  ticket: Ticket,
): Promise<string | null> {
  if (ticket.endedAt !== null) return null;
  const show = await catalog.saleTermsOf(ticket.showId);
  if (show === null || show.cancelledAt !== null) return null;
  if (show.ticketsVisibleFrom !== null && clock.now() < show.ticketsVisibleFrom) return null;
  return signTicketCode(await keys.signing(), { ...ticket, expiresAt: codeExpiryOf(show) });
}

export const codeExpiryOf = ({ startsAt }: { readonly startsAt: Date }): Date =>
  new Date(startsAt.getTime() + GOOD_AFTER_START_DAYS * 86_400_000);
