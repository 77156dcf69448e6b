/** What was paid and returned for each seat of a show, by the number of the seat. It never changes. */
export interface SeatSales {
  readonly grossMinor: Float64Array;
  readonly refundedMinor: Float64Array;
}

/** Rows of a table, a column each: as PostgreSQL aggregates them. */
export interface SeatSalesRows {
  readonly seatNos: readonly number[];
  readonly grossMinor: readonly number[];
  readonly refundedMinor: readonly number[];
}

/** 16 bytes each. */
const SEATS_KEPT_MAX = 1_000_000;

const NOTHING_SOLD: SeatSales = { grossMinor: new Float64Array(0), refundedMinor: new Float64Array(0) };

/** `rows` are the sums of their seats, or differences that are added to them. The same object where there are none. */
function changed(sales: SeatSales, rows: SeatSalesRows, are: 'sums' | 'differences'): SeatSales {
  const { seatNos } = rows;
  if (seatNos.length === 0) return sales;
  const size = seatNos.reduce((most, seatNo) => Math.max(most, seatNo + 1), sales.grossMinor.length);
  const column = (before: Float64Array, values: readonly number[]): Float64Array => {
    const after = new Float64Array(size);
    after.set(before);
    for (const [row, seatNo] of seatNos.entries())
      after[seatNo] = (values[row] ?? 0) + (are === 'sums' ? 0 : (after[seatNo] ?? 0));
    return after;
  };
  return {
    grossMinor: column(sales.grossMinor, rows.grossMinor),
    refundedMinor: column(sales.refundedMinor, rows.refundedMinor),
  };
}

/** One read of the seats of a show: the rows of `sales_seat` above a revision, and what waits to be added to them. */
export interface SeatSalesRead {
  readonly revision: number;
  readonly kept: SeatSalesRows;
  readonly waiting: SeatSalesRows;
}

/** Everything of a show: no row has a lower revision. */
export const FROM_THE_BEGINNING = 0;

interface Kept {
  readonly revision: number;
  readonly sales: SeatSales;
}

const NOTHING_KEPT: Kept = { revision: FROM_THE_BEGINNING, sales: NOTHING_SOLD };

/**
 * Keeps what was paid for the seats of shows in the memory of the process, so that each read needs only the rows that have
 * changed: a show that has sold 60,000 seats has as many rows.
 */
export class SeatSalesMemory {
  private readonly shows = new Map<string, Kept>();

  /** The revision up to which a show is known. */
  revisionOf(showId: string): number {
    return this.shows.get(showId)?.revision ?? FROM_THE_BEGINNING;
  }

  /**
   * The seats as they were in the snapshot of a read, whose rows are those above `from`. Null where what is known here is
   * newer than the read, or is not what the read went on from.
   */
  apply(showId: string, from: number, { revision, kept, waiting }: SeatSalesRead): SeatSales | null {
    const known = from === FROM_THE_BEGINNING ? NOTHING_KEPT : this.shows.get(showId);
    if (known === undefined || known.revision < from || known.revision > revision) return null;
    // The rows have sums: those that another read has brought already may come again.
    const sales = changed(known.sales, kept, 'sums');
    if (revision >= this.revisionOf(showId)) this.remember(showId, { revision, sales });
    return changed(sales, waiting, 'differences');
  }

  forget(showId: string): void {
    this.shows.delete(showId);
  }

  /** The show that was read last is the last to go. */
  private remember(showId: string, kept: Kept): void {
    this.shows.delete(showId);
    this.shows.set(showId, kept);
    let seats = 0;
    for (const { sales } of this.shows.values()) seats += sales.grossMinor.length;
    for (const [oldest, { sales }] of this.shows) {
      if (seats <= SEATS_KEPT_MAX || oldest === showId) return;
      this.shows.delete(oldest);
      seats -= sales.grossMinor.length;
    }
  }
}
