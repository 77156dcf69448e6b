import type { ProviderRefund } from '../../payments';

/** A bank may take days over a refund that is pending. */
export const PENDING_SECONDS = 3600;

/** What the provider has returned of a payment, whoever asked for it. */
export interface Sums {
  readonly succeededMinor: number;
  /** Not failed. */
  readonly liveMinor: number;
}

export function sumsOf(refunds: readonly Pick<ProviderRefund, 'state' | 'amountMinor'>[]): Sums {
  const sum = (states: readonly ProviderRefund['state'][]) =>
    refunds.reduce((total, { state, amountMinor }) => (states.includes(state) ? total + amountMinor : total), 0);
  return { succeededMinor: sum(['succeeded']), liveMinor: sum(['succeeded', 'pending']) };
}
