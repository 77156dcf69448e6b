import { badUserInput, type Caller } from '../../platform';
import type { TicketsContext } from '../context';
import type { Ticket, TicketKey } from './ticket';
import { endTicket, issueAgain, readTicket } from './tickets.sql';

export type ReissueTicketOutcome =
  | { readonly kind: 'ReissueTicketPayload'; readonly ticket: Ticket }
  | { readonly kind: 'TicketNotFound'; readonly message: string }
  | { readonly kind: 'TicketNotReissuable'; readonly message: string; readonly ticket: Ticket };

export const ticketNotFound = { kind: 'TicketNotFound', message: 'You have no such ticket.' } as const;

const NAME_LENGTH_MAX = 100;

/**
 * Ends a ticket and issues the next one of its seat, so that every copy of the old code is refused: for a lost phone, or
 * for another person. With a name that differs the ticket counts as given away. A ticket with which somebody came in stays
 * as it is.
 */
export async function reissueTicket(
  context: Pick<TicketsContext, 'database' | 'clock' | 'logger' | 'mayTrace'>,
  key: TicketKey,
  given: { readonly holderName: string | null },
  caller: Caller,
): Promise<ReissueTicketOutcome> {
  const { database, clock } = context;
  const holderName = given.holderName === null ? null : nameOf(given.holderName);
  const [ticket] = await database.run<Ticket>(readTicket, [key.showId, key.ticketId]);
  if (ticket === undefined || !(await context.mayTrace(caller, ticket))) return ticketNotFound;
  if (ticket.endedAt !== null)
    return { kind: 'TicketNotReissuable', message: 'This ticket is no longer good. See the newer one.', ticket };
  if (ticket.wasInside)
    return { kind: 'TicketNotReissuable', message: 'Somebody has come in with this ticket already.', ticket };
  const name = holderName ?? ticket.holderName;
  const why = name === ticket.holderName ? 'REISSUED' : 'GIVEN_AWAY';
  const next = await database.transaction(async (transaction) => {
    const ended = await transaction.run(endTicket, [key.showId, key.ticketId, clock.now(), why]);
    if (ended.length === 0) return null;
    const [issued] = await transaction.run<{ ticketId: string }>(issueAgain, [key.showId, key.ticketId, name]);
    const [read] = await transaction.run<Ticket>(readTicket, [key.showId, issued?.ticketId]);
    return read ?? null;
  });
  if (next === null)
    return { kind: 'TicketNotReissuable', message: 'This ticket is changing at this moment. Read it again.', ticket };
  context.logger.info({ ticketId: key.ticketId, next: next.ticketId, by: caller.id, why }, 'A ticket was issued again');
  return { kind: 'ReissueTicketPayload', ticket: next };
}

function nameOf(text: string): string {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > NAME_LENGTH_MAX || /\p{Cc}/u.test(name))
    throw badUserInput(`"holderName" must be a name of 1 to ${NAME_LENGTH_MAX} characters.`);
  return name;
}
