import type { SeatMap } from './seat-map';

/** A seat that both maps have, by its index in each. */
export interface SeatPair {
  readonly old: number;
  readonly new: number;
}

/** What became of the seats. A seat may be in several of the last four lists. */
export interface SeatMapDiff {
  readonly added: readonly number[];
  readonly removed: readonly number[];
  readonly moved: readonly SeatPair[];
  readonly renamed: readonly SeatPair[];
  readonly rezoned: readonly SeatPair[];
  readonly refeatured: readonly SeatPair[];
}

/**
 * Compares two maps seat by seat. A seat is the same where it has the same id; of the others, where it has the same
 * position on the same level, so that a seat without an id of its own may be given another number.
 */
export function diffSeatMaps(old: SeatMap, next: SeatMap): SeatMapDiff {
  const { newIndexOf, added } = matchSeats(old, next);
  const removed: number[] = [];
  const moved: SeatPair[] = [];
  const renamed: SeatPair[] = [];
  const rezoned: SeatPair[] = [];
  const refeatured: SeatPair[] = [];
  for (const [index, newIndex] of newIndexOf.entries()) {
    if (newIndex < 0) {
      removed.push(index);
      continue;
    }
    const pair = { old: index, new: newIndex };
    const [from, to] = [old.positionOf(index), next.positionOf(newIndex)];
    if (from.x !== to.x || from.y !== to.y) moved.push(pair);
    if (old.labelOf(index) !== next.labelOf(newIndex)) renamed.push(pair);
    if (old.zones[old.zoneOf(index)] !== next.zones[next.zoneOf(newIndex)]) rezoned.push(pair);
    if (old.featureBits[index] !== next.featureBits[newIndex]) refeatured.push(pair);
  }
  return { added, removed, moved, renamed, rezoned, refeatured };
}

/** For each seat of the old map its index in the new one, or -1; and the seats that only the new one has. */
export function matchSeats(old: SeatMap, next: SeatMap): { newIndexOf: Int32Array; added: number[] } {
  const newIndexOf = new Int32Array(old.seatCount).fill(-1);
  const left = new Map<string, number>();
  for (let index = 0; index < next.seatCount; index += 1) left.set(next.idOf(index), index);
  const matchBy = (keyOf: (index: number) => string | null): void => {
    for (let index = 0; index < old.seatCount; index += 1) {
      if ((newIndexOf[index] ?? 0) >= 0) continue;
      const key = keyOf(index);
      const found = key === null ? undefined : left.get(key);
      if (key === null || found === undefined) continue;
      newIndexOf[index] = found;
      left.delete(key);
    }
  };
  matchBy((index) => old.idOf(index));

  const unmatched = [...left.values()];
  left.clear();
  for (const index of unmatched) {
    const spot = spotOf(next, index);
    if (spot !== null) left.set(spot, index);
  }
  matchBy((index) => spotOf(old, index));

  const matched = new Set(newIndexOf);
  return { newIndexOf, added: unmatched.filter((index) => !matched.has(index)) };
}

/** The position of a seat, or null for a standing place: all places of an area have one position. */
function spotOf(map: SeatMap, index: number): string | null {
  const place = map.seat(index);
  if (place === null || place.number === null) return null;
  const level = map.sections.find(({ to }) => index < to)?.level ?? 0;
  return `${level} ${place.x} ${place.y}`;
}
