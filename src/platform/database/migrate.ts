import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';

const LOCK_TRY_EVERY_MS = 200;

/**
 * Applies the missing migrations and returns their names. Several processes may call it at once: an advisory lock lets
 * one of them work while the others wait.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner('master');
  try {
    // Another process may hold the lock for a long time.
    await runner.query("select set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)");
    await waitForLock(runner);
    const applied = await dataSource.runMigrations();
    return applied.map(({ name }) => name);
  } finally {
    const unlock =
      "select pg_advisory_unlock(hashtext('frontrow migrations')); reset lock_timeout; reset statement_timeout";
    await runner.query(unlock).catch(() => undefined);
    await runner.release();
  }
}

/**
 * Waits by asking again. A statement that waits for the lock has a snapshot, and an index that is built concurrently
 * waits for every snapshot: the two processes would wait for each other without end.
 */
async function waitForLock(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row]: { is_locked: boolean }[] = await runner.query(
      "select pg_try_advisory_lock(hashtext('frontrow migrations')) as is_locked",
    );
    if (row?.is_locked) return;
    await delay(LOCK_TRY_EVERY_MS);
  }
}
