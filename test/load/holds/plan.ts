/** Who claims what in the benchmark of holds. */
export const CLIENTS = 16;
/** Several for each show: what waits together is what an on-sale has. */
export const MANY_CALLERS = 64;
/** While developing: `HOLDS_ROUNDS=1 HOLDS_SECONDS=1 HOLDS_SEATS=1600 npm run bench -- holds`. */
export const SECONDS = Number(process.env.HOLDS_SECONDS ?? 3);
export const ROUNDS = Number(process.env.HOLDS_ROUNDS ?? 5);
/** Runs of each server over HTTP before the first round: V8 goes on compiling for as long as that. */
export const WARM_UPS = 2;
export const BUYERS = 4_000;
const LEDGER_WAYS = ['separate', 'single', 'gathered', 'inProcess', 'inProcessMany', 'http'] as const;
/** The last ones hold seats in Redis, and need no rows of seats. */
export const WAYS = [...LEDGER_WAYS, 'redisThenRowHttp', 'redisThenRow', 'redisAlone'] as const;
export type Way = (typeof WAYS)[number];
/** Each run of each way has seats of its own, so that every claim finds its seats free. A multiple of eight. */
export const SEATS_PER_RUN = Number(process.env.HOLDS_SEATS ?? 2_000);
export const SEATS_PER_SHOW = SEATS_PER_RUN * (ROUNDS + WARM_UPS) * LEDGER_WAYS.length;

/** One show for each client, with ids that pgbench can work out. */
export const showOf = (client: number): string => `00000000-0000-7000-8000-${client.toString(16).padStart(12, '0')}`;
export function firstSeatOf(way: Way, round: number): number {
  const index = (LEDGER_WAYS as readonly Way[]).indexOf(way);
  if (index >= 0) return (round * LEDGER_WAYS.length + index) * SEATS_PER_RUN;
  return SEATS_PER_SHOW + (round * WAYS.length + WAYS.indexOf(way)) * SEATS_PER_RUN;
}

export interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the Node process that holds, for each hold; without PostgreSQL and Redis. */
  readonly cpuUs?: number;
}

export function percentiles(latenciesMs: readonly number[]): { p50Ms: number; p99Ms: number } {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return {
    p50Ms: sorted[sorted.length >> 1] ?? Number.NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  };
}

/** Of this process so far. */
export function cpuMsOfThis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
