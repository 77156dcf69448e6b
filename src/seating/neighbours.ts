import type { SeatMap } from './seat-map';

/** Further apart than this many usual distances, two seats of a row have an aisle or a pillar between them. */
const GAP = 1.6;
/** In a map without a row of two seats. */
const PITCH_OTHERWISE_CM = 50;

/**
 * 1 for each seat whose next index is the neighbour beside it. Seats of a row are neighbours where they stand next to each
 * other in its order and no further apart than `GAP` usual distances; seats of a table where they follow each other; places
 * of a standing area never. `docs/seat-selection.md` describes the rule, and the map of the site has the same.
 */
export function joinedToNext(seatMap: SeatMap): Uint8Array {
  const joined = new Uint8Array(seatMap.seatCount);
  const { rows } = seatMap;
  const distanceMax = GAP * usualPitch(seatMap);
  for (const { kind, from, to } of rows) {
    if (kind === 'standing') continue;
    for (let index = from; index + 1 < to; index += 1) {
      if (kind === 'table' || distanceToNext(seatMap, index) <= distanceMax) joined[index] = 1;
    }
  }
  return joined;
}

/** The usual distance between two neighbours: the median of the first two seats of each row. */
function usualPitch(seatMap: SeatMap): number {
  const distances = seatMap.rows
    .filter(({ kind, from, to }) => kind === 'row' && to - from >= 2)
    .map(({ from }) => distanceToNext(seatMap, from));
  return Float64Array.from(distances).sort()[distances.length >> 1] || PITCH_OTHERWISE_CM;
}

function distanceToNext(seatMap: SeatMap, index: number): number {
  const [here, next] = [seatMap.positionOf(index), seatMap.positionOf(index + 1)];
  return Math.hypot(next.x - here.x, next.y - here.y);
}
