import type { Random } from '../../../src/dev/venues/random';

export { type Random, seededRandom as seeded } from '../../../src/dev/venues/random';

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
