import type { Clock } from './clock';
import type { Config } from './config/load-config';
import type { Database } from './database/database';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import type { Outbox } from './outbox/outbox';
import type { RedisConnections } from './redis/redis-connections';

/** What every module is built on. */
export interface Platform {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly redis: RedisConnections;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
}
