import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BackingServices, loadDev, startServices, writeAddresses } from '../backing-services';
import { loadConfig, type Stop, stopAll } from '../platform';
import type { CommandContext, Output } from './shared/context';
import { makeCommand, packageDir } from './shared/make-command';
import { stopOnSignal } from './shared/stop-on-signal';

export const devCommand = (context: CommandContext) =>
  makeCommand('dev', context, {
    summary: 'Start the service and restart it whenever a source file changes',
    details:
      'The servers of the default start keep running between restarts, with their data. Compiles only the changed ' +
      'files and does not check types. If a file does not compile, the service keeps running unchanged. Needs the source checkout.',
    examples: ['frontrow dev', 'frontrow dev --inspect', 'DATA_DIR=.data-2 PORT=4001 frontrow dev'],
  })
    .option('--inspect [address]', 'Let a debugger attach to the service (default: 127.0.0.1:9229)')
    .action(async ({ inspect }) => {
      const { progress } = context.output;
      const config = loadConfig(context.environment);
      loadDev(config, 'The command "dev"');
      const stops: Stop[] = [];
      stopOnSignal(config, progress, () => stopAll(stops));
      const services = await startServices(config, progress);
      stops.push(services.stop);
      if (services.ownsDataDir) stops.push(await writeAddresses(services.config));
      const inspectOption = inspect === undefined ? [] : [inspect === true ? '--inspect' : `--inspect=${inspect}`];
      const service = new RestartedService(services, progress, inspectOption);
      stops.push(() => service.stop());
      stops.push(watchSources(progress, (files) => service.restart(files)));
      await service.restart([]);
    });

/** How long a restart waits for an orderly end. After `kill -9` nothing is lost either, it only looks less tidy. */
const ORDERLY_END_MS_MAX = 500;
const FILES_SHOWN_MAX = 3;

/** The service in a process of its own, which uses the servers of this one. */
class RestartedService {
  #child: ChildProcess | undefined;
  /** Waits for the next restart, with the packages loaded. */
  #next: ChildProcess | undefined;
  /** The restart that runs; a change meanwhile asks for another one after it. */
  #running: Promise<void> | undefined;
  #waiting: string[] | undefined;
  #isStopped = false;
  /** A free port is chosen once and kept, so that clients find the service again. */
  #port: string | undefined;

  constructor(
    private readonly services: BackingServices,
    private readonly progress: Output['progress'],
    private readonly inspectOption: readonly string[],
  ) {}

  async restart(files: readonly string[]): Promise<void> {
    if (this.#running !== undefined) {
      this.#waiting = [...(this.#waiting ?? []), ...files];
      return this.#running;
    }
    this.#running = this.#restartWhileChanged(files);
    await this.#running.finally(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([end(this.#child), end(this.#next)]);
  }

  async #restartWhileChanged(files: readonly string[]): Promise<void> {
    let changed: readonly string[] | undefined = files;
    while (changed !== undefined && !this.#isStopped) {
      await this.#restartOnce(changed);
      changed = this.#waiting;
      this.#waiting = undefined;
    }
  }

  async #restartOnce(files: readonly string[]): Promise<void> {
    const beganMs = performance.now();
    await end(this.#child);
    if (this.#isStopped) return;
    // One that has ended meanwhile, such as by an update of the packages, cannot be used.
    const child = this.#next?.connected === true ? this.#next : this.#fork();
    this.#next = undefined;
    this.#child = child;
    child.send('start');
    const url = await untilReady(child);
    if (url === null) {
      if (!this.#isStopped) this.progress('The service did not start. It is started again after the next change.');
      return;
    }
    this.#port = new URL(url).port;
    this.services.registerWebhook(url);
    // A debugger's port is taken until the service ends.
    if (this.inspectOption.length === 0 && !this.#isStopped) this.#next = this.#fork();
    if (files.length === 0) return;
    const more = files.length > FILES_SHOWN_MAX ? ` and ${files.length - FILES_SHOWN_MAX} more` : '';
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(2);
    this.progress(`Restarted in ${seconds} s after a change of ${files.slice(0, FILES_SHOWN_MAX).join(', ')}${more}`);
  }

  #fork(): ChildProcess {
    return fork(join(packageDir, 'dist/src/cli/dev-service.js'), ['start', '--attach'], {
      execArgv: ['--enable-source-maps', ...this.inspectOption],
      env: {
        ...process.env,
        PROCESSES: '1',
        // No load balancer watches a service under development.
        SHUTDOWN_GRACE_SECONDS: '0',
        ...(this.#port === undefined ? {} : { PORT: this.#port }),
      },
    });
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), ORDERLY_END_MS_MAX);
  await ended;
  clearTimeout(late);
}

/** The address at which the service is ready, or null where it ended before. */
function untilReady(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      // `start` sends this message only.
      const { url } = message as { readonly kind: 'Ready'; readonly url: string };
      resolve(url);
    });
    child.once('exit', () => resolve(null));
    child.once('error', () => resolve(null));
  });
}

type BuildMessage =
  | { readonly kind: 'Watching' }
  | { readonly kind: 'Built'; readonly files: readonly string[] }
  | { readonly kind: 'Failed'; readonly message: string };

/** Compiles after each change, in a process of its own. */
function watchSources(progress: Output['progress'], onBuilt: (files: readonly string[]) => Promise<void>): Stop {
  const builder = fork(join(packageDir, 'src/dev/build.mjs'), ['--watch']);
  builder.on('message', (message) => {
    // `build.mjs` sends these messages only.
    const built = message as BuildMessage;
    if (built.kind === 'Built') void onBuilt(built.files);
    if (built.kind === 'Failed') progress(`${built.message}\nThe service keeps running unchanged.`);
  });
  return async () => {
    if (builder.exitCode !== null || builder.signalCode !== null) return;
    const ended = once(builder, 'exit');
    builder.kill();
    await ended;
  };
}
