import { registerEnumType } from 'type-graphql';

/** The letter of a status as the ledger has it. `X` is a seat that the show's map has no more. */
export type SeatLetter = 'A' | 'H' | 'R' | 'S' | 'B' | 'X';

export enum SeatStatus {
  AVAILABLE = 'AVAILABLE',
  HELD = 'HELD',
  RESERVED = 'RESERVED',
  SOLD = 'SOLD',
  BLOCKED = 'BLOCKED',
}

const statusOfLetter: Readonly<Record<SeatLetter, SeatStatus>> = {
  A: SeatStatus.AVAILABLE,
  H: SeatStatus.HELD,
  R: SeatStatus.RESERVED,
  S: SeatStatus.SOLD,
  B: SeatStatus.BLOCKED,
  X: SeatStatus.BLOCKED,
};

export const seatStatusOf = (letter: SeatLetter): SeatStatus => statusOfLetter[letter];

export const letterOfStatus = (status: SeatStatus): SeatLetter => status[0] as SeatLetter; // Each status begins with its letter.

/**
 * Where a seat may go from each status. The trigger `guard_show_seat_moves` holds the same table in the database; a test
 * compares the two by trying every pair.
 */
export const seatTransitions: Readonly<Record<SeatLetter, readonly SeatLetter[]>> = {
  /** Held; blocked by the organiser; reserved again by a payment that came late; gone with a map. */
  A: ['H', 'B', 'R', 'X'],
  /** Released or expired; taken over by the next buyer after expiry; reserved for a payment. */
  H: ['A', 'H', 'R'],
  /** Paid; back to its hold after a declined payment; given up. */
  R: ['S', 'H', 'A'],
  /** Refunded. */
  S: ['A'],
  B: ['A', 'X'],
  X: [],
};

registerEnumType(SeatStatus, {
  name: 'SeatStatus',
  valuesConfig: {
    HELD: { description: 'Promised to one buyer until the hold expires.' },
    RESERVED: { description: 'A payment for it is under way; it will become SOLD or come back.' },
    BLOCKED: { description: "Not for sale, by the organiser's choice." },
  },
});
