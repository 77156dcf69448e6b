import type { FreeSeats } from './free-seats';
import { isInSections, type SeatWishes, takes } from './seat-wishes';

/**
 * Of all segments in the order of their best seats, every `stride`-th one from `offset` on: processes that pick at the same
 * time stay apart where each has an offset of its own.
 */
export interface Lane {
  readonly stride: number;
  readonly offset: number;
}

const WHOLE: Lane = { stride: 1, offset: 0 };

/** Seats side by side: `size` seats from `first` on. */
export interface Block {
  readonly first: number;
  readonly size: number;
  /** The mean of its seats' costs. */
  readonly cost: number;
  readonly singles: number;
}

export const indexesOf = ({ first, size }: Pick<Block, 'first' | 'size'>): number[] =>
  Array.from({ length: size }, (_, place) => first + place);

export interface FoundBlocks {
  /** The best of all, and the best of those that leave no single seat. */
  readonly best: Block | null;
  readonly bestWithoutSingle: Block | null;
}

/** The best blocks of a size: in the lane where it has one that leaves no single seat, else anywhere. */
export function findBlocks(free: FreeSeats, wishes: SeatWishes, size: number, lane: Lane = WHOLE): FoundBlocks {
  if (wishes.near !== null) return findBlocksNear(free, wishes, size, wishes.near);
  const inLane = lane.stride > 1 ? scan(free, wishes, size, lane) : null;
  return inLane?.bestWithoutSingle != null ? inLane : scan(free, wishes, size, WHOLE);
}

function scan(free: FreeSeats, wishes: SeatWishes, size: number, { stride, offset }: Lane): FoundBlocks {
  const { byCost, leastCost, cost } = free.segments;
  const search = new BlockSearch(free, wishes, size, (index) => cost[index] ?? 0);
  for (let rank = offset; rank < byCost.length; rank += stride) {
    const segment = byCost[rank] ?? 0;
    const found = search.bestWithoutSingle?.cost ?? Number.POSITIVE_INFINITY;
    // No seat from here on is better than those of the block that is found, free or not.
    if ((leastCost[segment] ?? 0) >= found) break;
    if ((free.leastCost[segment] ?? 0) >= found) continue;
    search.look(segment);
  }
  return search;
}

function findBlocksNear(free: FreeSeats, wishes: SeatWishes, size: number, near: number): FoundBlocks {
  const { segments } = free;
  const search = new BlockSearch(free, wishes, size, (index) => segments.distance(index, near));
  for (let segment = 0; segment < segments.count; segment += 1) {
    const [first, last] = [segments.from[segment] ?? 0, (segments.to[segment] ?? 0) - 1];
    // No seat of a row is nearer than its ends are, less its length.
    const least =
      Math.min(segments.distance(first, near), segments.distance(last, near)) - segments.distance(first, last);
    if (least >= (search.bestWithoutSingle?.cost ?? Number.POSITIVE_INFINITY)) continue;
    search.look(segment);
  }
  return search;
}

/** Looks through segments for the best block of one size. */
class BlockSearch implements FoundBlocks {
  best: Block | null = null;
  bestWithoutSingle: Block | null = null;
  private readonly mayTake: (index: number) => boolean;

  constructor(
    private readonly free: FreeSeats,
    private readonly wishes: SeatWishes,
    private readonly size: number,
    private readonly costOf: (index: number) => number,
  ) {
    this.mayTake = takes(free, wishes);
  }

  look(segment: number): void {
    const { free, wishes, size, mayTake } = this;
    const { segments } = free;
    if ((free.longest[segment] ?? 0) < size) return;
    if (!isInSections(free, wishes, segment)) return;
    const [from, to] = [segments.from[segment] ?? 0, segments.to[segment] ?? 0];
    const isTable = segments.isTable[segment] === 1;
    let [run, sum] = [0, 0];
    for (let index = from; index < to; index += 1) {
      if (!mayTake(index)) {
        run = 0;
        sum = 0;
        continue;
      }
      run += 1;
      sum += this.costOf(index);
      if (run > size) sum -= this.costOf(index - size);
      if (run < size) continue;
      const [first, cost] = [index - size + 1, sum / size];
      const singles = isTable ? 0 : this.singlesBeside(first, index + 1, from, to);
      if (this.best === null || cost < this.best.cost) this.best = { first, size, cost, singles };
      if (singles === 0 && (this.bestWithoutSingle === null || cost < this.bestWithoutSingle.cost))
        this.bestWithoutSingle = { first, size, cost, singles };
    }
  }

  /** Free seats that would have no free neighbour any more beside the block from `first` up to `end`. */
  private singlesBeside(first: number, end: number, from: number, to: number): number {
    const { free, wishes } = this;
    let count = 0;
    if (first > from && free.isFree(first - 1) && !(first - 2 >= from && free.isFree(first - 2))) {
      if (!(wishes.mayEndRow && first - 1 === from)) count += 1;
    }
    if (end < to && free.isFree(end) && !(end + 1 < to && free.isFree(end + 1))) {
      if (!(wishes.mayEndRow && end === to - 1)) count += 1;
    }
    return count;
  }
}

/** The largest party that could sit side by side by the same wishes. */
export function largestTogether(free: FreeSeats, wishes: SeatWishes): number {
  free.update();
  const { segments } = free;
  const mayTake = takes(free, wishes);
  let largest = 0;
  for (let segment = 0; segment < segments.count; segment += 1) {
    if ((free.longest[segment] ?? 0) <= largest) continue;
    if (!isInSections(free, wishes, segment)) continue;
    let run = 0;
    const end = segments.to[segment] ?? 0;
    for (let index = segments.from[segment] ?? 0; index < end; index += 1) {
      run = mayTake(index) ? run + 1 : 0;
      if (run > largest) largest = run;
    }
  }
  return largest;
}
