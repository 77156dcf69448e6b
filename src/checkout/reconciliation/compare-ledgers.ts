import { type OrderKey, showOfOrder } from '../../orders';
import {
  type Payment,
  type PaymentProvider,
  type ProviderPayment,
  type ProviderRefund,
  paymentLedger,
} from '../../payments';
import { isUuid, type Verified } from '../../platform';
import type { CheckoutContext } from '../context';

type Context = Pick<CheckoutContext, 'database' | 'provider'>;

/** An order whose payment differs between the provider's ledger and ours. */
export interface Difference extends OrderKey {
  readonly text: string;
}

const PAGE = 1000;
const NO_SHOW = '00000000-0000-0000-0000-000000000000';

/**
 * Compares the provider's ledger with ours, both ways, over the payments that were begun in a span of time: what was
 * charged and refunded there against what is recorded here. It only reads.
 *
 * A payment that changes during the comparison may be reported as different; the next comparison has it right.
 */
export async function compareLedgers(
  context: Context,
  span: { readonly from: Date; readonly before: Date },
): Promise<Verified> {
  const { checkedCount, differences } = await findDifferences(context, span);
  const damages = differences.map(({ text }) => text);
  return { invariant: "The provider's ledger and ours agree", checkedCount, damages };
}

export async function findDifferences(
  context: Context,
  span: { readonly from: Date; readonly before: Date },
): Promise<{ readonly checkedCount: number; readonly differences: readonly Difference[] }> {
  const differences: Difference[] = [];
  const seen = new Set<string>();
  for await (const theirs of context.provider.payments(span)) {
    seen.add(theirs.reference);
    // The provider's account may serve other merchants' systems as well.
    const key = await keyOf(context, theirs);
    if (key === null) continue;
    const damage = await compare(context, key, theirs);
    if (damage !== null) differences.push({ ...key, text: damage });
  }
  for await (const ours of paidWithin(context, span)) {
    const { showId, orderId, reference } = ours;
    if (reference === null || seen.has(reference)) continue;
    // Begun near an end of the span, or unknown to the provider, which is asked for this one.
    const damage = await compare(context, ours, await readTheirs(context.provider, ours, reference));
    if (damage !== null) differences.push({ showId, orderId, text: damage });
  }
  return { checkedCount: seen.size, differences };
}

/** The order of a payment, if it is one of ours. */
async function keyOf({ database }: Context, { showId, orderId }: ProviderPayment): Promise<OrderKey | null> {
  if (orderId === null || !isUuid(orderId)) return null;
  if (showId !== null && isUuid(showId)) return { showId, orderId };
  // Made before payments named their show; or by another system, whose order exists in no show.
  const known = await showOfOrder(database, orderId);
  return { showId: known ?? NO_SHOW, orderId };
}

async function compare({ database }: Context, key: OrderKey, theirs: ProviderPayment): Promise<string | null> {
  const [payment, refunds] = await Promise.all([
    paymentLedger.read(database, key),
    paymentLedger.readProviderRefunds(database, key),
  ]);
  const damage = difference(theirs, payment, refunds);
  return damage === null ? null : `order ${key.orderId}, payment ${theirs.reference}: ${damage}`;
}

async function readTheirs(provider: PaymentProvider, ours: Payment, reference: string): Promise<ProviderPayment> {
  const { showId, orderId, amountMinor, currency } = ours;
  const answer = await provider.read(reference);
  if (answer.kind === 'unknown') throw new Error(`The payment provider cannot be queried: ${answer.reason}`);
  const state = answer.kind === 'refused' ? ({ kind: 'cancelled' } as const) : answer;
  return { reference, showId, orderId, amount: { amountMinor, currency }, state };
}

async function* paidWithin({ database }: Context, span: { readonly from: Date; readonly before: Date }) {
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
  refunds: readonly Pick<ProviderRefund, 'state' | 'amountMinor'>[],
): string | null {
  const charged = state.kind === 'succeeded' ? state.charged.amountMinor : 0;
  const refunded = state.kind === 'succeeded' ? state.refunded.amountMinor : 0;
  const ours = payment?.state === 'succeeded' && payment.reference === reference ? payment.amountMinor : 0;
  const sumOf = (wanted: ProviderRefund['state']) =>
    ours === 0 ? 0 : refunds.reduce((sum, refund) => (refund.state === wanted ? sum + refund.amountMinor : sum), 0);
  const succeeded = sumOf('succeeded');
  if (charged !== ours) return `the provider charged ${charged} ${amount.currency}, ${ours} is recorded`;
  // A refund that is pending may count there already, or not yet.
  if (refunded < succeeded || refunded > succeeded + sumOf('pending')) {
    return `the provider refunded ${refunded} ${amount.currency}, ${succeeded} is recorded`;
  }
  return null;
}
