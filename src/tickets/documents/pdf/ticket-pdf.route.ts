import type { FastifyInstance } from 'fastify';
import type { DocumentsContext } from '../context';
import { fileName, refuseEnded, refuseExpired, refuseForged, refuseOverloaded } from '../serve-file';
import { readLink } from '../signed-link';
import { readTicketDocuments, readTicketPdf } from './read-ticket-pdf';

export const pdfPath = (token: string): string => `/tickets/pdf/${token}`;

/** `GET /tickets/pdf/<token>`: the link is the permission, so that a browser or a mail program can open it. */
export function ticketPdfRoute(http: FastifyInstance, context: DocumentsContext): void {
  const { linkKey, clock, thread, readTicketDocument } = context;
  // A wildcard, because a token for many tickets is longer than a parameter may be.
  http.get<{ Params: { '*': string } }>(pdfPath('*'), async (request, reply) => {
    reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
    const link = readLink(linkKey, 'pdf', request.params['*'], clock.now());
    if (link.kind === 'Forged') return refuseForged(reply);
    if (link.kind === 'Expired') return refuseExpired(reply);
    const tickets = await readTicketDocuments(readTicketDocument, link.tickets);
    const [first] = tickets;
    if (first === undefined) return refuseEnded(reply);
    const pdf = await readTicketPdf(thread, tickets, link.language);
    if (pdf.kind === 'Overloaded') return refuseOverloaded(reply);
    return (
      reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${fileName(first, tickets.length, 'pdf')}"`)
        // What the viewers of browsers need to show a file: their plug-in, and their styles. No script, no other host.
        .header(
          'content-security-policy',
          `default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'`,
        )
        .send(pdf.file)
    );
  });
}
