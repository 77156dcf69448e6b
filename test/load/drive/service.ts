import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A service that this driver has started, with a data folder of its own. */
export interface OwnService {
  readonly url: string;
  /** Of its local payment provider. */
  readonly paymentsUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const STOP_MS_MAX = 30_000;
const LOG_LINES_MAX = 30;
const LOG_LETTERS_MAX = 200;

/**
 * The default start, as `npm start` makes it but for three things: a free port, a data folder that is removed afterwards,
 * and no rate limits, which are there to stop just what a driver does.
 *
 * @param profileDir where the service leaves a processor profile when it ends
 */
export async function startOwnService(
  say: (line: string) => void,
  profileDir: string | null = null,
): Promise<OwnService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontrow-load-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that its owner alone may enter.
  await chmod(dataDir, 0o755);
  const main = join(process.cwd(), 'dist/src/main.js');
  const profiling = profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const child = spawn(process.execPath, ['--enable-source-maps', ...profiling, main, 'start'], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      RATE_LIMITS: 'off',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      SHUTDOWN_GRACE_SECONDS: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches a whole group: the driver ends the service itself, after its summary.
    detached: true,
  });
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const told = await open(child, say);
    return { ...told, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(child: ChildProcess, say: (line: string) => void): Promise<{ url: string; paymentsUrl: string }> {
  let told = '';
  let lines = 0;
  // A service in trouble may log a line for each request.
  const tell = (line: string) => {
    lines += 1;
    if (lines <= LOG_LINES_MAX) say(`  service: ${line.slice(0, LOG_LETTERS_MAX)}`);
    if (lines === LOG_LINES_MAX) say('  service: and so on; later lines are left out');
  };
  const found = (words: RegExp) => words.exec(told)?.[1] ?? '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      told += chunk.toString();
      for (const line of chunk.toString().split('\n')) if (line.trim() !== '') tell(line);
      const url = found(/Frontrow is open: (\S+)\/graphql/);
      if (url === '') return;
      resolve({ url, paymentsUrl: found(/local provider at (\S+?):? test cards/) });
      // From here on only what it complains about is of interest.
      told = '';
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The service ended before it was open:\n${told}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(late);
}
