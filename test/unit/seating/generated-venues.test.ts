import fc from 'fast-check';
import { generateVenueMap, type VenueKind, venueKinds } from '../../../src/dev';
import { type CanonicalSeatMap, canonicalSeatMap, SeatMap } from '../../../src/seating';
import { packGeometry } from '../../../src/seating/pack-geometry';
import { readSound } from './files';

const sizes: Record<VenueKind, number> = {
  theatre: 1350,
  hall: 5000,
  arena: 18_000,
  'stadium-50000': 50_000,
  'stadium-80000': 80_000,
};
/** How many seeds to try: checking a stadium takes about a second. */
const seeds: Record<VenueKind, number> = { theatre: 30, hall: 20, arena: 3, 'stadium-50000': 1, 'stadium-80000': 1 };

// A stadium on a busy machine.
jest.setTimeout(60_000);

describe.each(venueKinds)('%s', (kind) => {
  let first: CanonicalSeatMap;
  beforeAll(() => {
    first = canonicalSeatMap(generateVenueMap(kind, 1));
  });

  it('is sound, has its size, and comes back from a file as the same map, whatever the seed', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), (seed) => {
        const { json, version } = canonicalSeatMap(generateVenueMap(kind, seed));
        const read = readSound(Buffer.from(json));
        expect(read.version).toBe(version);
        expect(new SeatMap(read).seatCount).toBe(sizes[kind]);
        expect(canonicalSeatMap(generateVenueMap(kind, seed)).version).toBe(version);
      }),
      { numRuns: seeds[kind] },
    );
  });

  it('has room between its seats, and companions beside accessible places', () => {
    const map = new SeatMap(first);
    const places = Array.from({ length: map.seatCount }, (_, index) => map.seat(index)).filter(
      (place) => place !== null && place.number !== null,
    );
    // Seats of a row are neighbours in the canonical order. Collected, as 80,000 matchers would take their time.
    const tight = places.filter((place, index) => {
      const before = places[index - 1];
      if (!before || !place || before.section !== place.section || before.row !== place.row) return false;
      const isRow = !place.section.startsWith('Box') && !place.row?.startsWith('Table');
      return isRow && Math.hypot(place.x - before.x, place.y - before.y) < 46;
    });
    expect(tight).toEqual([]);
    const accessible = places.filter((place) => place?.features.includes('ACCESSIBLE'));
    expect(accessible.length).toBeGreaterThan(kind === 'theatre' ? 3 : 7);
    const alone = accessible.filter((place) => {
      const beside = [-1, 1].map((step) => map.seat((place?.index ?? 0) + step));
      return !beside.some((neighbour) => neighbour?.features.includes('COMPANION'));
    });
    expect(alone).toEqual([]);
    expect(places.some((place) => place?.features.includes('OBSTRUCTED_VIEW'))).toBe(true);
    expect(places.some((place) => /^[IO]+$/.test(place?.row ?? ''))).toBe(false);
  });

  it('is small on the wire', async () => {
    const { brotli, gzip } = await packGeometry(first);
    const limit = kind === 'stadium-80000' ? 120_000 : 80_000;
    expect(brotli.byteLength).toBeLessThan(limit);
    expect(gzip.byteLength).toBeLessThan(limit);
  });
});

it('another seed gives another venue', () => {
  const versions = [1, 2, 3].map((seed) => readSound(generateVenueMap('theatre', seed)).version);
  expect(new Set(versions).size).toBe(3);
});

it('the theatre numbers odd on the left and even on the right, with gaps where seats are missing', () => {
  const map = new SeatMap(readSound(generateVenueMap('theatre', 1)));
  const rowA = Array.from({ length: map.seatCount }, (_, index) => map.seat(index)).filter(
    (place) => place?.section === 'Stalls' && place.row === 'A',
  );
  for (const place of rowA) expect(Number(place?.number) % 2 === 1).toBe((place?.x ?? 0) < 0);
  const lastRow = Array.from({ length: map.seatCount }, (_, index) => map.seat(index)).filter(
    (place) => place?.section === 'Stalls' && place.row === 'V',
  );
  // The sound desk has taken the middle.
  expect(lastRow.map((place) => place?.number)).not.toContain('1');
});
