import type { SaleTerms } from '../../catalog';
import { type Caller, newId, type SqlExecutor } from '../../platform';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import { QUOTE_SECONDS } from '../returns/quote-return';
import { readOpenRun } from './refund-runs.sql';
import type { ShowRefundQuote, ShowRefundSum } from './show-refund-quote';
import { countTicketsOfShow, recordShowRefundQuote, sumOrdersOfShow } from './show-refund-quotes.sql';

export type RefundShowQuoteOutcome =
  | { readonly kind: 'ShowRefundQuote'; readonly quote: ShowRefundQuote }
  | ShowRefundNotPossibleOutcome;

export interface ShowRefundNotPossibleOutcome {
  readonly kind: 'ShowRefundNotPossible';
  readonly message: string;
}

const notPossible = (message: string): ShowRefundNotPossibleOutcome => ({ kind: 'ShowRefundNotPossible', message });

export const notCancelled = notPossible('The show is not cancelled. Cancel it first: that ends its sale.');
export const runExists = notPossible('A refund of this show is already in progress.');
export const nothingToRefund = notPossible('The show has no confirmed orders.');
export const committedBefore = notPossible('This quote was committed before.');

/**
 * Says what a refund of a cancelled show would return. Nothing happens before `refundShow`. The caller runs the show, whose
 * terms these are.
 */
export async function quoteShowRefund(
  { database, clock }: Pick<CheckoutContext, 'database' | 'clock'>,
  { showId, cancelledAt }: SaleTerms,
  caller: Caller,
): Promise<RefundShowQuoteOutcome> {
  if (cancelledAt === null) return notCancelled;
  if (await hasOpenRun(database, showId)) return runExists;
  const sums = await sumOrders(database, showId);
  if (sums.length === 0) return nothingToRefund;
  const [tickets] = await database.run<Pick<ShowRefundQuote, 'ticketCount' | 'scannedTicketCount'>>(
    countTicketsOfShow,
    [showId],
  );
  const createdAt = clock.now();
  const quote: ShowRefundQuote = {
    ...{ showId, quoteId: newId(), callerId: caller.id, role: caller.roles.has('admin') ? 'admin' : 'organizer' },
    ...{ sums, ticketCount: tickets?.ticketCount ?? 0, scannedTicketCount: tickets?.scannedTicketCount ?? 0 },
    ...{ createdAt, expiresAt: later(createdAt, QUOTE_SECONDS), committedAt: null, idempotencyKey: null },
  };
  await database.run(recordShowRefundQuote, [
    ...[showId, quote.quoteId, quote.callerId, quote.role, JSON.stringify(sums)],
    ...[quote.ticketCount, quote.scannedTicketCount, createdAt, quote.expiresAt],
  ]);
  return { kind: 'ShowRefundQuote', quote };
}

export const hasOpenRun = async (executor: SqlExecutor, showId: string): Promise<boolean> =>
  (await executor.run(readOpenRun, [showId])).length > 0;

export const sumOrders = (executor: SqlExecutor, showId: string): Promise<ShowRefundSum[]> =>
  executor.run<ShowRefundSum>(sumOrdersOfShow, [showId]);
