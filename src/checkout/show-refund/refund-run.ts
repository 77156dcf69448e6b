import type { SqlExecutor } from '../../platform';
import { countRun, readLatestRun, readRun } from './refund-runs.sql';
import type { RefundRunKey } from './show-refund-quote';

/** The refund of a whole show, as its row says. */
export interface RefundRun extends RefundRunKey {
  readonly state: 'running' | 'stopped' | 'done';
  /** From the organizer to the buyers. */
  readonly message: string | null;
  readonly stopReason: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** The last order that some process has taken to end it. */
  readonly afterOrder: string;
  readonly passes: number;
  readonly nextPassAt: Date;
  /** Refunds that had ended, and that had failed, when it was started or continued. */
  readonly endedBefore: number;
  readonly failedBefore: number;
  /** Who started it. */
  readonly role: 'organizer' | 'admin';
  readonly callerId: string;
}

export interface RefundRunCounts {
  /** Orders that the run has ended, and those that it has still to end. */
  readonly endedCount: number;
  readonly leftCount: number;
  /** Of the ended ones: held back, asked for without an answer yet, at the bank, returned, failed, without any money. */
  readonly waitingCount: number;
  readonly requestedCount: number;
  readonly pendingCount: number;
  readonly returnedCount: number;
  readonly failedCount: number;
  readonly freeCount: number;
  readonly sums: readonly RefundRunSum[];
}

interface RefundRunSum {
  readonly progress: 'waiting' | 'requested' | 'pending' | 'returned' | 'failed';
  readonly currency: string;
  readonly amountMinor: number;
}

export async function readRefundRun(executor: SqlExecutor, { showId, runId }: RefundRunKey): Promise<RefundRun | null> {
  const [run] = await executor.run<RefundRun>(readRun, [showId, runId]);
  return run ?? null;
}

export async function readLatestRefundRun(executor: SqlExecutor, showId: string): Promise<RefundRun | null> {
  const [latest] = await executor.run<{ runId: string }>(readLatestRun, [showId]);
  return latest === undefined ? null : readRefundRun(executor, { showId, ...latest });
}

export async function countRefundRun(executor: SqlExecutor, { showId, runId }: RefundRunKey): Promise<RefundRunCounts> {
  const [counts] = await executor.run<RefundRunCounts>(countRun, [showId, runId]);
  if (counts === undefined) throw new Error('A count returned no row');
  return counts;
}

const FAILURES_MIN = 3;
const FAILED_PERCENT_MAX = 5;

/** Why a run is to stop; null where it goes on. Counts what has ended since it was started or continued. */
export function whyStop(
  { endedBefore, failedBefore }: Pick<RefundRun, 'endedBefore' | 'failedBefore'>,
  { pendingCount, returnedCount, failedCount }: Pick<RefundRunCounts, 'pendingCount' | 'returnedCount' | 'failedCount'>,
): string | null {
  const failed = failedCount - failedBefore;
  const ended = pendingCount + returnedCount + failedCount - endedBefore;
  if (failed < FAILURES_MIN || failed * 100 < ended * FAILED_PERCENT_MAX) return null;
  return `${failed} of ${ended} refunds failed. Remove the cause, then continue.`;
}
