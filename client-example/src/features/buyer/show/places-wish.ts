import type { SeatState } from '../../../seat-map';
import type { PlacesWish } from '../ticketing/hold-places';

/** The standing areas in which something is chosen, as rows of the map. */
export function standingRowsOf({ geometry: { rows, rowOf } }: SeatState, chosen: readonly number[]): number[] {
  const found = new Set(chosen.map((index) => rowOf[index] ?? 0));
  return [...found].filter((row) => rows[row]?.kind === 'standing');
}

/** What is chosen as a number of places, where all of it is in one standing area; null otherwise. */
export function placesWishOf(
  store: SeatState,
  chosen: readonly number[],
): Pick<PlacesWish, 'section' | 'area' | 'quantity'> | null {
  const { rows, rowOf, sections } = store.geometry;
  const areas = new Set(chosen.map((index) => rowOf[index] ?? 0));
  const [row] = areas;
  const area = areas.size === 1 && row !== undefined ? rows[row] : undefined;
  if (area?.kind !== 'standing') return null;
  return { section: sections[area.section]?.name ?? '', area: area.name, quantity: chosen.length };
}
