import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stop } from '../platform';
import { type ChildServer, endOrphan, startChildServer } from './child-server';
import { findRedisServer } from './find-redis-server';
import { freePort } from './free-port';
import { makePrivateDir } from './private-dir';
import { StartRefused } from './start-refused';

export interface RedisOptions {
  /** The server's own folder, which no other process may use: see claimDataDir. */
  dir: string;
  /** Default: a free port. */
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
const ANSWER_MS_MAX = 1_000;
const POLL_MS = 10;
/**
 * By default Redis refuses to end when it cannot save, for example on a full disk. Sent as a command, because an older
 * Redis that does not know this setting would not start with it in its file.
 */
const END_WITHOUT_SAVING = 'CONFIG SET shutdown-on-sigterm "save force"';

/** Starts the Redis of this folder on the loopback interface. It saves its data every minute and when it ends. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { onProgress = () => undefined, args = [] } = options;
  const program = await findRedisServer(onProgress);
  const dir = path.resolve(options.dir);
  await makePrivateDir(dir);
  if (await endOrphan(dir, 'SIGTERM')) onProgress('Ended the Redis that an earlier start had left.');
  const password = await keptPassword(path.join(dir, 'password'));

  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const settings = path.join(dir, 'redis.conf');
    // A file and not arguments, because every user of the machine can read arguments.
    await rm(settings, { force: true });
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
      await untilReady(server, () => answers(port, password));
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
    // Relative to the folder in which the server is started, so that no path has to be quoted here.
    'dir .',
    'dbfilename dump.rdb',
    'appendonly no',
    'save 60 1',
    // Redis holds nothing that must not be lost, so a full disk must not stop the sale.
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

async function untilReady(server: ChildServer, answers: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + READY_MS_MAX;
  for (;;) {
    if (server.hasEnded()) throw new Error('It ended immediately.');
    if (await answers()) return;
    if (performance.now() > deadline) throw new Error(`It was not ready after ${READY_MS_MAX} ms.`);
    await pause(POLL_MS);
  }
}

/** One connection that ends immediately: a client with retries and timers would outlive the check. */
function answers(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_MS_MAX });
    let answer = '';
    socket.setEncoding('utf8');
    socket.once('connect', () =>
      socket.write([`AUTH ${password}`, END_WITHOUT_SAVING, 'PING', 'QUIT', ''].join('\r\n')),
    );
    socket.on('data', (part) => {
      answer += part;
    });
    socket.once('timeout', () => socket.destroy());
    socket.once('error', () => undefined);
    // Redis answers -LOADING while it reads its file. Another server on this port refuses the password.
    socket.once('close', () => resolve(answer.includes('+PONG')));
  });
}
