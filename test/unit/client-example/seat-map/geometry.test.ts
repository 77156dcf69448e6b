import { joinedToNext } from '../../../../client-example/src/seat-map/choose/neighbours';
import { Camera } from '../../../../client-example/src/seat-map/draw/camera';
import { isInside, largestIn } from '../../../../client-example/src/seat-map/draw/outlines';
import { SeatGrid } from '../../../../client-example/src/seat-map/draw/seat-grid';
import { nextSeat } from '../../../../client-example/src/seat-map/input/next-seat';
import { decodeGeometry } from '../../../../client-example/src/seat-map/store/geometry';
import { plainGeometry } from './maps';
import { venue } from './venues';

it.each(['theatre', 'hall', 'arena'] as const)('reads of a %s what the server knows', (kind) => {
  const { map, file } = venue(kind);
  const geometry = decodeGeometry(file);
  const expected: unknown[] = [];
  const read: unknown[] = [];
  for (let index = 0; index < map.seatCount; index += 1) {
    const { label, description, x, y, zone } = map.seat(index) ?? {};
    expected.push([label, description, x, y, zone]);
    const zoneName = geometry.zoneNames[geometry.zoneOf[index] ?? 0];
    read.push([geometry.labelOf(index), geometry.sentenceOf(index), geometry.x[index], geometry.y[index], zoneName]);
  }
  // One comparison: a matcher for each of 18,000 seats would take its time.
  if (JSON.stringify(read) !== JSON.stringify(expected)) expect(read).toEqual(expected);
  const isInItsSection = (index: number) =>
    geometry.rows[geometry.rowOf[index] ?? 0]?.section === geometry.sectionOf[index];
  expect(read.every((_, index) => isInItsSection(index))).toBe(true);
});

it.each(['theatre', 'hall', 'arena'] as const)(
  'takes the same seats of a %s for neighbours as the server does',
  (kind) => {
    const { file, joined } = venue(kind);
    const geometry = decodeGeometry(file);
    // Places of a standing area have no neighbours; the site counts them without asking.
    const isNumbered = (index: number) => geometry.rows[geometry.rowOf[index] ?? 0]?.kind !== 'standing';
    const [ofSite, ofServer] = [joinedToNext(geometry), joined].map((bits) =>
      [...(bits ?? [])].map((bit, index) => (isNumbered(index) ? bit : 0)).join(''),
    );
    expect(ofSite === ofServer).toBe(true);
    expect(ofServer).toContain('10');
  },
);

it('finds the nearest seat that is wanted, as a search through all of them does', () => {
  const geometry = decodeGeometry(venue('arena').file);
  const grid = new SeatGrid(geometry);
  const isWanted = (index: number) => index % 3 === 0;
  const isSeat = (index: number) => geometry.rows[geometry.rowOf[index] ?? 0]?.kind !== 'standing';
  for (let place = 0; place < 50; place += 1) {
    const [x, y] = [((place * 7919) % 12_000) - 6000, ((place * 104_729) % 10_000) - 3000];
    let [best, nearest] = [Number.POSITIVE_INFINITY, -1];
    for (let index = 0; index < geometry.seatCount; index += 3) {
      const distance = Math.hypot((geometry.x[index] ?? 0) - x, (geometry.y[index] ?? 0) - y);
      if (isSeat(index) && distance < best) [best, nearest] = [distance, index];
    }
    const found = grid.nearest(x, y, 400, isWanted);
    const distanceTo = (index: number) => Math.hypot((geometry.x[index] ?? 0) - x, (geometry.y[index] ?? 0) - y);
    if (best > 400) expect(found).toBe(-1);
    else expect(distanceTo(found)).toBe(distanceTo(nearest));
  }
});

it('steps by arrow keys to neighbours, and from the last row nowhere', () => {
  const geometry = decodeGeometry(plainGeometry(3, 10));
  const grid = new SeatGrid(geometry);
  expect(nextSeat(geometry, grid, 14, [1, 0])).toBe(15);
  expect(nextSeat(geometry, grid, 14, [-1, 0])).toBe(13);
  expect(nextSeat(geometry, grid, 14, [0, 1])).toBe(24);
  expect(nextSeat(geometry, grid, 14, [0, -1])).toBe(4);
  expect(nextSeat(geometry, grid, 24, [0, 1])).toBe(24);
});

it('reaches every seat of a theatre by arrow keys', () => {
  const geometry = decodeGeometry(venue('theatre').file);
  const grid = new SeatGrid(geometry);
  const reached = new Set([0]);
  for (const seat of reached) {
    for (const direction of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      reached.add(nextSeat(geometry, grid, seat, direction));
    }
  }
  expect(reached.size).toBe(geometry.seatCount);
});

it('keeps the point under the fingers while it zooms, and the venue in view', () => {
  const camera = new Camera([0, 0, 10_000, 10_000], 42);
  camera.resize(400, 800);
  expect(camera.showsAll).toBe(true);
  const before = camera.toWorld(150, 420);
  camera.zoomAt(3, 150, 420);
  const after = camera.toWorld(150, 420);
  expect([after[0] - before[0], after[1] - before[1]].every((moved) => Math.abs(moved) < 0.001)).toBe(true);
  camera.panBy(1e6, 1e6);
  expect(camera.toScreen(0, 0).x).toBeLessThanOrEqual(200);
  camera.zoomAt(1e-9, 0, 0);
  expect(camera.showsAll).toBe(true);
});

it('knows the inside of an outline with a dent', () => {
  const outline = [
    [0, 0],
    [10, 0],
    [10, 10],
    [5, 4],
    [0, 10],
  ] as const;
  expect([isInside(outline, 5, 2), isInside(outline, 5, 8), isInside(outline, 1, 8), isInside(outline, -1, 5)]).toEqual(
    [true, false, true, false],
  );
});

it('grows a rectangle until one of its corners meets the outline, also where that has a dent', () => {
  const square = [
    [-10, -10],
    [10, -10],
    [10, 10],
    [-10, 10],
  ] as const;
  expect(largestIn({ outline: square, at: [0, 0] }, 1, 1)).toBeCloseTo(10);
  expect(largestIn({ outline: square, at: [0, 0] }, 4, 1)).toBeCloseTo(2.5);
  expect(largestIn({ outline: square, at: [6, 0] }, 1, 1)).toBeCloseTo(4);
  expect(largestIn({ outline: square, at: [60, 0] }, 1, 1)).toBe(0);
  const dented = [...square.slice(0, 3), [0, 4], ...square.slice(3)] as const;
  expect(largestIn({ outline: dented, at: [0, 0] }, 1, 1)).toBeGreaterThan(4);
  expect(largestIn({ outline: dented, at: [0, 5] }, 1, 1)).toBe(0);
});
