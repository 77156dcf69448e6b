import type { SeatMap } from '../../seating';
import type { InventoryContext } from '../context';
import { type PackedShow, readPackedShow } from './read-seats.sql';

/**
 * Available seats of each price zone, in the order of the seat map, from the memory of this process where it has the show.
 * Empty for a show without seats.
 */
export async function countZonesLeft(
  { catalog, database, seatLayouts, liveStatuses }: InventoryContext,
  showId: string,
): Promise<{ zone: string; left: number }[]> {
  const live = liveStatuses.find(showId);
  const statuses = live?.isFollowed === true ? live.known : null;
  if (statuses !== null) return countFree(statuses.layout.seatMap, (index) => statuses.isAvailable(index));
  const packed: PackedShow = await readPackedShow(database, showId);
  const terms = await catalog.saleTermsOf(showId);
  const layout = terms === null ? null : await seatLayouts.of(terms);
  // A map that was replaced at this moment is counted the next time.
  if (layout === null || terms?.seatNumberingId !== packed.seatNumberingId) return [];
  const { seatMap, numbering } = layout;
  return countFree(seatMap, (index) => packed.statuses[numbering.seatNoAt(index)] === 'A');
}

function countFree(seatMap: SeatMap, isFree: (index: number) => boolean): { zone: string; left: number }[] {
  const left = new Array<number>(seatMap.zones.length).fill(0);
  for (let index = 0; index < seatMap.seatCount; index += 1) {
    if (!isFree(index)) continue;
    const zone = seatMap.zoneOf(index);
    left[zone] = (left[zone] ?? 0) + 1;
  }
  return seatMap.zones.map((zone, index) => ({ zone, left: left[index] ?? 0 }));
}
