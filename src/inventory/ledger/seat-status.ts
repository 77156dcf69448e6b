import { registerEnumType } from 'type-graphql';

/** The status of a seat as the ledger knows it. RETIRED: the show's map no longer has the seat. */
export type LedgerSeatStatus = 'AVAILABLE' | 'HELD' | 'RESERVED' | 'SOLD' | 'BLOCKED' | 'RETIRED';

/** The code of a status in the database, in packed availability and in the messages of the live stream. */
export type SeatCode = 'A' | 'H' | 'R' | 'S' | 'B' | 'X';

/** The status of a seat as clients see it. A retired seat looks blocked. */
export enum SeatStatus {
  AVAILABLE = 'AVAILABLE',
  HELD = 'HELD',
  RESERVED = 'RESERVED',
  SOLD = 'SOLD',
  BLOCKED = 'BLOCKED',
}

const statusOfCode: Readonly<Record<SeatCode, SeatStatus>> = {
  A: SeatStatus.AVAILABLE,
  H: SeatStatus.HELD,
  R: SeatStatus.RESERVED,
  S: SeatStatus.SOLD,
  B: SeatStatus.BLOCKED,
  X: SeatStatus.BLOCKED,
};

export const seatStatusOf = (code: SeatCode): SeatStatus => statusOfCode[code];

export const seatCodes: Readonly<Record<LedgerSeatStatus, SeatCode>> = {
  AVAILABLE: 'A',
  HELD: 'H',
  RESERVED: 'R',
  SOLD: 'S',
  BLOCKED: 'B',
  RETIRED: 'X',
};

/**
 * Which status may follow which. The trigger `guard_show_seat_moves`, with its function, holds the same table in the
 * database; a test compares the two by trying every pair.
 */
export const seatTransitions: Readonly<Record<LedgerSeatStatus, readonly LedgerSeatStatus[]>> = {
  /** Held; blocked by the organizer; reserved again for a payment that arrived late; retired with a map. */
  AVAILABLE: ['HELD', 'BLOCKED', 'RESERVED', 'RETIRED'],
  /** Released or expired, and then blocked where the organizer wants it; taken over by the next buyer; reserved. */
  HELD: ['AVAILABLE', 'BLOCKED', 'HELD', 'RESERVED'],
  /** Paid; returned to its hold after a declined payment; released. */
  RESERVED: ['SOLD', 'HELD', 'AVAILABLE', 'BLOCKED'],
  /** Refunded. */
  SOLD: ['AVAILABLE', 'BLOCKED'],
  BLOCKED: ['AVAILABLE', 'RETIRED'],
  RETIRED: [],
};

registerEnumType(SeatStatus, {
  name: 'SeatStatus',
  valuesConfig: {
    HELD: { description: 'Promised to one buyer until the hold expires.' },
    RESERVED: { description: 'A payment for it is in progress; the seat becomes SOLD or returns to the sale.' },
    BLOCKED: { description: 'Not for sale: blocked by the organizer, or in a price zone without a price.' },
  },
});
