import type { Stop } from './lifecycle';
import type { Logger } from './logger';

export interface PeriodicWork {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly logger: Logger;
  /** Logged when a run fails. The next run tries again. */
  readonly complaint: string;
}

/** Runs work at an interval; runs never overlap. The stop function waits for a run in progress. */
export function runPeriodically({ everyMs, work, logger, complaint }: PeriodicWork): Stop {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error) => logger.warn({ err: error }, complaint))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
