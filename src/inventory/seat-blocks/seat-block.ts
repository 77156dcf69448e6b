/** Why an organizer keeps seats out of the sale, as the database has it. */
export const seatBlockKinds = ['house', 'production', 'kill', 'press', 'distance'] as const;
export type SeatBlockKind = (typeof seatBlockKinds)[number];

/** Seats that are blocked for one reason, until one instant. */
export interface SeatBlock {
  /** A UUID; null for seats that were blocked before reasons were recorded. */
  readonly blockId: string | null;
  readonly kind: SeatBlockKind;
  /** Empty where there is none. */
  readonly note: string;
  readonly releaseAt: Date | null;
  readonly seatCount: number;
  /** Of them, those that buyers have: they become blocked when they return to the sale. */
  readonly takenCount: number;
  /** The first ones. */
  readonly seatNos: readonly number[];
}

/** A seat that a buyer has, so that it is not blocked yet. */
export interface TakenSeat {
  readonly seatNo: number;
  readonly reason: 'HELD' | 'RESERVED' | 'SOLD';
}

/** How many seats an answer names; the others are counted. */
export const SEATS_NAMED_MAX = 100;
