import type { DataSource } from 'typeorm';

/**
 * Applies the missing migrations and returns their names. Several processes may call it at once: an advisory lock lets
 * one of them work while the others wait.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner('master');
  try {
    // Another process may hold the lock for a long time.
    await runner.query("select set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)");
    await runner.query("select pg_advisory_lock(hashtext('frontrow migrations'))");
    const applied = await dataSource.runMigrations();
    return applied.map(({ name }) => name);
  } finally {
    const unlock =
      "select pg_advisory_unlock(hashtext('frontrow migrations')); reset lock_timeout; reset statement_timeout";
    await runner.query(unlock).catch(() => undefined);
    await runner.release();
  }
}
