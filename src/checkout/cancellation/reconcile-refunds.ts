import { type Actor, actorText, type OrderKey, type OrderRow } from '../../orders';
import {
  type CallRefused,
  type Payment,
  type ProviderRefund,
  paymentLedger,
  type Refund,
  returnLedger,
} from '../../payments';
import { formatMoney, type Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { later, refundPause } from '../purchase/decide-payment-step';
import { followReturns } from './follow-returns';
import { type Owed, type RefundAnswer, requestRefunds } from './request-refunds';
import { PENDING_SECONDS, type Sums, sumsOf } from './sums';

/** The provider refuses to return the money: an operator has to act, and a repeat does not help. */
export class RefundRefused extends Error {
  constructor({ code, message }: CallRefused) {
    super(`The payment provider refused a refund: ${code}: ${message}`);
  }
}

/**
 * Makes the order follow the refunds in the provider's ledger, no matter who requested them, and requests what the order
 * still owes its buyer. The provider lists what has been returned before anything more is, and never returns more than
 * was charged; so money goes back once, however often this runs and wherever a process dies.
 *
 * - All of it was refunded in the provider's dashboard: the order ends and its seats are on sale.
 * - A part was: it is recorded, and an operator is alerted. A later cancellation returns the rest.
 * - A return of some tickets has a refund of its own: `follow-returns.ts`.
 * - A refund failed, perhaps days after it was reported as done: the order is not `REFUNDED` (any more), and it becomes
 *   a dead letter.
 *
 * @throws RefundRefused where the provider refuses the refund
 */
export async function reconcileRefunds(context: CheckoutContext, key: OrderKey, by: Actor): Promise<void> {
  const { database, clock } = context;
  const [payment, refund, returns] = await Promise.all([
    paymentLedger.read(database, key),
    paymentLedger.readRefund(database, key),
    returnLedger.read(database, key),
  ]);
  if (payment?.state !== 'succeeded' || payment.reference === null) return;
  const released = returns.filter(({ isHeldBack }) => !isHeldBack);
  const dueAt = [payment, refund, ...released].map((one) => one?.checkAt ?? null);
  if (dueAt.every((instant) => instant === null)) return;
  const owed = { refund, returns };
  const answer = await requestRefunds(context, { ...payment, reference: payment.reference }, owed);
  context.atCrashPoint('refunded');
  switch (answer.kind) {
    case 'refused':
      throw new RefundRefused(answer);
    case 'unknown': {
      if (refund !== null && refund.checkAt !== null) {
        await paymentLedger.askRefundLater(database, refund, later(clock.now(), refundPause(refund.checks)));
      }
      for (const one of returns) {
        if (one.checkAt === null || one.isHeldBack) continue;
        await returnLedger.askLater(database, one, later(clock.now(), refundPause(one.checks)), false);
      }
      return paymentLedger.askLater(database, payment, later(clock.now(), refundPause(payment.checks)));
    }
    case 'refunds':
      await followRefunds(context, payment, owed, answer, by);
      if (answer.refused === null) return;
      throw new RefundRefused(answer.refused);
  }
}

/** Records what the provider lists and changes the order accordingly, in one transaction. */
async function followRefunds(
  context: CheckoutContext,
  asked: Payment,
  owed: Owed,
  { refunds, answered }: RefundAnswer,
  by: Actor,
): Promise<void> {
  const { database, orders } = context;
  const { orderId } = asked;
  const changes = await database.transaction(async (transaction) => {
    const order = await orders.lock(transaction, asked);
    if (order === null) throw new Error(`There is no order ${orderId}`);
    await paymentLedger.lock(transaction, asked);
    const refund = await paymentLedger.lockRefund(transaction, asked);
    const returns = await returnLedger.lock(transaction, asked);
    const changed = await paymentLedger.recordProviderRefunds(transaction, asked, refunds, actorText(by));
    const known = await paymentLedger.readProviderRefunds(transaction, asked);
    await paymentLedger.rest(transaction, asked);
    const sums = sumsOf(known);
    if (returns.length > 0 && refund === null) {
      await followReturns(
        context,
        transaction,
        order,
        asked,
        { returns, asked: owed.returns, answered, known, changed, sums },
        by,
      );
    } else if (refund === null) {
      await followWithoutRefund(context, transaction, order, asked, { known, changed, sums }, by);
    } else {
      // Began after the provider was asked: the next run has its answer.
      if (owed.refund === null) return changed;
      await followRefund(context, transaction, order, { refund, asked: owed.refund, known, sums }, by);
    }
    return changed;
  });
  for (const { reference, state, amountMinor, isOurs } of changes) {
    const about = { orderId, reference, state, amountMinor, isOurs, by: actorText(by) };
    if (state === 'failed')
      context.logger.error(about, 'A refund failed: an operator has to pay the buyer in another way');
    else context.logger.info(about, 'A refund changed');
  }
}

/** The order owes its buyer nothing as far as we know: what was refunded was refunded in the provider's dashboard. */
async function followWithoutRefund(
  context: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  payment: Payment,
  { known, changed, sums }: { known: readonly ProviderRefund[]; changed: readonly ProviderRefund[]; sums: Sums },
  by: Actor,
): Promise<void> {
  const { orders, inventory, clock, logger } = context;
  const { showId, orderId } = order;
  const { amountMinor, currency } = payment;
  // Tickets that were exchanged for it pay for it as well: they are not returned by a refund in the dashboard.
  if (sums.liveMinor < amountMinor || order.creditMinor > 0) {
    if (changed.length === 0) return;
    const [returned, paid] = [sums.liveMinor, amountMinor].map((sum) => formatMoney({ amountMinor: sum, currency }));
    const note = `Of ${paid}, ${returned} was refunded at the payment provider; the order keeps its seats.`;
    logger.error({ orderId, reference: payment.reference, returnedMinor: sums.liveMinor }, note);
    return paymentLedger.alert(transaction, order, note, actorText(by));
  }
  if (order.status !== 'CONFIRMED') throw new Error(`Order ${orderId} is ${order.status} and was refunded`);
  const seats = await inventory.orderSeatTransitions.returnSold(transaction, order);
  if (seats === null) throw new Error(`The seats of order ${orderId} are not sold to it`);
  const because = 'refunded_at_provider';
  await orders.move(transaction, order, { from: 'CONFIRMED', to: 'CANCELLED', because }, by);
  const amount = { amountMinor, currency };
  const wanted = { showId, orderId, amount, reason: because, checkAt: clock.now(), by: actorText(by) } as const;
  await paymentLedger.wantRefund(transaction, wanted);
  const refund = await paymentLedger.lockRefund(transaction, order);
  if (refund === null) throw new Error(`The refund of order ${orderId} was not recorded`);
  logger.warn({ orderId, reference: payment.reference }, 'An order was refunded at the payment provider: it ends');
  await followRefund(
    context,
    transaction,
    { ...order, status: 'CANCELLED' },
    { refund, asked: refund, known, sums },
    by,
  );
}

async function followRefund(
  { orders, clock }: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  { refund, asked, known, sums }: { refund: Refund; asked: Refund; known: readonly ProviderRefund[]; sums: Sums },
  by: Actor,
): Promise<void> {
  const { status } = order;
  const because = order.endReason ?? refundEndReason(refund);
  const state = stateOf(refund, sums);
  if (state !== null) {
    await paymentLedger.noteRefund(transaction, asked, {
      reference: known.at(-1)?.reference ?? refund.reference ?? '',
      state,
      by: actorText(by),
      checkAt: state === 'pending' ? later(clock.now(), PENDING_SECONDS) : null,
      ...(state === 'failed'
        ? { deadLetterReason: 'The bank returned the refund: the buyer has to be paid in another way.' }
        : {}),
    });
  }
  if (state === 'succeeded') await paymentLedger.withdrawAlerts(transaction, order, actorText(by));
  if (state === 'succeeded' && status === 'CANCELLED') {
    await orders.move(transaction, order, { from: 'CANCELLED', to: 'REFUNDED', because }, by);
  }
  if (state !== 'succeeded' && status === 'REFUNDED') {
    await orders.move(transaction, order, { from: 'REFUNDED', to: 'CANCELLED', because }, by);
  }
}

const refundEndReason = ({ reason }: Refund) => (reason === 'late_payment' ? 'unanswered' : reason);

/** Null where the refund is wanted still and the provider has none. */
function stateOf(refund: Refund, { succeededMinor, liveMinor }: Sums): Exclude<Refund['state'], 'wanted'> | null {
  if (succeededMinor >= refund.amountMinor) return 'succeeded';
  if (liveMinor >= refund.amountMinor) return 'pending';
  // Less than was asked for: one of them failed.
  return refund.state === 'wanted' ? null : 'failed';
}
