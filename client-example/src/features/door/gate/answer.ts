import type { SeatFeature as Need } from '../../../messages/en/seat-features';

export type Direction = 'IN' | 'OUT';
export type { SeatFeature as Need } from '../../../messages/en/seat-features';

/** What the staff should see of a ticket. Without network a gate knows no names: codes carry none. */
export interface TicketFacts {
  readonly seat: string;
  readonly description: string;
  readonly holderName: string | null;
  readonly entrance: string | null;
  readonly needs: readonly Need[];
}

/** The answer to a scan, by the service or by this gate alone. */
export type Answer =
  | { readonly kind: 'accepted'; readonly ticket: TicketFacts | null }
  | {
      readonly kind: 'alreadyScanned';
      readonly ticket: TicketFacts | null;
      /** Null where only the fact is known. */
      readonly scannedAt: string | null;
      readonly gateId: string | null;
    }
  | { readonly kind: 'revoked'; readonly ticket: TicketFacts | null; readonly message: string | null }
  | { readonly kind: 'tooEarly'; readonly ticket: TicketFacts | null; readonly doorsAt: string }
  | { readonly kind: 'notInside'; readonly ticket: TicketFacts | null }
  | { readonly kind: 'wrongShow'; readonly ticket: null; readonly showName: string | null }
  | { readonly kind: 'expired'; readonly ticket: TicketFacts | null }
  | { readonly kind: 'notATicket'; readonly ticket: null }
  /** Without network, and this gate has never had a bundle. */
  | { readonly kind: 'notReady'; readonly ticket: null };

/** What is sent for a scan; the same nonce again brings the same answer. */
export interface Scan {
  readonly showId: string;
  readonly code: string;
  readonly gateId: string;
  readonly deviceId: string;
  readonly nonce: string;
  readonly scannedAt: string;
  readonly direction: Direction;
}

/** A line of the last scans. */
export interface ScanRecord {
  readonly nonce: string;
  readonly scannedAt: string;
  readonly direction: Direction;
  readonly answer: Answer;
  readonly isOffline: boolean;
  /** Whether the service does not have it yet. */
  readonly isQueued: boolean;
}
