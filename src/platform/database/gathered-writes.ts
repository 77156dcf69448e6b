import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Logger } from '../logger';

const RETRY_MS = 200;
const ITEMS_PER_WRITE_MAX = 500;

interface Options<Item> {
  /** Writes some items. Called again with the same ones, and perhaps more, where it failed. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** What the log says of a failure. */
  readonly complaint: string;
  readonly logger: Logger;
  /** How long items are gathered before the first write; by default one turn of the event loop. */
  readonly gatherMs?: number;
}

/**
 * Writes what comes at about the same time together, one write after the other. While PostgreSQL is away, the items wait
 * here: they are lost only if the process dies.
 */
export class GatheredWrites<Item> {
  private waiting: { readonly item: Item; readonly written: () => void }[] = [];
  private isFlushing = false;

  constructor(private readonly options: Options<Item>) {}

  /** Resolves when the item is in the database. */
  add(item: Item): Promise<void> {
    return new Promise((written) => {
      this.waiting.push({ item, written });
      if (!this.isFlushing) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const { write, complaint, logger, gatherMs } = this.options;
    this.isFlushing = true;
    await (gatherMs === undefined ? turn() : delay(gatherMs));
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, ITEMS_PER_WRITE_MAX);
      try {
        await write(batch.map(({ item }) => item));
      } catch (error) {
        logger.warn({ err: error }, complaint);
        await delay(RETRY_MS);
        continue;
      }
      this.waiting.splice(0, batch.length);
      for (const { written } of batch) written();
    }
    // In the same turn as the look above: who has been waiting may add the next item at once.
    this.isFlushing = false;
  }
}
