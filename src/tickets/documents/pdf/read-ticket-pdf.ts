import { createHash } from 'node:crypto';
import type { DocumentThread, MadeDocument } from '../document-thread';
import type { DocumentLanguage } from '../messages/languages';
import type { TicketDocument } from '../ticket-document';

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
