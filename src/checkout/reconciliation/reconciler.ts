import { type Job, Queue, Worker } from 'bullmq';
import { type OrderKey, showOfOrder } from '../../orders';
import { paymentLedger } from '../../payments';
import type { RedisConnections, Stop } from '../../platform';
import type { CheckoutContext } from '../context';
import { forgetExchangeQuotes } from '../exchanges/exchange-quotes.sql';
import { later } from '../purchase/decide-payment-step';
import { forgetReturnQuotes } from '../returns/return-quotes.sql';
import { forgetShowRefundQuotes } from '../show-refund/show-refund-quotes.sql';
import { findDifferences } from './compare-ledgers';
import { reconcileOrder } from './reconcile-order';

const QUEUE = 'checkout';
const SWEEP_EVERY_MS = 1000;
const ORDERS_PER_SWEEP_MAX = 100;
const SHOWS_PER_SWEEP_MAX = 100;
/** An order that was begun and not finished is begun again after this. */
const LEASE_SECONDS = 60;
const ORDERS_AT_ONCE_MAX = 8;
const CLOSE_MS_MAX = 5000;
/** For faults, such as an unreachable database. A provider that does not answer is no fault: it is asked later. */
const ATTEMPTS_MAX = 5;
const FIRST_RETRY_MS = 1000;
const WEBHOOKS_KEPT_DAYS = 30;
const NIGHTLY = '17 3 * * *';
/** Redis may have forgotten the schedule. To schedule the same twice is to schedule it once. */
const SCHEDULE_EVERY_MS = 3_600_000;
/** The payments of a day, and a little more, so that no hour is missed. */
const NIGHTLY_HOURS = 26;
const DAY_SECONDS = 86_400;
/** More are forgotten the night after. */
const QUOTES_FORGOTTEN_MAX = 100_000;

/** Work of a version before does not name the show. */
interface ReconcileJob {
  readonly showId?: string;
  readonly orderId: string;
}

/**
 * Reconciles every order whose payment or refund is open. What is due, and when, is stored in the database; the job
 * queue spreads the work over the processes and retries what failed. Redis may forget all of it: the next sweep finds
 * what is due.
 *
 * A job that fails too often becomes a dead letter: it rests in the database, with the reason, until an operator
 * replays it (`dead-letters.ts`).
 */
export class Reconciler {
  private readonly jobs: Queue<ReconcileJob>;
  private readonly prefix: string;

  constructor(
    private readonly context: CheckoutContext,
    private readonly redis: RedisConnections,
  ) {
    this.prefix = redis.jobsPrefix(QUEUE);
    const connection = redis.commands;
    this.jobs = new Queue(QUEUE, {
      connection,
      prefix: this.prefix,
      skipWaitingForReady: true,
      defaultJobOptions: {
        attempts: ATTEMPTS_MAX,
        backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    // The connection logs its own faults; without a listener each would end the process.
    this.jobs.on('error', () => undefined);
  }

  /** Has an order reconciled as soon as a process has time for it. */
  due({ showId, orderId }: OrderKey): void {
    this.jobs.add('reconcile', { showId, orderId }).catch(() => undefined);
  }

  async start(): Promise<Stop> {
    const connection = this.redis.newBlockingConnection();
    const worker = new Worker<ReconcileJob>(QUEUE, (job) => this.work(job), {
      connection,
      prefix: this.prefix,
      concurrency: ORDERS_AT_ONCE_MAX,
    });
    worker.on('error', () => undefined);
    worker.on('failed', (job, error) => {
      if (job !== undefined && job.attemptsMade >= ATTEMPTS_MAX) void this.recordFailure(job, error);
    });
    let scheduling = this.scheduleNightly();
    const scheduleTimer = setInterval(() => {
      scheduling = this.scheduleNightly();
    }, SCHEDULE_EVERY_MS);
    let sweeping: Promise<void> | undefined;
    const timer = setInterval(() => {
      sweeping ??= this.sweep()
        .catch((error) =>
          this.context.logger.warn({ err: error }, 'Open payments could not be read; the next sweep tries again'),
        )
        .finally(() => {
          sweeping = undefined;
        });
    }, SWEEP_EVERY_MS);
    return async () => {
      clearInterval(timer);
      clearInterval(scheduleTimer);
      await sweeping;
      await scheduling;
      // An unreachable Redis would be waited for without end. A job that is cut off is done again by another process.
      const closing = worker.close(connection.status !== 'ready').then(() => this.jobs.close());
      if (!(await within(CLOSE_MS_MAX, closing))) void worker.disconnect();
    };
  }

  /** Queues what is due, show by show. */
  async sweep(): Promise<void> {
    const { database, clock } = this.context;
    const now = clock.now();
    let left = ORDERS_PER_SWEEP_MAX;
    for (const showId of await paymentLedger.readDueShows(database, now, SHOWS_PER_SWEEP_MAX)) {
      const orders = await paymentLedger.takeDue(database, showId, now, later(now, LEASE_SECONDS), left);
      await this.queue(orders);
      left -= orders.length;
      if (left <= 0) return;
    }
  }

  private async queue(orders: readonly OrderKey[]): Promise<void> {
    if (orders.length === 0) return;
    try {
      await this.jobs.addBulk(orders.map((data) => ({ name: 'reconcile', data })));
    } catch {
      // Redis is unreachable: reserved seats must not wait for it.
      for (const key of orders) {
        await reconcileOrder(this.context, key).catch((error) => {
          const { orderId } = key;
          this.context.logger.warn({ orderId, err: error }, 'An order could not be reconciled; it is tried again');
        });
      }
    }
  }

  private async scheduleNightly(): Promise<void> {
    try {
      await this.jobs.upsertJobScheduler('nightly', { pattern: NIGHTLY }, { name: 'nightly' });
    } catch (error) {
      this.context.logger.warn(
        { err: error },
        'The nightly comparison could not be scheduled; it is tried again in an hour',
      );
    }
  }

  private async work(job: Job<ReconcileJob>): Promise<void> {
    if (job.name === 'nightly') return this.nightly();
    const key = await this.keyOf(job.data);
    if (key !== null) await reconcileOrder(this.context, key);
  }

  private async keyOf({ showId, orderId }: ReconcileJob): Promise<OrderKey | null> {
    const known = showId ?? (await showOfOrder(this.context.database, orderId));
    return known === null ? null : { showId: known, orderId };
  }

  private async nightly(): Promise<void> {
    const { database, clock, logger } = this.context;
    const now = clock.now();
    await paymentLedger.forgetWebhooks(database, later(now, -WEBHOOKS_KEPT_DAYS * DAY_SECONDS));
    for (const forget of [forgetReturnQuotes, forgetExchangeQuotes, forgetShowRefundQuotes]) {
      await database.run(forget, [later(now, -DAY_SECONDS), QUOTES_FORGOTTEN_MAX]);
    }
    const span = { from: later(now, -NIGHTLY_HOURS * 3600), before: now };
    const { checkedCount, differences } = await findDifferences(this.context, span);
    if (differences.length === 0) {
      logger.info({ checkedCount }, "The payment ledger agrees with the provider's");
      return;
    }
    const damages = differences.map(({ text }) => text);
    logger.error({ checkedCount, damages }, "The payment ledger differs from the provider's");
    // A webhook may have been lost: what the provider says of refunds is followed now.
    for (const order of differences) await paymentLedger.makeDue(database, order, now);
  }

  private async recordFailure(job: Job<ReconcileJob>, error: Error): Promise<void> {
    const { database, logger } = this.context;
    if (job.name === 'nightly') {
      logger.error({ err: error }, 'The nightly comparison failed: npm run verify makes it');
      return;
    }
    const { orderId } = job.data;
    try {
      const key = await this.keyOf(job.data);
      if (key === null) return;
      await paymentLedger.addDeadLetter(database, key, error.message, 'reconciler');
      logger.error({ orderId, err: error }, 'A payment needs an operator: npm run dead-letters');
    } catch (fault) {
      logger.warn({ orderId, err: fault }, 'A dead letter could not be recorded; the order will be reconciled again');
    }
  }
}

/** True where it ended in time. Its errors no longer matter. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const ended = work.then(
    () => true,
    () => true,
  );
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}
