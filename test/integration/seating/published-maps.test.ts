import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { generateVenueMap } from '../../../src/dev';
import { openSeating, type Seating, type SeatMapDocument } from '../../../src/seating';
import { countStatements } from '../../support/count-statements';
import { Organizer } from '../../support/factories/organizer';
import { openTestApp } from '../../support/test-app';

// Packing an arena takes a while on a busy machine.
jest.setTimeout(30_000);

const testApp = openTestApp({ PUBLIC_URL: 'https://tickets.example.com/' });
const organizer = new Organizer(testApp);
let seating: Seating;

beforeAll(() => {
  seating = openSeating(testApp.app.platform);
});

async function publish(document: SeatMapDocument) {
  const published = await seating.publishSeatMap(document);
  if (published.kind === 'SeatMapRefused') throw new Error(JSON.stringify(published.faults));
  return published;
}

interface Got {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** Plain HTTP: `fetch` would decompress and choose encodings by itself. */
function get(path: string, headers: Record<string, string> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, testApp.url), { headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      );
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('publishing', () => {
  it('the same content twice is one map', async () => {
    const document = generateVenueMap('theatre', 21);
    const first = await publish(document);
    expect(first).toMatchObject({ seatCount: 1350, isNew: true });
    const shuffled = { ...document, sections: document.sections.toReversed() };
    expect(await publish(shuffled)).toEqual({ ...first, isNew: false });
  });

  it('by many at once stores one', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => publish(generateVenueMap('theatre', 22))));
    expect(new Set(results.map(({ version }) => version)).size).toBe(1);
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('a map with a fault stores nothing and names it', async () => {
    const count = 'select count(*) from seat_map';
    const [before] = await testApp.database.dataSource.query(count);
    const document = generateVenueMap('theatre', 23);
    document.zones = [];
    const refused = await seating.publishSeatMap(document);
    expect(refused).toMatchObject({ kind: 'SeatMapRefused' });
    expect(await testApp.database.dataSource.query(count)).toEqual([before]);
  });

  it('a published map can be changed by nobody', async () => {
    const { version } = await publish(generateVenueMap('theatre', 24));
    const update = testApp.database.dataSource.query('update seat_map set name = $1 where version = $2', [
      'x',
      version,
    ]);
    await expect(update).rejects.toThrow(`seat map ${version} is published and never changes`);
  });

  it('a map is read once and then kept', async () => {
    const { version } = await publish(generateVenueMap('arena', 25));
    const another = openSeating(testApp.app.platform);
    const readThrice = async () => {
      const maps = await Promise.all([another.seatMapOf(version), another.seatMapOf(version)]);
      expect(maps[0]).toBe(maps[1]);
      expect(await another.seatMapOf(version)).toBe(maps[0]);
    };
    const statements = await countStatements(testApp, readThrice, 'seating_');
    expect(statements).toEqual(['seating_read_document']);
    const map = await another.seatMapOf(version);
    expect(map).toMatchObject({ version, seatCount: 18_000, name: 'Arena' });
    await expect(another.seatMapOf('0'.repeat(32))).rejects.toThrow('There is no seat map');
  });
});

describe('the geometry over HTTP', () => {
  it('comes in the encoding that the client likes best, to be kept for ever', async () => {
    const { version } = await publish(generateVenueMap('hall', 26));
    const path = `/seat-maps/${version}.json`;
    const bodies: string[] = [];
    for (const [accept, encoding, unpack] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      [undefined, undefined, (body: Buffer) => body],
    ] as const) {
      const { status, headers, body } = await get(path, accept === undefined ? {} : { 'accept-encoding': accept });
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        etag: `"${version}-${encoding ?? 'identity'}"`,
        'content-length': String(body.byteLength),
      });
      expect(headers['content-encoding']).toBe(encoding);
      bodies.push(unpack(body).toString());
    }
    expect(new Set(bodies).size).toBe(1);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ version, seatCount: 5000 });
  });

  it('is not sent again to whoever has it', async () => {
    const { version } = await publish(generateVenueMap('hall', 26));
    const path = `/seat-maps/${version}.json`;
    const accept = { 'accept-encoding': 'br' };
    const { headers } = await get(path, accept);
    const tag = String(headers.etag);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await get(path, { ...accept, 'if-none-match': known });
      expect([again.status, again.body.byteLength, again.headers.etag]).toEqual([304, 0, tag]);
    }
    const other = await get(path, { ...accept, 'if-none-match': `"${version}-gzip"` });
    expect(other.status).toBe(200);
  });

  it('is not there for a version that was never published, and that answer is not kept', async () => {
    for (const path of [`/seat-maps/${'0'.repeat(32)}.json`, '/seat-maps/nonsense.json', '/seat-maps/']) {
      const { status, headers } = await get(path);
      expect(status).toBe(404);
      expect(headers['cache-control']).not.toBe('public, max-age=31536000, immutable');
      expect(headers.etag).toBeUndefined();
    }
  });
});

describe('Show.seatMap', () => {
  const query = 'query ($id: ID!) { event(id: $id) { shows { nodes { seatMap { version seatCount url } } } } }';
  interface Answer {
    event: { shows: { nodes: { seatMap: { version: string; seatCount: number; url: string } }[] } };
  }

  it('tells the version and where the geometry is, with one statement for all shows', async () => {
    const documents = [generateVenueMap('theatre', 27), generateVenueMap('hall', 27)];
    const maps = await Promise.all(
      documents.map(async (document) => ({
        ...(await publish(document)),
        priceTiers: document.zones.map(({ name }) => ({ zone: name, name, amountMinor: 4000 })),
      })),
    );
    const [eventId, venueId] = [await organizer.event(), await organizer.venue()];
    const addShows = async () => {
      for (const { version, priceTiers } of maps) {
        await organizer.show(eventId, venueId, { seatMapVersion: version, priceTiers });
      }
    };
    await addShows();
    const seatMaps = async () => {
      const { event } = await testApp.ask<Answer>(query, { id: eventId });
      return event.shows.nodes.map(({ seatMap }) => seatMap);
    };
    expect(await seatMaps()).toEqual(
      expect.arrayContaining(
        maps.map(({ version, seatCount }) => ({
          version,
          seatCount,
          url: `https://tickets.example.com/seat-maps/${version}.json`,
        })),
      ),
    );
    const ofTheQuery = async () =>
      (await countStatements(testApp, seatMaps)).filter((name) => /^(catalog|seating)_/.test(name)).sort();
    const statements = await ofTheQuery();
    expect(statements).toContain('seating_read_seat_counts');
    await addShows();
    expect(await seatMaps()).toHaveLength(4);
    expect(await ofTheQuery()).toEqual(statements);
  });
});
