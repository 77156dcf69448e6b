import type { Pool } from 'pg';
import type { House } from './house';

/** Runs the work and tells which SQL statements of the house ran meanwhile, by name. */
export async function countStatements(house: House, work: () => Promise<unknown>): Promise<string[]> {
  // With the driver `postgres` the master is a pool of `pg`.
  const pool = (house.database.dataSource.driver as unknown as { master: Pool }).master;
  const query = jest.spyOn(pool, 'query');
  try {
    await work();
    return query.mock.calls.map(([statement]) => {
      const { name } = statement as { name?: string };
      return name ?? 'unnamed';
    });
  } finally {
    query.mockRestore();
  }
}
