import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppConfig, type Overrides, openApp } from '../../../src/app';
import { startPostgres, startRedis } from '../../../src/embedded';
import { loadConfig, makeDataSource, migrate, type Stop } from '../../../src/platform';

/** PostgreSQL and Redis as the default start runs them (fsync on), and an app on them. */
export interface Stage {
  readonly app: App;
  readonly config: AppConfig;
  readonly stop: Stop;
}

export async function openStage(environment: Record<string, string> = {}, overrides: Overrides = {}): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'frontrow-bench-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(dir, 0o755);
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  const redis = await startRedis({ dir: join(dir, 'redis') });
  const config: AppConfig = {
    ...loadConfig({ PORT: '0', LOG_LEVEL: 'error', RATE_LIMITS: 'off', SHUTDOWN_GRACE_SECONDS: '0', ...environment }),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
  };
  const dataSource = await makeDataSource({ url: postgres.url, poolMax: 2 }).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  const app = await openApp(config, overrides);
  return {
    app,
    config,
    async stop() {
      await app.close();
      await redis.stop();
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
