import type { Runs } from '../database/database';
import type { Logger } from '../logger';
import type { Stop } from '../stop';
import { deletePublished, takeLeftBehind } from './outbox.sql';

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
const DELETE_EVERY_MS = 20;
const SWEEP_EVERY_MS = 1000;

/**
 * Brings the news of committed transactions into the world, at least once.
 *
 * A transaction inserts rows beside its change. After the commit its process hands the same rows to `deliver`, which
 * publishes them at once and removes them soon after. Rows that nobody removed, because their process died or could
 * not publish, are older than a second: any process takes them up (`skip locked`), publishes and removes them. A row
 * may so be published twice, never lost; what is published must bear that.
 */
export class Outbox {
  private readonly publishers = new Map<string, Publish>();
  private pending: OutboxRow[] = [];
  private published: string[] = [];
  private delivering: Promise<void> | undefined;
  private deleteTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Runs,
    private readonly logger: Logger,
  ) {}

  /** Says who publishes a topic. Once for each topic, before `start`. */
  on(topic: string, publish: Publish): void {
    if (this.publishers.has(topic)) throw new Error(`The outbox topic ${topic} has a publisher already`);
    this.publishers.set(topic, publish);
  }

  /** Publishes rows that were committed just now. Returns at once; what fails is left to the sweep. */
  deliver(rows: readonly OutboxRow[]): void {
    // Beyond the bound the sweep does it: the rows are safe in the database.
    if (this.pending.length > ROWS_PER_BATCH_MAX * 20) return;
    this.pending.push(...rows);
    this.delivering ??= this.deliverPending().finally(() => {
      this.delivering = undefined;
    });
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
      await this.delivering;
      await this.removePublished();
    };
  }

  /** Publishes what was left behind by anybody. Returns how many rows. */
  async sweep(): Promise<void> {
    for (;;) {
      const rows = await this.database.run<OutboxRow>(takeLeftBehind, [ROWS_PER_BATCH_MAX]);
      if (rows.length === 0) return;
      const done = await this.publish(rows);
      if (done.length > 0) await this.database.run(deletePublished, [done]);
      if (done.length < rows.length || rows.length < ROWS_PER_BATCH_MAX) return;
    }
  }

  private async deliverPending(): Promise<void> {
    // One turn of the event loop later: the rows of requests that commit together go out together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.pending.length > 0) {
      const rows = this.pending.splice(0, ROWS_PER_BATCH_MAX);
      this.published.push(...(await this.publish(rows)));
      this.deleteTimer ??= setTimeout(() => void this.removePublished(), DELETE_EVERY_MS);
    }
  }

  /** Returns the ids of the rows that went out. */
  private async publish(rows: readonly OutboxRow[]): Promise<string[]> {
    const done: string[] = [];
    for (const [topic, publish] of this.publishers) {
      const ofTopic = rows.filter((row) => row.topic === topic);
      if (ofTopic.length === 0) continue;
      try {
        await publish(ofTopic);
        for (const row of ofTopic) done.push(row.id);
      } catch (error) {
        this.logger.warn(
          { topic, rows: ofTopic.length, err: error },
          'News could not be published and will be tried again',
        );
      }
    }
    return done;
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
