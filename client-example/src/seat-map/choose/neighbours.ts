import type { Geometry } from '../store/geometry';

/** Further apart than this many usual distances, two seats of a row have an aisle or a pillar between them. */
const GAP = 1.6;

/** 1 for each seat whose next index is the neighbour beside it: a row is cut where people could not sit together. */
export function joinedToNext({ seatCount, rowOf, rows, x, y, pitch }: Geometry): Uint8Array {
  const joined = new Uint8Array(seatCount);
  for (let index = 0; index + 1 < seatCount; index += 1) {
    if (rowOf[index] !== rowOf[index + 1]) continue;
    const kind = rows[rowOf[index] ?? 0]?.kind;
    const dx = (x[index + 1] ?? 0) - (x[index] ?? 0);
    const dy = (y[index + 1] ?? 0) - (y[index] ?? 0);
    if (kind !== 'row' || Math.hypot(dx, dy) <= GAP * pitch) joined[index] = 1;
  }
  return joined;
}
