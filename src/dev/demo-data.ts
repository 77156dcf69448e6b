/**
 * Fills a database with demo data: the events of `demo-catalog.ts`, with shows around the present moment.
 *
 * The ids of venues, events and shows follow from their names and from the edition, and every step may run twice: a
 * start continues where an interrupted one stopped.
 */
import { v5 } from 'uuid';
import { type Catalog, HOLD_SECONDS_DEFAULT, type NewShow } from '../catalog';
import type { Checkout } from '../checkout';
import type { Inventory } from '../inventory';
import { type Platform, statement } from '../platform';
import type { Seating } from '../seating';
import type { WaitingRoom } from '../waiting-room';
import { demoEvents, demoVenues } from './demo-catalog';
import type { DemoCase, DemoEvent, DemoShow, DemoVenue } from './demo-plan';
import { generateVenueMap, type VenueKind } from './venues/generate-venue-map';

type Progress = (line: string) => void;

/** What the demo data is loaded into: an open app. */
export interface DemoTarget {
  readonly platform: Pick<Platform, 'database' | 'clock'>;
  readonly modules: {
    readonly catalog: Catalog;
    readonly seating: Seating;
    readonly inventory: Inventory;
    readonly waitingRoom: WaitingRoom;
    readonly checkout: Checkout;
  };
}

const NAMESPACE = '6f1d9c1e-50a4-4d8a-9f5b-0b7a86c1c2d3';
/** The edition that the default start loads. */
const FIRST = 'first';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const AT_ONCE = 3;

/** Share of the highest price, from the first zone of a map to its last. */
const PRICE_PARTS = [1, 0.78, 0.6, 0.46, 0.34, 0.24];

const readState = statement(
  'demo_read_state',
  `select exists (select from event) as "hasEvents",
          count(*)::int as shows,
          count(seats_total)::int as counted
     from show
    where id = any($1::uuid[])`,
);

const venueIdOf = ({ name }: DemoVenue) => v5(`venue ${name}`, NAMESPACE);
const eventIdOf = ({ name }: DemoEvent) => v5(`event ${name}`, NAMESPACE);
const showIdOf = (edition: string, event: DemoEvent, index: number) =>
  v5(`show ${edition} ${event.name} ${index}`, NAMESPACE);

interface PublishedMap {
  readonly version: string;
  readonly seatCount: number;
  /** Most expensive first. */
  readonly zones: readonly string[];
}

/** Loads the first edition where there is no event yet, or where an earlier start did not finish it. */
export async function seedEmpty(app: DemoTarget, progress: Progress): Promise<void> {
  const showIds = demoEvents.flatMap((event) => event.shows.map((_, index) => showIdOf(FIRST, event, index)));
  const [state] = await app.platform.database.run<{ hasEvents: boolean; shows: number; counted: number }>(readState, [
    showIds,
  ]);
  if (state === undefined) return;
  const isUnfinished = state.shows > 0 && state.counted < state.shows;
  if (!state.hasEvents || isUnfinished) await seedDemo(app, FIRST, progress);
}

/** Loads one edition: the same venues and events as every edition, with shows of its own. */
export async function seedDemo(
  app: DemoTarget,
  edition: string,
  progress: Progress,
  events: readonly DemoEvent[] = demoEvents,
): Promise<void> {
  const { database, clock } = app.platform;
  const { catalog, seating, inventory, waitingRoom, checkout } = app.modules;
  progress('Loading the demo data: seat maps of five sizes, and the seats of each show');

  const names = new Set(events.flatMap(({ shows }) => shows.map(({ venue }) => venue)));
  const venues = demoVenues.filter(({ name }) => names.has(name));
  const plans = new Map(venues.map((venue) => [mapNameOf(venue), venue.kind]));
  const maps = new Map<string, PublishedMap>();
  // One after the other: to generate, check and pack a large map blocks the process, and on a slow machine several in
  // a row would make the opening of a connection exceed its time limit, although the database answered at once.
  for (const [index, [name, kind]] of [...plans].entries()) maps.set(name, await publish(kind, index, name));
  const mapOf = (venue: DemoVenue) => required(maps.get(mapNameOf(venue)));
  const now = clock.now();
  const planned = events.flatMap((event) =>
    event.shows.map((plan, index) => {
      const venue = required(venues.find(({ name }) => name === plan.venue));
      const map = mapOf(venue);
      return { plan, map, show: showOf(showIdOf(edition, event, index), event, plan, venue, map, now) };
    }),
  );
  await database.transaction(async (transaction) => {
    await catalog.insertVenues(
      transaction,
      venues.map((venue) => ({
        ...venue,
        venueId: venueIdOf(venue),
        capacity: mapOf(venue).seatCount,
        organizerId: null,
      })),
    );
    await catalog.insertEvents(
      transaction,
      events.map((event) => ({ ...event, eventId: eventIdOf(event), organizerId: null })),
    );
    await catalog.insertShows(
      transaction,
      planned.map(({ show }) => show),
    );
  });

  for (const { show, plan } of planned) {
    const settings = plan.is === undefined ? undefined : waitingRooms[plan.is];
    if (settings) await waitingRoom.configureWaitingRoom(show.showId, { active: true, ...settings });
  }

  // The largest first, so that none of them is left to run alone at the end.
  const bySize = planned.toSorted((a, b) => b.map.seatCount - a.map.seatCount);
  await each(bySize, async ({ show, plan, map }) => {
    await inventory.createShowSeats(show.showId);
    const parties = partiesOf(map.seatCount, soldShare(plan, map.seatCount), show);
    if (parties.length > 0)
      await checkout.issueComplimentary(
        { showId: show.showId, currency: show.currency, parties },
        { role: 'operator' },
      );
    // The count marks a show as finished. The background counter would write it a moment later, and a process that
    // ends before then would leave a finished show unmarked.
    await inventory.countSeatsLeft(show.showId);
  });
  const seatCount = planned.reduce((sum, { map }) => sum + map.seatCount, 0);
  progress(`Demo data loaded: ${events.length} events, ${planned.length} shows, ${seatCount} seats`);

  async function publish(kind: VenueKind, seed: number, name: string): Promise<PublishedMap> {
    const map = generateVenueMap(kind, seed, name);
    const published = await seating.publishSeatMap(map);
    if (published.kind !== 'SeatMapPublished') throw new Error(`The generated map ${name} is not valid`);
    const { version, seatCount } = published;
    return { version, seatCount, zones: map.zones.map((zone) => zone.name) };
  }
}

/** Large venues get a tenth of their sold share: selling it whole would make the first start slow. */
const soldShare = ({ sold = 0 }: DemoShow, seatCount: number): number => (seatCount > 10_000 ? sold / 10 : sold);

/** Groups of adjacent seats, each at most as large as one buyer may have, for about this share; the same in every run. */
function partiesOf(seatCount: number, share: number, { showId, seatsPerBuyerMax }: NewShow): number[][] {
  let state = Number.parseInt(showId.slice(0, 8), 16);
  const roll = (below: number) => {
    // The constants of a common linear congruential generator; nothing here has to be secret.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const parties: number[][] = [];
  for (let seatNo = 0; seatNo < seatCount; ) {
    const size = Math.min(1 + roll(seatsPerBuyerMax), seatCount - seatNo);
    if (roll(1000) < share * 1000) parties.push(Array.from({ length: size }, (_, seat) => seatNo + seat));
    seatNo += size;
  }
  return parties;
}

/** The three arenas share one map: to check and pack a large map takes a good part of a second. */
const mapNameOf = ({ kind, name }: DemoVenue): string => (kind === 'arena' ? 'Arena' : name);

const waitingRooms: { readonly [Case in DemoCase]?: { admissionsPerMinute: number; shopSize: number } } = {
  waitingRoom: { admissionsPerMinute: 120, shopSize: 20 },
  opensSoon: { admissionsPerMinute: 600, shopSize: 300 },
};

function showOf(
  showId: string,
  event: DemoEvent,
  plan: DemoShow,
  venue: DemoVenue,
  { version, zones }: PublishedMap,
  now: Date,
): NewShow {
  const startsAt = instantOf(now, plan.day, plan.hour, venue.timeZone);
  const before = (ms: number) => new Date(startsAt.getTime() - ms);
  const opensInMs = plan.is === 'opensSoon' ? 2 * MINUTE_MS : plan.is === 'announced' ? 21 * DAY_MS : -7 * DAY_MS;
  return {
    showId,
    eventId: eventIdOf(event),
    venueId: venueIdOf(venue),
    seatMapVersion: version,
    startsAt,
    doorsAt: before(venue.kind.startsWith('stadium') ? 2 * HOUR_MS : HOUR_MS),
    salesOpenAt: new Date(now.getTime() + opensInMs),
    salesCloseAt: before(HOUR_MS / 2),
    refundUntil: before(2 * DAY_MS),
    currency: event.currency,
    seatsPerBuyerMax: event.seatsPerBuyerMax,
    holdSeconds: plan.is === 'shortHolds' ? 15 : HOLD_SECONDS_DEFAULT,
    salesPaused: plan.is === 'paused',
    cancelledAt: plan.is === 'cancelled' ? new Date(now.getTime() - DAY_MS) : null,
    organizerId: null,
    priceTiers: zones.map((zone, index) => ({
      zone,
      name: zone,
      // Whole units, as on a poster.
      amountMinor: Math.round((event.priceMaxMinor * (PRICE_PARTS[index] ?? 0.2)) / 100) * 100,
    })),
  };
}

/** Does the work for each, a few at a time: while one waits for the database or a compressor, another goes on. */
async function each<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const left = items.entries();
  const worker = async () => {
    // The workers share one iterator, so each item is processed once.
    for (const [index, item] of left) await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Every show of the demo data names one of its venues, and each venue has a map. */
function required<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('The demo data names a venue that it does not have');
  return found;
}

/** The instant of this hour in the time zone, so many days from now. */
function instantOf(now: Date, days: number, hour: number, timeZone: string): Date {
  const wallClock = (instant: Date): number => {
    // Swedish writes a date as ISO 8601 does.
    const text = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
    return Date.parse(`${text.replace(' ', 'T')}Z`);
  };
  const day = new Date(now.getTime() + days * DAY_MS);
  const wanted = Math.floor(wallClock(day) / DAY_MS) * DAY_MS + hour * HOUR_MS;
  const offset = wallClock(new Date(wanted)) - wanted;
  return new Date(wanted - offset);
}
