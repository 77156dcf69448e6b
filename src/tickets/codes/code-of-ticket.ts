import type { SaleTerms } from '../../catalog';
import type { TicketsContext } from '../context';
import type { Ticket } from '../ledger/ticket';
import { signTicketCode } from './ticket-code';

/** A printed code stays good where its show is put off by less. */
const GOOD_AFTER_START_DAYS = 90;

/** Whether a ticket has a code now. Costs no signature. */
export const isCodeVisible = async (
  { catalog, clock }: Pick<TicketsContext, 'catalog' | 'clock'>,
  ticket: Ticket,
): Promise<boolean> => ticket.endedAt === null && isVisible(await catalog.saleTermsOf(ticket.showId), clock.now());

const isVisible = (show: SaleTerms | null, now: Date): show is SaleTerms =>
  show !== null && show.cancelledAt === null && (show.ticketsVisibleFrom === null || now >= show.ticketsVisibleFrom);

/** The code of a ticket; null where it has ended, its show is cancelled, or codes are not visible yet. */
export async function codeOfTicket(
  { catalog, clock, keys }: Pick<TicketsContext, 'catalog' | 'clock' | 'keys'>,
  ticket: Ticket,
): Promise<string | null> {
  if (ticket.endedAt !== null) return null;
  const show = await catalog.saleTermsOf(ticket.showId);
  if (!isVisible(show, clock.now())) return null;
  return signTicketCode(await keys.signing(), { ...ticket, expiresAt: codeExpiryOf(show) });
}

export const codeExpiryOf = ({ startsAt }: { readonly startsAt: Date }): Date =>
  new Date(startsAt.getTime() + GOOD_AFTER_START_DAYS * 86_400_000);
