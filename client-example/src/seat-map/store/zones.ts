import type { AvailabilityCounts } from './availability-counts';
import type { Geometry } from './geometry';

/** What `Show.priceTiers` says of a zone of the map. */
export interface PriceTier {
  readonly zone: string;
  readonly name: string;
  readonly price: { readonly amountMinor: number; readonly currency: string };
}

/** A price of the legend. `number` counts from 1, dearest first, and names its colour: `--seat-free-zone-1`. */
export interface Zone {
  readonly name: string;
  /** Which zone of the map it is. Its place in the legend may change with the prices; this one never does. */
  readonly mapZone: number;
  readonly color: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly available: number;
}

const COLORS = 8;

/** The zones that have a price, dearest first, and for each zone of the map its place among them or -1. */
export class PricedZones {
  readonly ofMapZone: Int8Array;
  private readonly tiers: readonly (PriceTier & { readonly mapZone: number })[];

  constructor(geometry: Geometry, priceTiers: readonly PriceTier[]) {
    this.tiers = priceTiers
      .map((tier) => ({ ...tier, mapZone: geometry.zoneNames.indexOf(tier.zone) }))
      .filter(({ mapZone }) => mapZone >= 0)
      .sort((a, b) => b.price.amountMinor - a.price.amountMinor || a.mapZone - b.mapZone);
    this.ofMapZone = new Int8Array(geometry.zoneNames.length).fill(-1);
    this.tiers.forEach(({ mapZone }, place) => {
      this.ofMapZone[mapZone] = place;
    });
  }

  withCounts(counts: AvailabilityCounts): readonly Zone[] {
    return this.tiers.map(({ name, price, mapZone }, place) => ({
      name,
      mapZone,
      color: `var(${zoneColorProperty(place)})`,
      priceMinor: price.amountMinor,
      currency: price.currency,
      available: counts.byZone[mapZone] ?? 0,
    }));
  }

  isLike({ tiers }: PricedZones): boolean {
    return JSON.stringify(tiers) === JSON.stringify(this.tiers);
  }

  /** The place of the cheapest zone that has a free seat in this section, or -1. Dearest come first, so it is the last. */
  cheapestIn(section: number, counts: AvailabilityCounts, visible: ReadonlySet<number> | null): number {
    for (let place = this.tiers.length - 1; place >= 0; place -= 1) {
      if (visible !== null && !visible.has(place)) continue;
      if (counts.inSection(section, this.tiers[place]?.mapZone ?? 0) > 0) return place;
    }
    return -1;
  }

  /** Free seats of a section in the visible zones. */
  freeIn(section: number, counts: AvailabilityCounts, visible: ReadonlySet<number> | null): number {
    if (visible === null) return counts.bySection[section] ?? 0;
    let free = 0;
    for (const place of visible) free += counts.inSection(section, this.tiers[place]?.mapZone ?? 0);
    return free;
  }
}

/** A map with more than eight prices gives the cheapest ones one colour. */
export const zoneColorProperty = (place: number): string => `--seat-free-zone-${Math.min(place, COLORS - 1) + 1}`;
