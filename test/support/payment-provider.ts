import Stripe from 'stripe';
import {
  type Delivery,
  type FaultRequest,
  type LocalPaymentProvider,
  type MoneyLedger,
  type PaymentProviderOptions,
  startPaymentProvider,
} from '../../src/dev/payment-provider';

export const WEBHOOK_SECRET = 'whsec_for_tests';
export const SECRET_KEY = 'sk_test_for_tests';

/** A local payment provider for one test file, with Stripe's own SDK and the provider's desk at hand. */
export interface TestPaymentProvider {
  readonly url: string;
  readonly provider: LocalPaymentProvider;
  /** Stripe's SDK, which here does not try again by itself. */
  readonly stripe: Stripe;
  ledger(): Promise<MoneyLedger>;
  fault(fault: FaultRequest): Promise<string>;
  /** Ends one fault: requests that wait because of it continue. */
  withdraw(faultId: string): Promise<void>;
  withdrawFaults(): Promise<void>;
  faultsLeft(): Promise<number>;
  authenticate(clientSecret: string, outcome: 'complete' | 'fail'): Promise<{ status: string }>;
  deliveries(): Promise<Delivery[]>;
  redeliver(eventId: string): Promise<boolean>;
}

export async function openProvider(options: Partial<PaymentProviderOptions> = {}): Promise<TestPaymentProvider> {
  const provider = await startPaymentProvider({
    webhookSecret: WEBHOOK_SECRET,
    webhookRetryMs: 20,
    refundSettleMs: 20,
    ...options,
  });
  const { url } = provider;
  // The desk answers with what its own types say.
  const desk = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/local/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? null : await response.json()) as T;
  };
  return {
    url,
    provider,
    stripe: stripeAt(url),
    ledger: () => desk('GET', 'ledger'),
    fault: async (fault) => (await desk<{ id: string }>('POST', 'faults', fault)).id,
    withdraw: (faultId) => desk('DELETE', `faults/${faultId}`),
    withdrawFaults: () => desk('DELETE', 'faults'),
    faultsLeft: async () => (await desk<{ left: number }[]>('GET', 'faults')).reduce((sum, { left }) => sum + left, 0),
    authenticate: (clientSecret, outcome) => desk('POST', `authentication/${clientSecret}`, { outcome }),
    deliveries: () => desk('GET', 'deliveries'),
    redeliver: async (eventId) => (await desk<{ taken: boolean }>('POST', `deliveries/${eventId}`)).taken,
  };
}

/** Stripe's SDK, pointed at the local provider. */
export function stripeAt(url: string, config: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(SECRET_KEY, {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    ...config,
  });
}
