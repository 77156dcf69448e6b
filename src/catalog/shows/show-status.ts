/** What a buyer may expect of a show now. The names are those of the API. */
export type ShowStatus = 'SCHEDULED' | 'ON_SALE' | 'SALES_PAUSED' | 'SOLD_OUT' | 'SALES_CLOSED' | 'CANCELLED';

/** What the status follows from. */
export interface StatusTerms {
  readonly salesOpenAt: Date;
  readonly salesCloseAt: Date;
  readonly salesPaused: boolean;
  readonly cancelledAt: Date | null;
  /** Null for a show without seats. */
  readonly seatsTotal: number | null;
  readonly seatsLeft: number | null;
}

/**
 * The one place where a show's status is worked out. What cannot be undone comes first, then the times, then the
 * switch, then the seats. A sale is open at the instant `salesOpenAt` and closed at the instant `salesCloseAt`. A show
 * without seats is on sale only once it has some.
 */
export function showStatus(terms: StatusTerms, now: Date): ShowStatus {
  if (terms.cancelledAt !== null) return 'CANCELLED';
  if (now >= terms.salesCloseAt) return 'SALES_CLOSED';
  if (now < terms.salesOpenAt) return 'SCHEDULED';
  if (terms.seatsTotal === null) return 'SCHEDULED';
  if (terms.salesPaused) return 'SALES_PAUSED';
  if (terms.seatsLeft === 0) return 'SOLD_OUT';
  return 'ON_SALE';
}
