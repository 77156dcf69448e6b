import { restoreUuid, shortenUuid } from '../../platform';

const PREFIX = 'seat_';
const SHOW_LETTERS = 22;
/** Four letters of 36: so many seats can a show have had in its life. */
export const SEAT_NOS_MAX = 36 ** 4;
const SEAT_NO = /^(0|[1-9a-z][0-9a-z]{0,3})$/;

/** Which seat: its show's UUID and its index in the seat map. */
export interface SeatKey {
  readonly showId: string;
  readonly seatNo: number;
}

/** The public id of a seat: its show and its index, 28 to 31 characters. */
export const encodeSeatId = (showId: string, seatNo: number): string => seatIdPrefix(showId) + seatNo.toString(36);

/** What the ids of all seats of a show begin with. */
export const seatIdPrefix = (showId: string): string => PREFIX + shortenUuid(showId);

/** The seat behind a public id, or null where it is none. Says nothing of whether that seat exists. */
export function decodeSeatId(id: string): SeatKey | null {
  if (!id.startsWith(PREFIX)) return null;
  const showId = restoreUuid(id.slice(PREFIX.length, PREFIX.length + SHOW_LETTERS));
  const seatNo = id.slice(PREFIX.length + SHOW_LETTERS);
  return showId !== null && SEAT_NO.test(seatNo) ? { showId, seatNo: Number.parseInt(seatNo, 36) } : null;
}
