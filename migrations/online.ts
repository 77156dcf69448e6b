import type { QueryRunner } from 'typeorm';

/** A migration that waits for a lock makes everybody else wait behind it. */
const LOCK_MS_MAX = 500;
const ATTEMPTS_MAX = 120;
const PAUSE_MS = 500;
const ROWS_PER_BATCH = 5000;

/** For a migration outside of a transaction (`transaction = false`) whose steps may run again after it broke off. */

/**
 * Runs statements in one transaction that gives up after half a second without its locks, less than the time after
 * which PostgreSQL looks for deadlocks, and tries again: the service waits for it no longer than that.
 */
export async function inShortLocks(runner: QueryRunner, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runner.query(`begin; set local lock_timeout = '${LOCK_MS_MAX}ms'; ${sql}; commit`);
      return;
    } catch (error) {
      await runner.query('rollback');
      const isLocked = error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
      if (!isLocked || attempt === ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Builds an index while the table is written. One that an earlier attempt left unfinished is built anew. */
export async function buildIndex(
  runner: QueryRunner,
  name: string,
  definition: string,
  isUnique = false,
): Promise<void> {
  const found: { indisvalid: boolean }[] = await runner.query(
    `select i.indisvalid from pg_index i where i.indexrelid = to_regclass('${name}')`,
  );
  if (found[0]?.indisvalid) return;
  await runner.query(`drop index concurrently if exists ${name}`);
  await runner.query(`create ${isUnique ? 'unique ' : ''}index concurrently ${name} on ${definition}`);
}

/** Repeats an update of `limit $1` rows until it finds none, each batch a transaction by itself. */
export async function inBatches(runner: QueryRunner, update: string): Promise<void> {
  for (;;) {
    const [, count]: [unknown, number] = await runner.query(update, [ROWS_PER_BATCH]);
    if (count === 0) return;
  }
}
