import type { SyncedClock } from '../clock';
import type { Stop } from '../lifecycle';
import type { SqlExecutor } from './database';
import { statement } from './statement';

const readClock = statement('read_clock', 'select clock_timestamp() as now');
const FOLLOW_EVERY_MS = 10_000;

/** Corrects the clock by PostgreSQL's at once and every ten seconds. While the database is unreachable the clock runs on. */
export async function syncClock(clock: SyncedClock, database: SqlExecutor): Promise<Stop> {
  const follow = async () => {
    const asked = performance.now();
    const [row] = await database.run<{ now: Date }>(readClock);
    if (row !== undefined) clock.follow(row.now, asked, performance.now());
  };
  await follow();
  const timer = setInterval(() => void follow().catch(() => undefined), FOLLOW_EVERY_MS);
  return async () => clearInterval(timer);
}
