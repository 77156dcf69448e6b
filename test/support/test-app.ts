import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import type { Role } from '../../src/accounts';
import { type App, type AppConfig, type Overrides, openApp } from '../../src/app';
import { startRedis } from '../../src/dev';
import { type Database, loadConfig, redisTargetOf, type Stop } from '../../src/platform';
import { eventually } from './eventually';
import { type Api, HttpClient, loggedErrors } from './graphql-client';
import { type Live, LiveClient } from './live-client';
import { openProvider, SECRET_KEY, type TestPaymentProvider, WEBHOOK_SECRET } from './payment-provider';
import { TestClock } from './test-clock';

/** A whole Frontrow for one test file: a database and a Redis of its own, and an app on a free port. */
export interface TestApp extends Api {
  readonly url: string;
  readonly app: App;
  readonly config: TestConfig;
  readonly clock: TestClock;
  readonly database: Database;
  readonly redis: { readonly url: string; readonly pid: number; readonly port: number; readonly dir: string };
  /** The local payment provider: its ledger, and faults on request. */
  readonly payments: TestPaymentProvider;
  readonly http: HttpClient;
  subscribe<Data>(query: string, variables?: Record<string, unknown>, token?: string): Live<Data>;
  readonly live: LiveClient;
  /** A token of a new buyer, or of somebody with other roles. */
  token(options?: { roles?: Role[]; email?: string; id?: string; lifeSeconds?: number }): Promise<string>;
  /** Another app on the same database and Redis, unless other addresses are given. Closed with the testApp. */
  openAnother(environment?: Record<string, string>): Promise<App>;
  /** What the apps of this testApp have logged, from `info` on, the last lines of it. */
  readonly log: readonly LogLine[];
  /** Whatever else a test opens, closed with the testApp, last one first. */
  closing(stop: Stop): void;
}

/** Where the file names a Redis by Sentinels or as a cluster, `REDIS_URL` is not for use. */
export type TestConfig = AppConfig & { readonly REDIS_URL: string };

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

const LOG_LINES_MAX = 10_000;

/** The apps of this file that are open, and what kept the process alive before the first of them. */
let running = 0;
let before: string[] = [];

/** Makes a database from the migrated template. */
export async function cloneDatabase(): Promise<{ url: string; drop: Stop }> {
  const postgres = process.env.FRONTROW_TEST_POSTGRES;
  if (postgres === undefined)
    throw new Error('The tests run by `npm test` or `npx jest`, which start PostgreSQL first');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(postgres, `create database ${name} template frontrow_template`);
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(postgres, `drop database ${name} with (force)`) };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    // Two clones at once meet in the template; the second waits for the first.
    await admin.query('select pg_advisory_lock(1)');
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

/** Opens a testApp before the tests of a file and closes it after them. Its members can be used inside of tests. */
export function openTestApp(
  environment: Record<string, string> | (() => Record<string, string>) = {},
  more: Pick<Overrides, 'mail' | 'webhooks' | 'eventLog'> = {},
): TestApp {
  const settings = () => (typeof environment === 'function' ? environment() : environment);
  const stops: Stop[] = [];
  const clock = new TestClock();
  const log: LogLine[] = [];
  const keep = (line: string) => {
    const logged: LogLine = JSON.parse(line);
    if (typeof logged.errorId === 'string') loggedErrors.set(logged.errorId, logged);
    log.push(logged);
    if (log.length > LOG_LINES_MAX) log.shift();
  };
  const overrides = {
    ...{ ...more, clock, logger: pino({ level: 'info' }, { write: keep }) },
    knowsDocumentsAtOnce: process.env.FRONTROW_TEST_SHORT_WAY === 'on',
  };
  let opened: { app: App; config: TestConfig; redis: TestApp['redis']; payments: TestPaymentProvider } | undefined;
  const testApp = () => {
    if (opened === undefined) throw new Error('The testApp is open inside of tests only');
    return opened;
  };
  const url = () => testApp().app.url;
  const http = new HttpClient(url);
  const live = new LiveClient(url);

  beforeAll(async () => {
    if (running === 0) before = openResources();
    running += 1;
    const database = await cloneDatabase();
    stops.push(database.drop);
    const dir = join(process.env.FRONTROW_TEST_DIR ?? '', `redis-${randomUUID()}`);
    const given = loadConfig(settings());
    const redis = redisTargetOf(given) === null ? await startRedis({ dir }) : null;
    if (redis !== null) stops.push(redis.stop);
    const payments = await openProvider();
    stops.push(payments.provider.stop);
    const config = {
      ...loadConfig({
        PORT: '0',
        NODE_ENV: 'test',
        SHUTDOWN_GRACE_SECONDS: '0',
        RATE_LIMITS: 'off',
        DATABASE_POOL_MAX: '8',
        ...settings(),
      }),
      DATABASE_URL: database.url,
      REDIS_URL: redis?.url,
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: payments.url,
    };
    const app = await openApp(config, overrides);
    stops.push(app.close);
    payments.provider.registerWebhook(`${app.url}/webhooks/stripe`);
    // The cast leaves out the tests that name another Redis, which use no address of this one.
    opened = { app, config: config as TestConfig, redis: { url: '', pid: 0, port: 0, ...redis, dir }, payments };
  });

  afterAll(async () => {
    await live.close();
    http.close();
    for (const stop of stops.reverse()) await stop();
    running -= 1;
    // Another app of this file goes on, and opens and ends connections as it likes.
    if (running > 0) return;
    await eventually(() => {
      const left = openResources();
      for (const resource of before) {
        const index = left.indexOf(resource);
        if (index >= 0) left.splice(index, 1);
      }
      return left.length === 0 || `left running: ${left.join(', ')}`;
    });
  });

  const graphql: TestApp['graphql'] = http.graphql.bind(http);
  return {
    get url() {
      return url();
    },
    get app() {
      return testApp().app;
    },
    get config() {
      return testApp().config;
    },
    get database() {
      return testApp().app.platform.database;
    },
    get redis() {
      return testApp().redis;
    },
    get payments() {
      return testApp().payments;
    },
    clock,
    log,
    http,
    live,
    graphql,
    ask: http.ask.bind(http),
    subscribe: (query, variables, token) => live.subscribe(query, variables, token),
    async token(options = {}) {
      const { roles = ['buyer'], email = null, lifeSeconds = 86_400, id } = options;
      const issued = await testApp().app.modules.accounts.tokens.issue({
        roles,
        email,
        lifeSeconds,
        ...(id === undefined ? {} : { id }),
      });
      return issued.token;
    },
    async openAnother(other = {}) {
      const { config } = testApp();
      const app = await openApp(
        {
          ...config,
          ...loadConfig({
            PORT: '0',
            NODE_ENV: 'test',
            SHUTDOWN_GRACE_SECONDS: '0',
            RATE_LIMITS: 'off',
            DATABASE_POOL_MAX: '8',
            ...settings(),
            ...other,
          }),
          DATABASE_URL: other.DATABASE_URL ?? config.DATABASE_URL,
          REDIS_URL: other.REDIS_URL ?? config.REDIS_URL,
          STRIPE_SECRET_KEY: config.STRIPE_SECRET_KEY,
          STRIPE_WEBHOOK_SECRET: config.STRIPE_WEBHOOK_SECRET,
          STRIPE_API_URL: config.STRIPE_API_URL,
        },
        overrides,
      );
      stops.push(app.close);
      return app;
    },
    closing: (stop) => void stops.push(stop),
  };
}

/** Servers, sockets, child processes and timers that keep this process alive. */
function openResources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((resource) => /TCP|Process|UDP|FSEvent|Timeout|Immediate/.test(resource));
}
