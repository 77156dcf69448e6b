import { type Actor, actorText, type OrderRow } from '../../orders';
import { type MovedCredit, type ReturnReason, returnLedger } from '../../payments';
import type { Transaction } from '../../platform';
import type { CheckoutContext } from '../context';

/** What is returned of an order, and for how much. */
export interface TicketsReturned {
  /** The id of the return, and of its refund. */
  readonly returnId: string;
  readonly seatNos: readonly number[];
  readonly returnedMinor: number;
  readonly keptMinor: number;
  /** Of exchanged tickets: what pays for the new order. */
  readonly moved?: MovedCredit;
  readonly reason: ReturnReason;
  readonly now: Date;
  /** The run that refunds the whole show: it says when the refund is requested, and notifies the buyer. */
  readonly runId?: string;
}

/**
 * Returns some tickets of a confirmed order, in the caller's transaction, which has the order locked: the seats are on
 * sale again and their tickets end, the refund is wanted, the order has fewer items. With its last item it is cancelled.
 * False where one of the seats is not sold to the order; then nothing has changed.
 */
export async function returnTickets(
  { orders, inventory }: Pick<CheckoutContext, 'orders' | 'inventory'>,
  transaction: Transaction,
  order: OrderRow,
  { returnId, seatNos, returnedMinor, keptMinor, moved, reason, now, runId }: TicketsReturned,
  by: Actor,
): Promise<boolean> {
  const { showId, orderId, currency } = order;
  const seats = await inventory.orderSeatTransitions.returnSomeSold(transaction, { showId, orderId, seatNos });
  if (seats === null) return false;
  const returned = { amountMinor: returnedMinor, currency };
  await returnLedger.record(transaction, {
    ...{ showId, orderId, returnId, returned, keptMinor, moved: moved ?? null, reason, now },
    by: actorText(by),
    runId: runId ?? null,
  });
  await orders.returnItems(transaction, order, { returnId, seatNos }, by);
  if (seats.seatsLeft === 0) {
    const because = runId !== undefined ? 'show_cancelled' : reason === 'exchanged' ? 'exchanged' : 'cancelled';
    await orders.move(transaction, order, { from: 'CONFIRMED', to: 'CANCELLED', because }, by);
  }
  return true;
}
