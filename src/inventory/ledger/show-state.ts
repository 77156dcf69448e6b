import type { SaleTerms, ShowStatus } from '../../catalog';

/** The columns of `showStateColumns`. Null in a row that names no show. */
export interface ShowStateRow {
  readonly sales_open_at: Date | null;
  readonly sales_paused: boolean | null;
  readonly cancelled_at: Date | null;
  readonly pause_message: string | null;
}

/**
 * Why the holder of seats may not buy them or extend the hold now; null where they may. The same rule as `mayBuy` in SQL.
 * The end of the sale is no reason: who held in time may finish.
 */
export function whyNotForHolder(
  { sales_open_at, sales_paused, cancelled_at, pause_message }: ShowStateRow,
  now: Date,
): { readonly status: ShowStatus; readonly salesOpenAt: Date; readonly pauseMessage: string | null } | null {
  if (sales_open_at === null) return null;
  const because = (status: ShowStatus) => ({
    status,
    salesOpenAt: sales_open_at,
    pauseMessage: status === 'SALES_PAUSED' ? pause_message : null,
  });
  if (cancelled_at !== null) return because('CANCELLED');
  if (sales_paused === true) return because('SALES_PAUSED');
  return now < sales_open_at ? because('SCHEDULED') : null;
}

/** What of the terms decides. */
export type HolderTerms = Pick<SaleTerms, 'salesOpenAt' | 'salesPaused' | 'cancelledAt' | 'pauseMessage'>;

/** The same by terms that were read apart from the seats. */
export const whyNotByTerms = ({ salesOpenAt, salesPaused, cancelledAt, pauseMessage }: HolderTerms, now: Date) =>
  whyNotForHolder(
    { sales_open_at: salesOpenAt, sales_paused: salesPaused, cancelled_at: cancelledAt, pause_message: pauseMessage },
    now,
  );
