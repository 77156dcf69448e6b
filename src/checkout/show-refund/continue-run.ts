import type { AuditWriter } from '../../organizations';
import type { CheckoutContext } from '../context';
import { publishRunChange } from './refund-run-topic';
import { continueRun, stopRun } from './refund-runs.sql';
import type { RefundRunKey } from './show-refund-quote';

/** Has a stopped run go on. Changes nothing where it is not stopped. */
export async function continueRefundRun(
  { database, clock, logger, runTopic }: CheckoutContext,
  { showId, runId }: RefundRunKey,
  by: string,
  audit: AuditWriter,
): Promise<void> {
  const continued = await database.transaction(async (transaction) => {
    const rows = await transaction.run(continueRun, [showId, runId, clock.now()]);
    if (rows.length > 0) await audit(transaction);
    return rows;
  });
  if (continued.length > 0) logger.info({ showId, runId, by }, 'The refund of a show goes on');
  publishRunChange(runTopic, runId);
}

/** Stops a run by hand: nothing more is ended or released. Changes nothing where it does not run. */
export async function stopRefundRun(
  { database, logger, runTopic }: CheckoutContext,
  { showId, runId }: RefundRunKey,
  by: string,
  audit: AuditWriter,
): Promise<void> {
  const stopped = await database.transaction(async (transaction) => {
    const rows = await transaction.run(stopRun, [showId, runId, 'The run was stopped by hand.']);
    if (rows.length > 0) await audit(transaction);
    return rows;
  });
  if (stopped.length > 0) logger.warn({ showId, runId, by }, 'The refund of a show was stopped by hand');
  publishRunChange(runTopic, runId);
}
