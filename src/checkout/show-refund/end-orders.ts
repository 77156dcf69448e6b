import { paymentLedger } from '../../payments';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import { endOrder } from './end-order';
import type { RefundRun } from './refund-run';
import { beginPass, stopRun, takeOrders } from './refund-runs.sql';

const ORDERS_PER_STEP = 50;
const ENDED_AT_ONCE = 4;
/** Other processes end what they have taken meanwhile. Longer after each pass. */
const PASS_SECONDS = 3;
const PASS_SECONDS_MAX = 60;
/** An order that could not be ended in so many passes is left to an operator. */
const PASSES_MAX = 3;

/** Ends the next orders of a run. False where it found none: then what others have left is taken in the next pass. */
export async function endNextOrders(context: CheckoutContext, run: RefundRun): Promise<boolean> {
  const { database, clock, atCrashPoint } = context;
  const { showId, runId } = run;
  const taken = await database.run<{ orderId: string }>(takeOrders, [showId, runId, ORDERS_PER_STEP]);
  if (taken.length === 0) {
    const now = clock.now();
    const nextPassAt = later(now, Math.min(PASS_SECONDS_MAX, PASS_SECONDS * 2 ** run.passes));
    await database.run(beginPass, [showId, runId, run.afterOrder, now, nextPassAt]);
    return false;
  }
  atCrashPoint('orders of run taken');
  const left = [...taken];
  const endOneByOne = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await endOrder(context, run, next.orderId).catch((error) => noteFailure(context, run, next.orderId, error));
      atCrashPoint('order of run ended');
    }
  };
  await Promise.all(Array.from({ length: ENDED_AT_ONCE }, endOneByOne));
  return true;
}

/** A fault of the database passes, and the next pass tries again. What is left after some passes does not pass by itself. */
async function noteFailure(
  { database, logger }: CheckoutContext,
  { showId, runId, passes }: RefundRun,
  orderId: string,
  error: Error,
): Promise<void> {
  logger.error({ showId, runId, orderId, err: error }, 'An order could not be ended by the refund of its show');
  if (passes < PASSES_MAX) return;
  const note = `The refund of the show could not end the order: ${error.message}`;
  await paymentLedger.alert(database, { showId, orderId }, note, 'reconciler');
  await database.run(stopRun, [showId, runId, `Order ${orderId} could not be ended: ${error.message}`]);
}
