export { type Claim, claimDataDir } from './claim-data-dir';
export { findRedisServer } from './find-redis-server';
export { type LocalPaymentProvider, type PaymentProviderOptions, startPaymentProvider } from './payment-provider';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres';
export { type RedisOptions, type RunningRedis, startRedis } from './start-redis';
export { StartRefused } from './start-refused';
