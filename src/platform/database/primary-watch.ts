import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import { runPeriodically } from '../run-periodically';
import type { Database } from './database';

const CHECK_EVERY_MS = 5000;

/**
 * Keeps the pool on a server that accepts writes. After a failover the address may lead to a standby for a while, and a
 * connection made then would stay there for as long as the process lives: such connections are refused when they are
 * made, and replaced when their server becomes a standby.
 */
export function watchPrimary(database: Database, logger: Logger): Stop {
  database.refuseReadOnlyServers();
  return runPeriodically({
    everyMs: CHECK_EVERY_MS,
    // Unreachable databases are reported by readiness and by what needs them.
    work: () => database.checkWritable().catch(() => undefined),
    logger,
    complaint: 'The check for a writable database failed',
  });
}
