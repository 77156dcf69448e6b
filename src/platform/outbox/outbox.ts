import type { Counter } from 'prom-client';
import type { SqlExecutor } from '../database/database';
import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import { runPeriodically } from '../run-periodically';
import { deletePublished, readLeftBehind } from './outbox.sql';

/** An event to publish after its transaction commits. `body` is JSON whose shape belongs to the topic. */
export interface OutboxRow {
  /** What a sharded database places the row by; nil for an event of nothing in particular. Column `show_id`. */
  readonly partition: string;
  /** A bigint as text. Grows, but commits may come in another order. */
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly body: unknown;
}

type OutboxKey = Pick<OutboxRow, 'partition' | 'id'>;

/** Publishes rows of one topic. If it throws, the rows stay in the outbox and are tried again. */
export type Publish = (rows: readonly OutboxRow[]) => Promise<void>;

/** Called with the rows that this process has just committed, before `deliver` returns. It must not throw. */
export type OnCommit = (rows: readonly OutboxRow[]) => void;

const ROWS_PER_BATCH_MAX = 500;
const ROWS_PENDING_MAX = 10_000;
const DELETE_EVERY_MS = 20;
const SWEEP_EVERY_MS = 1000;

/**
 * The transactional outbox: publishes the events of committed transactions at least once.
 *
 * A transaction inserts rows beside its change. After the commit its process passes the same rows to `deliver`, which
 * publishes them at once and deletes them soon after. Rows that remain for more than a second, because their process
 * died or could not publish, are published and deleted by any process. So a row is never lost, but may be published
 * twice: consumers must tolerate duplicates.
 */
export class Outbox {
  private readonly publishers = new Map<string, Publish>();
  private readonly onCommits: OnCommit[] = [];
  /** Passed to `deliver` in this turn of the event loop. */
  private fresh: OutboxRow[] = [];
  /** Rows passed to `deliver` whose publication has neither succeeded nor failed. */
  private pending = 0;
  private readonly deliveries = new Set<Promise<void>>();
  private published: OutboxKey[] = [];
  private deleteTimer: NodeJS.Timeout | undefined;

  private readonly publishedCount: Counter<'topic' | 'by'>;

  constructor(
    private readonly database: SqlExecutor,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.publishedCount = metrics.counter(
      'frontrow_outbox_published_total',
      'Outbox rows that this process published: its own after their commit, or left-over rows found by the sweep',
      ['topic', 'by'],
    );
  }

  /** Registers the publisher of a topic. Once per topic, before `start`. */
  on(topic: string, publish: Publish): void {
    if (this.publishers.has(topic)) throw new Error(`The outbox topic ${topic} already has a publisher`);
    this.publishers.set(topic, publish);
  }

  /** Registers who keeps the changes of this process in memory, and needs them before the caller's answer leaves. */
  onCommit(committed: OnCommit): void {
    this.onCommits.push(committed);
  }

  /**
   * Publishes rows that have just been committed, without waiting for earlier ones: a publisher that needs an order keeps
   * the order of its calls. Returns at once; the sweep retries what fails.
   */
  deliver(rows: readonly OutboxRow[]): void {
    for (const committed of this.onCommits) committed(rows);
    // Beyond the bound the rows are left to the sweep: they are safe in the database.
    if (rows.length === 0 || this.pending + rows.length > ROWS_PENDING_MAX) return;
    const isScheduled = this.fresh.length > 0;
    this.pending += rows.length;
    this.fresh.push(...rows);
    if (isScheduled) return;
    const delivery = this.deliverFresh().finally(() => this.deliveries.delete(delivery));
    this.deliveries.add(delivery);
  }

  /** Starts the sweep for left-over rows. The stop function waits for pending publications. */
  async start(): Promise<Stop> {
    const stopSweeping = runPeriodically({
      everyMs: SWEEP_EVERY_MS,
      work: () => this.sweep(),
      logger: this.logger,
      complaint: 'The outbox sweep failed and will be tried again',
    });
    return async () => {
      await stopSweeping();
      await Promise.all(this.deliveries);
      await this.removePublished();
    };
  }

  /** Publishes left-over rows of all processes, topic by topic: one that fails does not delay the others. */
  async sweep(): Promise<void> {
    for (const topic of this.publishers.keys()) await this.sweepTopic(topic);
  }

  private async sweepTopic(topic: string): Promise<void> {
    for (;;) {
      const rows = await this.database.run<OutboxRow>(readLeftBehind, [topic, ROWS_PER_BATCH_MAX]);
      const done = await this.publish(topic, rows, 'sweep');
      if (done.length > 0) await this.delete(done);
      if (done.length < ROWS_PER_BATCH_MAX) return;
    }
  }

  private async deliverFresh(): Promise<void> {
    // One turn of the event loop later: rows of requests that commit together are published together.
    await new Promise((resolve) => setImmediate(resolve));
    const rows = this.fresh;
    this.fresh = [];
    const topics = [...new Set(rows.map(({ topic }) => topic))];
    await Promise.all(
      topics.map(async (topic) => {
        const ofTopic = rows.filter((row) => row.topic === topic);
        const done = await this.publish(topic, ofTopic, 'delivery');
        this.published.push(...done);
        this.pending -= ofTopic.length;
        this.deleteTimer ??= setTimeout(() => void this.removePublished(), DELETE_EVERY_MS);
      }),
    );
  }

  /** Returns the published rows: all or none. */
  private async publish(
    topic: string,
    rows: readonly OutboxRow[],
    by: 'delivery' | 'sweep',
  ): Promise<readonly OutboxKey[]> {
    const publish = this.publishers.get(topic);
    if (publish === undefined || rows.length === 0) return [];
    try {
      await publish(rows);
      this.publishedCount.inc({ topic, by }, rows.length);
      return rows;
    } catch (error) {
      this.logger.warn(
        { topic, rows: rows.length, err: error },
        'Events could not be published and will be tried again',
      );
      return [];
    }
  }

  private async removePublished(): Promise<void> {
    clearTimeout(this.deleteTimer);
    this.deleteTimer = undefined;
    const published = this.published;
    if (published.length === 0) return;
    this.published = [];
    await this.delete(published).catch((error) =>
      this.logger.warn(
        { err: error },
        'Published events could not be removed from the outbox and will be published again',
      ),
    );
  }

  private async delete(rows: readonly OutboxKey[]): Promise<void> {
    await this.database.run(deletePublished, [rows.map(({ partition }) => partition), rows.map(({ id }) => id)]);
  }
}
