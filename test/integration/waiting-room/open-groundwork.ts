import pino from 'pino';
import { type Catalog, openCatalog } from '../../../src/catalog';
import {
  Database,
  loadConfig,
  Metrics,
  makeDataSource,
  Outbox,
  type Platform,
  RedisConnections,
  type Stop,
} from '../../../src/platform';
import { openContext, type WaitingRoomContext } from '../../../src/waiting-room/context';
import { cloneDatabase } from '../../support/test-app';
import { TestClock } from '../../support/test-clock';
import { openRedis } from './room-on-redis';

/** Database, Redis and catalogue without an app, so that nothing beats but what the test beats. */
export interface Groundwork {
  readonly clock: TestClock;
  readonly platform: Platform;
  readonly catalog: Catalog;
  /** For processes on the same database and Redis. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ground of one more process. */
  ground(redis?: RedisConnections): WaitingRoomContext;
  /** Changes the show's row, and lets everyone know. */
  changeShow(showId: string, set: string): Promise<void>;
  readonly close: Stop;
}

export async function openGroundwork(): Promise<Groundwork> {
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
  const platform: Platform = { config, clock, logger, database, redis, outbox, metrics };
  const catalog = openCatalog(platform);
  const grounds: WaitingRoomContext[] = [];
  return {
    clock,
    platform,
    catalog,
    environment,
    ground(otherRedis = redis) {
      const ground = openContext({ ...platform, redis: otherRedis }, (showId) => catalog.saleTermsOf(showId));
      grounds.push(ground);
      return ground;
    },
    async changeShow(showId, set) {
      await dataSource.query(`update show set ${set} where id = $1`, [showId]);
      await catalog.refreshSaleTerms(showId);
      for (const ground of grounds) await ground.rooms.findNow(showId);
    },
    async close() {
      await stop();
      await dataSource.destroy();
      await drop();
    },
  };
}

/** A Redis that nobody answers at. */
export const redisAway = (): RedisConnections =>
  new RedisConnections('redis://127.0.0.1:1', 'frontrow:', pino({ level: 'silent' }));
