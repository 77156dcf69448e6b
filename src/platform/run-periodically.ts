import type { Stop } from './lifecycle';
import type { Logger } from './logger';

export interface PeriodicWork {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly logger: Logger;
  /** Logged when a run fails. The next run tries again. */
  readonly complaint: string;
}

/**
 * Runs work at an interval, for the first time after a half to a whole one: all that begins with the process would
 * otherwise ask the database at the same moment of each second. Runs never overlap. The stop function waits for a run in
 * progress.
 */
export function runPeriodically({ everyMs, work, logger, complaint }: PeriodicWork): Stop {
  let running: Promise<unknown> | undefined;
  const run = () => {
    running ??= work()
      .catch((error) => logger.warn({ err: error }, complaint))
      .finally(() => {
        running = undefined;
      });
  };
  let timer = setTimeout(
    () => {
      timer = setInterval(run, everyMs);
      run();
    },
    everyMs * (1 - Math.random() / 2),
  );
  return async () => {
    // Node clears either kind by it.
    clearTimeout(timer);
    await running;
  };
}
