import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { eventually } from './eventually';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A source file as a process of its own, as `dist` has it, which prints where it listens. */
export class BuiltProcess {
  /** What it has printed so far, on the way to its start and after. */
  output = '';
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;

  constructor(file: string, environment: Record<string, string>, words: readonly string[]) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(
      process.execPath,
      ['--enable-source-maps', resolve('dist', file.replace(/\.ts$/, '.js')), ...words],
      {
        env: {
          PATH,
          HOME,
          PORT: '0',
          SHUTDOWN_GRACE_SECONDS: '0',
          LOG_LEVEL: 'warn',
          DEMO_DATA: 'off',
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk;
      });
    }
    this.ended = new Promise((done) => this.child.once('close', (code, signal) => done({ code, signal })));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Where it listens, as soon as it says so. */
  async open(): Promise<string> {
    await this.prints(/is ready: (\S+)\/graphql/);
    return /is ready: (\S+)\/graphql/.exec(this.output)?.[1] ?? '';
  }

  /** Waits until it has printed the words, and fails as soon as it ends without them. */
  async prints(words: RegExp): Promise<void> {
    let over = false;
    const printed = eventually(() => over || words.test(this.output) || `Its output:\n${this.output}`, 110_000);
    const endedBefore = this.ended.then((ending) => {
      over = true;
      if (!words.test(this.output))
        throw new Error(`It ended (${JSON.stringify(ending)}) with the output:\n${this.output}`);
    });
    await Promise.race([printed, endedBefore]);
    // Whoever lost the race may still fail, and nobody waits for it any more.
    void Promise.allSettled([printed, endedBefore]);
  }

  /** Waits for a death by `kill -9`, whoever sent it; else fails with these words. */
  async dies(otherwise: () => string): Promise<void> {
    let ending: Ending | undefined;
    void this.ended.then((how) => {
      ending = how;
    });
    await eventually(() => ending?.signal === 'SIGKILL' || `${otherwise()}. Its output:\n${this.output}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to end, and says how it ended. */
  async stop(): Promise<Ending> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.signal('SIGTERM');
    return this.ended;
  }
}

/** `src/main.ts` as a process of its own, as `npm start` runs it. */
export class FrontrowProcess extends BuiltProcess {
  constructor(environment: Record<string, string>, ...words: string[]) {
    super('src/main.ts', environment, words);
  }
}
