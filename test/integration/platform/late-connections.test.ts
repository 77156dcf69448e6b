import { statement } from '../../../src/platform';
import { makePool } from '../../../src/platform/database/data-source';
import { PrimaryServers } from '../../../src/platform/database/primary-servers';
import { runOnPool } from '../../../src/platform/database/run-on';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const add = statement('test_add_to_late', 'insert into late (name) values ($1)');

/** A pool of one connection whose callers wait for a short time, and a caller who waits while the server is being asked. */
async function waitTooLong(work: (pool: ReturnType<typeof makePool>) => Promise<unknown>) {
  const url = testApp.config.DATABASE_URL;
  const servers = new PrimaryServers(url);
  const pool = makePool({ url, servers, poolMax: 1 }, { connectionTimeoutMillis: 400 });
  testApp.closing(() => pool.end());
  servers.guard(pool);
  const first = await pool.connect();
  await testApp.database.transaction(async (transaction) => {
    // Whoever connects now reads this table, and waits.
    await transaction.run(statement('test_lock_timelines', 'lock table database_timeline in access exclusive mode'));
    const waiting = work(pool);
    first.release(true);
    await expect(waiting).rejects.toThrow('timeout exceeded when trying to connect');
  });
  await eventually(() => pool.idleCount === 1 || `${pool.totalCount} connections, ${pool.idleCount} idle`);
  return pool;
}

beforeAll(() => testApp.database.dataSource.query('create table late (name text)'));

it('a connection that comes when its caller has given up goes back to the pool', async () => {
  const pool = await waitTooLong((of) => of.connect());
  const { rows } = await pool.query('select 1 as one');
  expect(rows).toEqual([{ one: 1 }]);
});

it.each([
  ['of the service', (pool: ReturnType<typeof makePool>) => runOnPool(pool, add, ['a'])],
  ['of the driver', (pool: ReturnType<typeof makePool>) => pool.query(add.text, ['b'])],
])('a statement %s whose caller has given up is not made', async (_whose, work) => {
  const pool = await waitTooLong(work);
  expect((await pool.query('select name from late')).rows).toEqual([]);
});
