import type { OrderKey } from '../../orders';
import { type ProviderEvent, paymentLedger } from '../../payments';
import { formatMoney } from '../../platform';
import type { CheckoutContext } from '../context';

/** Longer than a provider takes that is well. */
const OWN_REQUEST_MS_MAX = 1000;

/**
 * Records an event of the payment provider and makes its order due; `reconcile` is called with the order. A webhook
 * only says that something changed, and the present state is read from the provider afterwards, so that late, repeated
 * and disordered webhooks do no harm.
 *
 * While a request of this process is charging the order, it has the same answer from the provider, and applies it: the
 * event waits for that request, for a second at most. Both at once would read everything twice, and one would wait for
 * the rows that the other has locked.
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
  if (due === null) return;
  const paying = context.inProgress.get(due.orderId);
  if (paying === undefined) reconcile(due);
  else void settled(paying, OWN_REQUEST_MS_MAX).then(async () => (await isDue(context, due)) && reconcile(due));
}

/** False where the request has ended the payment, or knows when to ask again. The next sweep finds what cannot be read. */
async function isDue({ database, clock }: CheckoutContext, key: OrderKey): Promise<boolean> {
  const payment = await paymentLedger.read(database, key).catch(() => null);
  return payment !== null && payment.checkAt !== null && payment.checkAt <= clock.now();
}

/** Resolves when the work has ended, however, or after this time. */
function settled(work: Promise<unknown>, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    const ended = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(ended, ended);
  });
}

function disputeNote({ type, dispute }: Extract<ProviderEvent, { kind: 'dispute' }>): string {
  const { disputeReference, amount, reason, status } = dispute;
  return `The buyer disputes the charge: ${disputeReference}, ${formatMoney(amount)}, ${reason}, ${status} (${type}). Answer it at the payment provider.`;
}
