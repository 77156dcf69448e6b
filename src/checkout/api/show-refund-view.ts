import type { MoneyType, SqlExecutor } from '../../platform';
import { countRefundRun, type RefundRunCounts, type RefundRun as RefundRunRow } from '../show-refund/refund-run';
import { encodeRunId, type ShowRefundQuote as ShowRefundQuoteRow } from '../show-refund/show-refund-quote';
import type { RefundRun, RefundRunState, RefundRunSum, ShowRefundQuote } from './show-refund.graphql';

const states: Readonly<Record<RefundRunRow['state'], RefundRunState>> = {
  running: 'RUNNING',
  stopped: 'STOPPED',
  done: 'DONE',
};

/** A run as the API shows it, with the counts of now. */
export async function runView(executor: SqlExecutor, run: RefundRunRow): Promise<RefundRun> {
  const { sums, ...counts } = await countRefundRun(executor, run);
  const { state, message, stopReason, startedAt, finishedAt } = run;
  return {
    ...{ run, id: encodeRunId(run), state: states[state], message, stopReason, startedAt, finishedAt },
    ...counts,
    sums: sumsByCurrency(sums),
  };
}

function sumsByCurrency(sums: RefundRunCounts['sums']): RefundRunSum[] {
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const money = (of: (sum: RefundRunCounts['sums'][number]) => boolean): MoneyType => ({
      amountMinor: sums.reduce(
        (total, sum) => (sum.currency === currency && of(sum) ? total + sum.amountMinor : total),
        0,
      ),
      currency,
    });
    return {
      total: money(() => true),
      returned: money(({ progress }) => progress === 'returned'),
      failed: money(({ progress }) => progress === 'failed'),
    };
  });
}

export function showRefundQuoteView(quote: ShowRefundQuoteRow): ShowRefundQuote {
  const { showId, quoteId, expiresAt, ticketCount, scannedTicketCount, sums } = quote;
  return {
    ...{ quote, id: encodeRunId({ showId, runId: quoteId }), expiresAt, ticketCount, scannedTicketCount },
    orderCount: sums.reduce((total, { orderCount }) => total + orderCount, 0),
    sums: sums.map(({ currency, orderCount, paidMinor, returnedMinor, keptMinor, toReturnMinor }) => {
      const money = (amountMinor: number): MoneyType => ({ amountMinor, currency });
      return {
        orderCount,
        paid: money(paidMinor),
        returned: money(returnedMinor),
        kept: money(keptMinor),
        toReturn: money(toReturnMinor),
      };
    }),
  };
}
