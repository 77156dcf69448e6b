import type { InventoryContext } from '../context';
import { type PackedShow, readPackedShow } from './read-seats.sql';

/** Available seats of each price zone, in the order of the seat map. Empty for a show without seats. */
export async function countZonesLeft(
  { catalog, database, seatLayouts }: InventoryContext,
  showId: string,
): Promise<{ zone: string; left: number }[]> {
  const packed: PackedShow = await readPackedShow(database, showId);
  const terms = await catalog.saleTermsOf(showId);
  const layout = terms === null ? null : await seatLayouts.of(terms);
  // A map that was replaced at this moment is counted the next time.
  if (layout === null || terms?.seatNumberingId !== packed.seatNumberingId) return [];
  const { seatMap, numbering } = layout;
  const left = new Array<number>(seatMap.zones.length).fill(0);
  for (let index = 0; index < seatMap.seatCount; index += 1) {
    if (packed.statuses[numbering.seatNoAt(index)] !== 'A') continue;
    const zone = seatMap.zoneOf(index);
    left[zone] = (left[zone] ?? 0) + 1;
  }
  return seatMap.zones.map((zone, index) => ({ zone, left: left[index] ?? 0 }));
}
