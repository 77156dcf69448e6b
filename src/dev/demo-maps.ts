/** The seat maps of the demo data, and what is played on each. */
import { demoVenues } from './demo-catalog';
import type { DemoEvent, DemoShow, DemoVenue } from './demo-plan';
import type { VenueKind } from './venues/generate-venue-map';

/** From the smallest venue to the largest. */
const KINDS: readonly VenueKind[] = ['theatre', 'hall', 'arena', 'stadium-50000', 'stadium-80000'];
/** Two theatres. */
const FIRST_PAGE_MAPS = 2;

export interface PlannedShow {
  readonly event: DemoEvent;
  /** The place of the show among those of its event. */
  readonly index: number;
  readonly plan: DemoShow;
  readonly venue: DemoVenue;
}

/** A map, and the shows that are played on it. */
export interface PlannedMap {
  readonly name: string;
  readonly kind: VenueKind;
  /** The number of the map in the catalog. It decides what the map looks like. */
  readonly seed: number;
  readonly shows: readonly PlannedShow[];
}

/** The maps on which these events are played, small ones first. */
export function planMaps(events: readonly DemoEvent[]): readonly PlannedMap[] {
  const shows = events.flatMap((event) =>
    event.shows.map((plan, index) => {
      const venue = demoVenues.find(({ name }) => name === plan.venue);
      if (venue === undefined) throw new Error(`The demo data has no venue ${plan.venue}`);
      return { event, index, plan, venue };
    }),
  );
  const names = [...new Set(demoVenues.map(mapNameOf))];
  const maps = names.map((name, seed) => {
    const played = shows.filter(({ venue }) => mapNameOf(venue) === name);
    return { name, seed, shows: played, kind: played[0]?.venue.kind ?? 'theatre' };
  });
  return maps
    .filter(({ shows: played }) => played.length > 0)
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/** The three arenas share one map. */
const mapNameOf = ({ kind, name }: DemoVenue): string => (kind === 'arena' ? 'Arena' : name);

export const firstPageMaps = (maps: readonly PlannedMap[]): readonly PlannedMap[] => maps.slice(0, FIRST_PAGE_MAPS);

/** The first show of each event on the maps of the first page, if its tickets can be bought. */
export const isOnFirstPage = ({ index, plan }: PlannedShow): boolean => index === 0 && plan.is !== 'soldOut';
