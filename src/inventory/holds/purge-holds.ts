import { runPeriodically, type Stop } from '../../platform';
import type { InventoryContext } from '../context';
import { purgeHolds as purge, readShowsToPurge } from './holds.sql';

const HOLDS_PER_BATCH_MAX = 500;
const BATCHES_PER_RUN_MAX = 100;
const SHOWS_PER_RUN_MAX = 1000;
const RUN_EVERY_MS = 60_000;

/** For this long a repeated request gets the first answer, which is the hold itself. */
const IDEMPOTENCY_HOURS = 24;

/**
 * Forgets holds that ended a day ago and that no order ever named, and what they counted. Small batches, so that nothing
 * waits for it, show by show; any number of processes may run it at once. Returns how many went.
 */
export async function purgeHolds({ database, clock }: Pick<InventoryContext, 'database' | 'clock'>): Promise<number> {
  const endedBefore = new Date(clock.now().getTime() - IDEMPOTENCY_HOURS * 3_600_000);
  const shows = await database.run<{ showId: string }>(readShowsToPurge, [endedBefore, SHOWS_PER_RUN_MAX]);
  let deleted = 0;
  let batches = 0;
  for (const { showId } of shows) {
    let inBatch = HOLDS_PER_BATCH_MAX;
    for (; inBatch === HOLDS_PER_BATCH_MAX && batches < BATCHES_PER_RUN_MAX; batches += 1) {
      const [row] = await database.run<{ hold_count: number }>(purge, [showId, endedBefore, HOLDS_PER_BATCH_MAX]);
      inBatch = row?.hold_count ?? 0;
      deleted += inBatch;
    }
  }
  return deleted;
}

/** Purges once a minute. */
export const startPurge = (context: InventoryContext): Stop =>
  runPeriodically({
    everyMs: RUN_EVERY_MS,
    work: () => purgeHolds(context),
    logger: context.logger,
    complaint: 'Ended holds could not be purged; the next run tries again',
  });
