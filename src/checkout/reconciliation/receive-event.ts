import type { OrderKey } from '../../orders';
import { type ProviderEvent, paymentLedger } from '../../payments';
import { formatMoney } from '../../platform';
import type { CheckoutContext } from '../context';

/**
 * Records an event of the payment provider and makes its order due; `reconcile` is called with the order. A webhook
 * only says that something changed, and the present state is read from the provider afterwards, so that late, repeated
 * and disordered webhooks do no harm.
 */
export async function receiveEvent(
  context: CheckoutContext,
  event: ProviderEvent,
  reconcile: (key: OrderKey) => void,
): Promise<void> {
  const { database, clock, logger } = context;
  const note = event.kind === 'dispute' ? disputeNote(event) : null;
  const { isFirst, due } = await paymentLedger.recordWebhook(database, event, clock.now(), note);
  context.atCrashPoint('webhook recorded');
  if (note !== null && isFirst) {
    const { eventId, type, kind } = event;
    logger.error(
      { eventId, type, orderId: due?.orderId ?? null, reference: kind === 'other' ? null : event.reference },
      note,
    );
  }
  if (due !== null) reconcile(due);
}

function disputeNote({ type, dispute }: Extract<ProviderEvent, { kind: 'dispute' }>): string {
  const { disputeReference, amount, reason, status } = dispute;
  return `The buyer disputes the charge: ${disputeReference}, ${formatMoney(amount)}, ${reason}, ${status} (${type}). Answer it at the payment provider.`;
}
