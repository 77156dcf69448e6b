import type { SeatFeature } from '../../seating';

/** The ledger's key of a ticket. Both are UUIDs. */
export interface TicketKey {
  readonly showId: string;
  readonly ticketId: string;
}

/** Everything that is printed on a ticket or written into a pass. Not its layout, and not its language. */
export interface TicketDocument extends TicketKey {
  /** Counts the tickets of this seat of this show. Only the latest is good. */
  readonly generation: number;
  /** The compact JWS that the QR code carries. */
  readonly code: string;
  readonly eventName: string;
  readonly startsAt: Date;
  readonly doorsAt: Date;
  /** IANA zone of the venue, such as `Europe/Warsaw`: all times are printed in it. */
  readonly timeZone: string;
  readonly venueName: string;
  readonly venueAddress: string | null;
  readonly city: string;
  /** The whole label of the seat, such as `Balcony, row C, seat 12`. */
  readonly seatLabel: string;
  readonly section: string;
  /** Null in a standing area, as `number`. */
  readonly row: string | null;
  readonly number: string | null;
  /** The entrance of the seat's section. */
  readonly entrance: string | null;
  /** What the staff should know of the seat. */
  readonly needs: readonly SeatFeature[];
  readonly holderName: string | null;
  readonly orderNumber: string;
  /** The price with its currency, such as `49.00 EUR`. */
  readonly price: string;
  /** The organizer's terms for this show. */
  readonly terms: string | null;
}

/** Null where there is no live ticket, or its code may not be seen yet. */
export type ReadTicketDocument = (key: TicketKey) => Promise<TicketDocument | null>;
