/**
 * What a command stands on: the addresses that were given, else the embedded servers of the data folder, which are
 * started here or belong to a Frontrow that runs already.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { claimDataDir, startPostgres, startRedis } from './embedded';
import { type Config, ConfigError, makeDataSource, migrate, type Stop, stopAll } from './platform';

/** A configuration in which both addresses are known. */
export type StandingConfig = Config & { readonly DATABASE_URL: string; readonly REDIS_URL: string };

export interface Standing {
  readonly config: StandingConfig;
  /** True where the database is this folder's own rather than one given by address. */
  readonly databaseIsOurs: boolean;
  readonly stop: Stop;
}

export interface StandingDatabase {
  readonly url: string;
  readonly isOurs: boolean;
  readonly stop: Stop;
}

type Progress = (line: string) => void;

/** The servers are somebody else's. */
const nothing: Stop = async () => undefined;

/** Starts what has no address. Nothing is started where all addresses are given. */
export async function stand(config: Config, progress: Progress): Promise<Standing> {
  const stops: Stop[] = [];
  try {
    let { DATABASE_URL, REDIS_URL } = config;
    if (DATABASE_URL === undefined || REDIS_URL === undefined) stops.push((await claimDataDir(folder(config))).release);
    if (DATABASE_URL === undefined) {
      const postgres = await startPostgres({ dir: folder(config, 'postgres'), onProgress: progress });
      stops.push(postgres.stop);
      DATABASE_URL = postgres.url;
    }
    if (REDIS_URL === undefined) {
      const redis = await startRedis({ dir: folder(config, 'redis'), onProgress: progress });
      stops.push(redis.stop);
      REDIS_URL = redis.url;
    }
    return {
      config: { ...config, DATABASE_URL, REDIS_URL },
      databaseIsOurs: config.DATABASE_URL === undefined,
      stop: () => stopAll(stops),
    };
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

/** For commands on the database alone: the given one, that of the running service, else a server for this command. */
export async function standOnDatabase(config: Config, progress: Progress): Promise<StandingDatabase> {
  if (config.DATABASE_URL !== undefined) return { url: config.DATABASE_URL, isOurs: false, stop: nothing };
  const running = await findAddresses(config);
  if (running !== null) return { url: running.databaseUrl, isOurs: true, stop: nothing };
  const claim = await claimDataDir(folder(config));
  try {
    const postgres = await startPostgres({ dir: folder(config, 'postgres'), onProgress: progress });
    return { url: postgres.url, isOurs: true, stop: () => stopAll([claim.release, postgres.stop]) };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** For a command that opens the rooms: on the servers of the running service, else on servers of its own. */
export async function standBeside(config: Config, progress: Progress): Promise<Standing> {
  const needsServers = config.DATABASE_URL === undefined || config.REDIS_URL === undefined;
  const running = needsServers ? await findAddresses(config) : null;
  if (running === null) return stand(config, progress);
  return {
    config: {
      ...config,
      DATABASE_URL: config.DATABASE_URL ?? running.databaseUrl,
      REDIS_URL: config.REDIS_URL ?? running.redisUrl,
    },
    databaseIsOurs: config.DATABASE_URL === undefined,
    stop: nothing,
  };
}

/** A database of our own is migrated by itself; one given by address belongs to its operator. */
export async function prepareDatabase(
  { url, isOurs }: Pick<StandingDatabase, 'url' | 'isOurs'>,
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

/** Two connections for a command, whose statements may take as long as they need. */
export async function connect(url: string): Promise<DataSource> {
  try {
    return await makeDataSource({ url, poolMax: 2, statementSecondsMax: 0 }).initialize();
  } catch (error) {
    const { host, pathname } = new URL(url);
    // An error of several addresses has a code, but no words of its own.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`PostgreSQL cannot be used at ${host}${pathname}: ${message || code}. Check DATABASE_URL.`);
  }
}

interface Addresses {
  readonly pid: number;
  readonly url: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const folder = ({ DATA_DIR }: Config, ...names: string[]) => join(resolve(DATA_DIR), ...names);
const addressesFile = (config: Config) => folder(config, 'addresses.json');

/** Leaves the addresses in the data folder, for commands that run beside the service. They hold passwords: mode 0600. */
export async function leaveAddresses(config: StandingConfig, url: string): Promise<Stop> {
  const file = addressesFile(config);
  const addresses: Addresses = { pid: process.pid, url, databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL };
  await writeFile(file, `${JSON.stringify(addresses, null, 2)}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The addresses of a Frontrow that runs in this data folder, or null. */
async function findAddresses(config: Config): Promise<Addresses | null> {
  try {
    const addresses: Addresses = JSON.parse(await readFile(addressesFile(config), 'utf8'));
    // Signal 0 asks whether the process is there; it throws where it is not.
    process.kill(addresses.pid, 0);
    return addresses;
  } catch {
    return null;
  }
}
