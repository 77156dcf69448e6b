import type { Logger } from '../platform';

/** Messages of one show are no closer together, and no change waits longer than two of these. */
const EVERY_MS = 1000;

type Listener<Value> = (value: Value) => void;

interface Watch<Value> {
  readonly listeners: Set<Listener<Value>>;
  readonly timer: NodeJS.Timeout;
  fingerprint: string | undefined;
  isReading: boolean;
}

/**
 * Something of the shows that somebody watches, such as their figures: read once a second for all who watch one show on
 * this process, and sent where it has changed. Nothing is read of shows that nobody watches.
 */
export class ChangesOfShow<Value extends object> {
  private readonly watches = new Map<string, Watch<Value>>();

  constructor(
    private readonly read: (showId: string) => Promise<Value | null>,
    /** Equal where nothing has changed but the moment of reading. */
    private readonly fingerprintOf: (value: Value) => string | Promise<string>,
    private readonly logger: Logger,
  ) {}

  get size(): number {
    return this.watches.size;
  }

  /** The value as it is, then after each change; of several changes that wait the last. Ends where `mayGoOn` says no. */
  async follow(
    showId: string,
    mayGoOn: () => Promise<boolean>,
  ): Promise<AsyncIterableIterator<Value, undefined, undefined>> {
    let waiting: Value | null = await this.read(showId);
    let isOver = false;
    let wake = () => {};
    const listener: Listener<Value> = (value) => {
      waiting = value;
      wake();
    };
    const fingerprint = waiting === null ? undefined : await this.fingerprintOf(waiting);
    const watch = this.join(showId, listener, fingerprint);
    // Others saw something else: what was sent to them before this one joined is sent again.
    if (watch.fingerprint !== fingerprint) watch.fingerprint = undefined;
    const end = () => {
      isOver = true;
      this.leave(showId, watch, listener);
      wake();
      return { done: true, value: undefined } as const;
    };
    const iterator: AsyncIterableIterator<Value, undefined, undefined> = {
      async next() {
        while (!isOver && waiting === null) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (isOver || waiting === null || !(await mayGoOn())) return end();
        const value: Value = waiting;
        waiting = null;
        return { done: false, value };
      },
      return: async () => end(),
      throw: async (error) => {
        end();
        throw error;
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  close(): void {
    for (const { timer } of this.watches.values()) clearInterval(timer);
    this.watches.clear();
  }

  private join(showId: string, listener: Listener<Value>, fingerprint: string | undefined): Watch<Value> {
    const known = this.watches.get(showId);
    if (known !== undefined) {
      known.listeners.add(listener);
      return known;
    }
    const watch: Watch<Value> = {
      listeners: new Set([listener]),
      timer: setInterval(() => void this.look(showId, watch), EVERY_MS),
      ...{ fingerprint, isReading: false },
    };
    this.watches.set(showId, watch);
    return watch;
  }

  private leave(showId: string, watch: Watch<Value>, listener: Listener<Value>): void {
    watch.listeners.delete(listener);
    if (watch.listeners.size > 0) return;
    clearInterval(watch.timer);
    if (this.watches.get(showId) === watch) this.watches.delete(showId);
  }

  private async look(showId: string, watch: Watch<Value>): Promise<void> {
    if (watch.isReading) return;
    watch.isReading = true;
    try {
      const value = await this.read(showId);
      const fingerprint = value === null ? watch.fingerprint : await this.fingerprintOf(value);
      if (value === null || fingerprint === watch.fingerprint) return;
      watch.fingerprint = fingerprint;
      for (const listener of watch.listeners) listener(value);
    } catch (error) {
      this.logger.debug({ err: error, showId }, 'A show could not be read for its watchers');
    } finally {
      watch.isReading = false;
    }
  }
}
