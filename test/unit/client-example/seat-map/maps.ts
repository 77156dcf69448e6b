import { decodeGeometry, type Geometry } from '../../../../client-example/src/seat-map/store/geometry';
import type { GeometryFile } from '../../../../client-example/src/seat-map/store/geometry-format';
import { SeatState } from '../../../../client-example/src/seat-map/store/seat-store';

/** A section of rows of seats 50 cm apart, and a standing area of so many places. */
export function plainGeometry(rows: number, seatsPerRow: number, standing = 0): GeometryFile {
  const seats = rows * seatsPerRow;
  const steps = (first: number, next: number) => (_: unknown, k: number) => (k % seatsPerRow === 0 ? first : next);
  const x = Array.from({ length: seats }, steps(-50 * (seatsPerRow - 1), 50));
  const y = Array.from({ length: seats }, steps(90, 0));
  if (x.length > 0) [x[0], y[0]] = [0, 0];
  const square = [
    [-50, -50],
    [50 * seatsPerRow, -50],
    [50 * seatsPerRow, 90 * rows],
    [-50, 90 * rows],
  ] as const;
  const pit = [
    [0, 90 * rows + 100],
    [1000, 90 * rows + 100],
    [1000, 90 * rows + 600],
  ] as const;
  const section = { level: 0, entrance: 'A', wordsAfter: ', entrance A', nameAt: [0, 0] as const };
  return {
    version: `${rows} × ${seatsPerRow} + ${standing}`,
    name: 'Plain',
    seatCount: seats + standing,
    bounds: [-50, -300, Math.max(50 * seatsPerRow, 1000), 90 * rows + 600],
    stage: { name: 'Stage', focalPoint: [25 * (seatsPerRow - 1), -300], outline: null },
    scenery: [],
    zones: [{ name: 'Near' }, { name: 'Far' }],
    features: [
      { name: 'STANDING', words: 'standing' },
      { name: 'ACCESSIBLE', words: 'step-free' },
    ],
    sections: [
      { ...section, name: 'Stalls', from: 0, to: seats, outline: square },
      ...(standing > 0 ? [{ ...section, name: 'Floor', from: seats, to: seats + standing, outline: pit }] : []),
    ],
    rows: {
      kind: [...Array.from({ length: rows }, () => 'row' as const), ...(standing > 0 ? ['standing' as const] : [])],
      name: [...Array.from({ length: rows }, (_, row) => String(row + 1)), ...(standing > 0 ? ['Pit'] : [])],
      seatCount: [...Array.from({ length: rows }, () => seatsPerRow), ...(standing > 0 ? [standing] : [])],
      labelBefore: [...Array.from({ length: rows }, (_, row) => `Stalls Row ${row + 1} Seat `), 'Floor Pit'],
      wordsBefore: [...Array.from({ length: rows }, (_, row) => `Stalls, row ${row + 1}, seat `), 'Floor, Pit'],
      outline: [...Array.from({ length: rows }, () => null), ...(standing > 0 ? [pit] : [])],
    },
    seats: {
      x: [...x, ...Array.from({ length: standing }, () => 0)],
      y: [...y, ...Array.from({ length: standing }, () => 0)],
      number: [...Array.from({ length: seats }, () => 1), ...Array.from({ length: standing }, () => null)],
      zone: [0, Math.floor(seats / 2), 1, seats - Math.floor(seats / 2) + standing],
      features: [0, seats, 1, standing],
    },
    labels: { 1: 'The best one' },
  };
}

/** A store whose frames come when the test says so. */
export function openStore(geometry: Geometry, statuses = 'A'.repeat(geometry.seatCount)) {
  const frames: (() => void)[] = [];
  const store = new SeatState((run) => () => frames.push(run));
  const prices = [
    { zone: 'Far', name: 'Cheap', price: { amountMinor: 2000, currency: 'EUR' } },
    { zone: 'Near', name: 'Dear', price: { amountMinor: 9000, currency: 'EUR' } },
  ];
  store.open(geometry, prices, { statuses, versions: Array.from(statuses, () => 0), revision: '1-0' });
  const nextFrame = () => {
    for (const run of frames.splice(0)) run();
  };
  return { store, nextFrame };
}

export const plainStore = (rows: number, seatsPerRow: number, standing = 0) =>
  openStore(decodeGeometry(plainGeometry(rows, seatsPerRow, standing)));
