import type { SaleTerms } from '../../catalog';
import { isReleased } from '../accessible/accessible-places';
import { freeSeatsOf } from '../best/free-seats';
import type { InventoryContext } from '../context';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { judgeChoice, type SingleSeatVerdict } from './judge-choice';

/**
 * Judges the seats that a buyer names by the show's rule about single seats, from the memory of this process: no statement
 * runs. The verdict has numbers of seats. Null where there is nothing to say, and where the memory has another map.
 */
export async function checkSingleSeats(
  context: InventoryContext,
  terms: SaleTerms,
  layout: SeatLayout,
  seatNos: readonly number[],
): Promise<SingleSeatVerdict | null> {
  if (terms.singleSeatRule === 'OFF') return null;
  const live = context.liveStatuses.show(terms.showId);
  const statuses = live.known ?? (await live.current());
  if (statuses === null || statuses.layout.numbering.id !== layout.numbering.id) return null;
  const { numbering } = layout;
  const chosen = seatNos.map((seatNo) => numbering.indexOf(seatNo)).sort((a, b) => a - b);
  const now = context.clock.now();
  const verdict = judgeChoice(freeSeatsOf(statuses, isReleased(terms, now)), chosen, terms, now);
  if (verdict === null) return null;
  const toSeatNos = (indexes: readonly number[]) => indexes.map((index) => numbering.seatNoAt(index));
  return { ...verdict, singles: toSeatNos(verdict.singles), suggestions: verdict.suggestions.map(toSeatNos) };
}
