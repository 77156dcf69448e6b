import { decodeIdWithin, encodeIdWithin } from '../../platform';
import type { TicketKey } from './ticket';

/** The public id of a ticket: its show and its own UUID, 50 characters. */
export const encodeTicketId = ({ showId, ticketId }: TicketKey): string => encodeIdWithin('ticket', showId, ticketId);

/** The ticket that a public id names, whether or not it exists; null where the id names none. */
export function decodeTicketId(id: string): TicketKey | null {
  const named = decodeIdWithin('ticket', id);
  return named === null || named.outer === null ? null : { showId: named.outer, ticketId: named.uuid };
}
