import { createHash } from 'node:crypto';
import type { DocumentThread, MadeDocument } from '../document-thread';
import type { DocumentLanguage } from '../messages/languages';
import type { ReadTicketDocument, TicketDocument, TicketKey } from '../ticket-document';

/** What is printed of those that have a code now. In turn: a hundred at once would take every connection to the database. */
export async function readTicketDocuments(
  readTicketDocument: ReadTicketDocument,
  keys: readonly TicketKey[],
): Promise<TicketDocument[]> {
  const tickets: TicketDocument[] = [];
  for (const key of keys) {
    const ticket = await readTicketDocument(key);
    if (ticket !== null) tickets.push(ticket);
  }
  return tickets;
}

/**
 * A file with a page for each ticket. It is kept under a hash of all that is printed: the tickets, their generations, the
 * language, and whatever else may change, such as the time of the show.
 */
export function readTicketPdf(
  thread: DocumentThread,
  tickets: readonly TicketDocument[],
  language: DocumentLanguage,
): Promise<MadeDocument> {
  // Dates are written to the millisecond, and fields in the order in which the reader made them.
  const key = createHash('sha256')
    .update(JSON.stringify([language, tickets]))
    .digest('base64url');
  return thread.make(key, 'drawTickets', [tickets, language]);
}
