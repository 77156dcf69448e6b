import type { Clock } from './clock';
import type { Config } from './config/load-config';
import type { Database } from './database/database';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import type { Outbox } from './outbox/outbox';
import type { RedisConnections } from './redis/redis-connections';
import type { Readers } from './replicas/readers';

/** What every module is built on. */
export interface Platform {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The primary. */
  readonly database: Database;
  /** Where operations read what may be some moments old. */
  readonly readers: Readers;
  readonly redis: RedisConnections;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
}
