import type { SaleTerms } from '../../catalog';
import type { TicketsContext } from '../context';
import { readAdmission as readRow } from './admission.sql';

export interface ScanCounts {
  readonly inCount: number;
  readonly outCount: number;
  readonly refusedCount: number;
}

/** Of tickets that are valid now. */
export interface TicketCounts {
  readonly ticketCount: number;
  /** Somebody has come in with them. */
  readonly admittedCount: number;
  /** Who is inside has not left again. */
  readonly insideCount: number;
}

export interface Admission extends TicketCounts {
  readonly asOf: Date;
  /** Tickets that were returned, moved, issued again or given away. */
  readonly revokedCount: number;
  readonly refusedScanCount: number;
  readonly bySection: readonly (TicketCounts & { readonly name: string })[];
  readonly byTime: readonly (ScanCounts & { readonly from: Date })[];
  readonly byGate: readonly (ScanCounts & { readonly gateId: string })[];
}

interface Row {
  readonly seatNos: readonly number[] | null;
  readonly admitted: readonly number[] | null;
  readonly inside: readonly number[] | null;
  readonly revokedCount: number;
  readonly refusedScanCount: number;
  readonly byTime: readonly (ScanCounts & { readonly from: string })[] | null;
  readonly byGate: Admission['byGate'] | null;
}

/** A day and a half of quarters of an hour, and more gates than a stadium has. */
const PARTS_MAX = 150;

/** How far a show is let in. */
export async function readAdmission(
  { database, clock, inventory }: Pick<TicketsContext, 'database' | 'clock' | 'inventory'>,
  show: SaleTerms,
): Promise<Admission> {
  const asOf = clock.now();
  const [row] = await database.run<Row>(readRow, [show.showId, PARTS_MAX]);
  if (row === undefined) throw new Error(`The admission of show ${show.showId} was not read`);
  const { seatNos, admitted, inside, byTime, byGate, ...counts } = row;
  const [valid, came, are] = [new Set(seatNos), new Set(admitted), new Set(inside)];
  const seats = await inventory.readStatuses(show);
  const numbers = await inventory.seatNosOf(show);
  const bySection = (seats?.seatMap.sections ?? []).map(({ name, from, to }) => {
    const sums = { ticketCount: 0, admittedCount: 0, insideCount: 0 };
    for (let index = from; index < to; index += 1) {
      const seatNo = numbers?.[index] ?? index;
      sums.ticketCount += Number(valid.has(seatNo));
      sums.admittedCount += Number(came.has(seatNo));
      sums.insideCount += Number(are.has(seatNo));
    }
    return { name, ...sums };
  });
  return {
    ...{ asOf, ...counts, bySection, byGate: byGate ?? [] },
    ...{ ticketCount: valid.size, admittedCount: came.size, insideCount: are.size },
    byTime: (byTime ?? []).map(({ from, ...scans }) => ({ from: new Date(from), ...scans })),
  };
}
