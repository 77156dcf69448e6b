import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, escapeIdentifier } from 'pg';
import type { Stop } from '../platform';
import { type ChildServer, endOrphan, endProcess, startChildServer } from './child-server';
import { errorCode, errorOutput } from './error-details';
import { freePort } from './free-port';
import { findPostgres, POSTGRES_ENV, type PostgresProgram } from './postgres-program';
import { identify } from './process-identity';
import { commandLine } from './run-as';
import { StartRefused } from './start-refused';

export interface PostgresOptions {
  /** The server's own folder, which no other process may use: see claimDataDir. */
  dir: string;
  settings?: Record<string, string>;
  onProgress?: (line: string) => void;
}

export interface RunningPostgres {
  /** As a superuser, to a database of its own. */
  url: string;
  stop: Stop;
}

const run = promisify(execFile);

const NAME = 'frontrow';
const ATTEMPTS_MAX = 5;
const RETRY_PAUSE_MS = 50;
/** After a crash, PostgreSQL may have to replay half a gigabyte of its log. */
const READY_MS_MAX = 120_000;
const DATABASE_IS_MISSING = '3D000';
const CONNECT_MS_MAX = 10_000;
const POLL_MS = 10;

/** Settings for one service on a small machine. For other settings, use a server of your own with DATABASE_URL. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  max_wal_size: '512MB',
  // There is never a replica, and this writes less.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Saves three helper processes; everything that is read fits in memory.
  io_method: 'sync',
  jit: 'off',
  // Refused locks are normal here. Without this, each would be logged as an error with its statement.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Starts the PostgreSQL of this folder on a free port of the loopback interface; initializes an empty folder. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { onProgress = () => undefined } = options;
  const dir = path.resolve(options.dir);
  const settings = { ...SETTINGS, ...options.settings };
  await mkdir(dir, { recursive: true });
  const program = await findPostgres(dir);
  const data = path.join(dir, 'data');
  const passwordFile = path.join(dir, 'password');

  await endPreviousServer(dir, data, onProgress);
  if (await exists(data)) {
    await checkData(data, program);
  } else {
    const shown = path.relative('', dir);
    onProgress(`Preparing PostgreSQL ${program.versionMajor} in ${shown.startsWith('..') ? dir : shown} …`);
    await initialize(dir, data, passwordFile, program, settings.fsync !== 'off');
  }
  const password = await readPassword(passwordFile);

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const [command, args] = commandLine(program.runAs, program.postgres, [
      '-D',
      data,
      ...Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    const { prefix: _, ...owner } = program.runAs;
    // SIGINT is PostgreSQL's fast shutdown: it ends the sessions and writes everything.
    const server = await startChildServer({ dir, command, args, env: POSTGRES_ENV, endSignal: 'SIGINT', ...owner });
    try {
      await untilReady(server, data);
      const url = `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;
      await ensureDatabase(url);
      return { url, stop: server.stop };
    } catch (error) {
      await server.stop();
      const log = await server.logTail();
      if (isPassing(log) && attempt < ATTEMPTS_MAX) {
        await pause(attempt * RETRY_PAUSE_MS);
        continue;
      }
      throw new StartRefused(`PostgreSQL did not start.\n${log}\nIts log is ${path.join(dir, 'server.log')}.`, {
        cause: error,
      });
    }
  }
}

/**
 * A server of this folder that outlived its parent must end before the next one starts. PostgreSQL keeps a pid file of
 * its own and refuses to start while any process has that id: where that is an unrelated process, the file is removed.
 */
async function endPreviousServer(dir: string, data: string, onProgress: (line: string) => void): Promise<void> {
  if (await endOrphan(dir, 'SIGINT')) onProgress('Ended the PostgreSQL that an earlier start had left.');
  const lockFile = path.join(data, 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0]);
  const found = pid > 0 ? await identify(pid) : null;
  if (found === null) return;
  if (found.command.includes('postgres') && found.command.includes(data)) await endProcess(pid, 'SIGINT');
  else await rm(lockFile, { force: true });
}

/** Another process took the port first, or the helper processes of a killed server have not ended yet. */
function isPassing(log: string): boolean {
  return /could not bind|could not create any TCP|pre-existing shared memory block/.test(log);
}

async function checkData(data: string, { user, versionMajor }: PostgresProgram): Promise<void> {
  const { uid } = await stat(data);
  if (user === null && uid !== process.getuid?.()) {
    throw new StartRefused(
      `The data in ${data} belongs to another user (uid ${uid}), perhaps because of a start as root.\n` +
        'Start as that user, or use another data folder: DATA_DIR=.data-2 npm start',
    );
  }
  // A copy that root has made belongs to root, and PostgreSQL does not run as root.
  if (user !== null && uid !== user.uid) await run('chown', ['-R', `${user.uid}:${user.gid}`, data]);
  const found = (await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch(() => 'no version at all')).trim();
  if (found !== String(versionMajor)) {
    throw new StartRefused(
      `The data in ${data} was written by PostgreSQL ${found}, but this package contains version ${versionMajor}.\n` +
        'Dump it with the old version and restore it, or use another data folder: DATA_DIR=.data-2 npm start',
    );
  }
}

/** Initializes a draft folder and renames it at the end, so that an interrupted start leaves no incomplete data. */
async function initialize(
  dir: string,
  data: string,
  passwordFile: string,
  program: PostgresProgram,
  isDurable: boolean,
): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name.startsWith('draft-')) await rm(path.join(dir, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const draft = path.join(dir, `draft-${process.pid}`);
  await mkdir(draft, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (program.user !== null) {
    await chmod(dir, 0o711);
    await chown(draft, program.user.uid, program.user.gid);
    await chown(passwordFile, program.user.uid, program.user.gid);
  }
  const { prefix: _, ...owner } = program.runAs;
  const [command, args] = commandLine(program.runAs, program.initdb, [
    `--pgdata=${draft}`,
    `--username=${NAME}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(isDurable ? [] : ['--no-sync']),
  ]);
  try {
    await run(command, args, { cwd: dir, env: POSTGRES_ENV, timeout: READY_MS_MAX, ...owner });
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new StartRefused(`PostgreSQL could not initialize its data in ${dir}.\n${errorOutput(error)}`, {
      cause: error,
    });
  }
  await rename(draft, data);
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new StartRefused(
      `The password of the database cannot be read from ${file}. Restore it, or move the folder away.`,
      {
        cause: error,
      },
    );
  }
}

/** The last line of PostgreSQL's pid file is its state. Unlike a connection attempt, reading it leaves no log entry. */
async function untilReady(server: ChildServer, data: string): Promise<void> {
  const deadline = performance.now() + READY_MS_MAX;
  for (;;) {
    if (server.hasEnded()) throw new Error('It ended immediately.');
    const lines = (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return;
    if (performance.now() > deadline) throw new Error(`It was not ready after ${READY_MS_MAX} ms.`);
    await pause(POLL_MS);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  if (await canConnect(url)) return;
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new Client({ connectionString: maintenance.href, connectionTimeoutMillis: CONNECT_MS_MAX });
  await client.connect();
  try {
    await client.query(`create database ${escapeIdentifier(NAME)}`);
  } finally {
    await client.end();
  }
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (errorCode(error) === DATABASE_IS_MISSING) return false;
    throw error;
  } finally {
    await client.end();
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
