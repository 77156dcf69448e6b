import { type Actor, actorText } from '../../orders';
import { type CallRefused, type NoAnswer, paymentLedger, type Refund, type RefundState } from '../../payments';
import type { CheckoutContext } from '../context';
import { later, refundPause } from '../purchase/decide-payment-step';

/** A bank may take days over a refund that is pending. */
const PENDING_SECONDS = 3600;

/**
 * Gives the money of an order back, as far as it has not gone yet, and writes down what the provider says. The whole
 * sum goes back at once and the provider gives no more than it took, so it goes back once however often this runs.
 *
 * @throws where the provider refuses the call itself
 */
export async function refundOrder(context: CheckoutContext, orderId: string, by: Actor): Promise<void> {
  const { database, clock } = context;
  const [payment, refund] = await Promise.all([
    paymentLedger.read(database, orderId),
    paymentLedger.readRefund(database, orderId),
  ]);
  if (refund === null || payment?.reference == null) return;
  const answer = await ask(context, payment.reference, refund);
  context.atCrashPoint('refunded');
  switch (answer.kind) {
    case 'refused':
      throw new Error(`The payment provider refused a refund: ${answer.code}: ${answer.message}`);
    case 'unknown':
      return paymentLedger.askRefundLater(database, refund, later(clock.now(), refundPause(refund.checks)));
    case 'refund':
      return noteRefund(context, refund, answer, by);
  }
}

async function ask(
  { provider }: CheckoutContext,
  reference: string,
  refund: Refund,
): Promise<RefundState | CallRefused | NoAnswer> {
  if (refund.reference !== null) return provider.readRefund(refund.reference);
  // An earlier question had no answer, or one that hid the effect. The provider would repeat that answer under the
  // same key, so it is asked what there is, and under another key if there is nothing.
  const found = refund.checks === 0 ? null : await provider.findRefund(reference);
  if (found !== null && found.kind !== 'none') return found;
  return provider.refund({
    reference,
    amount: { amountMinor: refund.amountMinor, currency: refund.currency },
    idempotencyKey: `${refund.orderId}:refund:${refund.checks}`,
  });
}

/** The refund and, when the money has gone back, the order with it. */
async function noteRefund(
  { database, orders, clock, logger }: CheckoutContext,
  asked: Refund,
  answer: RefundState,
  by: Actor,
): Promise<void> {
  const { status: state, refundReference: reference } = answer;
  const { orderId } = asked;
  const isNews = await database.transaction(async (transaction) => {
    const order = await orders.lock(transaction, orderId);
    const isNoted = await paymentLedger.noteRefund(transaction, asked, {
      ...{ reference, state, by: actorText(by) },
      checkAt: state === 'pending' ? later(clock.now(), PENDING_SECONDS) : null,
      ...(state === 'failed'
        ? { parkedBecause: 'The bank sent the refund back: the buyer has to get it in another way.' }
        : {}),
    });
    if (isNoted && state === 'succeeded' && order?.letter === 'X') {
      await orders.move(transaction, orderId, { from: 'X', to: 'R', because: order.endReason ?? 'cancelled' }, by);
    }
    return isNoted;
  });
  if (!isNews) return;
  if (state === 'failed')
    logger.error({ orderId, reference }, 'A refund failed: an operator has to pay the buyer in another way');
  else logger.info({ orderId, reference, state }, 'A refund moved');
}
