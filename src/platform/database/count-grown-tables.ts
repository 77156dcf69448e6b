import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import { runPeriodically } from '../run-periodically';
import type { Database } from './database';
import { statement } from './statement';

const EVERY_MS = 2000;

/**
 * The tables that have become twice as large as PostgreSQL knows, as a list; null where there are none. Without those that
 * belong to another role, or are exempt from PostgreSQL's own counting.
 */
const readGrown = statement(
  'database_read_grown_tables',
  `select string_agg(c.oid::regclass::text, ', ') as grown
  from pg_class c
 where c.relkind = 'r'
   and c.relnamespace = current_schema()::regnamespace
   and pg_stat_get_live_tuples(c.oid) > greatest(100, 2 * c.reltuples)
   and 'autovacuum_enabled=off' <> all (coalesce(c.reloptions, '{}'))
   and pg_has_role(c.relowner, 'usage')`,
);

/**
 * Has PostgreSQL count rows while a sale is young. Each connection keeps its plans until the next count, which PostgreSQL
 * makes once a minute: those that were made for a few rows choose any index that begins with the show, and read all
 * orders of the show for each.
 */
export const countGrownTables = (database: Database, logger: Logger): Stop =>
  runPeriodically({
    everyMs: EVERY_MS,
    async work() {
      const [row] = await database.run<{ grown: string | null }>(readGrown);
      // What another process is counting is skipped.
      if (row?.grown) await database.dataSource.query(`analyze (skip_locked) ${row.grown}`);
    },
    logger,
    complaint: 'PostgreSQL could not count the rows of tables that have grown',
  });
