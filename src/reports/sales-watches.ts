import type { Logger } from '../platform';
import type { CountedFigures } from './read-sales-figures';

/** Messages of one show are no closer together, and no change waits longer than two of these. */
const EVERY_MS = 1000;

type Listener = (figures: CountedFigures) => void;

interface Watch {
  readonly listeners: Set<Listener>;
  readonly timer: NodeJS.Timeout;
  fingerprint: string | undefined;
  isReading: boolean;
}

/**
 * The figures of the shows that somebody watches: read once a second for all who watch one show on this process, and sent
 * where they have changed. Nothing is read of shows that nobody watches.
 */
export class SalesWatches {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly read: (showId: string) => Promise<CountedFigures | null>,
    private readonly logger: Logger,
  ) {}

  get size(): number {
    return this.watches.size;
  }

  /** The figures as they are, then after each change; of several changes that wait the last. Ends where `mayGoOn` says no. */
  async follow(
    showId: string,
    mayGoOn: () => Promise<boolean>,
  ): Promise<AsyncIterableIterator<CountedFigures, undefined, undefined>> {
    let waiting: CountedFigures | null = await this.read(showId);
    let isOver = false;
    let wake = () => {};
    const listener: Listener = (figures) => {
      waiting = figures;
      wake();
    };
    const watch = this.join(showId, listener, waiting?.fingerprint);
    const end = () => {
      isOver = true;
      this.leave(showId, watch, listener);
      wake();
      return { done: true, value: undefined } as const;
    };
    const iterator: AsyncIterableIterator<CountedFigures, undefined, undefined> = {
      async next() {
        while (!isOver && waiting === null) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (isOver || waiting === null || !(await mayGoOn())) return end();
        const value: CountedFigures = waiting;
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

  private join(showId: string, listener: Listener, fingerprint: string | undefined): Watch {
    const known = this.watches.get(showId);
    if (known !== undefined) {
      known.listeners.add(listener);
      return known;
    }
    const watch: Watch = {
      listeners: new Set([listener]),
      timer: setInterval(() => void this.look(showId, watch), EVERY_MS),
      ...{ fingerprint, isReading: false },
    };
    this.watches.set(showId, watch);
    return watch;
  }

  private leave(showId: string, watch: Watch, listener: Listener): void {
    watch.listeners.delete(listener);
    if (watch.listeners.size > 0) return;
    clearInterval(watch.timer);
    if (this.watches.get(showId) === watch) this.watches.delete(showId);
  }

  private async look(showId: string, watch: Watch): Promise<void> {
    if (watch.isReading) return;
    watch.isReading = true;
    try {
      const figures = await this.read(showId);
      if (figures === null || figures.fingerprint === watch.fingerprint) return;
      watch.fingerprint = figures.fingerprint;
      for (const listener of watch.listeners) listener(figures);
    } catch (error) {
      this.logger.debug({ err: error, showId }, 'Figures of a show could not be read for its watchers');
    } finally {
      watch.isReading = false;
    }
  }
}
