/** What was paid and returned for each seat of a show, by the number of the seat. */
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

class KeptSales implements SeatSales {
  revision = 0;
  grossMinor = new Float64Array(0);
  refundedMinor = new Float64Array(0);

  get seatCount(): number {
    return this.grossMinor.length;
  }

  /** The rows have sums and no differences: those that are here already may come again. */
  keep(revision: number, { seatNos, grossMinor, refundedMinor }: SeatSalesRows): void {
    this.reserve(seatNos);
    for (const [row, seatNo] of seatNos.entries()) {
      this.grossMinor[seatNo] = grossMinor[row] ?? 0;
      this.refundedMinor[seatNo] = refundedMinor[row] ?? 0;
    }
    this.revision = revision;
  }

  /** A copy to which differences are added. */
  with({ seatNos, grossMinor, refundedMinor }: SeatSalesRows): SeatSales {
    const copy = new KeptSales();
    copy.grossMinor = this.grossMinor.slice();
    copy.refundedMinor = this.refundedMinor.slice();
    copy.reserve(seatNos);
    for (const [row, seatNo] of seatNos.entries()) {
      copy.grossMinor[seatNo] = (copy.grossMinor[seatNo] ?? 0) + (grossMinor[row] ?? 0);
      copy.refundedMinor[seatNo] = (copy.refundedMinor[seatNo] ?? 0) + (refundedMinor[row] ?? 0);
    }
    return copy;
  }

  private reserve(seatNos: readonly number[]): void {
    let size = this.seatCount;
    for (const seatNo of seatNos) size = Math.max(size, seatNo + 1);
    if (size === this.seatCount) return;
    this.grossMinor = enlarged(this.grossMinor, size);
    this.refundedMinor = enlarged(this.refundedMinor, size);
  }
}

function enlarged(array: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size);
  larger.set(array);
  return larger;
}

/** One read of the seats of a show: the rows of `sales_seat` above a revision, and what waits to be added to them. */
export interface SeatSalesRead {
  readonly revision: number;
  readonly kept: SeatSalesRows;
  readonly waiting: SeatSalesRows;
}

/** Everything of a show: no row has a lower revision. */
export const FROM_THE_BEGINNING = 0;

/**
 * Keeps what was paid for the seats of shows in the memory of the process, so that each read needs only the rows that have
 * changed: a show that has sold 60,000 seats has as many rows.
 */
export class SeatSalesMemory {
  private readonly shows = new Map<string, KeptSales>();

  /** The revision up to which a show is known. */
  revisionOf(showId: string): number {
    return this.shows.get(showId)?.revision ?? FROM_THE_BEGINNING;
  }

  /**
   * The seats as they were in the snapshot of a read, whose rows are those above `from`. Null where what is known here is
   * newer than the read, or is not what the read went on from.
   */
  apply(showId: string, from: number, { revision, kept, waiting }: SeatSalesRead): SeatSales | null {
    const known = from === FROM_THE_BEGINNING ? new KeptSales() : this.shows.get(showId);
    if (known === undefined || known.revision < from || known.revision > revision) return null;
    known.keep(revision, kept);
    if (revision >= this.revisionOf(showId)) this.remember(showId, known);
    return known.with(waiting);
  }

  forget(showId: string): void {
    this.shows.delete(showId);
  }

  /** The show that was read last is the last to go. */
  private remember(showId: string, sales: KeptSales): void {
    this.shows.delete(showId);
    this.shows.set(showId, sales);
    let seats = 0;
    for (const { seatCount } of this.shows.values()) seats += seatCount;
    for (const [oldest, { seatCount }] of this.shows) {
      if (seats <= SEATS_KEPT_MAX || oldest === showId) return;
      this.shows.delete(oldest);
      seats -= seatCount;
    }
  }
}
