import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { errorOutput } from './error-details';
import { StartRefused } from './start-refused';

const run = promisify(execFile);

const NAMES = ['redis-server', 'valkey-server'];
const INSTALL_MS_MAX = 180_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

const APT_INSTALL = ['-o', 'DPkg::Lock::Timeout=60', 'install', '-y', '--no-install-recommends', 'redis-server'];

interface PackageManager {
  command: string;
  /** Each line is tried until one succeeds. */
  attempts: readonly (readonly (readonly string[])[])[];
  /** The command that a user would type. */
  advice: string;
  /** Homebrew refuses root; all others need it. */
  needsRoot: boolean;
  /** The service that the package starts on its own. It is disabled again: only our own server is wanted. */
  service?: string;
}

const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    command: 'apt-get',
    // The package lists of a fresh image are empty, so the first attempt may fail before an update.
    attempts: [[APT_INSTALL], [['update'], APT_INSTALL]],
    advice: 'sudo apt-get install redis-server',
    needsRoot: true,
    service: 'redis-server',
  },
  {
    command: 'dnf',
    attempts: [[['install', '-y', 'valkey']], [['install', '-y', 'redis']]],
    advice: 'sudo dnf install valkey',
    needsRoot: true,
  },
  {
    command: 'apk',
    attempts: [[['add', '--no-cache', 'redis']], [['add', '--no-cache', 'valkey']]],
    advice: 'sudo apk add redis',
    needsRoot: true,
  },
  { command: 'brew', attempts: [[['install', 'redis']]], advice: 'brew install redis', needsRoot: false },
];

/**
 * Returns the path of redis-server or valkey-server. If neither is on the path, the system's package manager installs
 * it, provided that this needs no password.
 */
export async function findRedisServer(onProgress: (line: string) => void = () => undefined): Promise<string> {
  const present = await findServer();
  if (present !== null) return present;

  const manager = await findPackageManager();
  const rights = manager === null ? null : await rightsFor(manager);
  let failure = '';
  if (manager !== null && rights !== null) {
    const command = rights.length > 0 ? manager.advice : manager.advice.replace(/^sudo /, '');
    onProgress(`Redis is not installed; installing it: ${command} …`);
    failure = await install(manager, rights);
    const installed = await findServer();
    if (installed !== null) return installed;
  }
  throw new StartRefused(
    [
      'Frontrow needs Redis or Valkey, and neither redis-server nor valkey-server is on the path.',
      ...(failure === '' ? [] : [`Installing it failed: ${failure}`]),
      'Do one of the following:',
      `  1. Install it: ${manager?.advice ?? 'see https://valkey.io/download or https://redis.io/downloads'}`,
      '  2. Use one of your own: REDIS_URL=redis://:password@host:6379 npm start',
      '  3. Run everything in containers: docker compose up',
    ].join('\n'),
  );
}

async function findServer(): Promise<string | null> {
  for (const name of NAMES) {
    const found = await onPath(name);
    if (found !== null) return found;
  }
  return null;
}

async function findPackageManager(): Promise<PackageManager | null> {
  for (const manager of PACKAGE_MANAGERS) {
    if ((await onPath(manager.command)) !== null) return manager;
  }
  return null;
}

/** The words before the command that give it the rights it needs without a password, or null. */
async function rightsFor(manager: PackageManager): Promise<string[] | null> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot === manager.needsRoot) return [];
  if (isRoot) return null;
  try {
    await run('sudo', ['-n', 'true'], { env: process.env, timeout: 5_000 });
    return ['sudo', '-n'];
  } catch {
    return null;
  }
}

/** Returns the reason of a failure, or an empty string. */
async function install(manager: PackageManager, rights: readonly string[]): Promise<string> {
  const signal = AbortSignal.timeout(INSTALL_MS_MAX);
  const { service } = manager;
  const hadService = service !== undefined && (await systemctl([], 'cat', service));
  let failure = '';
  for (const attempt of manager.attempts) {
    try {
      for (const args of attempt) {
        // With RUNLEVEL=1 Debian's scripts do not start the service.
        const environment = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
        const [command = 'env', ...rest] = [...rights, ...environment, manager.command, ...args];
        await run(command, rest, { env: process.env, signal, maxBuffer: OUTPUT_BYTES_MAX });
      }
      // With systemd the service may have been started nevertheless.
      if (service !== undefined && !hadService) await systemctl(rights, 'disable', '--now', service);
      return '';
    } catch (error) {
      failure = errorOutput(error).split('\n').slice(-3).join('\n');
    }
  }
  return failure;
}

/** Returns whether it succeeded. Without systemd there is no service to manage. */
async function systemctl(rights: readonly string[], ...args: readonly string[]): Promise<boolean> {
  const [command = 'systemctl', ...rest] = [...rights, 'systemctl', ...args];
  return run(command, rest, { env: process.env, timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    if (folder !== '' && (await isProgram(path.resolve(folder, name)))) return path.resolve(folder, name);
  }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
