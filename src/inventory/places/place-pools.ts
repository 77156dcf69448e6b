import type { SaleTerms } from '../../catalog';
import { BoundedCache, badUserInput } from '../../platform';
import { bitOf } from '../../seating';
import type { SeatLayout } from '../seat-map/seat-layouts';

/** Places whose numbers in the ledger follow each other, at one price. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly priceMinor: number;
}

/** The places without numbers of a section, or of one of its areas, at the prices of one version of the terms of sale. */
export interface PlacePool {
  readonly key: string;
  readonly showId: string;
  /** Ascending. */
  readonly stretches: readonly Stretch[];
  readonly priceMinorMax: number;
}

export interface PoolWish {
  readonly section: string;
  readonly area: string | null;
  /** Whether accessible areas are like all others. Until then they are chosen by their name alone, if there are others. */
  readonly isReleased: boolean;
}

const ACCESSIBLE = bitOf('ACCESSIBLE');
const POOLS_KEPT_MAX = 1000;

/** The pools of places that buyers ask for. Terms of sale and maps never change under their version, so they are kept. */
export class PlacePools {
  private readonly pools = new BoundedCache<PlacePool>(POOLS_KEPT_MAX, () => 1);

  /** @throws BAD_USER_INPUT for a section or an area that the map does not have, and for a section of numbered seats */
  of(terms: SaleTerms, layout: SeatLayout, wish: PoolWish): Promise<PlacePool> {
    const { section, area, isReleased } = wish;
    const key = JSON.stringify([terms.showId, terms.termsVersion, section, area, isReleased]);
    return this.pools.get(key, async () => poolOf(key, terms, layout, wish));
  }
}

function poolOf(key: string, terms: SaleTerms, { seatMap, numbering }: SeatLayout, wish: PoolWish): PlacePool {
  const { section, area } = wish;
  const areas = seatMap.standingAreas.filter((standing) => standing.section === section);
  if (areas.length === 0) {
    throw badUserInput(
      seatMap.sections.some(({ name }) => name === section)
        ? `The seats of section ${JSON.stringify(section)} have numbers. Hold them with "holdSeats".`
        : `There is no section ${JSON.stringify(section)}. "Show.sections" lists them.`,
    );
  }
  const general = wish.isReleased
    ? areas
    : areas.filter(({ from }) => !((seatMap.featureBits[from] ?? 0) & ACCESSIBLE));
  const unnamed = general.length > 0 ? general : areas;
  const wanted = area === null ? unnamed : areas.filter(({ name }) => name === area);
  if (wanted.length === 0) {
    const names = areas.map(({ name }) => JSON.stringify(name)).join(', ');
    throw badUserInput(
      `Section ${JSON.stringify(section)} has no area ${JSON.stringify(area)}. Its areas are ${names}.`,
    );
  }
  const stretches = wanted.flatMap(({ from, to }) => {
    // All places of an area are in one zone.
    const priceMinor = terms.tiers.get(seatMap.zones[seatMap.zoneOf(from)] ?? '')?.amountMinor ?? 0;
    return stretchesOf(from, to, (index) => numbering.seatNoAt(index)).map((stretch) => ({ ...stretch, priceMinor }));
  });
  stretches.sort((a, b) => a.first - b.first);
  return {
    key,
    showId: terms.showId,
    stretches,
    priceMinorMax: Math.max(...stretches.map(({ priceMinor }) => priceMinor)),
  };
}

/** The numbers of the indexes, as runs without gaps: one where the map was never replaced. */
function stretchesOf(from: number, to: number, seatNoAt: (index: number) => number): { first: number; last: number }[] {
  const seatNos: number[] = [];
  for (let index = from; index < to; index += 1) seatNos.push(seatNoAt(index));
  seatNos.sort((a, b) => a - b);
  const runs: { first: number; last: number }[] = [];
  for (const seatNo of seatNos) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === seatNo - 1) run.last = seatNo;
    else runs.push({ first: seatNo, last: seatNo });
  }
  return runs;
}

/** The same places, beginning with number `from`, so that a search passes the sold ones last. */
export function rotated(stretches: readonly Stretch[], from: number): Stretch[] {
  const [later, earlier]: [Stretch[], Stretch[]] = [[], []];
  for (const stretch of stretches) {
    if (stretch.last >= from) later.push({ ...stretch, first: Math.max(stretch.first, from) });
    if (stretch.first < from) earlier.push({ ...stretch, last: Math.min(stretch.last, from - 1) });
  }
  return [...later, ...earlier];
}
