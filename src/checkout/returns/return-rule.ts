import type { SaleTerms } from '../../catalog';
import { currencyOf } from '../../platform';

/** By which rule a price comes back. Stored with each quote. */
export interface ReturnRule {
  readonly kind: 'deadline' | 'steps' | 'show_moved' | 'show_cancelled' | 'override';
  /** Of the price, after the fee. */
  readonly sharePercent: number;
  /** Kept of each ticket. */
  readonly feeMinor: number;
  /** Until when it holds, ISO 8601; null where no time ends it. */
  readonly until: string | null;
}

const HOUR_MS = 3_600_000;

/**
 * The rule of a show at an instant for an order of another; null where its time to return tickets is over, or where it
 * has none. Who bought after a show was moved knew its time.
 */
export function ruleAt(
  terms: Pick<
    SaleTerms,
    'cancelledAt' | 'movedAt' | 'fullReturnUntil' | 'returnSteps' | 'returnFeeMinor' | 'refundUntil' | 'startsAt'
  >,
  at: Date,
  orderedAt: Date,
): ReturnRule | null {
  const { cancelledAt, movedAt, fullReturnUntil, returnSteps, returnFeeMinor, refundUntil, startsAt } = terms;
  if (cancelledAt !== null) return { kind: 'show_cancelled', sharePercent: 100, feeMinor: 0, until: null };
  if (movedAt !== null && fullReturnUntil !== null && orderedAt < movedAt && at < fullReturnUntil) {
    return { kind: 'show_moved', sharePercent: 100, feeMinor: 0, until: fullReturnUntil.toISOString() };
  }
  if (returnSteps === null) {
    return refundUntil !== null && at < refundUntil
      ? { kind: 'deadline', sharePercent: 100, feeMinor: 0, until: refundUntil.toISOString() }
      : null;
  }
  for (const { sharePercent, hoursBefore } of returnSteps) {
    const until = new Date(startsAt.getTime() - hoursBefore * HOUR_MS);
    if (at < until) return { kind: 'steps', sharePercent, feeMinor: returnFeeMinor, until: until.toISOString() };
  }
  return null;
}

/** Whether nothing is kept. */
export const isWhole = ({ sharePercent, feeMinor }: ReturnRule): boolean => sharePercent === 100 && feeMinor === 0;

/** What comes back of a price: rounded in favor of the buyer to what the currency can move. */
export function returnedOf(priceMinor: number, { sharePercent, feeMinor }: ReturnRule, currency: string): number {
  const step = currencyOf(currency)?.stepMinor ?? 1;
  const share = (Math.max(0, priceMinor - feeMinor) * sharePercent) / 100;
  return Math.min(priceMinor, Math.ceil(share / step) * step);
}

/** The same for several tickets, of which no more than `leftMinor` can come back together. */
export function returnedOfEach(
  pricesMinor: readonly number[],
  rule: ReturnRule,
  currency: string,
  leftMinor: number,
): number[] {
  let left = Math.max(0, leftMinor);
  return pricesMinor.map((price) => {
    const returned = Math.min(returnedOf(price, rule, currency), left);
    left -= returned;
    return returned;
  });
}
