import type { Config } from '../../platform';
import type { ClientPayments } from '../client-payments';

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Another address than Stripe's own. */
  readonly apiUrl?: string;
  /** How long one request may remain without an answer. */
  readonly timeoutMs?: number;
  /** How often the SDK retries a request, with the same key. */
  readonly retriesMax?: number;
}

/** The settings that concern Stripe; the first are required. */
export const stripeSettingNames = {
  required: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  optional: ['STRIPE_API_URL', 'STRIPE_TIMEOUT_MS', 'STRIPE_RETRIES_MAX', 'STRIPE_PUBLISHABLE_KEY'],
} as const satisfies Record<string, readonly (keyof Config)[]>;

type Names = typeof stripeSettingNames;
/** The part of the configuration that concerns Stripe. */
export type StripeConfig = Partial<Pick<Config, Names['required'][number] | Names['optional'][number]>>;

/** Null where Stripe is not configured. */
export function stripeSettings(config: StripeConfig): StripeSettings | null {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL, STRIPE_TIMEOUT_MS, STRIPE_RETRIES_MAX } = config;
  if (STRIPE_SECRET_KEY === undefined || STRIPE_WEBHOOK_SECRET === undefined) return null;
  return {
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET,
    ...(STRIPE_API_URL === undefined ? {} : { apiUrl: STRIPE_API_URL }),
    ...(STRIPE_TIMEOUT_MS === undefined ? {} : { timeoutMs: STRIPE_TIMEOUT_MS }),
    ...(STRIPE_RETRIES_MAX === undefined ? {} : { retriesMax: STRIPE_RETRIES_MAX }),
  };
}

/** Null where Stripe is not configured, or where its library cannot run in a page because there is no publishable key. */
export function stripeInPages({ STRIPE_API_URL, STRIPE_PUBLISHABLE_KEY }: StripeConfig): ClientPayments | null {
  if (STRIPE_PUBLISHABLE_KEY !== undefined) {
    return {
      kind: 'stripe',
      publishableKey: STRIPE_PUBLISHABLE_KEY,
      // What Stripe's guide to content security policies names for Stripe.js.
      sources: {
        script: ['https://js.stripe.com'],
        frame: ['https://js.stripe.com', 'https://hooks.stripe.com'],
        connect: ['https://api.stripe.com'],
      },
    };
  }
  if (STRIPE_API_URL === undefined) return null;
  return { kind: 'local', bankPageUrl: new URL('/local/authentication/', STRIPE_API_URL).href };
}
