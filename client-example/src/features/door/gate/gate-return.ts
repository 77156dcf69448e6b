import type { GateFeed } from './gate-feed';
import type { GateMemory } from './gate-memory';
import type { Notices } from './gate-notices';
import { type GateServer, SYNC_SCANS_MAX } from './gate-server';
import { within } from './time-limit';

export interface ReturnTimes {
  /** How long one request to the service may take. */
  readonly sync: number;
  /** The first pause after a failure; each further one is twice as long, up to `retryMax`. */
  readonly retry: number;
  readonly retryMax: number;
}

interface ReturnContext {
  readonly server: GateServer;
  readonly memory: GateMemory;
  readonly feed: GateFeed;
  readonly notices: Notices;
  readonly deviceId: string;
  readonly times: ReturnTimes;
  /** Runs the work while no scan is being decided. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly changed: () => void;
  /** The queue is empty, the bundle is new, and no scan is being decided. */
  readonly returned: () => void;
  /** Returns whether to try again. */
  readonly failed: (error: unknown) => boolean;
}

/** The way of a gate back to the service: sends its queue, reads what happened meanwhile, again until both succeed. */
export class GateReturn {
  /** The attempt that is under way. */
  running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isStopped = false;

  constructor(private readonly context: ReturnContext) {}

  start(): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    clearTimeout(this.timer);
    this.running ??= this.attempt()
      .catch((error: unknown) => {
        if (this.context.failed(error)) this.startLater();
      })
      .finally(() => {
        this.running = null;
      });
    return this.running;
  }

  /** A random time, longer after each failure: all gates of a venue lose the same network in the same moment. */
  startLater(): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    const { retry, retryMax } = this.context.times;
    const waitMs = Math.min(retryMax, retry * 2 ** this.failures);
    this.failures += 1;
    this.timer = setTimeout(() => void this.start(), waitMs * (0.5 + Math.random() / 2));
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async attempt(): Promise<void> {
    const { server, memory, feed, notices, times, inTurn, returned } = this.context;
    let isDone = false;
    while (!isDone && !this.isStopped) {
      await this.sendQueue();
      await within(times.sync, feed.refresh());
      notices.add(await within(times.sync, server.readConflicts()), []);
      // In turn: no scan is being decided meanwhile, so none is queued after this look.
      isDone = await inTurn(async () => {
        if (memory.queue.length > 0) return false;
        this.failures = 0;
        if (!this.isStopped) returned();
        return true;
      });
    }
  }

  private async sendQueue(): Promise<void> {
    const { server, memory, notices, deviceId, times, changed } = this.context;
    while (memory.queue.length > 0 && !this.isStopped) {
      // A device that was paired anew sends what it has queued before by its new name.
      const batch = memory.queue.slice(0, SYNC_SCANS_MAX).map((scan) => ({ ...scan, deviceId }));
      const answers = await within(times.sync, server.sync(batch));
      notices.addRefused(batch, answers);
      await memory.settle(batch);
      changed();
    }
  }
}
