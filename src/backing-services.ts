/**
 * The servers that a process needs: those whose addresses are given, else those of the data folder, which are started
 * here or belong to a Frontrow that is already running.
 */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { configuredProvider, type ProviderSettings, providerSettingNames } from './payments';
import {
  type Config,
  ConfigError,
  makeDataSource,
  migrate,
  PrimaryServers,
  redisTargetOf,
  type Stop,
  stopAll,
} from './platform';

/** A configuration with every address, of which one or more name a Redis, in which a payment provider is configured. */
export type ResolvedConfig = Config & {
  readonly DATABASE_URL: string;
};

export interface BackingServices {
  readonly config: ResolvedConfig;
  /** True where the database belongs to the data folder, false where its address was given. */
  readonly databaseIsOurs: boolean;
  /** True where at least one server was started here, false where all are given or belong to a running Frontrow. */
  readonly ownsDataDir: boolean;
  /** Sends the webhooks of the local payment provider to the app. Those of another provider are set up in its dashboard. */
  readonly registerWebhook: (appUrl: string) => void;
  readonly stop: Stop;
}

export interface BackingDatabase {
  readonly url: string;
  readonly isOurs: boolean;
  readonly stop: Stop;
}

type Progress = (line: string) => void;

/** For servers that belong to somebody else. */
const leaveRunning: Stop = async () => undefined;

/**
 * Loads the module `dev`. This is the only place that does it for a process that serves: in production mode, or where
 * all addresses are given, no line of `dev` is ever loaded.
 *
 * @param what The subject of the refusal in production mode
 */
export function loadDev({ NODE_ENV }: Pick<Config, 'NODE_ENV'>, what: string): typeof import('./dev') {
  if (NODE_ENV === 'production') throw new ConfigError(`${what} is not available where NODE_ENV is production.`);
  // The cast repeats what `require` loads.
  return require('./dev') as typeof import('./dev');
}

/** Starts every server whose address is not given, all at once; none where all are given. */
export async function startServices(config: Config, progress: Progress): Promise<BackingServices> {
  const { DATABASE_URL, SMTP_URL } = config;
  const given = paymentsOf(config);
  const hasRedis = redisTargetOf(config) !== null;
  if (DATABASE_URL !== undefined && hasRedis && given !== null) {
    const resolved = { ...config, DATABASE_URL };
    return { config: resolved, databaseIsOurs: false, ownsDataDir: false, ...given };
  }
  const { claimDataDir, startLocalMailbox, startPostgres, startRedis } = loadDev(config, localServers(config));
  const stops: Stop[] = [];
  const own = async <Server extends { readonly stop: Stop }>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    stops.push(server.stop);
    return server;
  };
  try {
    stops.push((await claimDataDir(folder(config))).release);
    const { NODE_ENV } = config;
    const starting = [
      DATABASE_URL === undefined
        ? own(startPostgres({ dir: folder(config, 'postgres'), onProgress: progress }))
        : { url: DATABASE_URL },
      hasRedis ? { url: config.REDIS_URL } : own(startRedis({ dir: folder(config, 'redis'), onProgress: progress })),
      given ?? own(startPayments(config)),
      SMTP_URL === undefined ? own(startLocalMailbox({ environment: { NODE_ENV } })) : null,
    ] as const;
    // Whatever has started must be known before a failure of another one stops it.
    await Promise.allSettled(starting);
    const [postgres, redis, payments, mailbox] = await Promise.all(starting);
    const servers = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, SMTP_URL: mailbox?.smtpUrl ?? SMTP_URL };
    if (payments.url !== undefined)
      progress(`Payments go to a local provider at ${payments.url}: test cards only, no money moves`);
    if (mailbox !== null) progress(`Mail goes to a local mailbox at ${mailbox.url}: nothing leaves this machine`);
    return {
      config: { ...config, ...servers, ...payments.settings },
      databaseIsOurs: config.DATABASE_URL === undefined,
      ownsDataDir: true,
      registerWebhook: payments.registerWebhook,
      stop: () => stopAll(stops),
    };
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

/** The subject of the sentence that refuses to start them in production mode. */
function localServers(config: Config): string {
  const missing = [
    ...(config.DATABASE_URL === undefined ? ['DATABASE_URL'] : []),
    ...(redisTargetOf(config) === null ? ['REDIS_URL'] : []),
  ];
  if (configuredProvider(config) === null) missing.push(providerSettingNames.join(' or '));
  return `A start without ${missing.join(', ')}, which uses servers of its own,`;
}

interface BackingPayments extends Pick<BackingServices, 'registerWebhook' | 'stop'> {
  readonly settings: ProviderSettings;
  /** Of the local provider. */
  readonly url?: string;
}

function paymentsOf(config: Config): BackingPayments | null {
  const settings = configuredProvider(config);
  return settings === null ? null : { settings, registerWebhook: () => undefined, stop: leaveRunning };
}

/** The local payment provider, which lives as long as this process. */
async function startPayments(config: Config): Promise<BackingPayments> {
  const { startLocalPayments } = loadDev(config, localServers(config));
  return startLocalPayments({ dataDir: folder(config, 'payments'), environment: { NODE_ENV: config.NODE_ENV } });
}

/** For commands that need only the database: the given one, that of the running service, else one started here. */
export async function attachOrStartDatabase(config: Config, progress: Progress): Promise<BackingDatabase> {
  if (config.DATABASE_URL !== undefined) return { url: config.DATABASE_URL, isOurs: false, stop: leaveRunning };
  const running = await findAddresses(config);
  if (running !== null) return { url: running.databaseUrl, isOurs: true, stop: leaveRunning };
  const { claimDataDir, startPostgres } = loadDev(config, 'A command without DATABASE_URL');
  const claim = await claimDataDir(folder(config));
  try {
    const postgres = await startPostgres({ dir: folder(config, 'postgres'), onProgress: progress });
    return { url: postgres.url, isOurs: true, stop: () => stopAll([claim.release, postgres.stop]) };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** For a command that opens the app: uses the servers of the running service, else starts its own. */
export async function attachOrStart(config: Config, progress: Progress): Promise<BackingServices> {
  const { DATABASE_URL } = config;
  const hasRedis = redisTargetOf(config) !== null;
  const given = configuredProvider(config);
  const needsServers = DATABASE_URL === undefined || !hasRedis || given === null;
  const running = needsServers ? await findAddresses(config) : null;
  if (running === null) return startServices(config, progress);
  return {
    config: {
      ...config,
      DATABASE_URL: DATABASE_URL ?? running.databaseUrl,
      ...(hasRedis ? {} : running.redis),
      ...(given ?? running.payments),
      SMTP_URL: config.SMTP_URL ?? running.smtpUrl,
    },
    databaseIsOurs: DATABASE_URL === undefined,
    ownsDataDir: false,
    registerWebhook: () => undefined,
    stop: leaveRunning,
  };
}

/** The payment provider that is configured, or that of the running service; null where there is neither. */
export async function findPayments(config: Config): Promise<ProviderSettings | null> {
  return configuredProvider(config) ?? (await findAddresses(config))?.payments ?? null;
}

/** The database of the data folder is migrated automatically; one that is given by address is left to its operator. */
export async function prepareDatabase(
  { url, isOurs }: Pick<BackingDatabase, 'url' | 'isOurs'>,
  progress: Progress,
): Promise<void> {
  const dataSource = await connect(url);
  try {
    if (isOurs) {
      const applied = await migrate(dataSource);
      if (applied.length > 0) progress(`Migrations applied: ${applied.length}`);
    } else if (await dataSource.showMigrations()) {
      throw new ConfigError(
        'The database is not migrated. Run "npm run migrate" with the same DATABASE_URL, then start again.',
      );
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Opens two connections for a command, without a limit for the time of a statement. */
export async function connect(url: string): Promise<DataSource> {
  try {
    return await makeDataSource({ url, poolMax: 2, statementSecondsMax: 0 }).initialize();
  } catch (error) {
    const { addresses, anyUrl } = new PrimaryServers(url);
    const hosts = addresses.map((address) => new URL(address.url).host).join();
    // An error about several addresses has a code, but no message of its own.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `Cannot connect to PostgreSQL at ${hosts}${new URL(anyUrl).pathname}: ${message || code}. Check DATABASE_URL.`,
    );
  }
}

type RedisAddresses = Pick<
  Config,
  'REDIS_URL' | 'REDIS_SENTINELS' | 'REDIS_SENTINEL_NAME' | 'REDIS_USERNAME' | 'REDIS_PASSWORD' | 'REDIS_CLUSTER_NODES'
>;

interface Addresses {
  readonly pid: number;
  readonly databaseUrl: string;
  readonly redis: RedisAddresses;
  readonly payments: ProviderSettings;
  /** Missing where mail is not sent. */
  readonly smtpUrl?: string | undefined;
}

const folder = ({ DATA_DIR }: Config, ...names: string[]) => join(resolve(DATA_DIR), ...names);
const addressesFile = (config: Config) => folder(config, 'addresses.json');

/** Writes the addresses into the data folder, for commands that run beside the service. They hold passwords: mode 0600. */
export async function writeAddresses(config: ResolvedConfig): Promise<Stop> {
  const file = addressesFile(config);
  const { REDIS_URL, REDIS_SENTINELS, REDIS_SENTINEL_NAME, REDIS_USERNAME, REDIS_PASSWORD, REDIS_CLUSTER_NODES } =
    config;
  const addresses: Addresses = {
    pid: process.pid,
    databaseUrl: config.DATABASE_URL,
    redis: { REDIS_URL, REDIS_SENTINELS, REDIS_SENTINEL_NAME, REDIS_USERNAME, REDIS_PASSWORD, REDIS_CLUSTER_NODES },
    payments: configuredProvider(config) ?? {},
    smtpUrl: config.SMTP_URL,
  };
  await writeFile(file, `${JSON.stringify(addresses, null, 2)}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The addresses of the Frontrow that runs in this data folder, or null. */
async function findAddresses(config: Config): Promise<Addresses | null> {
  try {
    const addresses: Addresses = JSON.parse(await readFile(addressesFile(config), 'utf8'));
    // Signal 0 only checks that the process exists, and throws where it does not.
    process.kill(addresses.pid, 0);
    return addresses;
  } catch {
    return null;
  }
}
