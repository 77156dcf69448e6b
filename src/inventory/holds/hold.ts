/**
 * What became of a hold. RESERVED: an order of it waits for its payment. CONVERTED: it became a paid order. RETURNED:
 * that order was refunded.
 */
export type HoldStatus = 'ACTIVE' | 'EXPIRED' | 'RELEASED' | 'RESERVED' | 'CONVERTED' | 'RETURNED';

/** Which hold: UUIDs of its show and its own. */
export interface HoldKey {
  readonly showId: string;
  readonly holdId: string;
}

/** What one buyer was promised: seats in ascending order, each with its price, in the smallest unit of `currency`. */
export interface Hold {
  readonly id: string;
  readonly showId: string;
  readonly buyerId: string;
  /** As stored: an active hold may have run out. */
  readonly status: HoldStatus;
  readonly seatNos: readonly number[];
  readonly pricesMinor: readonly number[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** No extension passes this instant. */
  readonly expiresAtMax: Date;
  readonly orderId: string | null;
  /** How the service chose the seats; null where the buyer named them. */
  readonly choice: SeatChoice | null;
}

/** By which step of preference seats were chosen for a buyer. */
export type SeatChoiceStep = 'TOGETHER_WITHOUT_SINGLE_SEAT' | 'TOGETHER' | 'TWO_GROUPS' | 'SAME_SECTION';

/** How the service chose the seats of a hold. It is kept with the hold, so that a repeat gets the same answer. */
export interface SeatChoice {
  /** A digest of what was asked for. */
  readonly wish: string;
  readonly step: SeatChoiceStep;
  readonly singleSeatsLeft: number;
  /** From the middle of the seats to the focal point of their section. */
  readonly focalDistanceCm: number;
  /** Seats side by side; absent where all of them are, in the order of the hold. */
  readonly groups?: readonly (readonly number[])[];
}

export const holdKey = ({ showId, id }: Pick<Hold, 'showId' | 'id'>): HoldKey => ({ showId, holdId: id });

/** Whether its seats are promised to the buyer at this moment. */
export const isLive = ({ status, expiresAt }: Pick<Hold, 'status' | 'expiresAt'>, now: Date): boolean =>
  status === 'ACTIVE' && expiresAt > now;
