import pino from 'pino';
import { type Catalog, openCatalog } from '../../../src/catalog';
import {
  Database,
  loadConfig,
  Metrics,
  makeDataSource,
  Outbox,
  type Platform,
  PrimaryServers,
  Readers,
  RedisConnections,
  type Stop,
} from '../../../src/platform';
import { openTopics } from '../../../src/realtime';
import { openContext, type WaitingRoomContext } from '../../../src/waiting-room/context';
import { cloneDatabase } from '../../support/test-app';
import { TestClock } from '../../support/test-clock';
import { openRedis } from './simulated-queue';

/** Database, Redis and catalog without an app, so that a waiting room ticks only when the test calls it. */
export interface WaitingRoomContexts {
  readonly clock: TestClock;
  readonly platform: Platform;
  readonly catalog: Catalog;
  /** For processes on the same database and Redis. */
  readonly environment: Readonly<Record<string, string>>;
  /** The context of one more process. */
  openContext(redis?: RedisConnections): WaitingRoomContext;
  /** Changes the row of the show, and refreshes the caches. */
  changeShow(showId: string, set: string): Promise<void>;
  readonly close: Stop;
}

export async function openContexts(): Promise<WaitingRoomContexts> {
  const logger = pino({ level: 'silent' });
  const { url, drop } = await cloneDatabase();
  const dataSource = await makeDataSource({ url, poolMax: 8 }).initialize();
  const database = new Database(dataSource, logger);
  const { url: redisUrl, redis, stop } = await openRedis();
  const clock = new TestClock();
  const environment = { DATABASE_URL: url, REDIS_URL: redisUrl, RATE_LIMITS: 'off', NODE_ENV: 'test' };
  const config = loadConfig(environment);
  const metrics = new Metrics();
  const outbox = new Outbox(database, logger, metrics);
  const readers = new Readers({
    ...{ primary: database, servers: new PrimaryServers(url), replicaUrls: [], poolMax: 1, redis, logger, metrics },
  });
  const platform: Platform = { config, clock, logger, database, readers, redis, outbox, metrics };
  const topics = openTopics({ redis, logger });
  const catalog = openCatalog(platform, topics);
  const contexts: WaitingRoomContext[] = [];
  return {
    clock,
    platform,
    catalog,
    environment,
    openContext(otherRedis = redis) {
      const context = openContext({ ...platform, redis: otherRedis }, (showId) => catalog.saleTermsOf(showId));
      contexts.push(context);
      return context;
    },
    async changeShow(showId, set) {
      await dataSource.query(`update show set ${set} where id = $1`, [showId]);
      await catalog.refreshSaleTerms(showId);
      for (const context of contexts) await context.settingsCache.refresh(showId);
    },
    async close() {
      await topics.close();
      await stop();
      await dataSource.destroy();
      await drop();
    },
  };
}

/** An address at which no Redis answers. */
export const unreachableRedis = (): RedisConnections =>
  new RedisConnections({ kind: 'server', url: 'redis://127.0.0.1:1' }, 'frontrow:', pino({ level: 'silent' }));
