import type { Geometry } from '../store/geometry';

export interface BlockSearch {
  readonly geometry: Geometry;
  readonly joined: Uint8Array;
  readonly size: number;
  isFree(index: number): boolean;
  /** What a seat costs in centimetres of walking: how far it is from where the buyer wants to sit. */
  cost(index: number): number;
}

/** A block that leaves a single free seat beside it is as bad as one that is half a seat further away. */
const ORPHAN = 0.5;

/**
 * The free block of seats side by side whose seats cost least together, or nothing. Each run of free neighbours is
 * passed over once with a window of the wanted size, so the whole of a stadium takes a few milliseconds.
 */
export function findBlock(search: BlockSearch): readonly number[] {
  const { geometry, size } = search;
  let best: readonly number[] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  for (const { kind, from, to } of geometry.rows) {
    if (to - from < size) continue;
    if (kind === 'standing') {
      const places = firstFree(search, from, to);
      const cost = places.length === size ? search.cost(from) * size : Number.POSITIVE_INFINITY;
      if (cost < bestCost) [best, bestCost] = [places, cost];
      continue;
    }
    for (const [start, end] of freeRuns(search, from, to)) {
      let sum = 0;
      for (let index = start; index < end; index += 1) {
        sum += search.cost(index);
        const first = index - size + 1;
        if (first < start) continue;
        if (first > start) sum -= search.cost(first - 1);
        const cost = sum + ORPHAN * geometry.pitch * size * (Number(first - start === 1) + Number(end - index === 2));
        if (cost < bestCost) [best, bestCost] = [block(first, size), cost];
      }
    }
  }
  return best;
}

/** The blocks of this size that a row offers, each seat in one of them at most: what the list shows. */
export function blocksOf(search: Omit<BlockSearch, 'cost'>, row: number): readonly (readonly number[])[] {
  const found = search.geometry.rows[row];
  if (found === undefined || found.kind === 'standing') return [];
  const blocks: (readonly number[])[] = [];
  for (const [start, end] of freeRuns(search, found.from, found.to)) {
    for (let first = start; first + search.size <= end; first += search.size) blocks.push(block(first, search.size));
  }
  return blocks;
}

/** Places of a standing area are alike: the first ones will do. */
export function firstFree({ size, isFree }: Omit<BlockSearch, 'cost'>, from: number, to: number): readonly number[] {
  const places: number[] = [];
  for (let index = from; index < to && places.length < size; index += 1) if (isFree(index)) places.push(index);
  return places;
}

/** Runs of free seats side by side: from, up to and not with, to. Shorter ones than wanted are left out. */
function* freeRuns({ joined, isFree, size }: Omit<BlockSearch, 'cost'>, from: number, to: number) {
  let start = from;
  for (let index = from; index < to; index += 1) {
    const isLast = index + 1 === to || joined[index] !== 1;
    const end = isFree(index) ? index + 1 : index;
    if (end === index + 1 && !isLast) continue;
    if (end - start >= size) yield [start, end] as const;
    start = index + 1;
  }
}

const block = (first: number, size: number): readonly number[] =>
  Array.from({ length: size }, (_, place) => first + place);
