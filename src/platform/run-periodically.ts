import type { Stop } from './lifecycle';
import type { Logger } from './logger';

export interface PeriodicWork {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly logger: Logger;
  /** The sentence for the log where a run failed. The next one tries again. */
  readonly complaint: string;
}

/** Does something again and again, never twice at once. The stop waits for the run that is under way. */
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
