import { Transfer, worker } from 'workerpool';
import type { DocumentLanguage } from '../messages/languages';
import type { TicketDocument } from '../ticket-document';
import { drawTickets } from './draw-tickets';

/** The thread that draws. Dates stay dates on the way here; the bytes of the file move back without a copy. */
worker({
  drawTickets: async (tickets: readonly TicketDocument[], language: DocumentLanguage) => {
    // A buffer of its own: what is moved is the memory behind it, and small buffers share theirs.
    const file = Uint8Array.from(await drawTickets(tickets, language));
    return new Transfer(file, [file.buffer]);
  },
});
