import { generateKeyPairSync } from 'node:crypto';
import { ConfigError, loadConfig, settings } from '../../../src/platform';

function faultOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const names = Object.keys(settings);
const privateJwk = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

it('nothing needs to be set', () => {
  expect(loadConfig({})).toMatchObject({
    PORT: 4000,
    HOST: '127.0.0.1',
    DATA_DIR: '.data',
    RATE_LIMITS: true,
    DEMO_DATA: true,
    CORS_ORIGINS: [],
  });
});

it('an empty variable counts as not set', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '', OIDC_ISSUER: '' })).toEqual(loadConfig({}));
});

it('the former name of a variable is read unless the variable itself is set', () => {
  expect(loadConfig({ QUEUE_BEAT_MS: '250' }).QUEUE_TICK_MS).toBe(250);
  expect(loadConfig({ QUEUE_BEAT_MS: '250', QUEUE_TICK_MS: '' }).QUEUE_TICK_MS).toBe(250);
  expect(loadConfig({ QUEUE_BEAT_MS: '250', QUEUE_TICK_MS: '500' }).QUEUE_TICK_MS).toBe(500);
  expect(() => loadConfig({ QUEUE_BEAT_MS: 'often' })).toThrow('QUEUE_BEAT_MS (now QUEUE_TICK_MS)');
});

it('nobody can change it', () => {
  expect(Object.isFrozen(loadConfig({}))).toBe(true);
});

it('every example that can be taken literally is taken', () => {
  // An ellipsis stands for a secret.
  const literal = Object.entries(settings).filter(([, { example }]) => !example.includes('…'));
  const environment = Object.fromEntries(literal.map(([name, { example }]) => [name, example]));
  const redis = Object.keys(environment).filter((name) => name.startsWith('REDIS_') && name !== 'REDIS_PREFIX');
  // A Redis is named in one of three ways.
  const sentinels = redis.filter((name) => !/^REDIS_(URL|CLUSTER_NODES)$/.test(name));
  for (const way of [['REDIS_URL'], ['REDIS_CLUSTER_NODES'], sentinels]) {
    const others = redis.filter((name) => !way.includes(name));
    expect(faultOf({ ...environment, ...Object.fromEntries(others.map((name) => [name, ''])) })).toBe('');
  }
});

it('the event log has an address of its own kind', () => {
  expect(faultOf({ EVENT_LOG: 'redis' })).toBe('');
  expect(faultOf({ EVENT_LOG: 'redis', EVENT_LOG_URL: 'rediss://log:6379' })).toBe('');
  expect(faultOf({ EVENT_LOG: 'nats', EVENT_LOG_URL: 'tls://log:4222' })).toBe('');
  expect(faultOf({ EVENT_LOG: 'nats' })).toContain('EVENT_LOG_URL');
  expect(faultOf({ EVENT_LOG: 'nats', EVENT_LOG_URL: 'redis://log:6379' })).toContain('EVENT_LOG_URL');
  expect(faultOf({ EVENT_LOG: 'redis', EVENT_LOG_URL: 'nats://log:4222' })).toContain('EVENT_LOG_URL');
  expect(faultOf({ EVENT_LOG_NAME: 'a b' })).toContain('EVENT_LOG_NAME');
});

it('all errors are reported at once: the variable, what was expected, and an example', () => {
  const wrong: Record<string, string> = {
    PORT: 'http',
    DATABASE_URL: 'mysql://127.0.0.1/frontrow',
    DATABASE_REPLICA_URLS: 'postgres://a,b',
    DATABASE_POOL_MAX: '1',
    REDIS_URL: '127.0.0.1:6379',
    PUBLIC_URL: 'tickets.example.com',
    NODE_ENV: 'live',
    LOG_LEVEL: 'loud',
    DEMO_DATA: 'yes',
    RATE_LIMITS: 'true',
    RATE_LIMITS_WITHOUT_REDIS: 'maybe',
    MUTATIONS_PER_MINUTE_BY_BUYER: '0',
    TRUST_PROXY: '10.0.0.0/8,proxy',
    CORS_ORIGINS: 'https://tickets.example.com/shop',
    TOKEN_PRIVATE_KEY: '{"kty":"OKP"}',
    GUEST_SESSION_HOURS: '1.5',
    SHUTDOWN_GRACE_SECONDS: '-1',
  };
  const lines = faultOf(wrong).split('\n').slice(1);
  expect(lines.map((line) => line.trim().split(':')[0])).toEqual(names.filter((name) => name in wrong));
  expect(lines).toContain('  PORT: expected a port, 0 to 65535 (0 takes a free one), for example PORT=4000');
});

it('no fault shows the value, which may be a secret', () => {
  const secret = 'hunter2';
  const environment = Object.fromEntries(names.map((name) => [name, `${secret} `]));
  // Some settings take any text; the others refuse it.
  const fault = faultOf(environment);
  expect(fault.split('\n').length).toBeGreaterThan(15);
  expect(fault).not.toContain(secret);
});

it('the three settings of an identity provider go together', () => {
  const whole = {
    OIDC_ISSUER: 'https://login.example.com/',
    OIDC_AUDIENCE: 'frontrow-api',
    OIDC_JWKS_URL: 'https://login.example.com/jwks.json',
  };
  expect(faultOf(whole)).toBe('');
  for (const name of Object.keys(whole)) expect(faultOf({ ...whole, [name]: '' })).toContain(`${name}: OIDC_ISSUER, `);
});

it('a signing key is a whole Ed25519 pair', () => {
  const [one, other] = [privateJwk(), privateJwk()];
  expect(faultOf({ TOKEN_PRIVATE_KEY: JSON.stringify(one) })).toBe('');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  for (const wrong of [{ ...one, x: other.x }, { ...one, d: undefined }, rsa]) {
    expect(faultOf({ TOKEN_PRIVATE_KEY: JSON.stringify(wrong) })).toContain('TOKEN_PRIVATE_KEY: expected');
  }
});

it.each(['10.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1', '127.0.0.1, 10.0.0.0/8'])(
  'proxies may be named as %s',
  (networks) => expect(faultOf({ TRUST_PROXY: networks })).toBe(''),
);

it.each(['proxy.example.com', '10.0.0.0/33', '10.0.0.0/8/8', '2001:db8::/129', '10.0.0/8', '10.0.0.0/'])(
  'proxies may not be named as %s',
  (networks) => expect(faultOf({ TRUST_PROXY: networks })).toContain('TRUST_PROXY'),
);

it.each(['*', 'https://tickets.example.com', 'http://127.0.0.1:5173, https://a.example'])(
  'pages may call from %s',
  (origins) => expect(faultOf({ CORS_ORIGINS: origins })).toBe(''),
);

it.each(['tickets.example.com', 'https://tickets.example.com/', 'https://*.example.com/', 'file:///tmp'])(
  'an origin is not %s',
  (origins) => expect(faultOf({ CORS_ORIGINS: origins })).toContain('CORS_ORIGINS'),
);

describe('the payment provider in production mode', () => {
  const production = { NODE_ENV: 'production', STRIPE_WEBHOOK_SECRET: 'whsec_x', STRIPE_SECRET_KEY: 'sk_live_x' };
  it.each([
    ['a test key', { STRIPE_SECRET_KEY: 'sk_test_x' }, /this is a test key.*STRIPE_TEST_KEY_ALLOWED=on/],
    ['a restricted test key', { STRIPE_SECRET_KEY: 'rk_test_x' }, /this is a test key/],
    [
      'an address without encryption',
      { STRIPE_API_URL: 'http://payments.example.com' },
      /STRIPE_API_URL: expected https/,
    ],
    ['an address that only looks local', { STRIPE_API_URL: 'http://127.0.0.1.example.com' }, /expected https/],
  ])('%s is refused', (_, environment, fault) => {
    expect(() => loadConfig({ ...production, ...environment })).toThrow(fault);
    expect(() => loadConfig({ ...production, ...environment, NODE_ENV: 'development' })).not.toThrow();
  });

  it.each([
    ['a live key', {}],
    ['a test key that is allowed', { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_TEST_KEY_ALLOWED: 'on' }],
    ['an encrypted address', { STRIPE_API_URL: 'https://payments.example.com' }],
    ['an address on this machine', { STRIPE_API_URL: 'http://127.0.0.1:12111' }],
  ])('%s is accepted', (_, environment) => {
    expect(() => loadConfig({ ...production, ...environment })).not.toThrow();
  });
});

it.each([
  [
    'TRUST_PROXY',
    [
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/33',
      '10.0.0.0/-1',
      '10.0.0.0/',
      '10.0.0/8',
      'x',
      'fe80::1%eth0',
      '10.0.0.0/8/8',
      '10.0.0.0/08',
    ],
  ],
  ['CORS_ORIGINS', ['https://', 'https://a.example/path', 'a.example', 'null', 'ftp://a.example']],
  ['DATABASE_REPLICA_URLS', ['redis://a', 'postgres//', 'x']],
])('%s refuses values that would be understood otherwise', (name, values) => {
  for (const value of [...values, Array(101).fill('10.0.0.1').join(',')]) {
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  }
});
