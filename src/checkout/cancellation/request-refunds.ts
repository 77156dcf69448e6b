import {
  type CallRefused,
  type NoAnswer,
  type Payment,
  type Refund,
  type RefundList,
  type RefundState,
  type ReturnRefund,
  returnLedger,
} from '../../payments';
import type { CheckoutContext } from '../context';
import { later, refundPause } from '../purchase/decide-payment-step';

export type NamedPayment = Payment & { readonly reference: string };

/** What an order owes its buyer, as it was read before the provider was asked. */
export interface Owed {
  readonly refund: Refund | null;
  readonly returns: readonly ReturnRefund[];
}

/** What the provider lists, after it was asked for what was missing. */
export interface RefundAnswer extends RefundList {
  /** The returns whose refund was requested just now, and answered. */
  readonly answered: ReadonlySet<string>;
  /** The first refund that the provider refused. */
  readonly refused: CallRefused | null;
}

/**
 * Lists the refunds of a payment, and requests those that are missing: for each return its own, then what is missing of
 * the refund of the whole order.
 */
export async function requestRefunds(
  context: CheckoutContext,
  payment: NamedPayment,
  { refund, returns }: Owed,
): Promise<RefundAnswer | CallRefused | NoAnswer> {
  const listed = await context.provider.refunds(payment.reference);
  if (listed.kind !== 'refunds') return listed;
  let list = listed;
  let refused: CallRefused | null = null;
  const answered = new Set<string>();
  for (const one of returns) {
    if (one.state !== 'wanted' || one.checkAt === null || one.isHeldBack) continue;
    const answer = await requestReturn(context, payment, one, list);
    if (answer.kind === 'refunds') {
      list = answer;
      answered.add(one.returnId);
    } else if (answer.kind === 'refused') refused ??= answer;
  }
  const answer = await requestRest(context, payment, refund, list);
  return answer.kind === 'refunds' ? { ...answer, refused, answered } : answer;
}

/**
 * Requests the refund of one return. Its amount does not depend on what others do, so whoever repeats the call asks for
 * the same; only refunds in the dashboard may leave less. A call that was not answered may still have its effect: it is
 * repeated with the same key, until the provider says how it ended.
 */
async function requestReturn(
  context: CheckoutContext,
  payment: NamedPayment,
  one: ReturnRefund,
  listed: RefundList,
): Promise<RefundList | CallRefused | NoAnswer> {
  const { provider, database, clock } = context;
  if (listed.refunds.some(({ returnId, status }) => returnId === one.returnId && status !== 'failed')) return listed;
  const amountMinor = Math.min(one.returnedMinor, payment.amountMinor - returnedMinor(listed));
  if (amountMinor <= 0) return listed;
  const { reference, currency } = payment;
  const { showId, orderId, returnId, attempts } = one;
  const made = await provider.refund({
    ...{ reference, showId, orderId, returnId },
    amount: { amountMinor, currency },
    idempotencyKey: `${returnId}:return:${attempts}:${amountMinor}`,
  });
  switch (made.kind) {
    case 'refund':
      return { kind: 'refunds', refunds: withRefund(listed, made) };
    case 'unknown': {
      const askAt = later(clock.now(), refundPause(one.checks));
      await returnLedger.askLater(database, one, askAt, made.isOver === true);
      return made;
    }
    case 'refused': {
      // Somebody else may have refunded it in this moment: then the list says so.
      const again = await provider.refunds(reference);
      return again.kind === 'refunds' && returnedMinor(again) > returnedMinor(listed) ? again : made;
    }
  }
}

/** What is missing of the refund of the whole order, by the sum of all that the provider lists. */
async function requestRest(
  { provider }: CheckoutContext,
  { reference, showId, orderId, currency }: NamedPayment,
  refund: Refund | null,
  listed: RefundList,
): Promise<RefundList | CallRefused | NoAnswer> {
  if (refund?.state !== 'wanted') return listed;
  const owedMinor = refund.amountMinor - returnedMinor(listed);
  if (owedMinor <= 0) return listed;
  // An earlier call may have had no answer, or an error under whose key the provider would repeat that error.
  const idempotencyKey = `${orderId}:refund:${refund.checks}:${owedMinor}`;
  const amount = { amountMinor: owedMinor, currency };
  const made = await provider.refund({ reference, showId, orderId, returnId: null, amount, idempotencyKey });
  switch (made.kind) {
    case 'refund':
      return { kind: 'refunds', refunds: withRefund(listed, made) };
    case 'unknown':
      return made;
    case 'refused': {
      const again = await provider.refunds(reference);
      return again.kind === 'refunds' && returnedMinor(again) > returnedMinor(listed) ? again : made;
    }
  }
}

/** A refund that is listed already was answered before: the provider repeats that answer, and the list is newer. */
const withRefund = ({ refunds }: RefundList, made: RefundState): readonly RefundState[] =>
  refunds.some(({ refundReference }) => refundReference === made.refundReference) ? refunds : [...refunds, made];

const returnedMinor = ({ refunds }: RefundList): number =>
  refunds.reduce((sum, { status, amount }) => (status === 'failed' ? sum : sum + amount.amountMinor), 0);
