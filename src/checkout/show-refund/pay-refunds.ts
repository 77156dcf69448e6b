import type { OrderKey } from '../../orders';
import { paymentLedger } from '../../payments';
import { RefundRefused, reconcileRefunds } from '../cancellation/reconcile-refunds';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import type { RefundRun } from './refund-run';
import { releaseRefunds } from './refund-runs.sql';

/** What a process has released and not paid until then is due like every other refund: the reconciler pays it. */
const LEASE_SECONDS = 60;
/** While so many refunds of a run wait for an answer, the provider is not asked for more. */
const UNANSWERED_MAX = 100;

/** Releases refunds of a run, as many as the pace leaves: the caller pays each of them. */
export async function takeRefunds(
  { database, clock, refundsPerSecond, atCrashPoint }: CheckoutContext,
  { showId, runId }: RefundRun,
  refundsMax: number,
): Promise<OrderKey[]> {
  const now = clock.now();
  const values = [showId, runId, now, later(now, LEASE_SECONDS), refundsMax, refundsPerSecond, UNANSWERED_MAX];
  const released = await database.run<{ orderId: string }>(releaseRefunds, values);
  if (released.length > 0) atCrashPoint('refunds of run released');
  return released.map(({ orderId }) => ({ showId, orderId }));
}

/**
 * Pays the refund of one order. What the provider refuses is a dead letter at once, so that the run can stop. Never
 * throws: what could not be done is due for the reconciler when the lease ends.
 */
export async function payRefund(context: CheckoutContext, run: RefundRun, key: OrderKey): Promise<void> {
  const { database, logger } = context;
  const { role, callerId, runId } = run;
  const about = { orderId: key.orderId, runId };
  try {
    await reconcileRefunds(context, key, { role, callerId }).catch(async (error: unknown) => {
      if (!(error instanceof RefundRefused)) throw error;
      await paymentLedger.addDeadLetter(database, key, error.message, 'reconciler');
      logger.error({ ...about, err: error }, 'A refund needs an operator: npm run dead-letters');
    });
  } catch (error) {
    logger.warn({ ...about, err: error }, 'A refund of a run has to be tried again');
  }
}
