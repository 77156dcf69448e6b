import type { z } from 'zod';
import { redisFaults } from './redis-settings';
import type { Setting } from './setting-kinds';
import { settings } from './settings';

type Settings = typeof settings;
type Parsed = { readonly [Name in keyof Settings]: z.output<Settings[Name]['parse']> };

/** The whole configuration, parsed once, frozen. */
export type Config = Parsed;

/** Every configuration error of the environment in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses the environment. An empty variable counts as not set.
 *
 * @throws ConfigError that lists every error: the variable, what was expected, an example. Never the value itself,
 *   which may be a secret.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const parsed: Record<string, unknown> = {};
  const isMissing = (name: string) => (environment[name] ?? '') === '';
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const { formerName } = setting;
    // The former name counts only if the variable itself is not set.
    const isFormer = formerName !== undefined && isMissing(name) && !isMissing(formerName);
    const text = environment[isFormer ? formerName : name];
    const result = setting.parse.safeParse(text === '' ? undefined : text);
    if (result.success) parsed[name] = result.data;
    else {
      const named = isFormer ? `${formerName} (now ${name})` : name;
      faults.push(`${named}: expected ${setting.expected}, for example ${name}=${setting.example}`);
    }
  }
  const oidcMissing = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'].filter(isMissing);
  if (oidcMissing.length === 1 || oidcMissing.length === 2) {
    faults.push(
      `${oidcMissing.join(', ')}: OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL go together; set all three or none`,
    );
  }
  if ((parsed.STRIPE_SECRET_KEY === undefined) !== (parsed.STRIPE_WEBHOOK_SECRET === undefined)) {
    faults.push('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET go together; set both or none');
  }
  const logUrl = typeof parsed.EVENT_LOG_URL === 'string' ? parsed.EVENT_LOG_URL : undefined;
  if (parsed.EVENT_LOG === 'nats' && !/^(nats|tls):/.test(logUrl ?? '')) {
    faults.push('EVENT_LOG_URL: expected an address of NATS with EVENT_LOG=nats');
  }
  if (parsed.EVENT_LOG === 'redis' && logUrl !== undefined && !/^rediss?:/.test(logUrl)) {
    faults.push('EVENT_LOG_URL: expected an address of Redis with EVENT_LOG=redis');
  }
  // Each name was parsed by its own setting above; those with a fault are missing.
  faults.push(...redisFaults(parsed as Partial<Config>));
  faults.push(...productionFaults(parsed as Partial<Config>));
  if (faults.length > 0) throw new ConfigError(`The configuration has errors:\n  ${faults.join('\n  ')}`);
  // Each name was parsed by its own setting above, which is what the type says.
  return Object.freeze(parsed) as Config;
}

/** Mistakes that production mode does not let pass in silence. */
function productionFaults(config: Partial<Config>): string[] {
  const { NODE_ENV, STRIPE_SECRET_KEY = '', STRIPE_API_URL, STRIPE_TEST_KEY_ALLOWED } = config;
  if (NODE_ENV !== 'production') return [];
  const faults: string[] = [];
  if (config.WEBHOOK_LOCAL_TARGETS === true)
    faults.push('WEBHOOK_LOCAL_TARGETS: not allowed in production mode, because webhooks could call your own network');
  if (config.SMTP_URL !== undefined) {
    if (config.MAIL_FROM?.endsWith('@frontrow.localhost>') === true)
      faults.push('MAIL_FROM: required with SMTP_URL in production mode');
    if (config.PUBLIC_URL === undefined)
      faults.push('PUBLIC_URL: required with SMTP_URL in production mode: mails link to it');
  }
  if (/^[sr]k_test_/.test(STRIPE_SECRET_KEY) && STRIPE_TEST_KEY_ALLOWED !== true) {
    faults.push(
      'STRIPE_SECRET_KEY: this is a test key, which takes no real payments; use a live key, or set STRIPE_TEST_KEY_ALLOWED=on',
    );
  }
  if (STRIPE_API_URL !== undefined && !isPrivateAddress(new URL(STRIPE_API_URL))) {
    faults.push('STRIPE_API_URL: expected https in production mode, because the secret key is sent to it');
  }
  return faults;
}

/** Encrypted, or on this machine. */
const isPrivateAddress = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
