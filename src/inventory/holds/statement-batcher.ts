import { isUnreachable, type Logger, type Outbox, type OutboxRow } from '../../platform';

/** What every claim's answer has. */
interface Row {
  /** Of all claims of the statement, in the row of the first one. */
  readonly outbox_rows: readonly OutboxRow[] | null;
}

export interface StatementBatcherOptions<Wanted, Answer extends Row> {
  readonly outbox: Outbox;
  readonly logger: Logger;
  /** Claims of one statement have none of these in common. */
  keysOf(wanted: Wanted): readonly string[];
  /** Claims of one statement have this in common. */
  groupOf(wanted: Wanted): unknown;
  /** Runs one statement: an answer for each claim, in their order. */
  run(wanted: readonly Wanted[]): Promise<Answer[]>;
}

interface Waiting<Wanted, Answer> {
  readonly wanted: Wanted;
  readonly resolve: (row: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How many statements of claims run at once; claims that arrive in the meantime go together in the next one. */
const STATEMENTS_AT_ONCE_MAX = 2;
const CLAIMS_PER_STATEMENT_MAX = 32;
/** Claims of a failed batch that are sent at once, so that one that waits for a lock does not hold up all others. */
const ALONE_AT_ONCE_MAX = 4;

/**
 * Sends claims to the database: at once while it is idle, several in one statement while it is busy. No claim waits for
 * others to join it: it waits only as long as those before it run. Each claim has an outcome of its own, and an error
 * of its own: whatever fails a batch, its claims are sent again one by one, and only those that fail alone are rejected.
 */
export class StatementBatcher<Wanted, Answer extends Row> {
  private waiting: Waiting<Wanted, Answer>[] = [];
  private running = 0;

  constructor(private readonly options: StatementBatcherOptions<Wanted, Answer>) {}

  claim(wanted: Wanted): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ wanted, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    while (this.running < STATEMENTS_AT_ONCE_MAX && this.waiting.length > 0) {
      const batch = this.take();
      this.running += 1;
      void this.send(batch).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }

  /** The longest waiting claims of the first one's group that are independent of each other: a key occurs once. */
  private take(): Waiting<Wanted, Answer>[] {
    const { keysOf, groupOf } = this.options;
    const batch: Waiting<Wanted, Answer>[] = [];
    const later: Waiting<Wanted, Answer>[] = [];
    const used = new Set<string>();
    const [first] = this.waiting;
    const group = first === undefined ? null : groupOf(first.wanted);
    for (const waiting of this.waiting) {
      const keys = keysOf(waiting.wanted);
      const fits = batch.length < CLAIMS_PER_STATEMENT_MAX && groupOf(waiting.wanted) === group;
      if (fits && !keys.some((key) => used.has(key))) batch.push(waiting);
      else later.push(waiting);
      // Also for those that stay: a claim is not overtaken by a later one that wants the same.
      for (const key of keys) used.add(key);
    }
    this.waiting = later;
    return batch;
  }

  private async send(batch: readonly Waiting<Wanted, Answer>[]): Promise<void> {
    try {
      const rows = await this.options.run(batch.map(({ wanted }) => wanted));
      for (const row of rows) this.options.outbox.deliver(row.outbox_rows ?? []);
      for (const [index, { resolve, reject }] of batch.entries()) {
        const row = rows[index];
        if (row === undefined) reject(new Error('The database returned no row for a claim'));
        else resolve(row);
      }
    } catch (error) {
      // Where the database cannot be reached, none of them would fare better alone.
      if (batch.length > 1 && !isUnreachable(error)) await this.sendEachAlone(batch, error);
      else for (const { reject } of batch) reject(error);
    }
  }

  /** The statement changed nothing, so each claim is still to be made. One of them may be the cause; the others are not. */
  private async sendEachAlone(batch: readonly Waiting<Wanted, Answer>[], error: unknown): Promise<void> {
    this.options.logger.debug({ err: error, claims: batch.length }, 'A batch of claims failed, so each is sent alone');
    for (let from = 0; from < batch.length; from += ALONE_AT_ONCE_MAX) {
      await Promise.all(batch.slice(from, from + ALONE_AT_ONCE_MAX).map((waiting) => this.send([waiting])));
    }
  }
}
