import type { ResolvedConfig } from './backing-services';
import {
  type Clock,
  ConfigError,
  countGrownTables,
  Database,
  handOutIds,
  type Logger,
  Metrics,
  makeDataSource,
  Outbox,
  openLogger,
  type Platform,
  PrimaryServers,
  PrimaryWatch,
  Readers,
  RedisConnections,
  type RedisTarget,
  redisTargetOf,
  type Stop,
  SyncedClock,
  syncClock,
} from './platform';

const REDIS_WAIT_MS_MAX = 3000;

interface Given {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** Connects to PostgreSQL and Redis. What it opens is added to `stops` at once, so that a start that fails can close it. */
export async function openPlatform(config: ResolvedConfig, given: Given, stops: Stop[]): Promise<Platform> {
  const logger = given.logger ?? openLogger(config.LOG_LEVEL);
  handOutIds(config.PUBLIC_IDS);
  const metrics = given.metrics ?? new Metrics();
  const servers = new PrimaryServers(config.DATABASE_URL);
  const poolMax = config.DATABASE_POOL_MAX;
  const namesStatements = config.DATABASE_NAMED_STATEMENTS;
  const dataSource = await makeDataSource({ url: config.DATABASE_URL, servers, poolMax, namesStatements }).initialize();
  stops.push(() => dataSource.destroy());
  const database = new Database(dataSource, logger);
  stops.push(metrics.start());
  metrics.gauge('frontrow_database_connections', 'Connections to PostgreSQL', () => database.poolUse.total);
  metrics.gauge('frontrow_database_connections_idle', 'Idle connections to PostgreSQL', () => database.poolUse.idle);
  metrics.gauge('frontrow_database_waiting', 'Callers that wait for a connection', () => database.poolUse.waiting);
  await database.guardBy(servers);
  const redis = new RedisConnections(redisOf(config), config.REDIS_PREFIX, logger);
  stops.push(() => redis.close());
  const readers = new Readers({
    ...{ primary: database, servers, replicaUrls: config.DATABASE_REPLICA_URLS, poolMax, namesStatements },
    ...{ redis, logger, metrics },
  });
  // Otherwise the first commands after the start would fail. A Redis that cannot be reached does not prevent the start.
  await redis.ready(REDIS_WAIT_MS_MAX).catch(() => logger.warn('Redis cannot be reached; starting without it'));
  const watch = new PrimaryWatch({ servers, redis, logger, metrics });
  // A former primary is recognized before anything is read from it. Two checks at once would connect twice.
  await watch.check().catch(() => undefined);
  stops.push(watch.start());
  stops.push(readers.start());
  const clock = given.clock ?? new SyncedClock();
  if (clock instanceof SyncedClock) stops.push(await syncClock(clock, database));
  stops.push(countGrownTables(database, logger));
  return { config, clock, logger, database, readers, redis, outbox: new Outbox(database, logger, metrics), metrics };
}

function redisOf(config: ResolvedConfig): RedisTarget {
  const target = redisTargetOf(config);
  if (target === null)
    throw new ConfigError('REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES: one of them is required');
  return target;
}
