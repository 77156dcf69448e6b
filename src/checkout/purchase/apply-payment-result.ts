import type { Hold } from '../../inventory';
import { type Actor, actorText, type EndReason, type OrderRow } from '../../orders';
import { type Payment, paymentLedger, type RefundReason } from '../../payments';
import type { Transaction } from '../../platform';
import type { CheckoutContext } from '../context';
import { ExchangeFailed, type LockedExchange, lockExchange, swapSeats } from '../exchanges/swap-seats';
import { endAdmission, extendAdmission } from '../sync-admission';
import { later, type PaymentResult } from './decide-payment-step';
import { holdUntilAfterDecline } from './decline-grace';

/** After the provider was silent for too long, it is asked every few minutes. */
const SILENT_SECONDS = 300;

type Paid = Extract<PaymentResult, { kind: 'paid' }>;
type Unpaid = Exclude<PaymentResult, Paid>;

/**
 * Applies the end of a payment to its order and its seats, in one transaction. The answer to the request, the webhook
 * and the reconciler all come here; a second arrival changes nothing. Nor does a result without money change
 * anything about a charge that another one has followed, unless the provider has cancelled the payment for good;
 * `asked` is the payment as it was before the call, `known` the order, at whatever moment, where it has been read.
 *
 * Locks: the order, of an exchange the old one as well, its payment, then as the seat ledger does.
 */
export async function applyPaymentResult(
  context: CheckoutContext,
  asked: Payment,
  result: PaymentResult,
  by: Actor,
  known: OrderRow | null = null,
): Promise<void> {
  const { database, inventory, orders } = context;
  const { orderId } = asked;
  const before = known ?? (await orders.read(asked));
  if (before === null) throw new Error(`There is no order ${orderId}`);
  // Read first, where it may be needed: it does not change while the order is pending, and a transaction has one connection.
  const hold = result.kind === 'paid' ? null : await inventory.readHold(before, before.buyerId);
  const apply = (mayExchange: boolean) =>
    database.transaction(async (transaction) => {
      const order = await orders.lock(transaction, asked);
      const exchange =
        order === null || result.kind !== 'paid' ? null : await lockExchange(context, transaction, order);
      const payment = await paymentLedger.lock(transaction, asked);
      if (order === null || payment === null || payment.state === 'succeeded') return null;
      if (result.kind === 'paid') {
        return applyPaid(context, transaction, { order, exchange, mayExchange }, asked, result, by);
      }
      if (result.kind !== 'cancelled' && payment.charges !== asked.charges) return null;
      if (hold === null) throw new Error(`Order ${orderId} has no hold`);
      return applyUnpaid(context, transaction, order, hold, asked, result, by);
    });
  const effect = await apply(true).catch((error: unknown) => {
    if (error instanceof ExchangeFailed) return apply(false);
    throw error;
  });
  context.atCrashPoint('payment result applied');
  if (effect === null) return;
  logResult(context, asked, result, effect, by);
  if (effect.isSold) await endAdmission(context, before);
  if (effect.heldUntil !== undefined) await extendAdmission(context, before, effect.heldUntil);
}

interface Effect {
  /** What was done, for the log. */
  readonly outcome: string;
  readonly isSold?: boolean;
  /** Where the seats went back to their hold. */
  readonly heldUntil?: Date;
}

interface PaidOrder {
  readonly order: OrderRow;
  /** The exchange that it is for. */
  readonly exchange: LockedExchange | null;
  /** False where an attempt has found that the old tickets cannot be exchanged any more. */
  readonly mayExchange: boolean;
}

async function applyPaid(
  context: CheckoutContext,
  transaction: Transaction,
  { order, exchange, mayExchange }: PaidOrder,
  asked: Payment,
  result: Paid,
  by: Actor,
): Promise<Effect> {
  const { orders, inventory, clock } = context;
  const { showId, orderId, status, currency } = order;
  const { amountMinor } = asked;
  if (result.amountMinor !== amountMinor || result.currency !== currency) {
    throw new Error(
      `The provider charged ${result.amountMinor} ${result.currency} for order ${orderId} of ${amountMinor} ${currency}`,
    );
  }
  // Refunded in the provider's dashboard before the order knew that it was paid: the refunds are read next.
  const refundsDueAt = result.refundedMinor > 0 ? clock.now() : null;
  await paymentLedger.end(transaction, asked, { state: 'succeeded', refundsDueAt, by: actorText(by) });
  const returnMoney = async (reason: RefundReason) => {
    const amount = { amountMinor, currency };
    const wanted = { showId, orderId, amount, reason, checkAt: clock.now(), by: actorText(by) };
    await paymentLedger.wantRefund(transaction, wanted);
  };
  if (!mayExchange) {
    if (status === 'PENDING_PAYMENT') {
      await inventory.orderSeatTransitions.release(transaction, order);
      await orders.move(transaction, order, { from: status, to: 'CANCELLED', because: 'exchange_failed' }, by);
    }
    await returnMoney('late_payment');
    return { outcome: 'paid, the old tickets cannot be exchanged any more: refund' };
  }
  if (status === 'CANCELLED' && !(await takeAgain(context, transaction, order))) {
    await returnMoney('late_payment');
    return { outcome: 'paid late, the seats are gone: refund' };
  }
  const sold =
    exchange === null
      ? (await inventory.orderSeatTransitions.sell(transaction, order)).kind
      : await swapSeats(context, transaction, order, exchange, by);
  if (sold === 'ShowCancelled') {
    await inventory.orderSeatTransitions.release(transaction, order);
    // An order that had ended before, and whose seats were taken again a moment ago, stays as it is.
    if (status !== 'CANCELLED')
      await orders.move(transaction, order, { from: status, to: 'CANCELLED', because: 'show_cancelled' }, by);
    await returnMoney('show_cancelled');
    return { outcome: 'paid after the show was cancelled: refund' };
  }
  // The transaction ends with this fault: money without seats is for an operator.
  if (sold !== 'Sold') throw new Error(`The seats of order ${orderId} are not reserved`);
  await orders.move(transaction, order, { from: status, to: 'CONFIRMED' }, by);
  return { outcome: status === 'CANCELLED' ? 'confirmed late' : 'confirmed', isSold: true };
}

/** Seats of an order that has ended: reserved again where all of them are free, or still held by the same hold. */
async function takeAgain(
  { inventory, clock }: CheckoutContext,
  transaction: Transaction,
  { showId, orderId, holdId }: OrderRow,
): Promise<boolean> {
  const now = clock.now();
  const seats = { showId, holdId, orderId, now };
  return (await inventory.orderSeatTransitions.reserveAgain(transaction, seats)).kind === 'Reserved';
}

async function applyUnpaid(
  { orders, inventory, clock }: CheckoutContext,
  transaction: Transaction,
  { showId, orderId, status }: OrderRow,
  hold: Hold,
  asked: Payment,
  result: Unpaid,
  by: Actor,
): Promise<Effect> {
  const now = clock.now();
  const key = { showId, orderId };
  if (result.kind === 'unanswered') {
    await paymentLedger.askLater(transaction, asked, later(now, SILENT_SECONDS));
  } else {
    await paymentLedger.end(transaction, asked, { ...endOf(result), by: actorText(by) });
  }
  if (status !== 'PENDING_PAYMENT') return { outcome: 'recorded' };
  const mayTryAgain = result.kind === 'declined' || result.kind === 'refused' || result.kind === 'unavailable';
  const until = mayTryAgain ? holdUntilAfterDecline(hold, now) : hold.expiresAt > now ? hold.expiresAt : null;
  const returned =
    until === null
      ? null
      : await inventory.orderSeatTransitions.returnToHold(transaction, { ...key, expiresAt: until, now });
  const isMoved =
    returned === null
      ? (await inventory.orderSeatTransitions.release(transaction, key)) !== null
      : returned.kind !== 'NotReserved';
  if (!isMoved) throw new Error(`The seats of order ${orderId} are not reserved`);
  const because = endReasonOf(result, until === null);
  await orders.move(transaction, key, { from: 'PENDING_PAYMENT', to: 'CANCELLED', because }, by);
  return returned?.kind === 'Held'
    ? { outcome: 'seats held again', heldUntil: returned.seats.expiresAt }
    : { outcome: 'seats released' };
}

function endReasonOf(result: Unpaid, isHoldOver: boolean): EndReason {
  switch (result.kind) {
    case 'declined':
      return isHoldOver ? 'too_late' : 'declined';
    case 'cancelled':
      return result.because;
    case 'unavailable':
      return 'provider_unavailable';
    case 'refused':
    case 'abandoned':
    case 'unanswered':
      return result.kind;
  }
}

/** How the payment itself ends. Only a card is declined: whatever else was never charged counts as cancelled. */
function endOf(result: Exclude<Unpaid, { kind: 'unanswered' }>) {
  switch (result.kind) {
    case 'declined':
      return { state: 'declined', declineCode: result.declineCode, declineMessage: result.message } as const;
    case 'refused':
      return { state: 'cancelled', declineCode: result.code, declineMessage: result.message } as const;
    case 'unavailable':
    case 'abandoned':
    case 'cancelled':
      return { state: 'cancelled' } as const;
  }
}

function logResult(
  { logger }: CheckoutContext,
  { orderId, reference }: Payment,
  result: PaymentResult,
  { outcome }: Effect,
  by: Actor,
): void {
  const about = { orderId, reference, result: result.kind, outcome, by: actorText(by) };
  if (result.kind === 'declined') {
    const { declineCode, message } = result;
    logger.info({ ...about, declineCode, reason: message }, 'A payment was declined');
  } else if (result.kind === 'refused') {
    logger.info({ ...about, code: result.code, reason: result.message }, 'A payment was refused');
  } else {
    logger.info(about, 'A payment result was applied');
  }
}
