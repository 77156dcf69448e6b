import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppConfig, type Overrides, openApp } from '../../../src/app';
import { type RunningPostgres, startPaymentProvider, startPostgres, startRedis } from '../../../src/dev';
import { loadConfig, makeDataSource, migrate, type Stop } from '../../../src/platform';

export type BenchConfig = AppConfig & { readonly REDIS_URL: string };

/** PostgreSQL, Redis and the payment provider as the default start runs them (fsync on), and an app on them. A PostgreSQL that was filled before is stopped with them. */
export interface BenchServices {
  readonly app: App;
  readonly config: BenchConfig;
  readonly stop: Stop;
}

export async function openBenchServices(
  environment: Record<string, string> = {},
  overrides: Overrides = {},
  filled?: RunningPostgres,
): Promise<BenchServices> {
  const dir = await mkdtemp(join(tmpdir(), 'frontrow-bench-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(dir, 0o755);
  const postgres = filled ?? (await startPostgres({ dir: join(dir, 'postgres') }));
  const redis = await startRedis({ dir: join(dir, 'redis') });
  const webhookSecret = 'whsec_bench';
  const payments = await startPaymentProvider({ dataDir: join(dir, 'payments'), webhookSecret });
  const config: BenchConfig = {
    ...loadConfig({ PORT: '0', LOG_LEVEL: 'error', RATE_LIMITS: 'off', SHUTDOWN_GRACE_SECONDS: '0', ...environment }),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: payments.url,
  };
  const dataSource = await makeDataSource({ url: postgres.url, poolMax: 2 }).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  const app = await openApp(config, overrides);
  payments.registerWebhook(`${app.url}/webhooks/stripe`);
  return {
    app,
    config,
    async stop() {
      await app.close();
      await payments.stop();
      await redis.stop();
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What another process needs to be a part of the same service. */
export const environmentOf = ({ DATABASE_URL, REDIS_URL }: BenchConfig): Record<string, string> => ({
  DATABASE_URL,
  REDIS_URL,
  PORT: '0',
  NODE_ENV: 'test',
  LOG_LEVEL: 'error',
  RATE_LIMITS: 'off',
  SHUTDOWN_GRACE_SECONDS: '0',
});
