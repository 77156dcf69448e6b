import { createHash } from 'node:crypto';
import type { CheckoutContext } from '../context';
import { amountsOf } from '../returns/quote-return';
import { sumOf } from '../returns/return-quote';
import type { ReturnRule } from '../returns/return-rule';
import { returnTickets } from '../returns/return-tickets';
import type { RefundRun } from './refund-run';

const all: ReturnRule = { kind: 'show_cancelled', sharePercent: 100, feeMinor: 0, until: null };

/**
 * Ends an order of a cancelled show in one transaction: its seats and tickets end, its buyer gets a mail, and what was paid
 * for them is to be returned as soon as the run releases it. False where the order is not confirmed any more: its buyer
 * has returned it, or another process was first.
 *
 * Locks: as a return.
 */
export async function endOrder(context: CheckoutContext, run: RefundRun, orderId: string): Promise<boolean> {
  const { database, orders, clock } = context;
  const { showId, runId, role, callerId } = run;
  return database.transaction(async (transaction) => {
    const order = await orders.lockWithItems(transaction, { showId, orderId });
    if (order?.status !== 'CONFIRMED') return false;
    const { seatNos, pricesMinor } = order;
    const returnedMinor = sumOf(await amountsOf(transaction, order, pricesMinor, all));
    const what = {
      ...{ returnId: returnIdOf(run, orderId), runId, seatNos, returnedMinor },
      // Refunds in the provider's dashboard may have left less than was paid for the seats.
      keptMinor: sumOf(pricesMinor) - returnedMinor,
      reason: 'show_cancelled' as const,
      now: clock.now(),
    };
    if (await returnTickets(context, transaction, order, what, { role, callerId })) return true;
    throw new Error(`The seats of order ${orderId} are not sold to it`);
  });
}

/** One UUID for an order in a run, whoever ends it and how often: version 8 of RFC 9562, made of a hash. */
export function returnIdOf({ runId }: Pick<RefundRun, 'runId'>, orderId: string): string {
  const bytes = createHash('sha256').update(`${runId} ${orderId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
