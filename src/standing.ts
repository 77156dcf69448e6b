/**
 * What a command stands on: the addresses that were given, else the embedded servers of the data folder, which are
 * started here or belong to a Frontrow that runs already.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AppConfig } from './app';
import { claimDataDir, startPostgres, startRedis } from './embedded';
import { type Config, type Stop, stopAll } from './platform';

export interface Standing {
  readonly config: AppConfig;
  /** True where the database is this folder's own rather than one given by address. */
  readonly databaseIsOurs: boolean;
  readonly stop: Stop;
}

type Progress = (line: string) => void;

/** Starts what has no address. Nothing is started where all addresses are given. */
export async function stand(config: Config, progress: Progress): Promise<Standing> {
  const stops: Stop[] = [];
  const stop = () => stopAll(stops);
  try {
    const dataDir = resolve(config.DATA_DIR);
    let { DATABASE_URL, REDIS_URL } = config;
    if (DATABASE_URL === undefined || REDIS_URL === undefined) {
      const claim = await claimDataDir(dataDir);
      stops.push(claim.release);
    }
    if (DATABASE_URL === undefined) {
      const postgres = await startPostgres({ dir: join(dataDir, 'postgres'), onProgress: progress });
      stops.push(postgres.stop);
      DATABASE_URL = postgres.url;
    }
    if (REDIS_URL === undefined) {
      const redis = await startRedis({ dir: join(dataDir, 'redis'), onProgress: progress });
      stops.push(redis.stop);
      REDIS_URL = redis.url;
    }
    return {
      config: { ...config, DATABASE_URL, REDIS_URL },
      databaseIsOurs: config.DATABASE_URL === undefined,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Addresses {
  readonly pid: number;
  readonly url: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const addressesFile = (dataDir: string) => join(resolve(dataDir), 'addresses.json');

/** Leaves the addresses in the data folder, for commands that run beside the service. They hold passwords: mode 0600. */
export async function leaveAddresses(config: AppConfig, url: string): Promise<Stop> {
  const file = addressesFile(config.DATA_DIR);
  const addresses: Addresses = { pid: process.pid, url, databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL };
  await writeFile(file, `${JSON.stringify(addresses, null, 2)}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The addresses of a Frontrow that runs in this data folder, or null. */
export async function findAddresses(dataDir: string): Promise<Addresses | null> {
  try {
    const addresses: Addresses = JSON.parse(await readFile(addressesFile(dataDir), 'utf8'));
    // Signal 0 asks whether the process is there; it throws where it is not.
    process.kill(addresses.pid, 0);
    return addresses;
  } catch {
    return null;
  }
}

/** For commands beside the service: the given addresses, those of the running one, else servers of their own. */
export async function standBeside(config: Config, progress: Progress): Promise<Standing> {
  const running = config.DATABASE_URL === undefined ? await findAddresses(config.DATA_DIR) : null;
  if (running === null) return stand(config, progress);
  return {
    config: { ...config, DATABASE_URL: running.databaseUrl, REDIS_URL: running.redisUrl },
    databaseIsOurs: true,
    stop: async () => undefined,
  };
}
