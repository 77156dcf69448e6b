import { type Actor, actorText, type OrderRow } from '../../orders';
import {
  creditLedger,
  type Payment,
  type ProviderRefund,
  paymentLedger,
  type ReturnRefund,
  returnLedger,
} from '../../payments';
import { formatMoney, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import { PENDING_SECONDS, type Sums } from './sums';

interface Situation {
  /** As they are, locked. */
  readonly returns: readonly ReturnRefund[];
  /** As they were before the provider was asked. */
  readonly asked: readonly ReturnRefund[];
  /** Those whose refund was requested just now, and answered. */
  readonly answered: ReadonlySet<string>;
  /** What the provider lists, and what of it is new. */
  readonly known: readonly ProviderRefund[];
  readonly changed: readonly ProviderRefund[];
  readonly sums: Sums;
}

/**
 * Makes the returns of an order follow their refunds at the provider, each by its own, and the order follow its returns:
 * a cancelled order is `REFUNDED` once all of them are paid, and no longer where one of them fails.
 */
export async function followReturns(
  context: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  payment: Payment,
  situation: Situation,
  by: Actor,
): Promise<void> {
  const { returns, asked, sums } = situation;
  // Where other payments pay for the order, or this one for others, the order does not end with its refund.
  const isAlone = order.creditMinor === 0 && payment.creditedMinor === 0;
  const isAllBack = isAlone && sums.liveMinor >= payment.amountMinor;
  const states: ReturnRefund['state'][] = [];
  for (const one of returns) {
    const before = asked.find(({ returnId }) => returnId === one.returnId);
    // One that began after the provider was asked is due by itself.
    // The answer to an attempt that an operator has followed by another one says nothing of that one.
    const isAnswered = before?.attempts === one.attempts && situation.answered.has(one.returnId);
    const state = before === undefined ? null : stateOf(one, payment, situation, isAnswered);
    states.push(state ?? one.state);
    if (before === undefined || state === null) continue;
    if (state === one.state && one.checkAt === null) continue;
    await noteState(context, transaction, before, state, situation, by);
  }
  if (order.status === 'CONFIRMED') {
    if (isAllBack) return endOrder(context, transaction, order, payment, sums, by);
    return alertOfPart(context, transaction, order, payment, situation, by);
  }
  if (payment.creditedMinor > 0) await alertOfPart(context, transaction, order, payment, situation, by);
  const isPaid =
    states.every((state) => state === 'succeeded') &&
    returns.some(({ returnedMinor }) => returnedMinor > 0) &&
    // What pays for another order has not been refunded, and what a credit owes comes from another payment.
    payment.creditedMinor === 0 &&
    (await creditLedger.readReturns(transaction, order)).every(({ state }) => state === 'succeeded');
  const because = order.endReason ?? 'cancelled';
  if (isPaid && order.status === 'CANCELLED') {
    await paymentLedger.withdrawAlerts(transaction, order, actorText(by));
    await context.orders.move(transaction, order, { from: 'CANCELLED', to: 'REFUNDED', because }, by);
  }
  if (!isPaid && order.status === 'REFUNDED') {
    await context.orders.move(transaction, order, { from: 'REFUNDED', to: 'CANCELLED', because }, by);
  }
}

/** Null where the refund is wanted still and the provider has none. */
function stateOf(
  { returnId, state, returnedMinor }: ReturnRefund,
  payment: Payment,
  { known, sums }: Situation,
  isRequestAnswered: boolean,
): Exclude<ReturnRefund['state'], 'wanted'> | null {
  const own = known.filter((refund) => refund.returnId === returnId);
  if (returnedMinor === 0 || own.some((refund) => refund.state === 'succeeded')) return 'succeeded';
  if (own.some((refund) => refund.state === 'pending')) return 'pending';
  // Nothing of the payment is left: it went back by other refunds.
  if (sums.succeededMinor >= payment.amountMinor) return 'succeeded';
  // Failed refunds of earlier attempts say nothing of one that was not answered.
  const isAnswered = own.length > 0 && (state !== 'wanted' || isRequestAnswered);
  return isAnswered ? 'failed' : null;
}

async function noteState(
  { clock }: CheckoutContext,
  transaction: Transaction,
  asked: ReturnRefund,
  state: Exclude<ReturnRefund['state'], 'wanted'>,
  { known }: Situation,
  by: Actor,
): Promise<void> {
  await returnLedger.note(transaction, asked, {
    reference: known.findLast(({ returnId }) => returnId === asked.returnId)?.reference ?? null,
    state,
    by: actorText(by),
    checkAt: state === 'pending' ? later(clock.now(), PENDING_SECONDS) : null,
    ...(state === 'failed'
      ? { deadLetterReason: 'The bank returned the refund: the buyer has to be paid in another way.' }
      : {}),
  });
}

/** All that was paid has been refunded, a part of it at the provider: nothing of the order is left. */
async function endOrder(
  { orders, inventory, logger }: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  payment: Payment,
  sums: Sums,
  by: Actor,
): Promise<void> {
  const { orderId } = order;
  const seats = await inventory.orderSeatTransitions.returnSold(transaction, order);
  if (seats === null) throw new Error(`The seats of order ${orderId} are not sold to it`);
  const because = 'refunded_at_provider';
  await orders.move(transaction, order, { from: 'CONFIRMED', to: 'CANCELLED', because }, by);
  logger.warn({ orderId, reference: payment.reference }, 'An order was refunded at the payment provider: it ends');
  if (sums.succeededMinor < payment.amountMinor) return;
  await paymentLedger.withdrawAlerts(transaction, order, actorText(by));
  await orders.move(transaction, order, { from: 'CANCELLED', to: 'REFUNDED', because }, by);
}

/** Somebody refunded a part in the provider's dashboard, beside the returns. */
async function alertOfPart(
  { logger }: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  { amountMinor, currency, reference }: Payment,
  { known, changed }: Situation,
  by: Actor,
): Promise<void> {
  if (!changed.some(({ isOurs, state }) => !isOurs && state !== 'failed')) return;
  const others = known.filter(({ isOurs, state }) => !isOurs && state !== 'failed');
  const otherMinor = others.reduce((sum, refund) => sum + refund.amountMinor, 0);
  const [returned, paid] = [otherMinor, amountMinor].map((sum) => formatMoney({ amountMinor: sum, currency }));
  const note = `Of ${paid}, ${returned} was refunded at the payment provider; the order keeps its seats.`;
  logger.error({ orderId: order.orderId, reference, returnedMinor: otherMinor }, note);
  await paymentLedger.alert(transaction, order, note, actorText(by));
}
