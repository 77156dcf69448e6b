import type { SaleTerms } from '../../catalog';
import type { Money } from '../../platform';
import { findBlocks, largestTogether } from './find-blocks';
import type { FreeSeats } from './free-seats';
import { isInSections, type SeatWishes, takes } from './seat-wishes';

export interface NoSuchSeatsOutcome {
  readonly kind: 'NoSuchSeats';
  readonly message: string;
  readonly largestTogether: number;
  /** The least price of a free seat in the wanted sections and zones; null where there is none. */
  readonly cheapest: Money | null;
  /** Sections, of any zone and price, where the party would sit side by side. */
  readonly sectionsThatFit: readonly string[];
}

const SECTIONS_NAMED_MAX = 10;

/** Says what there is in place of the seats that there are not. `free` is null for a show whose seats are not known. */
export function noSuchSeats(free: FreeSeats | null, terms: SaleTerms, wishes: SeatWishes): NoSuchSeatsOutcome {
  if (free === null) return outcome(0, null, []);
  free.update();
  const largest = largestTogether(free, wishes);
  return outcome(largest, cheapestOf(free, terms, wishes), sectionsThatFit(free, wishes), wishes.quantity);
}

function outcome(
  largest: number,
  cheapest: Money | null,
  sections: readonly string[],
  quantity = 0,
): NoSuchSeatsOutcome {
  const message =
    largest === 0
      ? 'There are no free seats that fit these wishes.'
      : largest < quantity
        ? `There are no seats for ${quantity} that fit these wishes. ${largest} could sit side by side.`
        : 'No seats that fit these wishes could be held at this moment.';
  return { kind: 'NoSuchSeats', message, largestTogether: largest, cheapest, sectionsThatFit: sections };
}

function cheapestOf(free: FreeSeats, { tiers, currency }: SaleTerms, wishes: SeatWishes): Money | null {
  const { segments } = free;
  const { zones, zoneNumbers } = segments.seatMap;
  const mayTake = takes(free, { ...wishes, zones: wishes.wantedZones });
  const zoneHasSeat = new Uint8Array(zones.length);
  for (let segment = 0; segment < segments.count; segment += 1) {
    if (free.freeCount[segment] === 0 || !isInSections(free, wishes, segment)) continue;
    for (let index = segments.from[segment] ?? 0; index < (segments.to[segment] ?? 0); index += 1)
      if (zoneHasSeat[zoneNumbers[index] ?? 0] === 0 && mayTake(index)) zoneHasSeat[zoneNumbers[index] ?? 0] = 1;
  }
  const prices = zones.flatMap((zone, index) => (zoneHasSeat[index] === 1 ? (tiers.get(zone)?.amountMinor ?? []) : []));
  return prices.length === 0 ? null : { amountMinor: Math.min(...prices), currency };
}

function sectionsThatFit(free: FreeSeats, wishes: SeatWishes): string[] {
  const { sections } = free.segments.seatMap;
  const names: string[] = [];
  for (const [section, { name }] of sections.entries()) {
    if (names.length === SECTIONS_NAMED_MAX) break;
    const only = Uint8Array.from(sections, (_, index) => (index === section ? 1 : 0));
    const anywhere = { ...wishes, sections: only, zones: null, near: null };
    if (findBlocks(free, anywhere, wishes.quantity).best !== null) names.push(name);
  }
  return names;
}
