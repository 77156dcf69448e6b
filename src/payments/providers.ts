/** The payment providers that can be configured. A new one is a folder, a line here, and its settings. */
import type { Config } from '../platform';
import type { ClientPayments } from './client-payments';
import type { PaymentProvider } from './payment-provider';
import { type StripeConfig, stripeInPages, stripeSettingNames, stripeSettings } from './stripe/settings';
import { openStripe } from './stripe/stripe-provider';

interface ProviderFolder {
  readonly settingNames: {
    readonly required: readonly (keyof Config)[];
    readonly optional: readonly (keyof Config)[];
  };
  /** Null where its settings are missing. */
  open(settings: ProviderSettings): PaymentProvider | null;
  /** Null where its settings are missing. */
  inPages(settings: ProviderSettings): ClientPayments | null;
}

/** The part of the configuration that concerns a provider. What is in it is known to its folder alone. Plain JSON. */
export type ProviderSettings = StripeConfig;

const folders: readonly ProviderFolder[] = [
  {
    settingNames: stripeSettingNames,
    open(settings) {
      const stripe = stripeSettings(settings);
      return stripe === null ? null : openStripe(stripe);
    },
    inPages: stripeInPages,
  },
];

/** The settings of the provider that is configured; null where none is. */
export function configuredProvider(config: Config): ProviderSettings | null {
  const folder = folders.find(({ settingNames }) => settingNames.required.every((name) => config[name] !== undefined));
  if (folder === undefined) return null;
  const { required, optional } = folder.settingNames;
  return Object.fromEntries([...required, ...optional].map((name) => [name, config[name]]));
}

/** The settings, any of which configures a provider, for messages. */
export const providerSettingNames: readonly string[] = folders.flatMap(({ settingNames }) =>
  settingNames.required.slice(0, 1),
);

/** @throws where no provider is configured */
export function openProvider(settings: ProviderSettings): PaymentProvider {
  for (const folder of folders) {
    const provider = folder.open(settings);
    if (provider !== null) return provider;
  }
  throw new Error(`No payment provider is configured. Set ${providerSettingNames.join(' or ')}.`);
}

/** What a page of ours needs to know about the provider that is configured. */
export function clientPayments(settings: ProviderSettings): ClientPayments {
  for (const folder of folders) {
    const found = folder.inPages(settings);
    if (found !== null) return found;
  }
  return { kind: 'none' };
}
