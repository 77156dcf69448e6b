import type { EventLogContext, Lease } from '../context';
import { removeOldEntries } from './entries.sql';

/** Entries that were fed are kept so long: for a server that forgets its log. */
const HOURS_KEPT = 24;
const ENTRIES_PER_STEP_MAX = 5000;
/** The next run goes on. */
const STEPS_MAX = 100;

/** Removes entries that nobody needs any more, and the oldest where the log was away for so long that there are too many. */
export async function removeOld(
  { database, logger, backlogMax, lostCount }: EventLogContext,
  { feeder, term }: Lease,
): Promise<void> {
  let lost = 0;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const values = [feeder, term, HOURS_KEPT, backlogMax, ENTRIES_PER_STEP_MAX];
    const [removed] = await database.run<{ count: number; lostCount: number }>(removeOldEntries, values);
    lost += removed?.lostCount ?? 0;
    if ((removed?.count ?? 0) < ENTRIES_PER_STEP_MAX) break;
  }
  if (lost === 0) return;
  lostCount.inc(lost);
  logger.error(
    { lost, backlogMax },
    'The event log is away for too long: the oldest events that wait for it were dropped',
  );
}
