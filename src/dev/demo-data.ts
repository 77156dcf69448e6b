/**
 * Fills a database with demo data: the events of `demo-catalog.ts`, with shows around the present moment.
 *
 * A show appears with its venue, its event, its seats and its sold tickets in one transaction, so that each that is
 * listed can be opened. The first of them are what the first page needs; the service is ready then, and the others
 * follow, from small venues to large ones. The ids follow from the names and from the edition, and every step may run
 * twice, or in two processes at once: a start continues where an interrupted one stopped.
 */
import { v5 } from 'uuid';
import type { Catalog } from '../catalog';
import type { Checkout } from '../checkout';
import type { Inventory } from '../inventory';
import { type Platform, statement } from '../platform';
import type { Seating } from '../seating';
import type { WaitingRoom } from '../waiting-room';
import { demoEvents } from './demo-catalog';
import { firstPageMaps, isOnFirstPage, type PlannedMap, type PlannedShow, planMaps } from './demo-maps';
import type { DemoEvent, DemoVenue } from './demo-plan';
import { type PublishedMap, partiesOf, showOf, soldShare, waitingRooms } from './demo-show';
import { type PackedMap, readPackedMaps, zonesOf } from './packed-maps';
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

export interface SeedOptions {
  /** Called once, when the first page has shows that can be bought. */
  readonly onFirstPage?: () => void;
  /** Ends the loading after the show that is being loaded. The next start continues. */
  readonly signal?: AbortSignal;
}

const NAMESPACE = '6f1d9c1e-50a4-4d8a-9f5b-0b7a86c1c2d3';
/** The edition that the default start loads. */
const FIRST = 'first';
/** Maps of these are prepared by a thread: they would stop the answers to those who are there by then. */
const LARGE: readonly VenueKind[] = ['arena', 'stadium-50000', 'stadium-80000'];
/** While one waits for the database or a thread, another goes on. */
const AT_ONCE = 2;

const readState = statement(
  'demo_read_state',
  `select exists (select from event) as "hasEvents", count(*)::int as shows
     from show
    where id = any($1::uuid[])`,
);

/** Until the end of the transaction nobody else adds this show. $1 show */
const lockShow = statement('demo_lock_show', 'select pg_advisory_xact_lock(hashtextextended($1, 0))');
/**
 * Connections keep the plans of their statements. Those that were made for the few seats of the first shows read all seats
 * for each one that is sold: a stadium would take longer than a statement may.
 */
const renewPlans = statement('demo_renew_plans', 'analyze show_seat, seat_hold, buyer_allowance, ticket_order');
const findShow = statement('demo_find_show', 'select id from show where id = $1::uuid');

const venueIdOf = ({ name }: DemoVenue) => v5(`venue ${name}`, NAMESPACE);
const eventIdOf = ({ name }: DemoEvent) => v5(`event ${name}`, NAMESPACE);
const showIdOf = (edition: string, event: DemoEvent, index: number) =>
  v5(`show ${edition} ${event.name} ${index}`, NAMESPACE);

/** Loads the first edition where there is no event yet, or where an earlier start did not finish it. */
export async function seedEmpty(app: DemoTarget, progress: Progress, options: SeedOptions = {}): Promise<void> {
  const showIds = demoEvents.flatMap((event) => event.shows.map((_, index) => showIdOf(FIRST, event, index)));
  const [state] = await app.platform.database.run<{ hasEvents: boolean; shows: number }>(readState, [showIds]);
  if (state === undefined) return;
  const isUnfinished = state.shows > 0 && state.shows < showIds.length;
  if (!state.hasEvents || isUnfinished) await seedDemo(app, FIRST, progress, demoEvents, options);
}

/** Loads one edition: the same venues and events as every edition, with shows of its own. */
export async function seedDemo(
  app: DemoTarget,
  edition: string,
  progress: Progress,
  events: readonly DemoEvent[] = demoEvents,
  { onFirstPage = () => undefined, signal }: SeedOptions = {},
): Promise<void> {
  progress('Loading the demo data: seat maps of five sizes, and the seats of each show');
  const maps = planMaps(events);
  const packed = await readPackedMaps();
  let seats = 0;
  const published = new Map<PlannedMap, PublishedMap>();
  const load = async (planned: PlannedMap, isWanted: (show: PlannedShow) => boolean) => {
    const map = published.get(planned) ?? (await publish(app, planned, packed.get(planned.name)));
    published.set(planned, map);
    for (const show of planned.shows.filter(isWanted)) {
      if (signal?.aborted) return;
      await addShow(app, showIdOf(edition, show.event, show.index), show, map);
      seats += map.seatCount;
    }
  };
  const first = firstPageMaps(maps);
  await each(first, (planned) => load(planned, isOnFirstPage));
  onFirstPage();
  await app.platform.database.run(renewPlans);
  await each(maps, (planned) => load(planned, (show) => !(first.includes(planned) && isOnFirstPage(show))));
  if (signal?.aborted) return;
  const shows = maps.reduce((sum, planned) => sum + planned.shows.length, 0);
  progress(`Demo data loaded: ${events.length} events, ${shows} shows, ${seats} seats`);
}

async function publish(
  { modules }: DemoTarget,
  { kind, seed, name }: PlannedMap,
  packed: PackedMap | undefined,
): Promise<PublishedMap> {
  const { seating } = modules;
  if (packed !== undefined) {
    await seating.storePreparedSeatMap(packed.map);
    const { version, seatCount } = packed.map;
    return { version, seatCount, zones: packed.zones };
  }
  const map = generateVenueMap(kind, seed, name);
  const published = LARGE.includes(kind) ? await seating.publishSeatMapAside(map) : await seating.publishSeatMap(map);
  if (published.kind !== 'SeatMapPublished') throw new Error(`The generated map ${name} is not valid`);
  const { version, seatCount } = published;
  return { version, seatCount, zones: zonesOf(map) };
}

/** Adds a show with all that belongs to it, unless it is there. */
async function addShow(
  { platform, modules }: DemoTarget,
  showId: string,
  { event, plan, venue }: PlannedShow,
  map: PublishedMap,
): Promise<void> {
  const { catalog, inventory, waitingRoom, checkout } = modules;
  const { seatCount } = map;
  const [eventId, venueId] = [eventIdOf(event), venueIdOf(venue)];
  await platform.database.transaction(async (transaction) => {
    await transaction.run(lockShow, [showId]);
    if ((await transaction.run(findShow, [showId])).length > 0) return;
    await catalog.insertVenues(transaction, [{ ...venue, venueId, capacity: seatCount, organizerId: null }]);
    await catalog.insertEvents(transaction, [{ ...event, eventId, organizerId: null }]);
    const show = showOf({ showId, eventId, venueId }, event, plan, venue, map, platform.clock.now());
    await catalog.insertShow(transaction, show);
    const parties = partiesOf(seatCount, soldShare(plan, seatCount), show);
    if (parties.length === 0) return;
    const given = { showId, currency: show.currency, parties };
    const sold = await checkout.issueComplimentary(given, { role: 'operator' }, transaction);
    // Lists show what was counted last, and nobody counts again before the next sale.
    const left = sold.reduce((rest, { seatNos }) => rest - seatNos.length, seatCount);
    await catalog.recordSeatsLeft([{ showId, total: seatCount, left }], transaction);
  });
  inventory.noteChanged(showId);
  const settings = plan.is === undefined ? undefined : waitingRooms[plan.is];
  if (settings) await waitingRoom.configureWaitingRoom(showId, { active: true, ...settings });
}

/** Does the work for each, a few at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    // The workers share one iterator, so each item is processed once.
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
