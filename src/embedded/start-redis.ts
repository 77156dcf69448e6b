import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Stop } from '../platform';
import { type ChildServer, endOrphan, startChildServer } from './child-server';
import { findRedisServer } from './find-redis-server';
import { freePort } from './free-port';
import { StartRefused } from './start-refused';

export interface RedisOptions {
  /** The server's own folder. Nobody else may use it meanwhile: see claimDataDir. */
  dir: string;
  /** A free one without it. */
  port?: number;
  onProgress?: (line: string) => void;
  /** Further arguments for the server, after the file with its settings. */
  args?: readonly string[];
}

export interface RunningRedis {
  url: string;
  port: number;
  pid: number;
  stop: Stop;
}

const PORT_ATTEMPTS_MAX = 5;
const READY_MS_MAX = 30_000;
const POLL_MS = 10;

/** Starts the Redis of this folder on the loopback. What it knows is saved each minute and at the end. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { onProgress = () => undefined, args = [] } = options;
  const program = await findRedisServer(onProgress);
  const dir = path.resolve(options.dir);
  await mkdir(dir, { recursive: true });
  if (await endOrphan(dir, 'SIGTERM')) onProgress('Ended the Redis that an earlier start had left.');
  const password = await keptPassword(path.join(dir, 'password'));

  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const settings = path.join(dir, 'redis.conf');
    // A file and not arguments, because everybody on the machine may read those.
    await writeFile(settings, settingsFor(port, password), { mode: 0o600 });
    const server = await startChildServer({
      dir,
      command: program,
      args: [settings, ...args],
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      endSignal: 'SIGTERM',
    });
    const url = `redis://:${password}@127.0.0.1:${port}`;
    try {
      await untilReady(server, url);
      return { url, port, pid: server.pid, stop: server.stop };
    } catch (error) {
      await server.stop();
      const log = await server.logTail();
      const mayRetry = options.port === undefined && attempt < PORT_ATTEMPTS_MAX;
      if (mayRetry && /already in use|Failed listening/.test(log)) continue;
      throw new StartRefused(`Redis did not start.\n${log}\nIts log is ${path.join(dir, 'server.log')}.`, {
        cause: error,
      });
    }
  }
}

function settingsFor(port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'daemonize no',
    // Relative to where the server is started, so that no path has to be quoted here.
    'dir .',
    'dbfilename dump.rdb',
    'appendonly no',
    'save 60 1',
    // Nothing that must not be lost is kept in Redis: a full disk must not end the sale.
    'stop-writes-on-bgsave-error no',
    '',
  ].join('\n');
}

async function keptPassword(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const password = randomBytes(24).toString('hex');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function untilReady(server: ChildServer, url: string): Promise<void> {
  const deadline = performance.now() + READY_MS_MAX;
  for (;;) {
    if (server.hasEnded()) throw new Error('It ended at once.');
    if (await answers(url)) return;
    if (performance.now() > deadline) throw new Error(`It was not ready after ${READY_MS_MAX} ms.`);
    await pause(POLL_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, enableReadyCheck: false });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
