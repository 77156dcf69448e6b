/** Numbers from 0 up to, not with, 1. */
export type Random = () => number;

/** The same numbers for the same seed, so that a run can be repeated: mulberry32, by Tommy Ettinger. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** An exponential wait with this mean, as between events that know nothing of each other; four times the mean at most. */
export const around = (random: Random, mean: number): number => Math.min(4, -Math.log(1 - random())) * mean;

export type Weights<Name extends string> = Readonly<Record<Name, number>>;

/** One of the names, each as often as its weight says. */
export function pick<Name extends string>(random: Random, weights: Weights<Name>): Name {
  // The keys of such a record are its names.
  const names = Object.keys(weights) as Name[];
  const total = names.reduce((sum, name) => sum + weights[name], 0);
  let left = random() * total;
  for (const name of names) {
    left -= weights[name];
    if (left < 0) return name;
  }
  const [first] = names;
  if (first === undefined) throw new Error('Nothing to pick from');
  return first;
}
