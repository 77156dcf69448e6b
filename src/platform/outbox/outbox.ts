import type { Counter } from 'prom-client';
import type { SqlExecutor } from '../database/database';
import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import { deletePublished, readLeftBehind } from './outbox.sql';

/** News that a transaction owes the world. `body` is JSON whose shape belongs to the topic. */
export interface OutboxRow {
  /** A bigint as text. Grows, but commits may come in another order. */
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly body: unknown;
}

/** Brings rows of one topic to whoever listens. Throws where it could not: the rows then stay and are tried again. */
export type Publish = (rows: readonly OutboxRow[]) => Promise<void>;

const ROWS_PER_BATCH_MAX = 500;
const ROWS_UNDER_WAY_MAX = 10_000;
const DELETE_EVERY_MS = 20;
const SWEEP_EVERY_MS = 1000;

/**
 * Brings the news of committed transactions into the world, at least once.
 *
 * A transaction inserts rows beside its change. After the commit its process hands the same rows to `deliver`, which
 * publishes them at once and removes them soon after. Rows that nobody removed, because their process died or could
 * not publish, are older than a second: any process takes them up, publishes and removes them. A row
 * may so be published twice, never lost; what is published must bear that.
 */
export class Outbox {
  private readonly publishers = new Map<string, Publish>();
  /** Handed over in this turn of the event loop. */
  private fresh: OutboxRow[] = [];
  /** How many rows were handed over and are neither out nor given up. */
  private underWay = 0;
  private readonly deliveries = new Set<Promise<void>>();
  private published: string[] = [];
  private deleteTimer: NodeJS.Timeout | undefined;

  private readonly publishedCount: Counter<'topic' | 'by'>;

  constructor(
    private readonly database: SqlExecutor,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.publishedCount = metrics.counter(
      'frontrow_outbox_published_total',
      'Rows of the outbox that this process published: its own at once, or what the sweep found left behind',
      ['topic', 'by'],
    );
  }

  /** Says who publishes a topic. Once for each topic, before `start`. */
  on(topic: string, publish: Publish): void {
    if (this.publishers.has(topic)) throw new Error(`The outbox topic ${topic} has a publisher already`);
    this.publishers.set(topic, publish);
  }

  /**
   * Publishes rows that were committed just now, whatever became of earlier ones: whose topic needs an order keeps it by
   * the order of the calls. Returns at once; what fails is left to the sweep.
   */
  deliver(rows: readonly OutboxRow[]): void {
    // Beyond the bound the sweep does it: the rows are safe in the database.
    if (rows.length === 0 || this.underWay + rows.length > ROWS_UNDER_WAY_MAX) return;
    const begun = this.fresh.length > 0;
    this.underWay += rows.length;
    this.fresh.push(...rows);
    if (begun) return;
    const delivery = this.deliverFresh().finally(() => this.deliveries.delete(delivery));
    this.deliveries.add(delivery);
  }

  /** Starts the sweep for rows left behind. The stop publishes what is pending before it returns. */
  async start(): Promise<Stop> {
    let sweeping: Promise<void> | undefined;
    const timer = setInterval(() => {
      sweeping ??= this.sweep()
        .catch((error) => this.logger.warn({ err: error }, 'The outbox sweep failed and will be tried again'))
        .finally(() => {
          sweeping = undefined;
        });
    }, SWEEP_EVERY_MS);
    return async () => {
      clearInterval(timer);
      await sweeping;
      await Promise.all(this.deliveries);
      await this.removePublished();
    };
  }

  /** Publishes what anybody left behind, each topic by itself: one that cannot go out does not hold up the others. */
  async sweep(): Promise<void> {
    for (const topic of this.publishers.keys()) await this.sweepTopic(topic);
  }

  private async sweepTopic(topic: string): Promise<void> {
    for (;;) {
      const rows = await this.database.run<OutboxRow>(readLeftBehind, [topic, ROWS_PER_BATCH_MAX]);
      const done = await this.publish(topic, rows, 'sweep');
      if (done.length > 0) await this.database.run(deletePublished, [done]);
      if (done.length < ROWS_PER_BATCH_MAX) return;
    }
  }

  private async deliverFresh(): Promise<void> {
    // One turn of the event loop later: the rows of requests that commit together go out together.
    await new Promise((resolve) => setImmediate(resolve));
    const rows = this.fresh;
    this.fresh = [];
    const topics = [...new Set(rows.map(({ topic }) => topic))];
    await Promise.all(
      topics.map(async (topic) => {
        const ofTopic = rows.filter((row) => row.topic === topic);
        const done = await this.publish(topic, ofTopic, 'delivery');
        this.published.push(...done);
        this.underWay -= ofTopic.length;
        this.deleteTimer ??= setTimeout(() => void this.removePublished(), DELETE_EVERY_MS);
      }),
    );
  }

  /** Returns the ids of the rows that went out: all or none. */
  private async publish(topic: string, rows: readonly OutboxRow[], by: 'delivery' | 'sweep'): Promise<string[]> {
    const publish = this.publishers.get(topic);
    if (publish === undefined || rows.length === 0) return [];
    try {
      await publish(rows);
      this.publishedCount.inc({ topic, by }, rows.length);
      return rows.map(({ id }) => id);
    } catch (error) {
      this.logger.warn({ topic, rows: rows.length, err: error }, 'News could not be published and will be tried again');
      return [];
    }
  }

  private async removePublished(): Promise<void> {
    clearTimeout(this.deleteTimer);
    this.deleteTimer = undefined;
    const ids = this.published;
    if (ids.length === 0) return;
    this.published = [];
    await this.database
      .run(deletePublished, [ids])
      .catch((error) =>
        this.logger.warn({ err: error }, 'Published news stay in the outbox for now and will go out again'),
      );
  }
}
