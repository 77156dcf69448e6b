import type { Clock } from '../../platform';
import type { DocumentThread } from './document-thread';
import type { ReadTicketDocument } from './ticket-document';

/** What the routes of this folder work with. */
export interface DocumentsContext {
  readonly clock: Clock;
  /** Signs links and the tokens of passes. */
  readonly linkKey: Buffer;
  /** Address of the service for its clients, without a slash at its end; empty where it is not configured. */
  readonly publicUrl: string;
  readonly thread: DocumentThread;
  readonly readTicketDocument: ReadTicketDocument;
}
