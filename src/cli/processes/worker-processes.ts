import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../../platform';
import type { WorkerMessage } from './messages';
import { answerMetrics } from './metrics-of-all';

/** A process that ends soon after its start is started again after this time, doubled each time up to the last one. */
const BACK_OFF_MS_MIN = 200;
const BACK_OFF_MS_MAX = 10_000;
/** A process that has served for so long did not end because of its start. */
const STEADY_MS = 30_000;

export interface WorkerProcessesOptions {
  readonly count: number;
  /** Longer than an orderly end can take. A process that still runs is killed. */
  readonly endMsMax: number;
  readonly progress: (line: string) => void;
  /** Called with the address each time that a process is ready. */
  readonly onReady: (url: string) => void;
}

/**
 * The processes that serve. All of them accept connections of one listening socket. One that dies is replaced; a restart
 * replaces them one by one.
 */
export class WorkerProcesses {
  readonly #options: WorkerProcessesOptions;
  readonly #serving = new Set<Worker>();
  #isStopped = false;
  #started: Promise<boolean> | undefined;
  #restart: Promise<void> | undefined;
  #backOffMs = BACK_OFF_MS_MIN;

  constructor(options: WorkerProcessesOptions) {
    this.#options = options;
    // Otherwise Node accepts here and hands over: a connection that was on its way to a process that dies would hang.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ args: ['start', '--attach'] });
    answerMetrics();
  }

  /**
   * Starts the first process by itself, since it may load the demo data, then the others. False where it was stopped
   * meanwhile.
   */
  start(): Promise<boolean> {
    this.#started ??= this.#startAll();
    return this.#started;
  }

  async #startAll(): Promise<boolean> {
    for (const count of [1, this.#options.count - 1]) {
      const started = await Promise.all(Array.from({ length: count }, () => this.#launch()));
      if (this.#isStopped) return false;
      if (started.includes(null)) throw new ConfigError('A process did not start. Its error is above.');
    }
    return true;
  }

  /** Replaces every process by a new one, which serves before the old one stops. Another call meanwhile changes nothing. */
  restart(): Promise<void> {
    this.#restart ??= this.#replaceAll().finally(() => {
      this.#restart = undefined;
    });
    return this.#restart;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => worker && this.#end(worker, 'Stop')));
  }

  async #replaceAll(): Promise<void> {
    const { progress } = this.#options;
    // Those that are being started are replaced as well.
    await this.#started?.catch(() => false);
    if (this.#isStopped) return;
    progress(`Replacing ${this.#serving.size} processes, one by one`);
    for (const worker of [...this.#serving]) {
      const successor = this.#serving.has(worker) ? await this.#launch() : undefined;
      if (this.#isStopped) return;
      // It has died, and so has been replaced already.
      if (successor === undefined) continue;
      if (successor === null) {
        progress('A new process did not start. The others keep running unchanged.');
        return;
      }
      await this.#end(this.#serving.has(worker) ? worker : successor, 'Retire');
    }
    progress('Every process was replaced');
  }

  /** Resolves with the process when it is ready, with null where it ended before. */
  async #launch(): Promise<Worker | null> {
    if (this.#isStopped) return null;
    const { onReady } = this.#options;
    // Where PORT is 0 as well, all get one port, as long as one of them has it open.
    const worker = cluster.fork();
    const url = await untilReady(worker);
    if (url === null) return null;
    this.#serving.add(worker);
    const readyMs = performance.now();
    worker.once('exit', (code, signal) => {
      // One that was told to end is no longer in the set.
      if (this.#serving.delete(worker)) void this.#replaceDead(worker, signal ?? code, performance.now() - readyMs);
    });
    onReady(url);
    return worker;
  }

  async #replaceDead(dead: Worker, because: string | number, servedMs: number): Promise<void> {
    if (this.#isStopped) return;
    this.#options.progress(`Process ${dead.process.pid} ended (${because}). Another one is started.`);
    if (servedMs > STEADY_MS) this.#backOffMs = BACK_OFF_MS_MIN;
    let successor: Worker | null;
    do {
      await delay(this.#backOffMs);
      this.#backOffMs = Math.min(2 * this.#backOffMs, BACK_OFF_MS_MAX);
      successor = await this.#launch();
    } while (!this.#isStopped && successor === null);
    if (successor !== null)
      this.#options.progress(`Process ${successor.process.pid} serves in place of process ${dead.process.pid}.`);
  }

  async #end(worker: Worker, kind: 'Stop' | 'Retire'): Promise<void> {
    this.#serving.delete(worker);
    if (worker.isDead()) return;
    const ended = once(worker, 'exit');
    if (worker.isConnected()) worker.send({ kind });
    const late = setTimeout(() => worker.process.kill('SIGKILL'), this.#options.endMsMax);
    await ended;
    clearTimeout(late);
  }
}

/** The address at which the process is ready, or null where it ended before. */
function untilReady(worker: Worker): Promise<string | null> {
  return new Promise((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'Ready') resolve(message.url);
    });
    worker.once('exit', () => resolve(null));
  });
}
