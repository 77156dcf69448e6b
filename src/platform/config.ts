import { createPrivateKey, createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

/** One environment variable: what it is for, what it may be, and an example for the error that a mistake gives. */
interface Setting {
  readonly parse: z.ZodType;
  readonly expected: string;
  readonly example: string;
  readonly about: string;
  readonly secret?: true;
}

const integer = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const seconds = (fallback: number, max = 86_400) => integer(1, max, fallback);
const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((word) => word === 'on');
const list = (isPart: (part: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every(isPart));
const isAddress =
  (...protocols: string[]) =>
  (text: string) =>
    protocols.some((protocol) => text.startsWith(`${protocol}://`)) && URL.canParse(text);
const address = (...protocols: string[]) =>
  z
    .string()
    .refine(isAddress(...protocols))
    .optional();

/** As a browser sends it: scheme, host and port, no path. */
const isOrigin = (text: string) => text === '*' || (isAddress('http', 'https')(text) && new URL(text).origin === text);

/** An IP address, with or without the length of a network's prefix. */
function isNetwork(text: string): boolean {
  const [host = '', bits, ...more] = text.split('/');
  const bitsMax = isIP(host) === 4 ? 32 : 128;
  return isIP(host) > 0 && more.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= bitsMax));
}

/** A whole pair: the public half belongs to the private one. */
function isEd25519PrivateJwk(text: string): boolean {
  try {
    const key = JSON.parse(text);
    const derived = createPublicKey(createPrivateKey({ key, format: 'jwk' })).export({ format: 'jwk' });
    return derived.crv === 'Ed25519' && derived.x === key.x;
  } catch {
    return false;
  }
}

/** Every variable that Frontrow reads. `docs/operations.md` lists the same names; a test compares the two. */
export const settings = {
  PORT: {
    parse: integer(0, 65_535, 4000),
    expected: 'a port, 0 to 65535 (0 takes a free one)',
    example: '4000',
    about: 'Port of the API, HTTP and WebSocket alike.',
  },
  HOST: {
    parse: z.string().min(1).default('127.0.0.1'),
    expected: 'an address to listen on',
    example: '0.0.0.0',
    about: 'Address to listen on. The default is this machine alone.',
  },
  DATA_DIR: {
    parse: z.string().min(1).default('.data'),
    expected: 'a folder',
    example: '/var/lib/frontrow',
    about: 'Folder of everything that the default start keeps: databases and the local payment ledger.',
  },
  DATABASE_URL: {
    parse: address('postgres', 'postgresql'),
    expected: 'a PostgreSQL address',
    example: 'postgres://frontrow:password@127.0.0.1:5432/frontrow',
    about: 'PostgreSQL 15 or newer. Without it the default start runs its own.',
    secret: true,
  },
  DATABASE_REPLICA_URLS: {
    parse: list(isAddress('postgres', 'postgresql')),
    expected: 'PostgreSQL addresses, separated by commas',
    example: 'postgres://frontrow:password@replica:5432/frontrow',
    about: 'Replicas for browsing. Seats are never read from them.',
    secret: true,
  },
  DATABASE_POOL_MAX: {
    parse: integer(2, 500, 16),
    expected: 'a number of connections, 2 to 500',
    example: '16',
    about: 'Connections to PostgreSQL that one process opens at most.',
  },
  REDIS_URL: {
    parse: address('redis', 'rediss'),
    expected: 'a Redis address',
    example: 'redis://127.0.0.1:6379/0',
    about: 'Redis 7 or Valkey. Without it the default start runs its own.',
    secret: true,
  },
  REDIS_PREFIX: {
    parse: z.string().max(64).default('frontrow:'),
    expected: 'a text of at most 64 letters',
    example: 'frontrow:',
    about: 'Stands before every key and channel in Redis. Processes of one service share it.',
  },
  PUBLIC_URL: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'https://tickets.example.com',
    about: 'Address at which clients reach the API, for the links that it hands out. Default: where it listens.',
  },
  NODE_ENV: {
    parse: z.enum(['development', 'production', 'test']).default('development'),
    expected: 'development, production or test',
    example: 'production',
    about: 'In production the local payment provider refuses to start.',
  },
  LOG_LEVEL: {
    parse: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    expected: 'trace, debug, info, warn, error, fatal or silent',
    example: 'info',
    about: 'Least level that is logged.',
  },
  DEMO_DATA: {
    parse: onOff('on'),
    expected: 'on or off',
    example: 'off',
    about:
      'Whether the default start fills an empty database with demo data. A database given by address is never filled by itself.',
  },
  RATE_LIMITS: {
    parse: onOff('on'),
    expected: 'on or off',
    example: 'off',
    about: 'Limits of requests by buyer and by address. Switch them off for load tests.',
  },
  RATE_LIMITS_WITHOUT_REDIS: {
    parse: z.enum(['open', 'closed']).default('open'),
    expected: 'open or closed',
    example: 'closed',
    about: 'What the rate limits do while Redis is unreachable: let everyone pass, or refuse.',
  },
  MUTATIONS_PER_MINUTE_BY_BUYER: {
    parse: integer(1, 1_000_000, 120),
    expected: 'a number, 1 to 1000000',
    example: '120',
    about: 'Mutations that one buyer may send in a minute.',
  },
  MUTATIONS_PER_MINUTE_BY_ADDRESS: {
    parse: integer(1, 1_000_000, 1200),
    expected: 'a number, 1 to 1000000',
    example: '1200',
    about: 'Mutations that one network address may send in a minute. Many buyers can share an address.',
  },
  TRUST_PROXY: {
    parse: list(isNetwork),
    expected: 'addresses or networks of proxies, separated by commas',
    example: '10.0.0.0/8',
    about: 'Proxies whose X-Forwarded-For is believed. Without them the address is that of the connection.',
  },
  CORS_ORIGINS: {
    parse: list(isOrigin),
    expected: 'origins separated by commas, or *',
    example: 'https://tickets.example.com',
    about: 'Origins of web pages that may call the API. Default: none but its own.',
  },
  TOKEN_PRIVATE_KEY: {
    parse: z.string().refine(isEd25519PrivateJwk).optional(),
    expected: 'an Ed25519 private key as a JWK',
    example: '{"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}',
    about: 'Signs guest sessions. Without it a key is made at the first start and kept in the database.',
    secret: true,
  },
  TOKEN_ISSUER: {
    parse: z.string().min(1).default('frontrow'),
    expected: 'a text',
    example: 'https://tickets.example.com',
    about: 'Issuer named in the tokens of guest sessions.',
  },
  GUEST_SESSION_HOURS: {
    parse: integer(1, 8760, 24 * 30),
    expected: 'a number of hours, 1 to 8760',
    example: '720',
    about: 'How long a guest session lives.',
  },
  OIDC_ISSUER: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'https://login.example.com/',
    about: 'Outside identity provider whose tokens are accepted, with OIDC_AUDIENCE and OIDC_JWKS_URL.',
  },
  OIDC_AUDIENCE: {
    parse: z.string().min(1).optional(),
    expected: 'a text',
    example: 'frontrow-api',
    about: 'Audience that those tokens must name.',
  },
  OIDC_JWKS_URL: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'https://login.example.com/.well-known/jwks.json',
    about: 'Where that provider publishes its keys.',
  },
  OIDC_ROLES_CLAIM: {
    parse: z.string().min(1).default('roles'),
    expected: 'the name of a claim',
    example: 'roles',
    about: 'Claim of those tokens that lists buyer, organizer, scanner or admin.',
  },
  STRIPE_SECRET_KEY: {
    parse: z.string().min(1).optional(),
    expected: 'a secret key of Stripe',
    example: 'sk_live_…',
    about: 'Without it the default start runs a local payment provider, and no money moves.',
    secret: true,
  },
  STRIPE_WEBHOOK_SECRET: {
    parse: z.string().min(1).optional(),
    expected: 'the signing secret of a webhook endpoint',
    example: 'whsec_…',
    about: 'Proves that a webhook came from the payment provider.',
    secret: true,
  },
  STRIPE_API_URL: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'http://127.0.0.1:12111',
    about: "Another address for Stripe's API, for tests.",
  },
  STRIPE_TIMEOUT_MS: {
    parse: integer(100, 80_000, 10_000),
    expected: 'a number of milliseconds, 100 to 80000',
    example: '10000',
    about: 'How long one request to the payment provider may be silent. What it came to is asked later.',
  },
  STRIPE_RETRIES_MAX: {
    parse: integer(0, 5, 2),
    expected: 'a number, 0 to 5',
    example: '2',
    about: 'How often such a request is tried again at once, with the same idempotency key.',
  },
  SEAT_WINDOW_MS: {
    parse: integer(0, 1000, 40),
    expected: 'a number of milliseconds, 0 to 1000',
    example: '40',
    about: 'Seat changes of a show are gathered for so long and sent as one message. 0 sends each at once.',
  },
  QUEUE_BEAT_MS: {
    parse: integer(50, 5000, 1000),
    expected: 'a number of milliseconds, 50 to 5000',
    example: '1000',
    about: 'How often a waiting room lets buyers in and tells the others their places.',
  },
  SOCKETS_MAX: {
    parse: integer(1, 1_000_000, 20_000),
    expected: 'a number, 1 to 1000000',
    example: '20000',
    about: 'WebSockets that one process keeps at most.',
  },
  SOCKETS_PER_ADDRESS_MAX: {
    parse: integer(1, 1_000_000, 500),
    expected: 'a number, 1 to 1000000',
    example: '500',
    about: 'WebSockets that one network address may have open in one process. RATE_LIMITS=off lifts it.',
  },
  SHUTDOWN_GRACE_SECONDS: {
    parse: z.coerce.number().min(0).max(300).default(2.5),
    expected: 'a number of seconds, 0 to 300',
    example: '2.5',
    about: 'How long readiness is false before connections close, so that a balancer notices.',
  },
  SHUTDOWN_SECONDS_MAX: {
    parse: seconds(20, 600),
    expected: 'a number of seconds, 1 to 600',
    example: '20',
    about: 'After this time a shutdown no longer waits for open requests.',
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof settings;
type Parsed = { readonly [Name in keyof Settings]: z.output<Settings[Name]['parse']> };

/** The whole configuration, parsed once, frozen. */
export type Config = Parsed;

/** All that is wrong with the environment, said at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses the environment. An empty variable counts as not set.
 *
 * @throws ConfigError with every fault: the variable, what was expected, an example. Never the value itself, which
 *   may be a secret.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const parsed: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const result = setting.parse.safeParse(environment[name] === '' ? undefined : environment[name]);
    if (result.success) parsed[name] = result.data;
    else faults.push(`${name}: expected ${setting.expected}, for example ${name}=${setting.example}`);
  }
  const isMissing = (name: string) => (environment[name] ?? '') === '';
  const oidcMissing = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'].filter(isMissing);
  if (oidcMissing.length === 1 || oidcMissing.length === 2) {
    faults.push(
      `${oidcMissing.join(', ')}: OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL go together; set all three or none`,
    );
  }
  if ((parsed.STRIPE_SECRET_KEY === undefined) !== (parsed.STRIPE_WEBHOOK_SECRET === undefined)) {
    faults.push('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET go together; set both or none');
  }
  if (faults.length > 0) throw new ConfigError(`The configuration is not usable:\n  ${faults.join('\n  ')}`);
  // Each name was parsed by its own setting above, which is what the type says.
  return Object.freeze(parsed) as Config;
}
