import type { EventLogContext, Lease } from '../context';
import { lockHead } from '../feeding/feeding.sql';
import { numberEntries, readIsAnyNew } from './entries.sql';

const ENTRIES_PER_STEP_MAX = 1000;

/** Gives new entries their positions and sequences, one step of them. Returns whether there may be more. */
export async function numberNewEntries({ database, atCrashPoint }: EventLogContext, lease: Lease): Promise<boolean> {
  const [found] = await database.run<{ isAny: boolean }>(readIsAnyNew);
  if (found?.isAny !== true) return false;
  const count = await database.transaction(async (transaction) => {
    const [head] = await transaction.run(lockHead, [lease.feeder, lease.term]);
    if (head === undefined) return 0;
    const [numbered] = await transaction.run<{ count: number }>(numberEntries, [ENTRIES_PER_STEP_MAX]);
    return numbered?.count ?? 0;
  });
  if (count > 0) atCrashPoint('event log numbered');
  return count === ENTRIES_PER_STEP_MAX;
}
