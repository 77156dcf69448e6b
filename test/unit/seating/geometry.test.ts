import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { generateVenueMap, venueKinds } from '../../../src/dev';
import { type CanonicalSeatMap, SeatMap } from '../../../src/seating';
import { packGeometry, type SeatMapGeometry } from '../../../src/seating/pack-geometry';
import { fixture, readSound } from './files';

/** What a client does with the file, as `docs/seat-map-format.md` tells it. */
function unpack(geometry: SeatMapGeometry) {
  const zones = spread(geometry.seats.zone);
  const features = spread(geometry.seats.features);
  const seats: { label: string; description: string; x: number; y: number; zone: string; features: string[] }[] = [];
  let [x, y, section] = [0, 0, 0];
  for (const [row, seatCount] of geometry.rows.seatCount.entries()) {
    let last = 0;
    for (let seat = 0; seat < seatCount; seat += 1) {
      const index = seats.length;
      while (index >= (geometry.sections[section]?.to ?? Number.POSITIVE_INFINITY)) section += 1;
      x += geometry.seats.x[index] ?? 0;
      y += geometry.seats.y[index] ?? 0;
      const packed = geometry.seats.number[index];
      if (typeof packed === 'number') last += packed;
      const number = typeof packed === 'number' ? String(last) : (packed ?? '');
      const bits = features[index] ?? 0;
      const has = geometry.features.filter((_, bit) => bits & (1 << bit));
      seats.push({
        label: geometry.labels[index] ?? `${geometry.rows.labelBefore[row]}${number}`,
        description: [
          `${geometry.rows.wordsBefore[row]}${number}`,
          ...has.map(({ words }) => `, ${words}`),
          geometry.sections[section]?.wordsAfter,
        ].join(''),
        x,
        y,
        zone: geometry.zones[zones[index] ?? 0]?.name ?? '',
        features: has.map(({ name }) => name),
      });
    }
  }
  return seats;
}

const spread = (runs: readonly number[]): number[] => {
  const values: number[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    for (let count = runs[at + 1] ?? 0; count > 0; count -= 1) values.push(runs[at] ?? 0);
  }
  return values;
};

const cases: [string, () => CanonicalSeatMap][] = [
  ...['studio.json', 'kleiner-saal.pretix.json', 'club.csv'].map((name): [string, () => CanonicalSeatMap] => [
    name,
    () => readSound(fixture(name)),
  ]),
  ...venueKinds
    .filter((kind) => kind !== 'stadium-80000')
    .map((kind): [string, () => CanonicalSeatMap] => [kind, () => readSound(generateVenueMap(kind, 3))]),
];

it.each(cases)(
  'a client draws of %s exactly what the server knows',
  async (_name, open) => {
    const canonical = open();
    const map = new SeatMap(canonical);
    const packed = await packGeometry(canonical);
    const json = brotliDecompressSync(packed.brotli).toString();
    expect(gunzipSync(packed.gzip).toString()).toBe(json);
    const geometry: SeatMapGeometry = JSON.parse(json);
    expect(geometry).toMatchObject({ version: map.version, seatCount: map.seatCount });
    const seats = unpack(geometry);
    expect(seats).toHaveLength(map.seatCount);
    for (const [index, seat] of seats.entries()) {
      const place = map.seat(index);
      // One comparison for most seats: a matcher for each of 50,000 would take its time.
      const { label, description, x, y, zone, features } = place ?? seat;
      const same = JSON.stringify({ label, description, x, y, zone, features }) === JSON.stringify(seat);
      if (!same) expect(seat).toEqual(place);
    }
    const [minX, minY, maxX, maxY] = geometry.bounds;
    const drawn = geometry.sections.flatMap(({ outline }) => outline);
    for (const [x, y] of drawn) {
      if (x < minX || x > maxX || y < minY || y > maxY) throw new Error(`${x}, ${y} is outside of the bounds`);
    }
  },
  30_000,
);
