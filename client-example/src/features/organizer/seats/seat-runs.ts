export interface SeatRun {
  readonly from: number;
  readonly to: number;
}

/** Neighbours in the order of the map as runs, both ends included. The indexes ascend. */
export function runsOf(indexes: readonly number[]): SeatRun[] {
  const runs: { from: number; to: number }[] = [];
  for (const index of indexes) {
    const last = runs.at(-1);
    if (last !== undefined && index === last.to + 1) last.to = index;
    else runs.push({ from: index, to: index });
  }
  return runs;
}

/** In parts of so many. */
export function partsOf<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

export const seatsBetween = ({ from, to }: SeatRun): number[] =>
  Array.from({ length: to - from }, (_, place) => from + place);
