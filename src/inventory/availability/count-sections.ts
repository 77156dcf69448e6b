import type { SaleTerms } from '../../catalog';
import type { SeatMap } from '../../seating';
import type { AreaAvailability, SectionAvailability } from '../api/seats.graphql';

const AVAILABLE = 'A'.charCodeAt(0);

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is left of each section, and of its standing areas. `statuses` are in map order. */
export function countSections(
  seatMap: SeatMap,
  statuses: string,
  { currency, tiers }: Pick<SaleTerms, 'currency'> & { readonly tiers: SaleTerms['tiers'] | undefined },
): SectionAvailability[] {
  const prices = seatMap.zones.map((zone) => tiers?.get(zone)?.amountMinor ?? null);
  const money = (amountMinor: number) => ({ amountMinor, currency });
  const countLeft = ({ from, to }: Range): number => {
    let count = 0;
    for (let index = from; index < to; index += 1) if (statuses.charCodeAt(index) === AVAILABLE) count += 1;
    return count;
  };
  const areas = new Map<string, AreaAvailability[]>();
  for (const { section, name, from, to } of seatMap.standingAreas) {
    const price = prices[seatMap.zoneOf(from)] ?? null;
    const area: AreaAvailability = {
      area: name,
      placeCount: to - from,
      placesLeft: countLeft({ from, to }),
      price: price === null ? null : money(price),
    };
    areas.set(section, [...(areas.get(section) ?? []), area]);
  }
  return seatMap.sections.map((section) => {
    let [min, max] = [Number.POSITIVE_INFINITY, 0];
    for (let index = section.from; index < section.to; index += 1) {
      const price = prices[seatMap.zoneOf(index)];
      if (price == null) continue;
      if (price < min) min = price;
      if (price > max) max = price;
    }
    const areasOfSection = areas.get(section.name) ?? [];
    return {
      section: section.name,
      seatCount: section.to - section.from,
      availableCount: countLeft(section),
      priceMin: money(Number.isFinite(min) ? min : 0),
      priceMax: money(max),
      areas: areasOfSection,
      placesLeft:
        areasOfSection.length === 0 ? null : areasOfSection.reduce((sum, { placesLeft }) => sum + placesLeft, 0),
    };
  });
}
