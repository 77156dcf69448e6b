import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchReport } from '../support/report';

/** What one of each costs, as the benchmarks have measured it on one core of the machine on which they ran. */
export interface UnitCosts {
  /** Of the API's processes. */
  readonly holdUs: number;
  readonly holdInPostgresUs: number;
  /** Of the whole machine but the buyer: API, PostgreSQL, and the payment provider that stands in for the real one. */
  readonly purchaseUs: number;
  readonly mapUs: number;
  readonly mapBytes: number;
  readonly geometryBytes: number;
  readonly messageUs: number;
  readonly messageBytes: number;
  readonly socketBytes: number;
  /** For each connected client and second. */
  readonly waitingUs: number;
  readonly pageUs: number;
}

interface Source {
  readonly benchmark: string;
  readonly what: string;
  readonly size?: number;
  readonly figure: string;
  /** From the figure to the unit. */
  readonly of?: (figure: number) => number;
}

/** Where each comes from: a figure of a row of `test/load/results`. */
export const sources: Readonly<Record<keyof UnitCosts, Source>> = {
  holdUs: { benchmark: 'processes', what: 'holds of two seats over HTTP, 2 processes', figure: 'cpuMicroseconds' },
  holdInPostgresUs: {
    ...{ benchmark: 'holds', figure: 'perSecond' },
    what: 'pgbench, the statement of 32 claims a call, two clients: what the database can do',
    // Both cores were busy with it.
    of: (perSecond) => (2 * 1e6) / perSecond,
  },
  purchaseUs: {
    ...{ benchmark: 'webhooks', figure: 'cpuMs', of: (ms) => ms * 1000 },
    what: 'purchases with each event sent by the same process',
  },
  mapUs: { benchmark: 'processes', what: 'snapshots of 50,000 seats as bytes, 2 processes', figure: 'cpuMicroseconds' },
  mapBytes: { benchmark: 'map', what: 'statuses and versions as bytes, changing', size: 50_000, figure: 'bytes' },
  geometryBytes: { benchmark: 'map', what: 'the geometry', size: 50_000, figure: 'bytes' },
  messageUs: { benchmark: 'processes', what: 'messages to 4,000 watchers, 2 processes', figure: 'cpuMicroseconds' },
  messageBytes: { benchmark: 'fanout', what: 'ours', size: 5_000, figure: 'bytesPerMessage' },
  socketBytes: { benchmark: 'fanout', what: 'ours', size: 5_000, figure: 'subscriberBytes' },
  waitingUs: {
    // A tick each second.
    ...{ benchmark: 'queue', what: 'sending the positions, waiting', size: 100_000, figure: 'usPerClientAndTick' },
  },
  pageUs: {
    ...{ benchmark: 'discovery', what: 'page over HTTP, nothing asked', size: 100_000, figure: 'ms' },
    // One request after the other: the time of the answer, in which API and PostgreSQL took turns.
    of: (ms) => ms * 1000,
  },
};

export function readUnitCosts(folder: string): UnitCosts {
  const entries = Object.entries(sources).map(([name, { benchmark, what, size, figure, of }]) => {
    // Written by `keepReport`.
    const { rows } = JSON.parse(readFileSync(join(folder, `${benchmark}.json`), 'utf8')) as BenchReport;
    const row = rows.find((each) => each.what === what && (size === undefined || each.size === size));
    const median = row?.figures[figure]?.median;
    if (median === undefined) throw new Error(`results/${benchmark}.json has no ${figure} of "${what}"`);
    return [name, of === undefined ? median : of(median)];
  });
  // Every name of `sources` is one of the interface.
  return Object.fromEntries(entries) as unknown as UnitCosts;
}
