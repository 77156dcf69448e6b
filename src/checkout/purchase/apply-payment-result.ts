import type { Hold } from '../../inventory';
import { type Actor, actorText, type OrderRow } from '../../orders';
import { type Payment, paymentLedger } from '../../payments';
import type { Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { endAdmission, extendAdmission } from '../sync-admission';
import { later, type PaymentResult } from './decide-payment-step';
import { holdUntilAfterDecline } from './decline-grace';

/** After the provider was silent for too long, it is asked every few minutes. */
const SILENT_SECONDS = 300;

/**
 * Brings the end of a payment to its order and its seats, all in one transaction. The answer to the request, the
 * webhook and the reconciler all come here; whoever comes second changes nothing. Nor does a verdict without money
 * about a charge that another one has followed; `asked` is the payment as it was before the provider was asked.
 *
 * Locks: the order, its payment, then as the seat ledger does.
 */
export async function applyPaymentResult(
  context: CheckoutContext,
  asked: Payment,
  verdict: PaymentResult,
  by: Actor,
): Promise<void> {
  const { database, inventory, orders, logger } = context;
  const { orderId } = asked;
  const before = await orders.read(orderId);
  if (before === null) throw new Error(`There is no order ${orderId}`);
  // Read first: it does not change while the order is pending, and a transaction has one connection.
  const hold = await inventory.readHold(before.holdId, before.buyerId);
  if (hold === null) throw new Error(`Order ${orderId} has no hold`);
  const outcome = await database.transaction(async (transaction) => {
    const order = await orders.lock(transaction, orderId);
    const payment = await paymentLedger.lock(transaction, orderId);
    if (order === null || payment === null || payment.state === 'succeeded') return 'unchanged';
    if (verdict.kind === 'paid') return settlePaid(context, transaction, order, asked, verdict, by);
    if (payment.charges !== asked.charges) return 'unchanged';
    return settleUnpaid(context, transaction, order, hold, asked, verdict, by);
  });
  context.atCrashPoint('settled');
  if (outcome === 'unchanged') return;
  const { what, isSold = false, heldUntil } = outcome;
  logger.info({ orderId, verdict: verdict.kind, outcome: what, by: actorText(by) }, 'A payment is settled');
  if (isSold) await endAdmission(context, before);
  if (heldUntil !== undefined) await extendAdmission(context, before, heldUntil);
}

interface Settled {
  /** What came of it, in words for the log. */
  readonly what: string;
  readonly isSold?: boolean;
  /** Where the seats went back to their hold. */
  readonly heldUntil?: Date;
}

async function settlePaid(
  context: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
  asked: Payment,
  verdict: Extract<PaymentResult, { kind: 'paid' }>,
  by: Actor,
): Promise<Settled> {
  const { orders, inventory, clock } = context;
  const { orderId, letter } = order;
  if (verdict.amountMinor !== order.totalMinor || verdict.currency !== order.currency) {
    throw new Error(
      `The provider charged ${verdict.amountMinor} ${verdict.currency} for order ${orderId} of ${order.totalMinor} ${order.currency}`,
    );
  }
  await paymentLedger.end(transaction, asked, { state: 'succeeded', by: actorText(by) });
  if (letter === 'X' && !(await takeAgain(context, transaction, order))) {
    const amount = { amountMinor: order.totalMinor, currency: order.currency };
    await paymentLedger.wantRefund(transaction, {
      orderId,
      amount,
      reason: 'late_payment',
      checkAt: clock.now(),
      by: actorText(by),
    });
    return { what: 'paid late, seats gone' };
  }
  const sold = await inventory.orderSeatTransitions.sell(transaction, orderId);
  // The transaction ends with this fault: money without seats is for an operator.
  if (sold === null) throw new Error(`The seats of order ${orderId} are not reserved`);
  await orders.move(transaction, orderId, { from: letter, to: 'C' }, by);
  return { what: letter === 'X' ? 'confirmed late' : 'confirmed', isSold: true };
}

/** Seats of an order that was given up: reserved again where all of them are free, or held by the same hold still. */
async function takeAgain(
  { inventory, clock }: CheckoutContext,
  transaction: Transaction,
  order: OrderRow,
): Promise<boolean> {
  const { orderId, holdId, buyerId } = order;
  const taken =
    (await inventory.orderSeatTransitions.reserveAgain(transaction, { holdId, orderId })) ??
    (await inventory.orderSeatTransitions.reserve(transaction, { holdId, buyerId, orderId, now: clock.now() }));
  return taken !== null;
}

async function settleUnpaid(
  { orders, inventory, clock }: CheckoutContext,
  transaction: Transaction,
  { orderId, letter }: OrderRow,
  hold: Hold,
  asked: Payment,
  verdict: Exclude<PaymentResult, { kind: 'paid' }>,
  by: Actor,
): Promise<Settled> {
  const now = clock.now();
  const isDeclined = verdict.kind === 'declined';
  if (verdict.kind === 'unanswered') {
    await paymentLedger.askLater(transaction, asked, later(now, SILENT_SECONDS));
  } else {
    await paymentLedger.end(transaction, asked, {
      state: isDeclined ? 'declined' : 'cancelled',
      ...(isDeclined ? { declineCode: verdict.declineCode, declineMessage: verdict.message } : {}),
      by: actorText(by),
    });
  }
  if (letter !== 'P') return { what: 'noted' };
  const until = isDeclined ? holdUntilAfterDecline(hold, now) : hold.expiresAt > now ? hold.expiresAt : null;
  const returned =
    until === null
      ? await inventory.orderSeatTransitions.release(transaction, orderId)
      : await inventory.orderSeatTransitions.returnToHold(transaction, orderId, until);
  if (returned === null) throw new Error(`The seats of order ${orderId} are not reserved`);
  const because = isDeclined ? (until === null ? 'too_late' : 'declined') : verdict.kind;
  await orders.move(transaction, orderId, { from: 'P', to: 'X', because }, by);
  return until === null ? { what: 'seats on sale again' } : { what: 'seats held again', heldUntil: until };
}
