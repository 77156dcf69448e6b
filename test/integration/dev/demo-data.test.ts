import { demoEvents } from '../../../src/dev/demo-catalog';
import { seedDemo, seedEmpty } from '../../../src/dev/demo-data';
import { packFirstPageMaps } from '../../../src/dev/packed-maps';
import { statement } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

interface Shown {
  readonly id: string;
  readonly startsAt: string;
  readonly salesOpenAt: string;
  readonly status: string;
  readonly holdSeconds: number;
  readonly availableCount: number | null;
  readonly waitingRoomActive: boolean;
  readonly priceMin: { amountMinor: number; currency: string };
  readonly venue: { name: string; city: string; timeZone: string; capacity: number };
  readonly seatMap: { seatCount: number };
}

const SHOWS = `{
  events(first: 50) {
    nodes {
      name
      shows {
        nodes {
          id startsAt salesOpenAt status holdSeconds availableCount waitingRoomActive
          priceMin { amountMinor currency }
          venue { name city timeZone capacity }
          seatMap { seatCount }
        }
      }
    }
  }
}`;

async function readShows(): Promise<{ events: number; shows: Shown[] }> {
  const { events } = await testApp.ask<{ events: { nodes: { shows: { nodes: Shown[] } }[] } }>(SHOWS);
  return { events: events.nodes.length, shows: events.nodes.flatMap(({ shows }) => shows.nodes) };
}

let shows: Shown[] = [];

beforeAll(async () => {
  await seedEmpty(testApp.app, () => undefined);
  // The ledger counts the seats of a few shows at a time, some moments after they change.
  await eventually(async () => {
    ({ shows } = await readShows());
    const uncounted = shows.filter(({ status, availableCount, seatMap }) =>
      status === 'ON_SALE' ? availableCount === null || availableCount === seatMap.seatCount : availableCount === null,
    );
    return (shows.length > 0 && uncounted.length === 0) || JSON.stringify(uncounted);
  });
}, 120_000);

it('some twenty events in a dozen cities are on', async () => {
  expect((await readShows()).events).toBeGreaterThanOrEqual(20);
  expect(new Set(shows.map(({ venue }) => venue.city)).size).toBeGreaterThanOrEqual(12);
});

it.each([1350, 5000, 18_000, 50_000, 80_000])('a show of about %d seats is on sale without a waiting room', (size) => {
  const fits = shows.filter(({ seatMap }) => Math.abs(seatMap.seatCount - size) <= size * 0.1);
  expect(fits.some(({ status, waitingRoomActive }) => status === 'ON_SALE' && !waitingRoomActive)).toBe(true);
});

it('every show has the seats of its venue, of which some are left where it is not sold out', () => {
  for (const { venue, seatMap, availableCount, status } of shows) {
    expect(seatMap.seatCount).toBe(venue.capacity);
    if (status !== 'SOLD_OUT') expect(availableCount).toBeGreaterThan(0);
  }
});

it('there is one of each case that somebody may want to try', () => {
  const onSale = shows.filter(({ status }) => status === 'ON_SALE');
  expect(onSale.filter(({ waitingRoomActive }) => waitingRoomActive)).toHaveLength(1);
  expect(onSale.filter(({ holdSeconds }) => holdSeconds === 15)).toHaveLength(1);
  expect(shows.filter(({ status }) => status === 'SOLD_OUT')).toHaveLength(1);
  expect(shows.filter(({ status }) => status === 'CANCELLED')).toHaveLength(1);
  expect(shows.filter(({ status }) => status === 'SALES_PAUSED')).toHaveLength(1);
  const soon = shows.filter(
    ({ status, salesOpenAt }) =>
      status === 'SCHEDULED' && Date.parse(salesOpenAt) - testApp.clock.now().getTime() <= 120_000,
  );
  expect(soon).toHaveLength(1);
  expect(soon[0]?.waitingRoomActive).toBe(true);
});

it('the waiting room that is open lets two buyers a second into a shop of twenty', async () => {
  const id = shows.find(({ status, waitingRoomActive }) => status === 'ON_SALE' && waitingRoomActive)?.id;
  const { show } = await testApp.ask<{ show: { waitingRoom: object } }>(
    'query ($id: ID!) { show(id: $id) { waitingRoom { admissionsPerMinute shopSize insideSeconds graceSeconds } } }',
    { id },
    await testApp.token({ roles: ['admin'] }),
  );
  const waitingRoom = { admissionsPerMinute: 120, shopSize: 20, insideSeconds: 600, graceSeconds: 300 };
  expect(show).toEqual({ waitingRoom });
});

it('no seat is sold where the sale has not opened yet', () => {
  for (const { status, availableCount, seatMap } of shows) {
    if (status === 'SCHEDULED') expect(availableCount).toBe(seatMap.seatCount);
  }
});

it('a show begins at a time of day when people go out, where it is', () => {
  for (const { startsAt, venue } of shows) {
    const hour = Number(
      new Intl.DateTimeFormat('en-GB', { timeZone: venue.timeZone, hour: 'numeric', hour12: false }).format(
        new Date(startsAt),
      ),
    );
    expect(hour).toBeGreaterThanOrEqual(14);
    expect(hour).toBeLessThanOrEqual(21);
    expect(startsAt).toMatch(/:00:00\.000Z$/);
  }
});

it('the maps that the build packs are those that are published without it', async () => {
  const columns = 'document, geometry_brotli as "geometryBrotli", geometry_gzip as "geometryGzip"';
  const readMap = statement('test_read_map', `select ${columns}, features from seat_map where version = $1`);
  type Packed = {
    document: string;
    geometryBrotli: string;
    geometryGzip: string;
    version: string;
    featureBits: number;
  };
  const packed: { map: Packed }[] = JSON.parse(await packFirstPageMaps());
  expect(packed).toHaveLength(2);
  for (const { map } of packed) {
    type Row = Record<'document' | 'geometryBrotli' | 'geometryGzip', Buffer> & { features: number };
    const [stored] = await testApp.app.platform.database.run<Row>(readMap, [map.version]);
    expect(stored).toBeDefined();
    expect(stored?.document.toString('base64')).toBe(map.document);
    expect(stored?.geometryBrotli.toString('base64')).toBe(map.geometryBrotli);
    expect(stored?.geometryGzip.toString('base64')).toBe(map.geometryGzip);
    expect(stored?.features).toBe(map.featureBits);
  }
});

it('a second start puts nothing on again', async () => {
  const said: string[] = [];
  await seedEmpty(testApp.app, (line) => said.push(line));
  expect(said).toEqual([]);
  expect((await readShows()).shows).toHaveLength(shows.length);
});

it('another edition adds shows to the same events', async () => {
  const before = await readShows();
  await seedDemo(testApp.app, 'another', () => undefined, demoEvents.slice(0, 2));
  const after = await readShows();
  expect(after.events).toBe(before.events);
  expect(after.shows).toHaveLength(before.shows.length + 4);
});
