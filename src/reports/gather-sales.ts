import { type Logger, runPeriodically, type SqlExecutor, type Stop } from '../platform';
import { gatherSales, gatherSeatSales } from './sales-figures.sql';

const EVERY_MS = 1000;
const CHANGES_MAX = 5000;
const ROUNDS_MAX = 20;

/**
 * Adds up what transactions have noted of their changes, so that figures are read from few rows. They are the same before and
 * after it, whichever process does it.
 */
export function startGatheringSales(database: SqlExecutor, logger: Logger): Stop {
  return runPeriodically({
    everyMs: EVERY_MS,
    work: () => gatherChanges(database),
    logger,
    complaint: 'Changes of sales could not be added up and will be tried again',
  });
}

/** Until no changes are left, or a round found only those of others. */
export async function gatherChanges(database: SqlExecutor): Promise<void> {
  for (const statement of [gatherSales, gatherSeatSales]) {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if ((await database.run(statement, [CHANGES_MAX])).length === 0) break;
    }
  }
}
