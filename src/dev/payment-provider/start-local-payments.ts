import { randomBytes } from 'node:crypto';
import type { ProviderSettings } from '../../payments';
import type { Stop } from '../../platform';
import { startPaymentProvider } from './index';

export interface LocalPayments {
  /** With these the service reaches the local provider, as it would reach Stripe. */
  readonly settings: ProviderSettings;
  readonly url: string;
  readonly registerWebhook: (appUrl: string) => void;
  readonly stop: Stop;
}

/** The local payment provider of the default start, which lives as long as this process. */
export async function startLocalPayments(options: {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<LocalPayments> {
  const webhookSecret = `whsec_${randomBytes(24).toString('base64url')}`;
  const provider = await startPaymentProvider({ ...options, webhookSecret });
  const { url, stop } = provider;
  return {
    settings: { STRIPE_SECRET_KEY: 'sk_test_local', STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: url },
    url,
    registerWebhook: (appUrl) => provider.registerWebhook(`${appUrl}/webhooks/stripe`),
    stop,
  };
}
