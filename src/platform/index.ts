/**
 * The ground: everything below ticketing. Configuration, clock, ids, money, logging, database and transactions, the
 * outbox, Redis, HTTP and the plumbing of GraphQL.
 */
import type { Clock } from './clock';
import type { Config } from './config';
import type { Database } from './database/database';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import type { Outbox } from './outbox/outbox';
import type { RedisConnections } from './redis-connections';

/** What every room is built on. */
export interface Platform {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly redis: RedisConnections;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
}

export { BoundedCache } from './bounded-cache';
export { type Clock, SyncedClock } from './clock';
export { type Config, ConfigError, loadConfig, settings } from './config';
export {
  type Currency,
  chargeFault,
  currencyCodes,
  currencyOf,
  formatMoney,
  fromProviderUnits,
  toProviderUnits,
} from './currencies';
export { makeDataSource } from './database/data-source';
export { Database, type SqlExecutor, type Transaction } from './database/database';
export { migrate } from './database/migrate';
export {
  isForeignKeyViolation,
  isLockNotAvailable,
  isUniqueViolation,
  isUnreachable,
} from './database/postgres-errors';
export { type Statement, statement } from './database/statement';
export { syncClock } from './database/sync-clock';
export { BasicsResolver } from './graphql/basics.resolver';
export { buildSchema, type OpenStream, type SubscriptionSource, streamOfModule } from './graphql/build-schema';
export { longList } from './graphql/bulk-list-serializer';
export {
  type Connection,
  connect,
  connectionOf,
  decodeCursor,
  type Edge,
  encodeCursor,
  type Page,
  PageInfo,
  pageArgs,
  pageOf,
} from './graphql/connection';
export { type Caller, makeContext, type RequestContext, requireCaller, requireRole } from './graphql/context';
export { costError, documentLimits, limitRules, listCost } from './graphql/document-limits';
export {
  badUserInput,
  type ErrorCode,
  errorCodes,
  forbidden,
  rateLimited,
  serviceUnavailable,
  unauthenticated,
} from './graphql/errors';
export { GraphQLServer } from './graphql/graphql-server';
export { maskError } from './graphql/mask-errors';
export { asNode, type NodeFetcher } from './graphql/node';
export { type OutcomeUnion, outcomeUnion, type ResultOf } from './graphql/outcome-union';
export { CurrencyCode, DateTime, EmailAddress, SafeInt } from './graphql/scalars';
export { MoneyType, Node, Problem } from './graphql/shared.types';
export { type HttpServer, openHttpServer } from './http/http-server';
export { decodeId, encodeId, isUuid, kindOfId, newId, restoreUuid, shortenUuid } from './ids';
export { type Stop, stopAll, stopOnce } from './lifecycle';
export { type Logger, openLogger } from './logger';
export { Metrics } from './metrics';
export type { AppModule } from './module';
export type { Money } from './money';
export { Outbox, type OutboxRow, type Publish } from './outbox/outbox';
export { networkOf, RateLimits } from './rate-limits';
export { RedisConnections } from './redis-connections';
export { type PeriodicWork, runPeriodically } from './run-periodically';
