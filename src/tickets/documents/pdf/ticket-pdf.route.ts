import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../../../platform';
import type { DocumentLanguage } from '../messages/languages';
import { readLink, signLink } from '../signed-link';
import type { ReadTicketDocument, TicketDocument, TicketKey } from '../ticket-document';
import type { TicketPdfs } from './ticket-pdfs';

const PREFIX = '/tickets/pdf/';
const RETRY_SECONDS = 3;

/** The path of a file with these tickets of one show, good for fifteen minutes. */
export const ticketPdfPath = (
  linkKey: Buffer,
  tickets: readonly TicketKey[],
  now: Date,
  language: DocumentLanguage,
): string => PREFIX + signLink(linkKey, { tickets, language }, now);

interface RouteContext {
  readonly linkKey: Buffer;
  readonly clock: Clock;
  readonly pdfs: TicketPdfs;
  readonly readTicketDocument: ReadTicketDocument;
}

/** `GET /tickets/pdf/<token>`: the link is the permission, so that a browser or a mail program can open it. */
export function ticketPdfRoute(http: FastifyInstance, context: RouteContext): void {
  const { linkKey, clock, pdfs, readTicketDocument } = context;
  // A wildcard, because a token for many tickets is longer than a parameter may be.
  http.get<{ Params: { '*': string } }>(`${PREFIX}*`, async (request, reply) => {
    reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
    const link = readLink(linkKey, request.params['*'], clock.now());
    if (link.kind === 'Forged') return refuse(reply, 404, 'There are no tickets at this address.');
    if (link.kind === 'Expired') {
      return refuse(reply, 410, 'This link has expired. Open your order again to get a new one.');
    }
    const found = await Promise.all(link.tickets.map(readTicketDocument));
    const tickets = found.filter((ticket) => ticket !== null);
    const [first] = tickets;
    if (first === undefined) {
      return refuse(reply, 404, 'There is no valid ticket here, or it is not shown yet. Open your order to see which.');
    }
    const pdf = await pdfs.read(tickets, link.language);
    if (pdf.kind === 'Overloaded') {
      reply.header('retry-after', RETRY_SECONDS);
      return refuse(reply, 503, 'Too many tickets are being printed. Try again in some seconds.');
    }
    return (
      reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${fileName(first, tickets.length)}"`)
        // What the viewers of browsers need to show a file: its plug-in, and their own styles. No script, no other host.
        .header(
          'content-security-policy',
          `default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'`,
        )
        .send(pdf.file)
    );
  });
}

const refuse = (reply: FastifyReply, status: number, sentence: string): FastifyReply =>
  reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`);

/** In ASCII, so that no client misreads it. */
function fileName({ eventName, seatLabel }: TicketDocument, ticketCount: number): string {
  const words = ticketCount === 1 ? `${eventName} ${seatLabel}` : `${eventName} ${ticketCount}`;
  const plain = words
    .normalize('NFD')
    .replaceAll(/[łŁ]/g, 'l')
    .replaceAll('ß', 'ss')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return `${plain === '' ? 'tickets' : plain}.pdf`;
}
