/** A party that finds no place side by side. */
import type { FreeSeats } from './free-seats';
import { isInSections, type PickedSeats, type SeatWishes, takes } from './seat-wishes';

/** Two groups sit in touching rows where two of their seats are no further apart: one row behind the other. */
const TOUCHING_MAX_CM = 200;
/** How far a row may be bent, and its middle seat be off its middle. */
const ROW_BEND_CM = 300;
/** Nobody sits alone. */
const GROUP_SIZE_MIN = 2;

interface Run {
  readonly segment: number;
  readonly from: number;
  readonly to: number;
}

const sizeOf = ({ from, to }: Run): number => to - from;

/**
 * Two groups in touching rows of one section, with nobody alone. The first group is the larger one, in the row with the
 * better seats; the second one is where it is nearest to the first. Null where there is none.
 */
export function pickTwoGroups(free: FreeSeats, wishes: SeatWishes): PickedSeats | null {
  const { quantity } = wishes;
  if (quantity < 2 * GROUP_SIZE_MIN) return null;
  const { segments } = free;
  const runs = runsOf(free, wishes).filter((run) => sizeOf(run) >= GROUP_SIZE_MIN);
  const bySection = groupBy(runs, ({ segment }) => segments.section[segment] ?? 0);
  let best: {
    readonly groups: readonly (readonly number[])[];
    readonly singles: number;
    readonly cost: number;
  } | null = null;
  for (const ofSection of bySection.values()) {
    // The sections come in the order of the map; the first one with such seats will do.
    if (best !== null) break;
    for (const one of ofSection) {
      for (const other of ofSection) {
        if (segments.row[one.segment] === segments.row[other.segment] || !touch(free, one, other)) continue;
        for (let larger = quantity - GROUP_SIZE_MIN; larger * 2 >= quantity; larger -= 1) {
          const smaller = quantity - larger;
          if (sizeOf(one) < larger || sizeOf(other) < smaller) continue;
          const groups = placeTouching(free, one, larger, other, smaller);
          if (groups === null) continue;
          const singles = free.singlesOf(groups.flat(), wishes.mayEndRow).length;
          const cost = meanCost(free, groups.flat());
          if (best === null || singles < best.singles || (singles === best.singles && cost < best.cost))
            best = { groups, singles, cost };
        }
      }
    }
  }
  return best === null ? null : { step: 'TWO_GROUPS', groups: best.groups };
}

/**
 * Seats of one section, in as few groups as it takes, the largest free runs first. The section with the best seats among
 * those that need the fewest groups. Null where no section has enough.
 */
export function pickSameSection(free: FreeSeats, wishes: SeatWishes): PickedSeats | null {
  const { segments } = free;
  const bySection = groupBy(runsOf(free, wishes), ({ segment }) => segments.section[segment] ?? 0);
  let best: { readonly groups: number[][]; readonly cost: number } | null = null;
  for (const runs of bySection.values()) {
    if (runs.reduce((sum, run) => sum + sizeOf(run), 0) < wishes.quantity) continue;
    const groups: number[][] = [];
    let left = wishes.quantity;
    for (const run of runs.sort((a, b) => sizeOf(b) - sizeOf(a) || costOf(free, a.from) - costOf(free, b.from))) {
      if (left === 0) break;
      const size = Math.min(sizeOf(run), left);
      // Nobody sits alone where the group before can spare a neighbour.
      const before = groups.at(-1);
      const spared = size === 1 && sizeOf(run) > 1 && before !== undefined && before.length > 2 ? 1 : 0;
      if (spared === 1) before?.pop();
      groups.push(range(run.from, size + spared));
      left -= size;
    }
    const cost = meanCost(free, groups.flat());
    if (
      best === null ||
      groups.length < best.groups.length ||
      (groups.length === best.groups.length && cost < best.cost)
    )
      best = { groups, cost };
  }
  return best === null ? null : { step: 'SAME_SECTION', groups: best.groups };
}

function runsOf(free: FreeSeats, wishes: SeatWishes): Run[] {
  const { segments } = free;
  const mayTake = takes(free, wishes);
  const runs: Run[] = [];
  for (let segment = 0; segment < segments.count; segment += 1) {
    if ((free.longest[segment] ?? 0) === 0) continue;
    if (!isInSections(free, wishes, segment)) continue;
    const to = segments.to[segment] ?? 0;
    let start = segments.from[segment] ?? 0;
    for (let index = start; index <= to; index += 1) {
      if (index < to && mayTake(index)) continue;
      if (index > start) runs.push({ segment, from: start, to: index });
      start = index + 1;
    }
  }
  return runs;
}

/** Whether two seats of the runs are one behind the other. */
function touch(free: FreeSeats, one: Run, other: Run): boolean {
  const { segments } = free;
  // Most runs are far apart, which their middles and lengths show.
  const reach = (run: Run) => segments.distance(run.from, run.to - 1) / 2 + ROW_BEND_CM;
  const middle = (run: Run) => (run.from + run.to - 1) >> 1;
  const apart = segments.distance(middle(one), middle(other)) - reach(one) - reach(other);
  return apart <= TOUCHING_MAX_CM && nearestPair(free, one, other).distance <= TOUCHING_MAX_CM;
}

function nearestPair(free: FreeSeats, one: Run, other: Run) {
  let nearest = { one: one.from, other: other.from, distance: Number.POSITIVE_INFINITY };
  for (let a = one.from; a < one.to; a += 1) {
    for (let b = other.from; b < other.to; b += 1) {
      const distance = free.segments.distance(a, b);
      if (distance < nearest.distance) nearest = { one: a, other: b, distance };
    }
  }
  return nearest;
}

/** The groups around the nearest pair of their runs; null where they would not touch. */
function placeTouching(free: FreeSeats, one: Run, larger: number, other: Run, smaller: number): number[][] | null {
  const pair = nearestPair(free, one, other);
  const groups = [range(around(one, pair.one, larger), larger), range(around(other, pair.other, smaller), smaller)];
  return pair.distance <= TOUCHING_MAX_CM ? groups : null;
}

/** Where a block of this size begins that has the seat near its middle and stays within the run. */
const around = ({ from, to }: Run, seat: number, size: number): number =>
  Math.max(from, Math.min(seat - (size >> 1), to - size));

const costOf = (free: FreeSeats, index: number): number => free.segments.cost[index] ?? 0;
const meanCost = (free: FreeSeats, indexes: readonly number[]): number =>
  indexes.reduce((sum, index) => sum + costOf(free, index), 0) / indexes.length;
const range = (first: number, size: number): number[] => Array.from({ length: size }, (_, place) => first + place);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
