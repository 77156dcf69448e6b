import { runPeriodically, type Stop } from '../../platform';
import type { CheckoutContext } from '../context';
import { endNextOrders } from './end-orders';
import { payRefund, takeRefunds } from './pay-refunds';
import { countRefundRun, type RefundRun, type RefundRunCounts, readRefundRun, whyStop } from './refund-run';
import { publishRunChange } from './refund-run-topic';
import { finishRun, readRunningRuns, stopRun } from './refund-runs.sql';

const LOOK_EVERY_MS = 250;
/** While there is nothing to do, each look but the fourth is left out. */
const IDLE_LOOKS = 4;
const RUNS_AT_ONCE_MAX = 10;
const REFUNDS_AT_ONCE_MAX = 32;
/** To count a run reads all of its returns. */
const JUDGE_EVERY_MS = 500;
/** Then the other runs get their turn. */
const STEPS_PER_LOOK_MAX = 10;

/**
 * Carries the runs on: one loop ends orders, another one releases refunds, pays them, and stops or ends the run. Each
 * process has both, and they share the work through the rows of the database. Redis has no part in it.
 */
export class RefundRunsWorker {
  private readonly inProgress = new Set<Promise<void>>();
  /** What was published of each run last. */
  private readonly published = new Map<string, string>();
  private readonly judgedAtMs = new Map<string, number>();
  private idleLooks = 0;
  private running: readonly RefundRun[] = [];
  private isStopping = false;

  constructor(private readonly context: CheckoutContext) {}

  start(): Stop {
    const { logger } = this.context;
    const stopEnding = runPeriodically({
      everyMs: LOOK_EVERY_MS,
      work: () => this.endOrders(),
      logger,
      complaint: 'The orders of a refund run could not be ended; the next look tries again',
    });
    const stopPaying = runPeriodically({
      everyMs: LOOK_EVERY_MS,
      work: () => this.payRefunds(),
      logger,
      complaint: 'The refunds of a run could not be released; the next look tries again',
    });
    return async () => {
      this.isStopping = true;
      await stopEnding();
      await stopPaying();
      await Promise.all(this.inProgress);
    };
  }

  private async endOrders(): Promise<void> {
    for (const { showId, runId } of this.running) {
      for (let step = 0; step < STEPS_PER_LOOK_MAX && !this.isStopping; step += 1) {
        // As it is now: its position, and whether it was stopped.
        const run = await readRefundRun(this.context.database, { showId, runId });
        if (run?.state !== 'running' || !(await endNextOrders(this.context, run))) break;
      }
    }
  }

  private async payRefunds(): Promise<void> {
    const { database, clock } = this.context;
    this.idleLooks = (this.idleLooks + 1) % IDLE_LOOKS;
    if (this.running.length === 0 && this.idleLooks !== 0) return;
    this.running = await database.run<RefundRun>(readRunningRuns, [clock.now(), RUNS_AT_ONCE_MAX]);
    for (const run of this.running) {
      await this.payRefundsOf(run);
      await this.judge(run);
    }
  }

  private async payRefundsOf(run: RefundRun): Promise<void> {
    for (let step = 0; step < STEPS_PER_LOOK_MAX && !this.isStopping; step += 1) {
      const freeCount = REFUNDS_AT_ONCE_MAX - this.inProgress.size;
      const keys = freeCount > 0 ? await takeRefunds(this.context, run, freeCount) : [];
      for (const key of keys) {
        const paying = payRefund(this.context, run, key).finally(() => this.inProgress.delete(paying));
        this.inProgress.add(paying);
      }
      if (keys.length < freeCount) return;
      // A statement for some refunds, rather than for each.
      while (this.inProgress.size > REFUNDS_AT_ONCE_MAX / 2) await Promise.race(this.inProgress);
    }
  }

  /** Stops the run where too much fails, ends it where nothing is left, and publishes how far it is. */
  private async judge(run: RefundRun): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - (this.judgedAtMs.get(run.runId) ?? 0) < JUDGE_EVERY_MS) return;
    this.judgedAtMs.set(run.runId, nowMs);
    const { database, clock, logger, runTopic } = this.context;
    const { showId, runId } = run;
    const counts = await countRefundRun(database, run);
    const why = whyStop(run, counts);
    if (why !== null && (await database.run(stopRun, [showId, runId, why])).length > 0) {
      logger.error({ showId, runId, reason: why }, 'The refund of a show was stopped');
    }
    const isEmpty = counts.leftCount + counts.waitingCount + counts.requestedCount === 0;
    const isDone = isEmpty && (await database.run(finishRun, [showId, runId, clock.now()])).length > 0;
    if (isDone) logger.info({ showId, runId, ...countsOnly(counts) }, 'The refund of a show is done');
    const present = `${why ?? ''} ${isDone} ${JSON.stringify(countsOnly(counts))}`;
    if (this.published.get(runId) === present) return;
    this.published.set(runId, present);
    if (isDone) for (const kept of [this.published, this.judgedAtMs]) kept.delete(runId);
    publishRunChange(runTopic, runId);
  }
}

const countsOnly = ({ sums: _, ...counts }: RefundRunCounts) => counts;
