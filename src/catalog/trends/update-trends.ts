import { type Clock, type Database, type Logger, runPeriodically, type Stop, type Transaction } from '../../platform';
import { countFacetValues, deleteTrendRuns, insertTrendRun, lockTrends, readLastTrendRun } from './trends.sql';

/** How much an event is wanted now. */
export interface EventDemand {
  /** A UUID. */
  readonly eventId: string;
  /** Its buyers of late, each at most 1 and less with time. */
  readonly weight: number;
}

/**
 * Measures the demand for events at an instant, in the transaction of a run. The module that records orders knows it: it
 * is above this one, and registers itself.
 */
export type MeasureDemand = (transaction: Transaction, now: Date) => Promise<readonly EventDemand[]>;

export const TREND_EVERY_MS = 5 * 60_000;
/** Whoever turns pages follows one run for so long. */
const RUNS_KEPT_MS = 60 * 60_000;
const CHECK_EVERY_MS = 10_000;

/**
 * Works out the trending events once every five minutes of the service's clock, on whichever process comes first. A run
 * is one transaction: it is there as a whole or not at all, and a process that dies leaves it to the next.
 */
export class Trends {
  private measure: MeasureDemand | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  measureBy(measure: MeasureDemand): void {
    this.measure = measure;
  }

  /** Works out the run of now if it is missing. Returns whether it did. */
  async update(): Promise<boolean> {
    const now = this.clock.now();
    const runAt = new Date(Math.floor(now.getTime() / TREND_EVERY_MS) * TREND_EVERY_MS);
    const { measure } = this;
    if (measure === undefined || !(await this.isMissing(this.database, runAt))) return false;
    return this.database.transaction(async (transaction) => {
      const [lock] = await transaction.run<{ isLocked: boolean }>(lockTrends);
      if (lock?.isLocked !== true || !(await this.isMissing(transaction, runAt))) return false;
      const demand = await measure(transaction, now);
      await transaction.run(insertTrendRun, [
        runAt,
        demand.map(({ eventId }) => eventId),
        demand.map(({ weight }) => weight),
        now,
      ]);
      await transaction.run(deleteTrendRuns, [new Date(runAt.getTime() - RUNS_KEPT_MS)]);
      return true;
    });
  }

  /** Counts the shows of each category and city after a run, apart from it: nobody waits for these. */
  private async updateAndCount(): Promise<void> {
    if (await this.update()) await this.database.run(countFacetValues, [this.clock.now()]);
  }

  start(): Stop {
    return runPeriodically({
      everyMs: CHECK_EVERY_MS,
      work: () => this.updateAndCount(),
      logger: this.logger,
      complaint: 'The trending events could not be worked out',
    });
  }

  private async isMissing(executor: Pick<Transaction, 'run'>, runAt: Date): Promise<boolean> {
    const [last] = await executor.run<{ runAt: Date | null }>(readLastTrendRun);
    return last?.runAt == null || last.runAt < runAt;
  }
}
