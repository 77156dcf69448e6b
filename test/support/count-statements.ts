import type { Pool } from 'pg';
import type { TestApp } from './test-app';

/**
 * Runs the work and tells which SQL statements ran meanwhile whose name begins so, such as `catalog_`. The prefix leaves
 * out what the app does by itself in the background.
 */
export async function countStatements(testApp: TestApp, work: () => Promise<unknown>, prefix = ''): Promise<string[]> {
  // With the driver `postgres` the master is a pool of `pg`.
  const pool = (testApp.database.dataSource.driver as unknown as { master: Pool }).master;
  const query = jest.spyOn(pool, 'query');
  try {
    await work();
    return query.mock.calls
      .map(([statement]) => (statement as { name?: string }).name ?? '')
      .filter((name) => name.startsWith(prefix));
  } finally {
    query.mockRestore();
  }
}
