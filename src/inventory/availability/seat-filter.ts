import type { SaleTerms } from '../../catalog';
import { badUserInput } from '../../platform';
import { type SeatFeature, type SeatMap, seatFeatures } from '../../seating';
import { type SeatCode, type SeatStatus, seatCodes } from '../ledger/seat-status';

/** What a client asks for. An absent list does not restrict; an empty one matches nothing, except of features. */
export interface SeatWishes {
  readonly indexes?: readonly number[] | null;
  readonly sections?: readonly string[] | null;
  readonly statuses?: readonly SeatStatus[] | null;
  readonly features?: readonly SeatFeature[] | null;
  readonly priceMinorMax?: number | null;
}

/** The longest lists that a filter may have. A value twice in a list has no use, so an enum's list is as long as it. */
export const SECTIONS_PER_FILTER_MAX = 500;
/** As many as one buyer may hold of a show. */
export const INDEXES_PER_FILTER_MAX = 100;
const STATUSES_PER_FILTER_MAX = 5;
const FEATURES_PER_FILTER_MAX = seatFeatures.length;

/** Finds the seats that fit. All that depends on the wishes is worked out once; a seat costs a few array reads. */
export interface SeatFilter {
  /** The index of the first seat from `from` on that fits, or `seatMap.seatCount`. `statuses` are in map order. */
  next(from: number, statuses: string): number;
}

/** @throws BAD_USER_INPUT for a list that is too long, and for sections that the map does not have */
export function seatFilter(seatMap: SeatMap, terms: SaleTerms | null, wishes: SeatWishes): SeatFilter {
  const { indexes, sections, statuses, features, priceMinorMax } = wishes;
  refuseLongList('indexes', indexes, INDEXES_PER_FILTER_MAX);
  refuseLongList('sections', sections, SECTIONS_PER_FILTER_MAX);
  refuseLongList('statuses', statuses, STATUSES_PER_FILTER_MAX);
  refuseLongList('features', features, FEATURES_PER_FILTER_MAX);
  const inSections = rangesOf(seatMap, sections ?? null);
  const ranges = indexes == null ? inSections : singleSeats(inSections, indexes);
  const codes = statuses == null ? null : charCodesOf(statuses.map((status) => seatCodes[status]));
  const bits = (features ?? []).reduce((all, feature) => all | (1 << seatFeatures.indexOf(feature)), 0);
  const zoneFits = Uint8Array.from(seatMap.zones, (zone) =>
    (terms?.tiers.get(zone)?.amountMinor ?? 0) <= (priceMinorMax ?? Number.POSITIVE_INFINITY) ? 1 : 0,
  );
  const { featureBits, zoneNumbers, seatCount } = seatMap;
  return {
    next(from, statusesNow) {
      for (const range of ranges) {
        for (let index = Math.max(from, range.from); index < range.to; index += 1) {
          if (
            ((featureBits[index] ?? 0) & bits) === bits &&
            zoneFits[zoneNumbers[index] ?? 0] === 1 &&
            (codes === null || codes[statusesNow.charCodeAt(index)] === 1)
          )
            return index;
        }
      }
      return seatCount;
    },
  };
}

interface SeatRange {
  readonly from: number;
  readonly to: number;
}

/** A range for each seat that the ranges hold, in map order. An index that the map does not have matches nothing. */
function singleSeats(ranges: readonly SeatRange[], indexes: readonly number[]): readonly SeatRange[] {
  return [...new Set(indexes)]
    .filter((index) => ranges.some(({ from, to }) => index >= from && index < to))
    .sort((a, b) => a - b)
    .map((index) => ({ from: index, to: index + 1 }));
}

/** The seats to look at, in map order: sections follow each other in the map. */
function rangesOf(seatMap: SeatMap, sections: readonly string[] | null): readonly SeatRange[] {
  if (sections === null) return [{ from: 0, to: seatMap.seatCount }];
  const wanted = new Set(sections);
  const ranges = seatMap.sections.filter(({ name }) => wanted.has(name));
  const known = new Set(ranges.map(({ name }) => name));
  const unknown = [...wanted].filter((section) => !known.has(section));
  if (unknown.length > 0)
    throw badUserInput(`There are no such sections: ${unknown.join(', ')}. "Show.sections" lists them.`);
  return ranges;
}

function charCodesOf(codes: readonly SeatCode[]): Uint8Array {
  const wanted = new Uint8Array(128);
  for (const code of codes) wanted[code.charCodeAt(0)] = 1;
  return wanted;
}

function refuseLongList(name: string, list: readonly unknown[] | null | undefined, max: number): void {
  if (list != null && list.length > max) throw badUserInput(`"filter.${name}" may have at most ${max} entries.`);
}
