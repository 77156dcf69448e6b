import { newId } from '../../platform';
import type { EventLogContext, Lease } from '../context';
import { readEntriesToFeed, readWaiting } from '../entries/entries.sql';
import { type Entry, messageOf } from '../entries/entry';
import { numberNewEntries } from '../entries/number-entries';
import { removeOld } from '../entries/remove-old';
import { acknowledge, endLease, type Head, holdLease } from './feeding.sql';
import { settle } from './settle';

const ENTRIES_PER_APPEND_MAX = 500;
const HOLD_EVERY_MS = 1000;
const READ_WAITING_EVERY_MS = 1000;
/** After a failure; the server of the log may be away for hours. */
const PAUSE_MS = 1000;
/** New entries are counted so far; beyond it the gauge is too low. */
const NEW_ENTRIES_COUNTED_MAX = 100_000;

/**
 * Feeds the event log, if no other process does: one holds the lease, and its term in each statement refuses whatever a
 * former holder still does. The log itself refuses an append after another message than the last one, so that not even
 * a process that was suspended in the middle brings an event twice or out of order.
 */
export class Feeder {
  private readonly id = newId();
  private held: { readonly lease: Lease; readonly source: string } | undefined;
  private heldAtMs = Number.NEGATIVE_INFINITY;
  /** The position of the last message of the log; unknown at first and after each failure. */
  private after: number | undefined;
  private isAnswering: boolean | undefined;
  private pausedUntilMs = 0;
  private waitingReadAtMs = Number.NEGATIVE_INFINITY;
  private readonly waitingNow = { count: 0, seconds: 0 };

  /** A process that died is followed by another one after the time of its lease. */
  constructor(
    private readonly context: EventLogContext,
    private readonly leaseSeconds: number,
  ) {}

  /** Whether this process feeds, and the log accepts what it gets. */
  get isFeeding(): boolean {
    return this.held !== undefined && this.isAnswering === true;
  }

  /** What waits to be fed, as long as this process is the one that feeds. */
  get waiting(): { readonly count: number; readonly seconds: number } {
    return this.held === undefined ? { count: 0, seconds: 0 } : this.waitingNow;
  }

  /** Numbers and feeds what is there. */
  async run(): Promise<void> {
    for (;;) {
      const lease = await this.hold();
      if (lease === null) return;
      const isMoreToNumber = await numberNewEntries(this.context, lease);
      const isMoreToFeed = performance.now() >= this.pausedUntilMs && (await this.tryToFeed(lease));
      await this.readWaiting();
      if (!isMoreToNumber && !isMoreToFeed) return;
    }
  }

  async removeOld(): Promise<void> {
    if (this.held !== undefined) await removeOld(this.context, this.held.lease);
  }

  /** Lets another process feed at once. */
  async stop(): Promise<void> {
    try {
      await this.context.database.run(endLease, [this.id]);
    } finally {
      this.held = undefined;
      await this.context.target.close();
    }
  }

  private async hold(): Promise<Lease | null> {
    const now = performance.now();
    if (now - this.heldAtMs < HOLD_EVERY_MS) return this.held?.lease ?? null;
    this.heldAtMs = now;
    const [head] = await this.context.database.run<Head>(holdLease, [this.id, this.leaseSeconds]);
    // Whatever another process has appended meanwhile: the log is asked.
    if (head?.term !== this.held?.lease.term) this.after = undefined;
    this.held = head && { lease: { feeder: this.id, term: head.term }, source: head.source };
    return this.held?.lease ?? null;
  }

  /** Returns whether there may be more. */
  private async tryToFeed(lease: Lease): Promise<boolean> {
    const { logger, target } = this.context;
    try {
      const isMore = await this.feed(lease);
      if (this.isAnswering === false) logger.info(`${target.name} is fed again`);
      this.isAnswering = true;
      return isMore;
    } catch (error) {
      this.after = undefined;
      this.pausedUntilMs = performance.now() + PAUSE_MS;
      if (this.isAnswering !== false)
        logger.warn({ err: error }, `${target.name} cannot be fed; events wait in PostgreSQL`);
      this.isAnswering = false;
      return false;
    }
  }

  private async feed(lease: Lease): Promise<boolean> {
    const { database, target, appendedCount, atCrashPoint } = this.context;
    if (this.after === undefined) {
      const settled = await settle(this.context, lease, await target.readLast());
      if (settled === null) return false;
      this.after = settled;
    }
    const rows = await database.run<Entry | { position: null }>(readEntriesToFeed, [
      ...[this.after, ENTRIES_PER_APPEND_MAX],
      ...[lease.feeder, lease.term],
    ]);
    if (rows.length === 0) return this.holdAgain();
    const entries = rows.filter((row) => row.position !== null);
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return false;
    // Entries that wait were dropped, because they became too many.
    if (first.position !== this.after + 1 && first.type !== 'log.gap') return this.askAgain();
    const { source = '' } = this.held ?? {};
    const messages = entries.map((entry) => messageOf(entry, source));
    if (!(await target.append(this.after, messages))) return this.askAgain();
    atCrashPoint('event log appended');
    appendedCount.inc(entries.length);
    const [head] = await database.run(acknowledge, [lease.feeder, lease.term, this.after, last.position]);
    if (head === undefined) return this.holdAgain();
    this.after = last.position;
    return entries.length === ENTRIES_PER_APPEND_MAX;
  }

  /** The log has another last message than this process knew. */
  private askAgain(): true {
    this.after = undefined;
    return true;
  }

  /** Another process may feed, or the database is another one than before. */
  private holdAgain(): true {
    this.heldAtMs = Number.NEGATIVE_INFINITY;
    return this.askAgain();
  }

  private async readWaiting(): Promise<void> {
    const now = performance.now();
    if (now - this.waitingReadAtMs < READ_WAITING_EVERY_MS) return;
    this.waitingReadAtMs = now;
    const [row] = await this.context.database.run<{ count: number; seconds: number }>(readWaiting, [
      NEW_ENTRIES_COUNTED_MAX,
    ]);
    if (row !== undefined) Object.assign(this.waitingNow, row);
  }
}
