/**
 * Tickets as documents: PDF files behind signed links, and passes for telephones. Reads tickets through
 * `ReadTicketDocument`, and changes none.
 */
import type { FastifyInstance } from 'fastify';
import type { Clock, Stop } from '../../platform';
import type { DocumentLanguage } from './messages/languages';
import { ticketPdfPath, ticketPdfRoute } from './pdf/ticket-pdf.route';
import { openTicketPdfs } from './pdf/ticket-pdfs';
import type { ReadTicketDocument, TicketKey } from './ticket-document';

export { chooseDocumentLanguage, type DocumentLanguage, documentLanguages } from './messages/languages';
export { LINK_SECONDS, LINKED_TICKETS_MAX } from './signed-link';
export type { ReadTicketDocument, TicketDocument, TicketKey } from './ticket-document';

export interface TicketDocuments {
  /** The address of one ticket as a PDF, good for fifteen minutes. */
  ticketPdfUrl(key: TicketKey, now: Date, language: DocumentLanguage): string;
  /** The same for several tickets of one show, a page each, at most `LINKED_TICKETS_MAX`. */
  ticketsPdfUrl(keys: readonly TicketKey[], now: Date, language: DocumentLanguage): string;
  readonly routes: (http: FastifyInstance) => void;
  readonly close: Stop;
}

export interface TicketDocumentsContext {
  readonly clock: Clock;
  /** Address of the service for its clients, without a path; empty for addresses that begin with a slash. */
  readonly publicUrl: string;
  /** Signs links. 32 secret bytes that every process of the service has. */
  readonly linkKey: Buffer;
  readonly readTicketDocument: ReadTicketDocument;
}

export function openTicketDocuments(context: TicketDocumentsContext): TicketDocuments {
  const { clock, linkKey, readTicketDocument } = context;
  const publicUrl = context.publicUrl.replace(/\/+$/, '');
  const pdfs = openTicketPdfs();
  const ticketsPdfUrl: TicketDocuments['ticketsPdfUrl'] = (keys, now, language) =>
    publicUrl + ticketPdfPath(linkKey, keys, now, language);
  return {
    ticketPdfUrl: (key, now, language) => ticketsPdfUrl([key], now, language),
    ticketsPdfUrl,
    routes: (http) => ticketPdfRoute(http, { linkKey, clock, pdfs, readTicketDocument }),
    close: pdfs.close,
  };
}
