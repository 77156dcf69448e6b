/** Which ticket: UUIDs of its show and its own. */
export interface TicketKey {
  readonly showId: string;
  readonly ticketId: string;
}

/** Why a ticket ended: its seat was returned, or a newer ticket took its place. */
export type TicketEndReason = 'RETURNED' | 'REISSUED' | 'GIVEN_AWAY';

/** The right to one seat of one show. */
export interface Ticket extends TicketKey {
  readonly seatNo: number;
  /** Counts the tickets of this seat: 1, 2, … Only the latest can be live. */
  readonly generation: number;
  readonly orderId: string;
  readonly buyerId: string;
  readonly holderName: string | null;
  readonly issuedAt: Date;
  /** Null while the ticket is live. */
  readonly endedAt: Date | null;
  readonly endReason: TicketEndReason | null;
  readonly isInside: boolean;
  readonly wasInside: boolean;
  /** Grows with every change. */
  readonly version: number;
}
