import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Percentiles } from './percentiles';
import type { Snapshot } from './seat-copy';

export interface WatcherJob {
  readonly urls: readonly string[];
  readonly showId: string;
  readonly seatCount: number;
  /** For each seat when it was first asked for, on the clock that threads share. */
  readonly askedAtMs: SharedArrayBuffer;
}

export type WatcherCommand =
  | { readonly kind: 'open'; readonly count: number; readonly perSecond: number }
  /** Breaks the connections of so many, who come back by themselves. */
  | { readonly kind: 'cut'; readonly count: number }
  | { readonly kind: 'compare'; readonly snapshot: Snapshot }
  | { readonly kind: 'read' }
  | { readonly kind: 'close' };

/** What the watchers have met since they were asked last. */
export interface WatcherReading {
  readonly kind: 'reading';
  readonly watching: number;
  readonly deliveries: number;
  readonly changes: number;
  readonly resyncs: number;
  readonly reconnects: number;
  readonly disorders: number;
  readonly mapReads: number;
  readonly lagMs: Percentiles;
  readonly faults: Readonly<Record<string, number>>;
}

export interface Comparison {
  readonly kind: 'compared';
  readonly equal: number;
  readonly different: number;
  /** Of the first that is different. */
  readonly example: string | null;
  /** Changes of seats that all watchers together received, and that they learned by reading the map again. */
  readonly deliveredSteps: number;
  readonly readSteps: number;
}

export type WatcherMessage =
  | WatcherReading
  | Comparison
  | { readonly kind: 'opened' }
  /** The end, with how late the changes were over the whole run. */
  | { readonly kind: 'closed'; readonly lagMs: Percentiles }
  | { readonly kind: 'failed'; readonly message: string };

/** Those who only watch, in a thread of their own so that what they receive does not delay the buyers' clocks. */
export class WatcherThread {
  private readonly worker: Worker;
  private waiting: {
    readonly kind: WatcherMessage['kind'];
    settle(message: WatcherMessage): void;
    fail(error: Error): void;
  } | null = null;
  private failure: Error | null = null;
  private closed: Promise<Percentiles | null> | null = null;

  constructor(job: WatcherJob, receive: (reading: WatcherReading) => void) {
    const extension = extname(__filename);
    this.worker = new Worker(join(__dirname, `watcher-thread.worker${extension}`), {
      workerData: job,
      // In tests the sources run as they are.
      ...(extension === '.ts' ? { execArgv: ['--require', join(__dirname, '../../support/run-typescript.cjs')] } : {}),
    });
    this.worker.on('message', (message: WatcherMessage) => {
      if (message.kind === 'reading') receive(message);
      else if (message.kind === 'failed') this.fail(new Error(message.message));
      else if (this.waiting?.kind === message.kind) this.waiting.settle(message);
    });
    this.worker.on('error', (error) => this.fail(error));
  }

  /** Resolves when all of them watch. */
  async open(count: number, perSecond: number): Promise<void> {
    if (count > 0) await this.order({ kind: 'open', count, perSecond }, 'opened');
  }

  cut(count: number): void {
    this.worker.postMessage({ kind: 'cut', count } satisfies WatcherCommand);
  }

  /** Asks for a reading, which comes to `receive`. Once a second, so that a second has one reading and not none or two. */
  read(): void {
    this.worker.postMessage({ kind: 'read' } satisfies WatcherCommand);
  }

  async compare(snapshot: Snapshot): Promise<Comparison> {
    // It waits for this kind alone.
    return (await this.order({ kind: 'compare', snapshot }, 'compared')) as Comparison;
  }

  /** Ends it, and returns how late the changes were. The second call changes nothing. */
  close(): Promise<Percentiles | null> {
    this.closed ??= this.order({ kind: 'close' }, 'closed')
      .then((message) => (message.kind === 'closed' ? message.lagMs : null))
      .finally(() => this.worker.terminate());
    return this.closed;
  }

  private order(order: WatcherCommand, kind: WatcherMessage['kind']): Promise<WatcherMessage> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) return reject(this.failure);
      const done = () => {
        this.waiting = null;
      };
      this.waiting = {
        kind,
        settle: (message) => {
          done();
          resolve(message);
        },
        fail: (error) => {
          done();
          reject(error);
        },
      };
      this.worker.postMessage(order);
    });
  }

  private fail(error: Error): void {
    this.failure = error;
    this.waiting?.fail(error);
  }
}
