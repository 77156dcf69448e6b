/**
 * Everything without a word of ticketing. Inside, imports point down: files at the top of the folder and `config`, then
 * `database` and `redis`, `outbox`, `http`, `graphql`, and last what a module is (`module.ts`, `platform.ts`).
 */
export { BoundedCache } from './bounded-cache';
export { BoundedMap } from './bounded-map';
export { type Clock, SyncedClock } from './clock';
export { type Config, ConfigError, loadConfig } from './config/load-config';
export { type RedisTarget, redisTargetOf } from './config/redis-settings';
export { settings } from './config/settings';
export {
  type Currency,
  chargeFault,
  currencyCodes,
  currencyOf,
  formatMoney,
  fromProviderUnits,
  toProviderUnits,
} from './currencies';
export { countGrownTables } from './database/count-grown-tables';
export { CONNECTIONS_KEPT, makeDataSource } from './database/data-source';
export { Database, type SqlExecutor, type Transaction } from './database/database';
export { GatheredWrites } from './database/gathered-writes';
export { type Invariant, invariant, type Verified, verifyInvariants } from './database/invariants';
export { migrate } from './database/migrate';
export {
  isCheckViolation,
  isForeignKeyViolation,
  isLockNotAvailable,
  isLockTimeout,
  isReadOnly,
  isUniqueViolation,
  isUnreachable,
} from './database/postgres-errors';
export { PrimaryServers } from './database/primary-servers';
export { type Statement, statement } from './database/statement';
export { syncClock } from './database/sync-clock';
export { PrimaryWatch } from './failover/primary-watch';
export { longList } from './graphql/bulk-list-serializer';
export {
  type Caller,
  makeContext,
  type RequestContext,
  requireCaller,
  requireOrganizer,
  requireRole,
} from './graphql/context';
export {
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterKind,
  type DeadLetterSource,
  deadLetterKinds,
  decodeDeadLetterId,
  encodeDeadLetterId,
} from './graphql/dead-letters/dead-letter';
export { DeadLettersResolver } from './graphql/dead-letters/dead-letters.resolver';
export {
  badUserInput,
  type ErrorCode,
  errorCodes,
  forbidden,
  rateLimited,
  serviceUnavailable,
  tokenExpired,
  unauthenticated,
} from './graphql/errors';
export { graphqlRoute } from './graphql/graphql.route';
export { GraphQLServer } from './graphql/graphql-server';
export { Kept, KeptForAMoment } from './graphql/kept-results';
export { documentLimits, limitRules } from './graphql/limits/document-limits';
export { refuseShape } from './graphql/limits/document-shape';
export {
  ArgumentLimits,
  type FieldWork,
  type InputLimit,
  inputLimits,
  Limit,
  Work,
} from './graphql/limits/field-limits';
export { OperationGuard, type RequestedOperation } from './graphql/limits/operation-guard';
export { RateLimits } from './graphql/limits/rate-limits';
export type { StillTrue } from './graphql/limits/work-budget';
export { maskError } from './graphql/mask-errors';
export { BasicsResolver } from './graphql/schema/basics.resolver';
export { buildSchema, type OpenStream, type SubscriptionSource, streamOfModule } from './graphql/schema/build-schema';
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
} from './graphql/schema/connection';
export { EMAIL_LENGTH_MAX, EmailAddress, parseEmailAddress } from './graphql/schema/email-address';
export { asNode, type NodeFetcher } from './graphql/schema/node';
export { type OutcomeUnion, outcomeUnion, type ResultOf } from './graphql/schema/outcome-union';
export { CurrencyCode, DateTime, SafeInt } from './graphql/schema/scalars';
export { MoneyType, Node, Problem } from './graphql/schema/shared.types';
export { streamWhile } from './graphql/stream-while';
export { openTrustedDocuments } from './graphql/trusted/open-trusted-documents';
export { type TrustedDocuments, textOfDocument } from './graphql/trusted/trusted-documents';
export { chooseEncoding, type Encoding } from './http/choose-encoding';
export { type HttpServer, openHttpServer } from './http/http-server';
export { namesTag } from './http/names-tag';
export { networkOf } from './http/network-of';
export { asOpaqueBytes } from './http/security-headers';
export {
  decodeId,
  decodeIdWithin,
  encodeId,
  encodeIdWithin,
  handOutIds,
  isUuid,
  kindOfId,
  newId,
  restoreUuid,
  shortenUuid,
} from './ids';
export { type Stop, stopAll, stopOnce } from './lifecycle';
export { type Logger, openLogger } from './logger';
export { Metrics } from './metrics';
export type { AppModule } from './module';
export type { Money } from './money';
export { Outbox, type OutboxRow, type Publish } from './outbox/outbox';
export type { Platform } from './platform';
export { LuaScript } from './redis/lua-script';
export { isReadOnlyReply, RedisConnections } from './redis/redis-connections';
export type { RedisSubscriber } from './redis/redis-subscriber';
export { executorOf, type Reader, Readers } from './replicas/readers';
export { type PeriodicWork, runPeriodically } from './run-periodically';
