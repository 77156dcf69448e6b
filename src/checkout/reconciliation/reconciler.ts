import { type Job, Queue, Worker } from 'bullmq';
import { paymentLedger } from '../../payments';
import type { RedisConnections, Stop } from '../../platform';
import type { CheckoutContext } from '../context';
import { later } from '../purchase/decide-payment-step';
import { compareLedgers } from './compare-ledgers';
import { reconcileOrder } from './reconcile-order';

const SWEEP_EVERY_MS = 1000;
const ORDERS_PER_SWEEP_MAX = 100;
/** An order that was taken up and not finished is taken up again after this. */
const LEASE_SECONDS = 60;
const LOOKS_AT_ONCE_MAX = 8;
const CLOSE_MS_MAX = 5000;
/** For faults, such as a database that is away. A provider that does not answer is no fault: it is asked later. */
const ATTEMPTS_MAX = 5;
const FIRST_RETRY_MS = 1000;
const WEBHOOKS_KEPT_DAYS = 30;
const NIGHTLY = '17 3 * * *';
/** Redis may have forgotten what is planned for the night. To plan the same twice is to plan it once. */
const PLAN_EVERY_MS = 3_600_000;
/** Yesterday's payments, and a little more, so that no hour is missed. */
const NIGHTLY_HOURS = 26;
const COUNT_OF_DAY_SECONDS = 86_400;

/**
 * Looks after every order whose payment or refund is open. What is due, and when, stands in the database; the job
 * queue spreads the work over the processes and tries again what failed. Redis may forget all of it: the next sweep
 * finds what is due.
 *
 * A job that fails too often becomes a dead letter: its order is parked in the database, beside the reason, until an
 * operator has read it and takes it up again (`dead-letters.ts`).
 */
export class Reconciler {
  private readonly jobs: Queue<{ orderId: string }>;
  private readonly prefix: string;

  constructor(
    private readonly context: CheckoutContext,
    private readonly redis: RedisConnections,
  ) {
    this.prefix = redis.key('jobs');
    const connection = redis.commands;
    this.jobs = new Queue('checkout', {
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
    // The connection tells of its own faults; without a listener each would end the process.
    this.jobs.on('error', () => undefined);
  }

  /** Has an order looked after as soon as a process has time for it. */
  due(orderId: string): void {
    this.jobs.add('look after', { orderId }).catch(() => undefined);
  }

  async start(): Promise<Stop> {
    const connection = this.redis.newBlockingConnection();
    // The queue makes its second connection from the first one. Made by the door, it ends with the door.
    connection.duplicate = () => this.redis.newBlockingConnection();
    const worker = new Worker<{ orderId: string }>('checkout', (job) => this.work(job), {
      connection,
      prefix: this.prefix,
      concurrency: LOOKS_AT_ONCE_MAX,
    });
    worker.on('error', () => undefined);
    worker.on('failed', (job, error) => {
      if (job !== undefined && job.attemptsMade >= ATTEMPTS_MAX) void this.giveUp(job, error);
    });
    let planning = this.planNightly();
    const planTimer = setInterval(() => {
      planning = this.planNightly();
    }, PLAN_EVERY_MS);
    let sweeping: Promise<void> | undefined;
    const timer = setInterval(() => {
      sweeping ??= this.sweep()
        .catch((error) =>
          this.context.logger.warn({ err: error }, 'Open payments could not be swept; the next sweep tries again'),
        )
        .finally(() => {
          sweeping = undefined;
        });
    }, SWEEP_EVERY_MS);
    return async () => {
      clearInterval(timer);
      clearInterval(planTimer);
      await sweeping;
      await planning;
      // A Redis that is away would be waited for without end. A job that is cut off is done again by somebody else.
      const closing = worker.close(connection.status !== 'ready').then(() => this.jobs.close());
      if (!(await within(CLOSE_MS_MAX, closing))) void worker.disconnect();
    };
  }

  /** Takes up what is due. */
  async sweep(): Promise<void> {
    const { database, clock, logger } = this.context;
    const now = clock.now();
    const orderIds = await paymentLedger.takeDue(database, now, later(now, LEASE_SECONDS), ORDERS_PER_SWEEP_MAX);
    if (orderIds.length === 0) return;
    try {
      await this.jobs.addBulk(orderIds.map((orderId) => ({ name: 'look after', data: { orderId } })));
    } catch {
      // Redis is away: reserved seats must not wait for it.
      for (const orderId of orderIds) {
        await reconcileOrder(this.context, orderId).catch((error) =>
          logger.warn({ orderId, err: error }, 'An open payment has to be looked at again'),
        );
      }
    }
  }

  private async planNightly(): Promise<void> {
    try {
      await this.jobs.upsertJobScheduler('nightly', { pattern: NIGHTLY }, { name: 'nightly' });
    } catch (error) {
      this.context.logger.warn(
        { err: error },
        'The nightly comparison could not be planned; it is tried again in an hour',
      );
    }
  }

  private async work(job: Job<{ orderId: string }>): Promise<void> {
    if (job.name === 'nightly') return this.nightly();
    await reconcileOrder(this.context, job.data.orderId);
  }

  private async nightly(): Promise<void> {
    const { database, clock, logger } = this.context;
    const now = clock.now();
    await paymentLedger.forgetWebhooks(database, later(now, -WEBHOOKS_KEPT_DAYS * COUNT_OF_DAY_SECONDS));
    const { checkedCount, damages } = await compareLedgers(this.context, {
      from: later(now, -NIGHTLY_HOURS * 3600),
      before: now,
    });
    if (damages.length === 0) logger.info({ checkedCount }, "Our books agree with the provider's");
    else logger.error({ checkedCount, damages }, "Our books and the provider's differ");
  }

  private async giveUp(job: Job<{ orderId: string }>, error: Error): Promise<void> {
    const { database, logger } = this.context;
    if (job.name === 'nightly') {
      logger.error({ err: error }, 'The nightly comparison could not be made: npm run verify makes it');
      return;
    }
    const { orderId } = job.data;
    try {
      await paymentLedger.addDeadLetter(database, orderId, error.message, 'reconciler');
      logger.error({ orderId, err: error }, 'A payment is left to an operator: npm run dead-letters');
    } catch (fault) {
      logger.warn(
        { orderId, err: fault },
        'A dead letter could not be written down; the order will be looked at again',
      );
    }
  }
}

/** True where it ended in time. Its faults are not of interest any more. */
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
