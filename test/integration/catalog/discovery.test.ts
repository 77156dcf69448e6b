import fc from 'fast-check';
import { encodeId, newId } from '../../../src/platform';
import type { SeatFeature, SeatMapDocument } from '../../../src/seating';
import { countStatements } from '../../support/count-statements';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const DAY_MS = 86_400_000;
const CITIES = ['Lyon', 'Köln', 'Suva', 'Longyearbyen', 'Quito'];
const CATEGORIES = ['Concert', 'Opera', 'Talk'];
const SORTS = ['DATE', 'DISTANCE', 'RELEVANCE', 'ON_SALE', 'PRICE', 'TRENDING'];
/** City centres: two are near the date line and a pole. */
const CENTRES: Record<string, [number, number]> = {
  Lyon: [45.76, 4.83],
  Köln: [50.94, 6.96],
  Suva: [-18.14, 179.9],
  Longyearbyen: [89.5, 15.6],
  Quito: [-0.18, -78.47],
};

interface VenueOf {
  venueId: string;
  city: string;
  latitude: number | null;
  longitude: number | null;
}
interface ShowOf {
  showId: string;
  eventId: string;
  venue: VenueOf;
  startsAt: Date;
  salesOpenAt: Date;
  price: number | null;
  left: number | null;
  currency: string;
  map: MapOf | null;
}
interface MapOf {
  seatMapVersion: string;
  features: readonly SeatFeature[];
}
interface EventOf {
  eventId: string;
  name: string;
  category: string;
}

const venues: VenueOf[] = [];
const events: EventOf[] = [];
const shows: ShowOf[] = [];
const maps: MapOf[] = [];
let seed = 7;
const random = () => {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
};
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const startMs = () => testApp.clock.now().getTime();

async function addEvents(count: number): Promise<void> {
  const { catalog } = testApp.app.modules;
  const added = Array.from({ length: count }, () => ({
    eventId: newId(),
    name: pick(['Golden Night', 'Silver Evening', 'Golden Morning', 'Harvest']),
    category: pick(CATEGORIES),
  }));
  const addedShows = added.flatMap(({ eventId }) =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, (): ShowOf => {
      const startsAt = new Date(
        Math.floor(startMs() / 3_600_000) * 3_600_000 + Math.floor(random() * 90 * 24) * 3_600_000 + 7_200_000,
      );
      return {
        ...{ showId: newId(), eventId, venue: pick(venues), startsAt },
        salesOpenAt: new Date(startsAt.getTime() - Math.floor(1 + random() * 20) * DAY_MS),
        price: random() < 0.1 ? null : Math.floor(random() * 25) * 1000,
        left: random() < 0.2 ? 0 : random() < 0.1 ? null : 5,
        currency: random() < 0.8 ? 'EUR' : 'GBP',
        map: random() < 0.2 ? null : pick(maps),
      };
    }),
  );
  await testApp.database.transaction(async (transaction) => {
    await catalog.insertEvents(
      transaction,
      added.map((event) => ({ ...event, description: null, performers: [], organizerId: null })),
    );
    await catalog.insertShows(
      transaction,
      addedShows.map(({ venue, price, left: _, map, ...show }) => ({
        ...show,
        venueId: venue.venueId,
        organizerId: null,
        seatMapVersion: map?.seatMapVersion ?? null,
        doorsAt: show.startsAt,
        salesCloseAt: show.startsAt,
        seatsPerBuyerMax: 8,
        holdSeconds: 600,
        priceTiers:
          price === null
            ? []
            : [
                { zone: 'A', name: 'A', amountMinor: price + 5000 },
                { zone: 'B', name: 'B', amountMinor: price },
              ],
      })),
    );
  });
  await catalog.recordSeatsLeft(
    addedShows.flatMap(({ showId, left }) => (left === null ? [] : [{ showId, total: 5, left }])),
  );
  events.push(...added);
  shows.push(...addedShows);
}

/** One seat, or a standing area, for each feature. */
function mapWith(features: readonly SeatFeature[]): SeatMapDocument {
  const [section] = plainSeatMap(1, 1 + features.length).sections;
  if (section === undefined) throw new Error('A map has a section');
  const ofSeats = features.filter((feature) => feature !== 'STANDING');
  return {
    ...plainSeatMap(1, 1),
    name: features.join(' '),
    sections: [
      {
        ...section,
        rows: (section.rows ?? []).map((row) => ({
          ...row,
          seats: row.seats.map((seat, index) => {
            const feature = ofSeats[index];
            // STANDING follows from a standing area, and is not set on seats.
            return feature === undefined ? seat : { ...seat, features: [feature as Exclude<SeatFeature, 'STANDING'>] };
          }),
        })),
        ...(features.includes('STANDING')
          ? {
              standing: [
                {
                  name: 'Pit',
                  capacity: 5,
                  zone: 'Standard',
                  shape: { kind: 'rectangle' as const, x: 0, y: 900, width: 600, height: 400 },
                },
              ],
            }
          : {}),
      },
    ],
  };
}

const FEATURES_OF_MAPS: readonly (readonly SeatFeature[])[] = [
  ['AISLE'],
  ['AISLE', 'ACCESSIBLE', 'COMPANION'],
  ['AISLE', 'ACCESSIBLE', 'HEARING_LOOP', 'NEAR_EXIT'],
  ['STANDING', 'ACCESSIBLE'],
];

beforeAll(async () => {
  for (const features of FEATURES_OF_MAPS) {
    const published = await testApp.app.modules.seating.publishSeatMap(mapWith(features));
    if (published.kind === 'SeatMapRefused') throw new Error(JSON.stringify(published));
    maps.push({ seatMapVersion: published.version, features });
  }
  for (let index = 0; index < 30; index += 1) {
    const city = pick(CITIES);
    const [latitude, longitude] = CENTRES[city] ?? [0, 0];
    const isPlaced = index % 7 !== 0;
    const east = longitude + (random() - 0.5) * 1.5;
    venues.push({
      venueId: newId(),
      city,
      latitude: isPlaced ? Math.min(90, latitude + (random() - 0.5)) : null,
      longitude: isPlaced ? (east > 180 ? east - 360 : east) : null,
    });
  }
  await testApp.app.modules.catalog.insertVenues(
    testApp.database,
    venues.map((venue, index) => ({
      ...venue,
      name: `${['Harbour', 'Golden'][index % 2]} Hall ${index}`,
      address: null,
      countryCode: 'FR',
      timeZone: 'Europe/Paris',
      capacity: 100,
      organizerId: null,
    })),
  );
  await addEvents(120);
  // Of a run that no page finds outdated: pages by TRENDING have a part that trends and a part that does not.
  await testApp.database.dataSource.query(
    `with run as (insert into trend_run (run_at) values (date_trunc('second', now() + interval '1 minute')) returning run_at)
     insert into event_trend (run_at, event_id, score)
     select run.run_at, e.id, 1 + e.n % 7 from run, unnest($1::uuid[]) with ordinality as e (id, n)`,
    [events.slice(0, 45).map(({ eventId }) => eventId)],
  );
});

interface Filter {
  city?: string;
  category?: string;
  month?: string;
  near?: { latitude: number; longitude: number; radiusKm: number };
  currency?: string;
  priceMinorMin?: number;
  priceMinorMax?: number;
  available?: boolean;
  onSaleFrom?: Date;
  onSaleBefore?: Date;
  startsBefore?: Date;
  text?: string;
  features?: SeatFeature[];
}

/** Vincenty's solution on the ellipsoid, which is exact to millimetres. */
function ellipsoidKm([la1, lo1]: readonly number[], [la2, lo2]: readonly number[]): number {
  const [a, f] = [6378.137, 1 / 298.257223563];
  const b = a * (1 - f);
  const rad = (degrees = 0) => (degrees * Math.PI) / 180;
  const [u1, u2] = [Math.atan((1 - f) * Math.tan(rad(la1))), Math.atan((1 - f) * Math.tan(rad(la2)))];
  const difference = rad((lo2 ?? 0) - (lo1 ?? 0));
  let lambda = difference;
  for (let round = 0; ; round += 1) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    );
    if (sinSigma === 0) return 0;
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
    const c2 = 1 - sinAlpha ** 2;
    const cm = c2 === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / c2;
    const C = (f / 16) * c2 * (4 + f * (4 - 3 * c2));
    const before = lambda;
    lambda = difference + (1 - C) * f * sinAlpha * (sigma + C * sinSigma * (cm + C * cosSigma * (-1 + 2 * cm ** 2)));
    if (Math.abs(lambda - before) > 1e-12 && round < 100) continue;
    const square = (c2 * (a ** 2 - b ** 2)) / b ** 2;
    const A = 1 + (square / 16_384) * (4096 + square * (-768 + square * (320 - 175 * square)));
    const B = (square / 1024) * (256 + square * (-128 + square * (74 - 47 * square)));
    const rest = (B / 6) * cm * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * cm ** 2);
    return b * A * (sigma - B * sinSigma * (cm + (B / 4) * (cosSigma * (-1 + 2 * cm ** 2) - rest)));
  }
}

function distanceTo(venue: VenueOf, near: NonNullable<Filter['near']>): number {
  if (venue.latitude === null || venue.longitude === null) return Number.POSITIVE_INFINITY;
  const key = `${near.latitude} ${near.longitude} ${venue.venueId}`;
  const known = distances.get(key);
  if (known !== undefined) return known;
  const km = ellipsoidKm([near.latitude, near.longitude], [venue.latitude, venue.longitude]);
  distances.set(key, km);
  return km;
}

const months = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit' });
const monthOf = (date: Date) => months.format(date);
const eventOf = (show: ShowOf) => events.find(({ eventId }) => eventId === show.eventId) as EventOf;
const distances = new Map<string, number>();

/** The shows that match, by the plainest way. */
function matching(filter: Filter, from: Date): ShowOf[] {
  return shows.filter((show) => {
    const price = show.price ?? Number.NaN;
    if (show.startsAt < from) return false;
    if (filter.startsBefore && show.startsAt >= filter.startsBefore) return false;
    if (filter.city && show.venue.city !== filter.city) return false;
    if (filter.category && eventOf(show).category !== filter.category) return false;
    if (filter.month && monthOf(show.startsAt) !== filter.month) return false;
    if (filter.currency && show.currency !== filter.currency) return false;
    if (filter.priceMinorMin !== undefined && !(price >= filter.priceMinorMin)) return false;
    if (filter.priceMinorMax !== undefined && !(price <= filter.priceMinorMax)) return false;
    if (filter.available && !(show.left !== null && show.left > 0)) return false;
    if (filter.onSaleFrom && show.salesOpenAt < filter.onSaleFrom) return false;
    if (filter.onSaleBefore && show.salesOpenAt >= filter.onSaleBefore) return false;
    if (!(filter.features ?? []).every((feature) => show.map?.features.includes(feature))) return false;
    if (filter.near && distanceTo(show.venue, filter.near) > filter.near.radiusKm) return false;
    if (filter.text) {
      const named = `${eventOf(show).name} ${shows
        .filter(({ eventId }) => eventId === show.eventId)
        .map(({ venue }) => (venues.indexOf(venue) % 2 === 1 ? 'Golden Hall' : 'Harbour Hall'))
        .join(' ')}`;
      if (!named.toLowerCase().includes(filter.text)) return false;
    }
    return true;
  });
}

/** No venue lies so near the edge of the radius that the tolerance would decide. */
const isClear = ({ near }: Filter) =>
  near === undefined || venues.every((venue) => Math.abs(distanceTo(venue, near) / near.radiusKm - 1) > 0.005);

const places = fc.constantFrom(
  ...Object.values(CENTRES),
  [90, 0] as [number, number],
  [-18, -179.9] as [number, number],
  [0, 0] as [number, number],
);
const filters: fc.Arbitrary<Filter> = fc
  .record(
    {
      city: fc.constantFrom(...CITIES),
      category: fc.constantFrom(...CATEGORIES),
      month: fc.nat({ max: 3 }).map((ahead) => monthOf(new Date(Date.now() + ahead * 30 * DAY_MS))),
      near: fc
        .tuple(places, fc.constantFrom(30, 60, 700, 5000, 12_000))
        .map(([[latitude, longitude], radiusKm]) => ({ latitude, longitude, radiusKm })),
      currency: fc.constantFrom('EUR', 'GBP'),
      priceMinorMin: fc.constantFrom(0, 4000, 12_000),
      priceMinorMax: fc.constantFrom(12_000, 20_000),
      available: fc.boolean(),
      onSaleBefore: fc.nat({ max: 60 }).map((days) => new Date(Date.now() + days * DAY_MS)),
      startsBefore: fc.integer({ min: 5, max: 90 }).map((days) => new Date(Date.now() + days * DAY_MS)),
      text: fc.constantFrom('golden', 'harvest', 'hall'),
      features: fc.uniqueArray(
        fc.constantFrom<SeatFeature>('AISLE', 'ACCESSIBLE', 'HEARING_LOOP', 'STANDING', 'TRANSFER_SEAT'),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  )
  .filter((filter) => Object.keys(filter).length <= 4);

const FACETS = `query ($filter: EventFilter) { events(first: 1, filter: $filter) { facets {
  categories { value count selected } cities { value count selected } months { value count selected }
  prices { priceMinorMin priceMinorMax count selected } available { count selected }
} } }`;
interface Counted {
  value: string;
  count: number;
  selected: boolean;
}
interface Facets {
  categories: Counted[];
  cities: Counted[];
  months: Counted[];
  prices: { priceMinorMin: number; priceMinorMax: number | null; count: number; selected: boolean }[];
  available: { count: number; selected: boolean };
}

function countBy(found: ShowOf[], valueOfShow: (show: ShowOf) => string | number): Record<string, number> {
  const byValue = new Map<string | number, Set<string>>();
  for (const show of found) {
    const value = valueOfShow(show);
    byValue.set(value, (byValue.get(value) ?? new Set()).add(show.eventId));
  }
  return Object.fromEntries([...byValue].map(([value, ids]) => [value, ids.size]));
}
const counts = (values: Counted[]) => Object.fromEntries(values.map(({ value, count }) => [value, count]));

it('facets are what a plain count finds under all other conditions', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      fc.pre(isClear(filter));
      const { events: page } = await testApp.ask<{ events: { facets: Facets } }>(FACETS, { filter });
      const now = testApp.clock.now();
      const without = (...names: (keyof Filter)[]) =>
        matching(
          Object.fromEntries(Object.entries(filter).filter(([name]) => !names.includes(name as keyof Filter))),
          now,
        );
      const { categories, cities, months, prices, available } = page.facets;
      const step = ({ price }: ShowOf) =>
        [0, 2500, 5000, 10_000, 20_000].findLast((least) => least <= (price ?? 0)) ?? 0;
      expect({ filter, counts: counts(categories) }).toEqual({
        filter,
        counts: countBy(without('category'), (show) => eventOf(show).category),
      });
      expect(counts(cities)).toEqual(countBy(without('city'), (show) => show.venue.city));
      expect(counts(months)).toEqual(countBy(without('month'), (show) => monthOf(show.startsAt)));
      const priced = without('priceMinorMin', 'priceMinorMax').filter(({ price }) => price !== null);
      expect(counts(prices.map((price) => ({ ...price, value: String(price.priceMinorMin) })))).toEqual(
        countBy(priced, step),
      );
      const free = matching({ ...filter, available: true }, now);
      expect(available.count).toBe(new Set(free.map(({ eventId }) => eventId)).size);
      expect(available.selected).toBe(filter.available === true);
      expect(cities.filter(({ selected }) => selected).map(({ value }) => value)).toEqual(
        cities.flatMap(({ value }) => (value === filter.city ? [value] : [])),
      );
    }),
    { numRuns: 40 },
  );
}, 120_000);

const PAGE = `query ($filter: EventFilter, $sort: EventSort, $first: Int, $after: String) {
  events(filter: $filter, sort: $sort, first: $first, after: $after) {
    nodes { id distanceKm } pageInfo { hasNextPage endCursor }
  }
}`;
interface PageAnswer {
  events: {
    nodes: { id: string; distanceKm: number | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

async function walk(filter: Filter, sort: string, first: number, between?: () => Promise<void>) {
  const nodes: PageAnswer['events']['nodes'] = [];
  let after: string | null = null;
  for (;;) {
    const { events: page }: PageAnswer = await testApp.ask<PageAnswer>(PAGE, { filter, sort, first, after });
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
    await between?.();
  }
}

const keys = new Map<string, (show: ShowOf) => number>([
  ['DATE', ({ startsAt }) => startsAt.getTime()],
  ['PRICE', ({ price }) => price ?? Number.MAX_SAFE_INTEGER],
  ['ON_SALE', ({ salesOpenAt }) => salesOpenAt.getTime()],
]);

it('near is what the distance on the ellipsoid says, in every order, and every page is full', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(...SORTS), fc.constantFrom(3, 20, 100), async (filter, sort, first) => {
      fc.pre(isClear(filter));
      fc.pre((sort !== 'DISTANCE' || filter.near !== undefined) && (sort !== 'RELEVANCE' || filter.text !== undefined));
      const nodes = await walk(filter, sort, first);
      const found = matching(filter, testApp.clock.now());
      const ids = new Set(found.map(({ eventId }) => encodeId('event', eventId)));
      expect({ filter, sort, ids: nodes.map(({ id }) => id).sort() }).toEqual({ filter, sort, ids: [...ids].sort() });
      const best = (id: string, of: (show: ShowOf) => number) =>
        Math.min(...found.filter(({ eventId }) => encodeId('event', eventId) === id).map(of));
      for (const { id, distanceKm } of nodes) {
        const { near } = filter;
        if (near === undefined) expect(distanceKm).toBeNull();
        else {
          const exact = best(id, ({ venue }) => distanceTo(venue, near));
          expect(Math.abs((distanceKm ?? 0) - exact)).toBeLessThan(0.001 + 0.005 * exact);
        }
      }
      const key = keys.get(sort);
      const inOrder =
        key === undefined
          ? nodes.map(({ distanceKm }) => (sort === 'DISTANCE' ? (distanceKm ?? 0) : 0))
          : nodes.map(({ id }) => best(id, key));
      expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
}, 120_000);

it.each(
  SORTS.flatMap((sort) => [
    [sort, 'all', {}],
    [sort, 'those with seats of two features', { features: ['AISLE', 'ACCESSIBLE'] }],
  ]) as [string, string, Filter][],
)('pages by %s of %s meet every event once while others are inserted', async (sort, _which, which) => {
  const filter: Filter = {
    ...which,
    ...(sort === 'DISTANCE' ? { near: { latitude: 45.76, longitude: 4.83, radiusKm: 9000 } } : {}),
    ...(sort === 'RELEVANCE' ? { text: 'golden' } : {}),
  };
  const before = new Set(matching(filter, testApp.clock.now()).map(({ eventId }) => encodeId('event', eventId)));
  expect(before.size).toBeGreaterThan(20);
  let rounds = 0;
  const nodes = await walk(filter, sort, 10, async () => {
    rounds += 1;
    if (rounds <= 5) await addEvents(4);
  });
  const seen = nodes.map(({ id }) => id);
  expect(new Set(seen).size).toBe(seen.length);
  expect([...before].filter((id) => !seen.includes(id))).toEqual([]);
  const matched = new Set(matching(filter, new Date(0)).map(({ eventId }) => encodeId('event', eventId)));
  expect(seen.filter((id) => !matched.has(id))).toEqual([]);
});

it('a show that gets another seat map is found by the features of that one', async () => {
  const [plain, accessible] = maps;
  const show = shows.find(({ map }) => map === plain);
  if (show === undefined || accessible === undefined) throw new Error('No show has this map');
  const filter = { features: ['COMPANION'] as SeatFeature[] };
  const isFound = async () =>
    (await walk(filter, 'DATE', 100)).some(({ id }) => id === encodeId('event', show.eventId));
  const others = shows.filter(({ eventId, showId }) => eventId === show.eventId && showId !== show.showId);
  await testApp.database.dataSource.query('update show set seat_map_version = null where id = any($1)', [
    others.map(({ showId }) => showId),
  ]);
  for (const other of others) other.map = null;
  expect(await isFound()).toBe(false);
  await testApp.database.dataSource.query('update show set seat_map_version = $2 where id = $1', [
    show.showId,
    accessible.seatMapVersion,
  ]);
  show.map = accessible;
  expect(await isFound()).toBe(true);
});

it('sold-out and cancelled shows are not available, and are again when seats return', async () => {
  const show = shows.find(({ left }) => left === 5);
  if (show === undefined) throw new Error('No show has free seats');
  const others = shows.filter(({ eventId, showId }) => eventId === show.eventId && showId !== show.showId);
  const { catalog } = testApp.app.modules;
  const record = (of: readonly ShowOf[], left: number) => {
    for (const each of of) each.left = left;
    return catalog.recordSeatsLeft(of.map(({ showId }) => ({ showId, total: 5, left })));
  };
  const isFound = async () =>
    (await walk({ available: true }, 'DATE', 100)).some(({ id }) => id === encodeId('event', show.eventId));
  await record([show, ...others], 0);
  expect(await isFound()).toBe(false);
  await record([show], 1);
  expect(await isFound()).toBe(true);
  const cancel = (at: Date | null) =>
    testApp.database.dataSource.query('update show set cancelled_at = $2 where id = $1', [show.showId, at]);
  await cancel(new Date());
  expect(await isFound()).toBe(false);
  await cancel(null);
  expect(await isFound()).toBe(true);
});

const FULL_PAGE = `query ($filter: EventFilter, $sort: EventSort, $first: Int) {
  events(filter: $filter, sort: $sort, first: $first) {
    correctedText asOf nodes { id distanceKm }
    facets { categories { count } cities { count } months { count } prices { count } available { count } }
  }
}`;
const NEAR_LYON = { latitude: 45.76, longitude: 4.83, radiusKm: 700 };

it.each<[string, Record<string, unknown>, string, string[]]>([
  ['nothing', {}, 'DATE', ['list', 'facet', 'facet', 'facet', 'facet', 'facet']],
  [
    'features and a category',
    { features: ['ACCESSIBLE'], category: 'Opera' },
    'PRICE',
    ['list', ...Array(5).fill('facet')],
  ],
  ['a place', { near: NEAR_LYON }, 'DISTANCE', ['venues', 'list', 'together']],
  ['words', { text: 'golden' }, 'RELEVANCE', ['spelling', 'list', 'together']],
  ['words near a place', { text: 'golden', near: NEAR_LYON }, 'TRENDING', ['venues', 'spelling', 'list', 'together']],
  ['a few weeks', { startsBefore: new Date(Date.now() + 20 * DAY_MS) }, 'DATE', ['list', 'ranges', 'together']],
  ['sales that open', { onSaleFrom: new Date() }, 'ON_SALE', ['list', 'ranges', 'together']],
])(
  'a page with all facets by %s takes the same statements for one event and for fifty',
  async (_what, filter, sort, expected) => {
    const kindOf = (name: string) =>
      [
        ['catalog_list_events', 'list'],
        ['catalog_count_facet_', 'facet'],
        ['catalog_count_facets_', 'together'],
        ['catalog_count_ranges', 'ranges'],
        ['catalog_count_venues_near', 'venues'],
        ['catalog_correct_search_spelling', 'spelling'],
      ].find(([prefix]) => name.startsWith(String(prefix)))?.[1] ?? name;
    for (const first of [1, 50]) {
      const names = await countStatements(testApp, () => testApp.ask(FULL_PAGE, { filter, sort, first }), 'catalog_');
      // Those that the app runs by itself are left out.
      const mine = names.map(kindOf).filter((kind) => !/trend|to_release|seats_left|facet_values|terms/.test(kind));
      expect({ first, statements: mine.sort() }).toEqual({ first, statements: [...expected].sort() });
    }
  },
);

it('a facet that is asked for under several names is counted once', async () => {
  const twice = `query { events(filter: { text: "golden" }) { facets { categories { count } again: categories { value } } and: facets { categories { count } cities { count } } } }`;
  const names = await countStatements(testApp, () => testApp.ask(twice), 'catalog_count');
  expect(names.filter((name) => name.startsWith('catalog_count_facet')).length).toBeLessThanOrEqual(2);
});

const refusal = async (filter: unknown, sort = 'DATE', after: string | null = null) => {
  const { body } = await testApp.graphql(PAGE, { filter, sort, after });
  return body.errors?.[0]?.extensions?.code ?? null;
};

it.each<[string, { filter: unknown; sort?: string }]>([
  ['a latitude beyond a pole', { filter: { near: { latitude: 91, longitude: 0 } } }],
  ['a longitude beyond the date line', { filter: { near: { latitude: 0, longitude: -180.5 } } }],
  ['a latitude that is no number', { filter: { near: { latitude: 'NaN', longitude: 0 } } }],
  ['no radius', { filter: { near: { latitude: 0, longitude: 0, radiusKm: 0 } } }],
  ['a negative radius', { filter: { near: { latitude: 0, longitude: 0, radiusKm: -1 } } }],
  ['a radius larger than the Earth', { filter: { near: { latitude: 0, longitude: 0, radiusKm: 1e300 } } }],
  ['a month that is none', { filter: { month: '2026-13' } }],
  ['a month with more behind it', { filter: { month: "2026-11'; drop table show" } }],
  ['prices the wrong way round', { filter: { priceMinorMin: 2, priceMinorMax: 1 } }],
  ['a currency that is none', { filter: { currency: 'euro' } }],
  ['an order by distance from nowhere', { filter: {}, sort: 'DISTANCE' }],
  ['an order by relevance to nothing', { filter: { text: ' ' }, sort: 'RELEVANCE' }],
])('%s is refused with a sentence', async (_what, { filter, sort }) => {
  expect(await refusal(filter, sort)).toBe('BAD_USER_INPUT');
});

it('a cursor of another order is refused', async () => {
  const { events: page } = await testApp.ask<PageAnswer>(PAGE, { sort: 'PRICE', first: 1 });
  expect(await refusal({}, 'ON_SALE', page.pageInfo.endCursor)).toBe('BAD_USER_INPUT');
});

it('the radius is 50 km where it is left out or null', async () => {
  const near = { latitude: 45.76, longitude: 4.83 };
  const expected = (await walk({ near: { ...near, radiusKm: 50 } }, 'DATE', 100)).map(({ id }) => id);
  for (const given of [near, { ...near, radiusKm: null }]) {
    expect((await walk({ near: given as never }, 'DATE', 100)).map(({ id }) => id)).toEqual(expected);
  }
});

it('a misspelled word is answered with what was understood', async () => {
  const ask = async (text: string) =>
    (
      await testApp.ask<{ events: { correctedText: string | null; nodes: unknown[] } }>(
        'query ($filter: EventFilter) { events(filter: $filter) { correctedText nodes { id } } }',
        { filter: { text } },
      )
    ).events;
  expect((await ask('golden')).correctedText).toBeNull();
  expect((await ask('goldem night')).correctedText).toBe('golden night');
  expect((await ask('xqzwv')).correctedText).toBeNull();
});
