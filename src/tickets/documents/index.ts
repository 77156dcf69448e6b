/**
 * Tickets as documents: PDF files and passes for telephones, behind signed links. Reads tickets through
 * `ReadTicketDocument`, and changes none.
 *
 * A link names its tickets, its purpose, its language and its end, and is the permission to read them. Files are made by
 * one thread, `document-thread.ts`, and kept under a hash of what they show.
 */
import type { FastifyInstance } from 'fastify';
import type { Clock, Logger, SqlExecutor, Stop } from '../../platform';
import { openDocumentThread } from './document-thread';
import type { DocumentLanguage } from './messages/languages';
import { readTicketDocuments, readTicketPdf } from './pdf/read-ticket-pdf';
import { pdfPath, ticketPdfRoute } from './pdf/ticket-pdf.route';
import { signLink } from './signed-link';
import type { ReadTicketDocument, TicketKey } from './ticket-document';
import { type NotifyApple, openAppleWallet } from './wallet/apple/apple-wallet';
import { type AppleWalletConfig, appleWalletSettings } from './wallet/apple/settings';
import { openGoogleWallet } from './wallet/google/google-wallet';
import { type GoogleWalletConfig, googleWalletSettings } from './wallet/google/settings';

export { chooseDocumentLanguage, type DocumentLanguage, documentLanguages } from './messages/languages';
export { LINK_SECONDS, LINKED_TICKETS_MAX } from './signed-link';
export type { ReadTicketDocument, TicketDocument, TicketKey } from './ticket-document';
export type { NotifyApple } from './wallet/apple/apple-wallet';

/** All addresses are good for fifteen minutes. */
export interface TicketDocuments {
  /** One ticket as a PDF. */
  ticketPdfUrl(key: TicketKey, now: Date, language: DocumentLanguage): string;
  /** Several tickets of one show, a page each, at most `LINKED_TICKETS_MAX`. */
  ticketsPdfUrl(keys: readonly TicketKey[], now: Date, language: DocumentLanguage): string;
  /** The file itself; null where no ticket has a code now, or where too many files are waiting. */
  ticketsPdf(keys: readonly TicketKey[], language: DocumentLanguage): Promise<Buffer | null>;
  /** Null where the operator has configured no certificate, or it has expired. */
  appleWalletUrl(key: TicketKey, now: Date, language: DocumentLanguage): string | null;
  /** Null where the operator has configured no service account. */
  googleWalletUrl(key: TicketKey, now: Date, language: DocumentLanguage): string | null;
  /** Call it after a ticket has changed or ended, so that telephones fetch its pass again. */
  ticketChanged(key: TicketKey): Promise<void>;
  readonly routes: (http: FastifyInstance) => void;
  readonly close: Stop;
}

export interface TicketDocumentsOptions {
  readonly config: AppleWalletConfig & GoogleWalletConfig & { readonly PUBLIC_URL?: string | undefined };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: SqlExecutor;
  /** Signs links and the tokens of passes. 32 secret bytes that every process of the service has. */
  readonly linkKey: Buffer;
  readonly readTicketDocument: ReadTicketDocument;
  readonly notifyApple?: NotifyApple;
}

/** @throws ConfigError where a certificate or key of a wallet cannot be used */
export function openTicketDocuments(options: TicketDocumentsOptions): TicketDocuments {
  const { config, clock, linkKey } = options;
  const appleSettings = appleWalletSettings(config, clock.now());
  const googleSettings = googleWalletSettings(config);
  const publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '') ?? '';
  const thread = openDocumentThread();
  const context = { ...options, publicUrl, thread };
  const apple = appleSettings === null ? null : openAppleWallet(appleSettings, context);
  const google = googleSettings === null ? null : openGoogleWallet(googleSettings, context);
  const ticketsPdfUrl: TicketDocuments['ticketsPdfUrl'] = (tickets, now, language) =>
    publicUrl + pdfPath(signLink(linkKey, 'pdf', { tickets, language }, now));
  return {
    ticketPdfUrl: (key, now, language) => ticketsPdfUrl([key], now, language),
    ticketsPdfUrl,
    async ticketsPdf(keys, language) {
      const tickets = await readTicketDocuments(options.readTicketDocument, keys);
      if (tickets.length === 0) return null;
      const pdf = await readTicketPdf(thread, tickets, language);
      return pdf.kind === 'Made' ? pdf.file : null;
    },
    appleWalletUrl: (key, now, language) => apple?.passUrl(key, now, language) ?? null,
    googleWalletUrl: (key, now, language) => google?.passUrl(key, now, language) ?? null,
    ticketChanged: async (key) => apple?.passChanged(key),
    routes: (http) => {
      ticketPdfRoute(http, context);
      apple?.routes(http);
      google?.routes(http);
    },
    close: thread.close,
  };
}
