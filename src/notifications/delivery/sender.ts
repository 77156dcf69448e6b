import { type Job, Queue, Worker } from 'bullmq';
import type { RedisConnections, Stop } from '../../platform';
import { runPeriodically, stopAll } from '../../platform';
import type { NotificationsContext } from '../context';
import { expandAnnouncements } from '../ledger/expand-announcements';
import type { Attempt, Lane } from '../ledger/notification';
import { postpone, resumeLease, takeDue } from '../ledger/notifications.sql';
import { writeDeadLetterDigests } from '../organizers/dead-letter-digest';
import { announceHolds } from '../reminders/announce-holds';
import { Breaker } from './breaker';
import { type MailTransport, openMailTransport } from './mail-transport';
import { columnsOf, ResultRecorder } from './result-recorder';
import { sendBatch } from './send-batch';

const SWEEP_EVERY_MS = 500;
const DIGEST_EVERY_MS = 60_000;
const TAKEN_PER_SWEEP_MAX = 1000;
const MESSAGES_PER_JOB = 20;
/** Jobs of all processes that wait; beyond it the rows stay where they are. */
const JOBS_WAITING_MAX = 100;
/** A job that Redis has forgotten is queued again after this. */
const QUEUE_LEASE_MS = 60_000;
/** A message whose process died while it was sent is sent again after this. */
const SEND_LEASE_MS = 30_000;
const CLOSE_MS_MAX = 10_000;

interface MailJob {
  readonly attempts: readonly Attempt[];
}

export interface SenderOptions {
  readonly smtpUrl: string;
  readonly connectionsMax: number;
  readonly pace: MailPace;
}

/** For tests. */
export interface MailPace {
  /** How often due mail is looked for. */
  readonly sweepMs?: number;
  /** How often new dead letters are looked for. */
  readonly digestMs?: number;
  /** After how long a message is taken again that was queued and forgotten, or sent by a process that died. */
  readonly leaseMs?: number;
}

/**
 * Sends what is due. What, and when, is in the database; the job queue spreads the work over the processes. Redis may
 * forget all of it: the next sweep finds what is due, and an attempt is begun once, however often it is queued.
 */
export class Sender {
  private readonly lanes: readonly SendingLane[];

  private readonly digestMs: number;

  constructor(
    private readonly context: NotificationsContext,
    redis: RedisConnections,
    options: SenderOptions,
  ) {
    this.digestMs = options.pace.digestMs ?? DIGEST_EVERY_MS;
    // A third, so that confirmations keep their own connections while a server accepts announcements slowly.
    const announcements = Math.max(1, Math.floor(options.connectionsMax / 3));
    const messages = Math.max(1, options.connectionsMax - announcements);
    // What is known of the server is known to both.
    const breaker = new Breaker();
    this.lanes = [
      new SendingLane('messages', messages, breaker, context, redis, options),
      new SendingLane('announcements', announcements, breaker, context, redis, options),
    ];
  }

  start(): Stop {
    const stops = this.lanes.map((lane) => lane.start());
    stops.push(
      runPeriodically({
        everyMs: this.digestMs,
        work: () => writeDeadLetterDigests(this.context),
        logger: this.context.logger,
        complaint: 'New dead letters could not be read; the next sweep tries again',
      }),
    );
    return () => stopAll(stops);
  }
}

class SendingLane {
  private readonly jobs: Queue<MailJob>;
  private readonly prefix: string;
  private readonly leaseMs: number;
  private readonly recorder: ResultRecorder;
  private sweeping: Promise<void> | undefined;
  private isStopping = false;
  private transport: MailTransport | undefined;

  constructor(
    private readonly lane: Lane,
    private readonly connections: number,
    private readonly breaker: Breaker,
    private readonly context: NotificationsContext,
    private readonly redis: RedisConnections,
    private readonly options: SenderOptions,
  ) {
    this.prefix = redis.jobsPrefix(this.queueName);
    this.leaseMs = options.pace.leaseMs ?? SEND_LEASE_MS;
    this.recorder = new ResultRecorder({ ...context, leaseMs: this.leaseMs });
    this.jobs = new Queue(this.queueName, {
      connection: redis.commands,
      prefix: this.prefix,
      skipWaitingForReady: true,
      // What a job does is recorded in the database; a job that fails is queued again by a sweep.
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    // The connection logs its own faults; without a listener each would end the process.
    this.jobs.on('error', () => undefined);
  }

  private get queueName(): string {
    return `mail-${this.lane}`;
  }

  start(): Stop {
    const { logger } = this.context;
    this.transport = openMailTransport(this.options.smtpUrl, this.connections);
    const connection = this.redis.newBlockingConnection();
    const worker = new Worker<MailJob>(this.queueName, (job: Job<MailJob>) => this.send(job.data.attempts), {
      connection,
      prefix: this.prefix,
      // One job sends while another is read and composed.
      concurrency: this.connections + 1,
    });
    worker.on('error', () => undefined);
    worker.on('failed', (_job, error) => logger.warn({ err: error }, 'Mail could not be sent yet'));
    // The queue is empty: there may be more in the database.
    worker.on('drained', () => void this.sweep());
    const stopSweeping = runPeriodically({
      everyMs: this.options.pace.sweepMs ?? SWEEP_EVERY_MS,
      work: () => this.sweep(),
      logger,
      complaint: 'Due mail could not be read; the next sweep tries again',
    });
    const stopLeases = runPeriodically({
      everyMs: Math.max(20, this.leaseMs / 4),
      work: () => this.recorder.keepLeases(),
      logger,
      complaint: 'The leases of mail in hand could not be extended',
    });
    return async () => {
      this.isStopping = true;
      await stopSweeping();
      await this.sweeping;
      // An unreachable Redis would be waited for without end. What is cut off is sent by another process.
      const closing = worker.close(connection.status !== 'ready').then(() => this.jobs.close());
      if (!(await within(CLOSE_MS_MAX, closing))) void worker.disconnect();
      this.transport?.close();
      await stopLeases();
    };
  }

  /** Queues what is due. Sweeps never overlap. */
  sweep(): Promise<void> {
    if (this.isStopping) return Promise.resolve();
    this.sweeping ??= this.sweepOnce()
      .catch((error) =>
        this.context.logger.warn({ err: error }, 'Due mail could not be read; the next sweep tries again'),
      )
      .finally(() => {
        this.sweeping = undefined;
      });
    return this.sweeping;
  }

  private async sweepOnce(): Promise<void> {
    const { database, clock } = this.context;
    if (this.breaker.waitMs > 0 || this.context.publicUrl() === null) return;
    const isRedisReady = await this.isRoomInQueue();
    if (isRedisReady === 'full') return;
    if (this.lane === 'announcements') await expandAnnouncements(this.context);
    else await announceHolds(this.context);
    const now = clock.now();
    const until = new Date(now.getTime() + (this.options.pace.leaseMs ?? QUEUE_LEASE_MS));
    const isAnnouncement = this.lane === 'announcements';
    const found = await database.run<Attempt>(takeDue, [now, isAnnouncement, TAKEN_PER_SWEEP_MAX, until]);
    const due = found.filter(({ id }) => !this.recorder.has(id));
    // A lease that this process could not extend in time ran out; the message is still in its hands.
    const held = found.filter(({ id }) => this.recorder.has(id));
    if (held.length > 0) await database.run(resumeLease, [...columnsOf(held), until]);
    const batches: Attempt[][] = [];
    for (let start = 0; start < due.length; start += MESSAGES_PER_JOB)
      batches.push(due.slice(start, start + MESSAGES_PER_JOB));
    if (batches.length === 0) return;
    try {
      if (isRedisReady === 'away') throw new Error('Redis is unreachable');
      await this.jobs.addBulk(batches.map((attempts) => ({ name: 'send', data: { attempts } })));
    } catch {
      // Mail must not wait for Redis.
      for (const attempts of batches) if (!this.isStopping) await this.send(attempts);
    }
  }

  private async isRoomInQueue(): Promise<'room' | 'full' | 'away'> {
    try {
      return (await this.jobs.getWaitingCount()) < JOBS_WAITING_MAX ? 'room' : 'full';
    } catch {
      return 'away';
    }
  }

  private async send(attempts: readonly Attempt[]): Promise<void> {
    const admitted = attempts.slice(0, this.breaker.admit(attempts.length));
    const rest = attempts.slice(admitted.length);
    if (rest.length > 0) await this.putOff(rest);
    if (admitted.length === 0 || this.transport === undefined) return;
    await sendBatch(this.context, admitted, {
      leaseMs: this.leaseMs,
      transport: this.transport,
      recorder: this.recorder,
      breaker: this.breaker,
    });
  }

  private async putOff(attempts: readonly Attempt[]): Promise<void> {
    const { database, clock } = this.context;
    const at = new Date(clock.now().getTime() + Math.max(this.breaker.waitMs, SWEEP_EVERY_MS));
    await database.run(postpone, [...columnsOf(attempts), at]);
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
