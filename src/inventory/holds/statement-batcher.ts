import { isUnreachable, type Logger, type Outbox, type OutboxRow } from '../../platform';

/** What every claim's answer has. */
interface Row {
  /** Of all claims of the statement, in the row of the first one. */
  readonly outbox_rows: readonly OutboxRow[] | null;
}

export interface StatementBatcherOptions<Wanted, Answer extends Row> {
  readonly outbox: Pick<Outbox, 'deliver'>;
  readonly logger: Logger;
  /** Claims of one statement have none of these in common. */
  keysOf(wanted: Wanted): readonly string[];
  /** Claims of one statement have this in common. */
  groupOf(wanted: Wanted): unknown;
  /** Runs one statement: an answer for each claim, in their order. */
  run(wanted: readonly Wanted[]): Promise<Answer[]>;
}

/**
 * A claim that is decided at the last moment, when it goes into a statement: the decision then rests on all that is known,
 * also on the claims before it.
 */
export class LateClaim<Wanted, Answer> {
  constructor(
    /** Those of its keys that are known before. */
    readonly keys: readonly string[],
    /** Asked until it goes. Never false while no other late claim is on its way, whose answer would be waited for. */
    readonly mayGo: () => boolean,
    /** Called once. Null where there is nothing to claim. */
    readonly decide: () => Wanted | null,
    /** Called with the answer, or the error, before any other late claim is decided: it may learn from this one. */
    readonly learn: (answer: Answer | null, error: unknown) => void,
  ) {}
}

interface Waiting<Wanted, Answer> {
  readonly wanted: Wanted | LateClaim<Wanted, Answer>;
  readonly resolve: (row: Answer | null) => void;
  readonly reject: (error: unknown) => void;
}

/** A claim that is decided. */
interface Ready<Wanted, Answer> extends Waiting<Wanted, Answer> {
  readonly wanted: Wanted;
}

const isReady = <Wanted, Answer>(waiting: Waiting<Wanted, Answer>): waiting is Ready<Wanted, Answer> =>
  !(waiting.wanted instanceof LateClaim);

const mayGo = <Wanted, Answer>({ wanted }: Waiting<Wanted, Answer>): boolean =>
  !(wanted instanceof LateClaim) || wanted.mayGo();

/** How many statements of claims run at once; claims that arrive in the meantime go together in the next one. */
const STATEMENTS_AT_ONCE_MAX = 2;
const CLAIMS_PER_STATEMENT_MAX = 32;
/** A second statement begins beside one that runs where so many claims wait, or where that one takes so long. */
const CLAIMS_FOR_SECOND_MIN = CLAIMS_PER_STATEMENT_MAX / 2;
const SLOW_MS = 20;
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
  private isBeginning = false;
  private slowTimer: NodeJS.Timeout | undefined;
  private begunAtMs = 0;

  constructor(private readonly options: StatementBatcherOptions<Wanted, Answer>) {}

  /** Null where a late claim wanted nothing. */
  claim(wanted: Wanted | LateClaim<Wanted, Answer>): Promise<Answer | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ wanted, resolve, reject });
      this.begin();
    });
  }

  /** At the end of this turn of the event loop: what comes in one turn, such as from callers who were just answered, goes together. */
  private begin(): void {
    if (this.isBeginning) return;
    this.isBeginning = true;
    setImmediate(() => {
      this.isBeginning = false;
      this.next();
    });
  }

  private next(): void {
    clearTimeout(this.slowTimer);
    while (this.waiting.length > 0 && this.mayBegin()) {
      const waitingBefore = this.waiting.length;
      const batch = this.take();
      if (batch.length === 0) {
        // Late claims may all have wanted nothing, or wait for others.
        if (this.waiting.length < waitingBefore) continue;
        break;
      }
      this.running += 1;
      this.begunAtMs = performance.now();
      void this.send(batch).finally(() => {
        this.running -= 1;
        if (this.waiting.length > 0) this.begin();
      });
    }
    // A statement that waits for a lock holds up nobody else, also where no other claim comes.
    if (this.waiting.length > 0 && this.running < STATEMENTS_AT_ONCE_MAX)
      this.slowTimer = setTimeout(() => this.next(), SLOW_MS);
  }

  /** One statement with more claims takes less of both sides than two with fewer, while neither has enough to do. */
  private mayBegin(): boolean {
    if (this.running === 0) return true;
    if (this.running >= STATEMENTS_AT_ONCE_MAX) return false;
    return this.waiting.length >= CLAIMS_FOR_SECOND_MIN || performance.now() - this.begunAtMs > SLOW_MS;
  }

  /** The longest waiting claims of the first one's group that are independent of each other: a key occurs once. */
  private take(): Ready<Wanted, Answer>[] {
    const { groupOf } = this.options;
    const batch: Ready<Wanted, Answer>[] = [];
    const later: Waiting<Wanted, Answer>[] = [];
    const used = new Set<string>();
    const isUnused = (key: string) => !used.has(key);
    let group: unknown;
    for (const waiting of this.waiting) {
      const mayJoin = batch.length < CLAIMS_PER_STATEMENT_MAX && this.keysOf(waiting).every(isUnused) && mayGo(waiting);
      const decided = mayJoin ? this.decide(waiting) : waiting;
      if (decided === null) continue;
      // What was decided just now may be wanted by a claim that came before.
      const keys = this.keysOf(decided);
      if (mayJoin && isReady(decided) && keys.every(isUnused)) {
        const itsGroup = groupOf(decided.wanted);
        if (batch.length === 0) group = itsGroup;
        if (itsGroup === group) batch.push(decided);
        else later.push(decided);
      } else later.push(decided);
      // Also for those that stay: a claim is not overtaken by a later one that wants the same.
      for (const key of keys) used.add(key);
    }
    this.waiting = later;
    return batch;
  }

  private keysOf({ wanted }: Waiting<Wanted, Answer>): readonly string[] {
    return wanted instanceof LateClaim ? wanted.keys : this.options.keysOf(wanted);
  }

  /** Null where the claim has been answered without a statement. */
  private decide(waiting: Waiting<Wanted, Answer>): Ready<Wanted, Answer> | null {
    if (isReady(waiting)) return waiting;
    const { wanted, resolve, reject } = waiting;
    try {
      // Not ready, so it is a late one.
      const late = wanted as LateClaim<Wanted, Answer>;
      const decided = late.decide();
      if (decided !== null)
        return {
          wanted: decided,
          resolve(answer) {
            late.learn(answer, null);
            resolve(answer);
          },
          reject(error) {
            late.learn(null, error);
            reject(error);
          },
        };
      resolve(null);
    } catch (error) {
      reject(error);
    }
    return null;
  }

  private async send(batch: readonly Ready<Wanted, Answer>[]): Promise<void> {
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
  private async sendEachAlone(batch: readonly Ready<Wanted, Answer>[], error: unknown): Promise<void> {
    this.options.logger.debug({ err: error, claims: batch.length }, 'A batch of claims failed, so each is sent alone');
    for (let from = 0; from < batch.length; from += ALONE_AT_ONCE_MAX) {
      await Promise.all(batch.slice(from, from + ALONE_AT_ONCE_MAX).map((waiting) => this.send([waiting])));
    }
  }
}
