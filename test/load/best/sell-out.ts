import { pickSeats } from '../../../src/inventory/best/pick-seats';
import { seededRandom } from '../../../src/inventory/best/spread';
import type { SeatMapDocument } from '../../../src/seating';
import { ShowInMemory, wishesFor } from '../../support/free-seats';

const PARTY_MAX = 6;
const WHOLE = { stride: 1, offset: 0 };
/** A party that finds no seats side by side goes away; after so many of them in a row the sale is over. */
const REFUSED_MAX = 30;

export type Strategy = 'best' | 'random' | 'first free';

export interface SoldOut {
  readonly soldShare: number;
  /** Free seats without a free neighbour, of all seats. */
  readonly singleShare: number;
  readonly picks: number;
  /** Of each pick, in the order of time. */
  readonly picksMs: readonly number[];
}

/**
 * Sells a venue to parties of one to six that sit side by side. Seats with a restricted view are sold like others, and
 * places for wheelchairs and companions are not counted, since each strategy has the same.
 */
export function sellOut(document: SeatMapDocument, strategy: Strategy, seed: number): SoldOut {
  const show = new ShowInMemory(document);
  const random = seededRandom(seed);
  const picksMs: number[] = [];
  let refused = 0;
  while (refused < REFUSED_MAX) {
    const size = 1 + Math.floor(random() * PARTY_MAX);
    const beganMs = performance.now();
    const seats = strategy === 'best' ? pickBest(show, size) : pickBlock(show, size, strategy, random);
    if (strategy === 'best') picksMs.push(performance.now() - beganMs);
    if (seats === null) refused += 1;
    else {
      refused = 0;
      show.take(seats);
    }
    // Parties of one would fill every single seat in the end, which no sale waits for.
    if (seats === null && size > 1) break;
  }
  const { free } = show;
  const { ofSeat } = free.segments;
  const seatCount = show.seatMap.seatCount;
  let [unsold, singles] = [0, 0];
  for (let index = 0; index < seatCount; index += 1) {
    if (!free.isFree(index)) continue;
    unsold += 1;
    const hasNeighbour = [index - 1, index + 1].some(
      (beside) => free.isFree(beside) && ofSeat[beside] === ofSeat[index],
    );
    if (!hasNeighbour) singles += 1;
  }
  return { soldShare: 1 - unsold / seatCount, singleShare: singles / seatCount, picks: picksMs.length, picksMs };
}

const pickBest = (show: ShowInMemory, size: number): number[] | null =>
  pickSeats(show.free, wishesFor(size, { mustBeTogether: true, obstructedView: true }), WHOLE)?.groups.flat() ?? null;

/** Any block of the size: one at random, or the first of the map. */
function pickBlock(show: ShowInMemory, size: number, strategy: Strategy, random: () => number): number[] | null {
  const { free } = show;
  const { segments } = free;
  const blocks: number[] = [];
  for (let segment = 0; segment < segments.count; segment += 1) {
    let run = 0;
    for (let index = segments.from[segment] ?? 0; index < (segments.to[segment] ?? 0); index += 1) {
      run = free.isFree(index) ? run + 1 : 0;
      if (run >= size) blocks.push(index - size + 1);
    }
    if (strategy === 'first free' && blocks.length > 0) break;
  }
  const first = strategy === 'random' ? blocks[Math.floor(random() * blocks.length)] : blocks[0];
  return first === undefined ? null : Array.from({ length: size }, (_, place) => first + place);
}
