import type { SeatStatus } from './seat-status';

/** A seat of a show, and its state at the time of the answer. Without a status, it is read when a client asks for it. */
export interface SeatState {
  readonly showId: string;
  readonly seatNo: number;
  readonly status?: SeatStatus;
  readonly version?: number;
}
