/**
 * Places for wheelchairs and for companions: numbered seats with the feature `ACCESSIBLE` or `COMPANION`. A choice that the
 * service makes never contains one that was not asked for. A buyer who names one asks for it; nobody is asked for proof.
 * A place for a companion goes only with a wheelchair place. After the release of a show they are seats like all others.
 */
import type { SaleTerms } from '../../catalog';
import { bitOf, type SeatMap } from '../../seating';
import type { SeatLayout } from '../seat-map/seat-layouts';

/** So many companion places may go with each wheelchair place. */
export const COMPANIONS_PER_PLACE_MAX = 3;

const ACCESSIBLE = bitOf('ACCESSIBLE');
const COMPANION = bitOf('COMPANION');
const STANDING = bitOf('STANDING');

/** Whether the places that were left are sold like all others. The instant counts, whether or not a process noted it. */
export const isReleased = (
  { accessibleReleasedAt, accessibleReleaseAt }: Pick<SaleTerms, 'accessibleReleasedAt' | 'accessibleReleaseAt'>,
  now: Date,
): boolean => accessibleReleasedAt !== null || (accessibleReleaseAt !== null && accessibleReleaseAt <= now);

/** Whether they may be released any moment, so that a refusal by remembered terms is made again by those of now. */
export const mayBeReleased = (terms: SaleTerms, now: Date): boolean =>
  !isReleased(terms, now) && (terms.accessibleReleaseWhenSoldOut || terms.accessibleReleaseAt !== null);

/** Whether a seat with these features is for visitors with a wheelchair or for their companions, until the release. */
export const isReservedForAccess = (bits: number): boolean =>
  (bits & (ACCESSIBLE | COMPANION)) !== 0 && (bits & STANDING) === 0;

export interface LonelyCompanions {
  readonly seatNos: readonly number[];
  /** How many companion places would be allowed in their sections with these wheelchair places. */
  readonly companionsMax: number;
}

/**
 * The companion places of a choice that are too many for its wheelchair places, section by section; null where there are
 * none. A seat that is both counts as a wheelchair place.
 */
export function findLonelyCompanions(
  { seatMap, numbering }: SeatLayout,
  seatNos: readonly number[],
): LonelyCompanions | null {
  const wheelchairs = new Map<number, number>();
  const companions = new Map<number, number[]>();
  for (const seatNo of seatNos) {
    const index = numbering.indexOf(seatNo);
    const bits = seatMap.featureBits[index] ?? 0;
    if (!isReservedForAccess(bits)) continue;
    const section = sectionOf(seatMap, index);
    if (bits & ACCESSIBLE) wheelchairs.set(section, (wheelchairs.get(section) ?? 0) + 1);
    else companions.set(section, [...(companions.get(section) ?? []), seatNo]);
  }
  for (const [section, found] of companions) {
    const companionsMax = (wheelchairs.get(section) ?? 0) * COMPANIONS_PER_PLACE_MAX;
    if (found.length > companionsMax) return { seatNos: found, companionsMax };
  }
  return null;
}

const sectionOf = ({ sections }: SeatMap, index: number): number => sections.findIndex(({ to }) => index < to);

const reservedIndexes = new WeakMap<SeatMap, readonly number[]>();

/** The indexes of all such seats of a map, which never changes. */
export function reservedIndexesOf(seatMap: SeatMap): readonly number[] {
  const known = reservedIndexes.get(seatMap);
  if (known !== undefined) return known;
  const indexes: number[] = [];
  for (const [index, bits] of seatMap.featureBits.entries()) if (isReservedForAccess(bits)) indexes.push(index);
  reservedIndexes.set(seatMap, indexes);
  return indexes;
}
