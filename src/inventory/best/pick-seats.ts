import { findBlocks, indexesOf, type Lane } from './find-blocks';
import type { FreeSeats } from './free-seats';
import { pickSameSection, pickTwoGroups } from './pick-groups';
import { pickWheelchairParty } from './pick-wheelchair-party';
import type { PickedSeats, SeatWishes } from './seat-wishes';

/**
 * The best seats for a party, in this order: together without leaving a single seat; together; two groups in touching rows
 * with nobody alone; the same section. Null where nothing fits. Within a step the seats nearest to the focal point of
 * their section are the best, or those nearest to the seat that the buyer names.
 */
export function pickSeats(free: FreeSeats, wishes: SeatWishes, lane: Lane): PickedSeats | null {
  free.update();
  if (wishes.wheelchairPlaces > 0) return pickWheelchairParty(free, wishes);
  const { best, bestWithoutSingle } = findBlocks(free, wishes, wishes.quantity, lane);
  const block = bestWithoutSingle ?? best;
  if (block !== null) {
    const step = bestWithoutSingle === null ? 'TOGETHER' : 'TOGETHER_WITHOUT_SINGLE_SEAT';
    return { step, groups: [indexesOf(block)] };
  }
  if (wishes.mustBeTogether) return null;
  const apart = pickTwoGroups(free, wishes) ?? pickSameSection(free, wishes);
  return apart && { ...apart, groups: [...apart.groups].sort(([a = 0], [b = 0]) => a - b) };
}
