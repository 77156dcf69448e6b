import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Proof } from './proofs';

/** A process of the service that this driver has started. */
export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  /** All that it had output when it was open. */
  readonly output: string;
  /** How it ended by itself, or null while it runs or where we ended it. */
  readonly endedByItself: () => string | null;
  /** Ends it in order, or after half a minute at once. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

type Say = (line: string) => void;
type Environment = Readonly<Record<string, string>>;

const STOP_MS_MAX = 30_000;
const LOG_LINES_MAX = 30;
const LOG_LETTERS_MAX = 200;
const main = join(process.cwd(), 'dist/src/main.js');

/** Starts `frontrow start` and waits until it is open, and has said the words. `nodeOptions` go to node itself. */
export async function startServiceProcess(
  environment: Environment,
  say: Say,
  nodeOptions: readonly string[] = [],
  words = '',
): Promise<ServiceProcess> {
  const child = launch(['start'], environment, nodeOptions);
  let isOurWish = false;
  const end = async (signal: NodeJS.Signals) => {
    isOurWish = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await ended;
    clearTimeout(late);
  };
  try {
    const output = await untilOpen(child, say, words);
    const url = /is ready: (\S+)\/graphql/.exec(output)?.[1] ?? '';
    const { pid = 0 } = child;
    let ending: string | null = null;
    child.once('exit', (code, signal) => {
      if (!isOurWish) ending = `${url} ended with ${signal ?? `status ${code}`}`;
    });
    return { url, pid, output, endedByItself: () => ending, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
  } catch (error) {
    await end('SIGTERM');
    throw error;
  }
}

/** A service that falls over and is started anew may keep every promise, and is broken all the same. */
export function stayedUp(processes: readonly ServiceProcess[]): Proof {
  const endings = processes.flatMap(({ endedByItself }) => endedByItself() ?? []);
  return {
    claim: 'No process of the service ended by itself',
    holds: endings.length === 0,
    figures: endings.length === 0 ? `${processes.length} processes` : endings.join(', '),
  };
}

/** Runs one of the operators' commands to its end. */
export async function runCommand(
  word: string,
  environment: Environment,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = launch([word], environment, []);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [status] = await once(child, 'close');
  return { status, output };
}

function launch(words: readonly string[], environment: Environment, nodeOptions: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, main, ...words], {
    env: { ...process.env, LOG_LEVEL: 'warn', RATE_LIMITS: 'off', SHUTDOWN_GRACE_SECONDS: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches a whole group: the driver ends the service itself, after its proofs.
    detached: true,
  });
}

function untilOpen(child: ChildProcess, say: Say, words: string): Promise<string> {
  let output = '';
  let lines = 0;
  // A service in trouble may log a line for each request.
  const report = (line: string) => {
    lines += 1;
    if (lines <= LOG_LINES_MAX) say(`  service: ${line.slice(0, LOG_LETTERS_MAX)}`);
    if (lines === LOG_LINES_MAX) say('  service: and so on; later lines are left out');
  };
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const read = (chunk: Buffer) => {
      const text = chunk.toString();
      for (const line of text.split('\n')) if (line.trim() !== '') report(line);
      if (isOpen) return;
      output += text;
      isOpen = /is ready: \S+\/graphql/.test(output) && output.includes(words);
      if (isOpen) resolve(output);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The service ended before it was open:\n${output}`)));
  });
}
