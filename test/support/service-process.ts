import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The service as a process of its own, from what is built in `dist`. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** `kill -9`, and waits until the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end. Returns the exit status. */
  stop(): Promise<number | null>;
  /** All that it printed. */
  output(): string;
}

const main = join(__dirname, '../../dist/src/main.js');

/** Starts it and waits until it is open. */
export async function startService(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['--enable-source-maps', main, 'start'], {
    env: {
      ...process.env,
      PORT: '0',
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      SHUTDOWN_GRACE_SECONDS: '0',
      RATE_LIMITS: 'off',
      DEMO_DATA: 'off',
      // A process whose test buys nothing needs no payment provider, and no data folder for a local one.
      STRIPE_SECRET_KEY: 'sk_test_none',
      STRIPE_WEBHOOK_SECRET: 'whsec_none',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [, found] = /Frontrow is ready: (\S+)\/graphql/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(() => reject(new Error(`It ended before it was open:\n${output}`)), reject);
  });
  const gone = async () => {
    if (child.exitCode === null && child.signalCode === null) await ended;
    return child.exitCode;
  };
  return {
    url,
    child,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await gone();
    },
    stop() {
      child.kill('SIGTERM');
      return gone();
    },
  };
}
