import type { FreeSeats } from '../best/free-seats';

const SUGGESTIONS_MAX = 3;

interface Suggestion {
  readonly first: number;
  readonly distance: number;
}

/** Whether a section of the choice has as many free seats side by side, of its price zones, that leave no single seat. */
export function hasBlockWithoutSingle(free: FreeSeats, chosen: readonly number[], mayEndRow: boolean): boolean {
  for (const _ of blocksWithoutSingle(free, chosen, mayEndRow)) return true;
  return false;
}

/** The nearest of them, at most one in each row but that of the choice. */
export function suggestBlocks(free: FreeSeats, chosen: readonly number[], mayEndRow: boolean): number[][] {
  const { segments } = free;
  const size = chosen.length;
  const middle = chosen[size >> 1] ?? 0;
  let nearest: Suggestion[] = [];
  const nearestOfSegment = new Map<number, Suggestion>();
  for (const first of blocksWithoutSingle(free, chosen, mayEndRow)) {
    const segment = segments.ofSeat[first] ?? -1;
    const suggestion = { first, distance: segments.distance(first + (size >> 1), middle) };
    const known = nearestOfSegment.get(segment);
    if (known === undefined || suggestion.distance < known.distance) nearestOfSegment.set(segment, suggestion);
    // In the row of the choice there is often one to either side.
    if (segment === segments.ofSeat[middle]) nearest.push(suggestion);
  }
  nearest = nearest.sort(byDistance).slice(0, SUGGESTIONS_MAX - 1);
  const others = [...nearestOfSegment.values()].filter(({ first }) => !nearest.some((own) => own.first === first));
  return [...nearest, ...others]
    .sort(byDistance)
    .slice(0, SUGGESTIONS_MAX)
    .map(({ first }) => Array.from({ length: size }, (_, place) => first + place));
}

const byDistance = (a: Suggestion, b: Suggestion): number => a.distance - b.distance || a.first - b.first;

/** The first seat of each block of the size of the choice, in its sections and price zones, that leaves no single seat. */
function* blocksWithoutSingle(free: FreeSeats, chosen: readonly number[], mayEndRow: boolean): Generator<number> {
  free.update();
  const { segments } = free;
  const { zoneNumbers } = segments.seatMap;
  const size = chosen.length;
  const sections = new Set(chosen.map((index) => segments.section[segments.ofSeat[index] ?? 0]));
  const zones = new Set(chosen.map((index) => zoneNumbers[index]));
  for (let segment = 0; segment < segments.count; segment += 1) {
    if ((free.longest[segment] ?? 0) < size || !sections.has(segments.section[segment])) continue;
    const [from, to] = [segments.from[segment] ?? 0, segments.to[segment] ?? 0];
    const isFree = (index: number) => index >= from && index < to && free.isFree(index);
    let run = 0;
    for (let index = from; index < to; index += 1) {
      run = free.isFree(index) && zones.has(zoneNumbers[index]) ? run + 1 : 0;
      if (run < size) continue;
      const first = index - size + 1;
      const isLeftSingle = isFree(first - 1) && !isFree(first - 2) && !(mayEndRow && first - 1 === from);
      const isRightSingle = isFree(index + 1) && !isFree(index + 2) && !(mayEndRow && index + 1 === to - 1);
      if (segments.isTable[segment] === 1 || (!isLeftSingle && !isRightSingle)) yield first;
    }
  }
}
