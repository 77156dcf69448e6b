import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAccess, RedisTarget } from '../config/redis-settings';

const CONNECT_MS_MAX = 5000;
const RETRY_MS_MAX = 1000;
/** How often a process asks which server has which slots. A server that has lost power says nothing by itself. */
const SLOTS_EVERY_MS = 2000;
const SLOTS_MS_MAX = 1000;
/**
 * While a master is away, a command is tried again after this, and given up after so many replies that lead elsewhere or
 * lost connections: a tenth of a second in all. Callers go on without Redis; they must not wait for an election.
 */
const FAILOVER_RETRY_MS = 25;
const REDIRECTIONS_MAX = 4;
/** Jobs wait for the next master instead: an election takes longer than their queue would try. */
const REDIRECTIONS_OF_JOBS_MAX = 400;

const retryMs = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), RETRY_MS_MAX);

/** What a connection is for. */
export interface ClientOptions {
  /** Commands that wait without limit, as a job queue needs it; else they fail at once while Redis is unreachable. */
  readonly waits: boolean;
}

/** Options that all connections have. */
export const connectionOptions: RedisOptions = {
  maxRetriesPerRequest: 1,
  connectTimeout: CONNECT_MS_MAX,
  // Also how long a connection that waits for its next attempt keeps the process from ending.
  disconnectTimeout: 200,
  retryStrategy: retryMs,
};

const COMMAND_MS_MAX = 2000;
const failAtOnce: RedisOptions = { enableOfflineQueue: false, commandTimeout: COMMAND_MS_MAX };
const waitForRedis: RedisOptions = { maxRetriesPerRequest: null };

/** A connection to one server: the only one, or the primary that the Sentinels name at each attempt to connect. */
export function openServerClient(target: Exclude<RedisTarget, { kind: 'cluster' }>, options: RedisOptions): Redis {
  const common = { ...connectionOptions, ...options };
  if (target.kind === 'server') return new Redis(target.url, common);
  const { name, sentinels, sentinelAccess, access } = target;
  const { username, password } = optionsOf(sentinelAccess);
  return new Redis({
    ...common,
    ...optionsOf(access),
    name,
    role: 'master',
    sentinels: [...sentinels],
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(sentinelAccess.isEncrypted ? { sentinelTLS: {} } : {}),
    enableTLSForSentinelMode: access.isEncrypted,
    sentinelRetryStrategy: retryMs,
    // A Sentinel that has lost power closes no connection: the next one is asked.
    sentinelCommandTimeout: SLOTS_MS_MAX,
  });
}

export function openClusterClient(
  target: Extract<RedisTarget, { kind: 'cluster' }>,
  { waits }: ClientOptions,
): Cluster {
  return new Cluster([...target.nodes], {
    enableOfflineQueue: waits,
    clusterRetryStrategy: retryMs,
    maxRedirections: waits ? REDIRECTIONS_OF_JOBS_MAX : REDIRECTIONS_MAX,
    retryDelayOnFailover: FAILOVER_RETRY_MS,
    retryDelayOnClusterDown: FAILOVER_RETRY_MS,
    slotsRefreshInterval: SLOTS_EVERY_MS,
    slotsRefreshTimeout: SLOTS_MS_MAX,
    // Names are resolved by each connection, so that certificates are checked for the name and not for an address.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: {
      ...optionsOf(target.access),
      ...(waits ? waitForRedis : { maxRetriesPerRequest: 1, commandTimeout: COMMAND_MS_MAX }),
      connectTimeout: SLOTS_MS_MAX,
      disconnectTimeout: 200,
    },
  });
}

/** A connection to one server of the cluster, for its channels. */
export function openNodeClient(address: string, access: RedisAccess, options: RedisOptions): Redis {
  const colon = address.lastIndexOf(':');
  const [host, port] = [address.slice(0, colon), Number(address.slice(colon + 1))];
  return new Redis({ ...connectionOptions, ...optionsOf(access), ...options, host, port });
}

export const serverOptions = ({ waits }: ClientOptions): RedisOptions => (waits ? waitForRedis : failAtOnce);

function optionsOf({ username, password, isEncrypted }: RedisAccess): RedisOptions {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isEncrypted ? { tls: {} } : {}),
  };
}
