import type { Verified } from '../../inventory';
import { type Payment, type PaymentProvider, type ProviderPayment, paymentLedger, type Refund } from '../../payments';
import { isUuid } from '../../platform';
import type { CheckoutContext } from '../context';

type Parts = Pick<CheckoutContext, 'database' | 'provider'>;

const PAGE = 1000;

/**
 * Compares the provider's ledger with ours, both ways, over the payments that were begun in a span of time: what was
 * charged and given back there against what is paid and given back here. It only reads.
 *
 * A payment that moves while it is compared may be told as different; the next comparison has it right.
 */
export async function compareLedgers(
  context: Parts,
  span: { readonly from: Date; readonly before: Date },
): Promise<Verified> {
  const damages: string[] = [];
  const seen = new Set<string>();
  for await (const theirs of context.provider.payments(span)) {
    seen.add(theirs.reference);
    // The provider's account may serve others than us.
    if (theirs.orderId === null || !isUuid(theirs.orderId)) continue;
    const damage = await compare(context, theirs.orderId, theirs);
    if (damage !== null) damages.push(damage);
  }
  for await (const ours of paidWithin(context, span)) {
    const { orderId, reference } = ours;
    if (reference === null || seen.has(reference)) continue;
    // Begun near an end of the span, or unknown to the provider: it is asked for this one.
    const damage = await compare(context, orderId, await readTheirs(context.provider, ours, reference));
    if (damage !== null) damages.push(damage);
  }
  return { invariant: "The provider's ledger and ours agree", checkedCount: seen.size, damages };
}

async function compare({ database }: Parts, orderId: string, theirs: ProviderPayment): Promise<string | null> {
  const [payment, refund] = [
    await paymentLedger.read(database, orderId),
    await paymentLedger.readRefund(database, orderId),
  ];
  const damage = difference(theirs, payment, refund);
  return damage === null ? null : `order ${orderId}, payment ${theirs.reference}: ${damage}`;
}

async function readTheirs(provider: PaymentProvider, ours: Payment, reference: string): Promise<ProviderPayment> {
  const { orderId, amountMinor, currency } = ours;
  const answer = await provider.read(reference);
  if (answer.kind === 'unknown') throw new Error(`The payment provider cannot be asked: ${answer.reason}`);
  const state = answer.kind === 'refused' ? ({ kind: 'cancelled' } as const) : answer;
  return { reference, orderId, amount: { amountMinor, currency }, state };
}

async function* paidWithin({ database }: Parts, span: { readonly from: Date; readonly before: Date }) {
  let after = firstIdAt(span.from);
  for (;;) {
    const page = await paymentLedger.readSucceeded(database, after, firstIdAt(span.before), PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.orderId;
  }
}

/** The least UUIDv7 of an instant: its first 48 bits are the milliseconds. */
function firstIdAt(instant: Date): string {
  const hex = instant.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** In what a payment differs, or null. */
export function difference(
  { reference, state, amount }: ProviderPayment,
  payment: Payment | null,
  refund: Refund | null,
): string | null {
  const charged = state.kind === 'succeeded' ? state.charged.amountMinor : 0;
  const refunded = state.kind === 'succeeded' ? state.refunded.amountMinor : 0;
  const ours = payment?.state === 'succeeded' && payment.reference === reference ? payment.amountMinor : 0;
  const given = refund?.state === 'succeeded' && ours > 0 ? refund.amountMinor : 0;
  if (charged !== ours) return `they charged ${charged} ${amount.currency}, we know of ${ours}`;
  if (refunded !== given) return `they gave ${refunded} ${amount.currency} back, we know of ${given}`;
  return null;
}
