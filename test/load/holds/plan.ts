/** Who claims what in the benchmark of holds. */
export const CLIENTS = 16;
export const SECONDS = 5;
export const ROUNDS = 3;
export const BUYERS = 4_000;
export const WAYS = ['separate', 'single', 'inProcess', 'http'] as const;
export type Way = (typeof WAYS)[number];
/** Each run of each way has seats of its own, so that every claim finds its seats free. */
export const SEATS_PER_RUN = 3_000;
export const SEATS_PER_SHOW = SEATS_PER_RUN * ROUNDS * WAYS.length;

/** One show for each client, with ids that pgbench can work out. */
export const showOf = (client: number): string => `00000000-0000-7000-8000-${client.toString(16).padStart(12, '0')}`;
export const firstSeatOf = (way: Way, round: number): number =>
  (round * WAYS.length + WAYS.indexOf(way)) * SEATS_PER_RUN;

export interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function percentiles(latenciesMs: readonly number[]): { p50Ms: number; p99Ms: number } {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return {
    p50Ms: sorted[sorted.length >> 1] ?? Number.NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  };
}
