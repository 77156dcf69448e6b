import type { SqlExecutor } from '../../platform';
import type { SalesChannel } from '../sales-figures.graphql';
import { readSales as readSalesStatement } from '../sales-figures.sql';
import { FROM_THE_BEGINNING, type SeatSales, type SeatSalesMemory, type SeatSalesRows } from './seat-sales';

export interface Sums {
  readonly orderCount: number;
  readonly ticketCount: number;
  readonly grossMinor: number;
  readonly refundedMinor: number;
}

/** The orders of a show, all of one snapshot. */
export interface ShowSales {
  readonly channels: readonly (Sums & { readonly channel: SalesChannel })[];
  readonly hours: readonly (Sums & { readonly hour: string })[];
  /** Null where it was not asked for. */
  readonly seats: SeatSales | null;
}

interface Row extends Omit<ShowSales, 'seats'> {
  readonly showId: string;
  readonly revision: number;
  readonly kept: SeatSalesRows | null;
  readonly waiting: SeatSalesRows | null;
}

const NO_ROWS: SeatSalesRows = { seatNos: [], grossMinor: [], refundedMinor: [] };
export const NO_SALES: ShowSales = { channels: [], hours: [], seats: null };

/**
 * The orders of shows, and with `withSeats` what was paid and returned for each seat. The seats of one that was read before are read
 * again only as far as they have changed. Where another read has gone on meanwhile, or where the sum of the seats is not that of the
 * orders, as after a switch to a database that has lost changes, everything is read again.
 */
export async function readSales(
  database: SqlExecutor,
  memory: SeatSalesMemory,
  showIds: readonly string[],
  withSeats: boolean,
): Promise<Map<string, ShowSales>> {
  const found = new Map<string, ShowSales>();
  const from = showIds.map((showId) => (withSeats ? memory.revisionOf(showId) : null));
  const again: string[] = [];
  for (const [index, row] of (await readRows(database, showIds, from)).entries()) {
    const seats = seatsOf(memory, row, from[index] ?? null);
    if (withSeats && (seats === null || !addsUp(seats, row))) again.push(row.showId);
    else found.set(row.showId, { ...row, seats });
  }
  if (again.length === 0) return found;
  for (const showId of again) memory.forget(showId);
  const beginnings = again.map(() => FROM_THE_BEGINNING);
  // Where they do not add up now, they are damaged, which `npm run verify` says.
  for (const row of await readRows(database, again, beginnings))
    found.set(row.showId, { ...row, seats: seatsOf(memory, row, FROM_THE_BEGINNING) });
  return found;
}

/** In the order of the shows. */
const readRows = (database: SqlExecutor, showIds: readonly string[], from: readonly (number | null)[]) =>
  database.run<Row>(readSalesStatement, [showIds, from]);

function seatsOf(memory: SeatSalesMemory, row: Row, from: number | null): SeatSales | null {
  if (from === null) return null;
  const { showId, revision, kept, waiting } = row;
  return memory.apply(showId, from, { revision, kept: kept ?? NO_ROWS, waiting: waiting ?? NO_ROWS });
}

function addsUp({ grossMinor, refundedMinor }: SeatSales, { channels }: Row): boolean {
  const sum = (parts: Float64Array) => {
    let total = 0;
    for (let seatNo = 0; seatNo < parts.length; seatNo += 1) total += parts[seatNo] ?? 0;
    return total;
  };
  const of = (field: 'grossMinor' | 'refundedMinor') => channels.reduce((total, sums) => total + sums[field], 0);
  return sum(grossMinor) === of('grossMinor') && sum(refundedMinor) === of('refundedMinor');
}
