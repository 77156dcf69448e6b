import { seatCodes } from '../ledger/seat-status';
import type { LiveShow } from '../live/statuses/live-show';
import type { SeatsLeft } from './read-seats.sql';

const AVAILABLE = seatCodes.AVAILABLE.charCodeAt(0);
const HELD = seatCodes.HELD.charCodeAt(0);
const RESERVED = seatCodes.RESERVED.charCodeAt(0);

/**
 * Counts a show in the memory of this process; null where the memory does not follow it. Changes of other processes may be
 * missing for as long as they travel.
 */
export function countInMemory(live: LiveShow | undefined): SeatsLeft | null {
  const statuses = live?.isFollowed === true ? live.known : null;
  if (live === undefined || statuses === null || !statuses.isInLedger) return null;
  let [left, promised] = [0, 0];
  for (const code of statuses.codes) {
    if (code === AVAILABLE) left += 1;
    else if (code === HELD || code === RESERVED) promised += 1;
  }
  return { showId: live.showId, total: statuses.codes.length, left, promised };
}
