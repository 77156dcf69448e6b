import type { GateMemory } from './gate-memory';
import type { Alarm, Conflict, FeedMessage, GateServer } from './gate-server';

interface FeedListener {
  changed(): void;
  found(conflicts: readonly Conflict[], alarms: readonly Alarm[]): void;
  failed(error: unknown): void;
}

const RETRY_MS_MAX = 5000;

/** The changes of a show's door: a bundle, then what happened after its revision; after a gap another bundle. */
export class GateFeed {
  private unfollow: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What arrives while a bundle is read: the bundle may be older than it. */
  private waiting: FeedMessage[] | null = null;
  private reading: Promise<void> | null = null;
  /** A gap came after the bundle that is read was requested. */
  private isOutdated = false;

  constructor(
    private readonly server: GateServer,
    private readonly memory: GateMemory,
    private readonly listener: FeedListener,
  ) {}

  start(): void {
    if (this.unfollow !== null) return;
    this.unfollow = this.server.follow(() => this.memory.revision, {
      next: (message) => this.receive(message),
      error: (error) => {
        this.listener.failed(error);
        this.startLater();
      },
      complete: () => this.startLater(),
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.unfollow?.();
    this.unfollow = null;
  }

  /** Reads the bundle anew. Whoever asks while it is read waits for the same one. */
  refresh(): Promise<void> {
    this.reading ??= this.readLatest().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async readLatest(): Promise<void> {
    do {
      this.isOutdated = false;
      await this.read();
    } while (this.isOutdated);
    this.listener.changed();
  }

  private async read(): Promise<void> {
    const requestedAtMs = this.memory.clock.nowMs();
    const waiting: FeedMessage[] = [];
    this.waiting = waiting;
    try {
      const bundle = await this.server.readBundle();
      await this.memory.takeBundle(bundle, requestedAtMs);
    } finally {
      this.waiting = null;
      for (const message of waiting) this.take(message);
    }
  }

  private receive(message: FeedMessage): void {
    this.listener.found(message.conflicts, message.alarms);
    if (this.waiting) this.waiting.push(message);
    else this.take(message);
    if (!message.resyncRequired) return;
    this.isOutdated = true;
    this.refresh().catch((error: unknown) => this.listener.failed(error));
  }

  private take({ changes, revision }: FeedMessage): void {
    void this.memory.takeChanges(changes, revision).then(() => this.listener.changed());
  }

  /** The stream ended, and not with its socket, which the client opens again. */
  private startLater(): void {
    this.stop();
    this.timer = setTimeout(() => this.start(), Math.random() * RETRY_MS_MAX);
  }
}
