import { Socket } from 'node:net';
import { CONNECTIONS_KEPT } from '../../../src/platform';
import { makePool } from '../../../src/platform/database/data-source';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

/** What a client or an operator would see of operations that were counted. */
const figures = async () => {
  const text = await (await fetch(`${testApp.url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith('frontrow_graphql_operation') && !line.includes('le='));
};

/** Rows of all tables together, as they are now. */
async function countRows(): Promise<Record<string, number>> {
  const tables = await testApp.database.dataSource.query(
    `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`,
  );
  const counts: Record<string, number> = {};
  for (const { relname } of tables) {
    const [row] = await testApp.database.dataSource.query(`select count(*)::int as rows from "${relname}"`);
    counts[relname] = row.rows;
  }
  return counts;
}

it('a process that has rehearsed has open connections, and nothing was written, counted or logged', async () => {
  const [rows, counted] = [await countRows(), await figures()];
  await testApp.app.rehearse();
  expect(testApp.database.poolUse.total).toBeGreaterThanOrEqual(CONNECTIONS_KEPT);
  expect(await countRows()).toEqual(rows);
  expect(await figures()).toEqual(counted);
  expect(testApp.log.filter(({ msg }) => msg.includes('rehearsal'))).toEqual([]);
});

it('the statements of claims are planned on the connections that a crowd finds', async () => {
  await testApp.app.rehearse();
  const named = async () => {
    const [row] = await testApp.database.dataSource.query(
      `select count(*)::int as claims from pg_prepared_statements where name in ('claim_seats', 'claim_seats_of_many')`,
    );
    return row.claims;
  };
  const counts = await Promise.all(Array.from({ length: testApp.database.poolUse.total }, named));
  expect(counts.filter((claims) => claims === 2).length).toBeGreaterThanOrEqual(CONNECTIONS_KEPT);
});

it('an app that closes does not wait for its rehearsal', async () => {
  const other = await testApp.openAnother();
  const rehearsal = other.rehearse();
  await other.close();
  await rehearsal;
  expect(testApp.log.filter(({ level }) => level >= 40)).toEqual([]);
});

it('without a database the rehearsal is left out, and the process goes on', async () => {
  const other = await testApp.openAnother();
  jest.spyOn(other.platform.database, 'run').mockRejectedValue(new Error('connect ECONNREFUSED'));
  await other.rehearse();
  expect(testApp.log.filter(({ msg }) => msg === 'The rehearsal for a crowd was left out')).toHaveLength(1);
  expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
});

it('idle connections end, but for those that a crowd needs first, which firewalls do not forget', async () => {
  const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
  const idleTimeoutMillis = 20;
  const pool = makePool({ url: testApp.config.DATABASE_URL }, { idleTimeoutMillis });
  const keepsNone = makePool({ url: testApp.config.DATABASE_URL }, { idleTimeoutMillis, min: 0 });
  try {
    await Promise.all(Array.from({ length: CONNECTIONS_KEPT + 4 }, () => pool.query('select pg_sleep(0.05)')));
    await eventually(() => pool.totalCount === CONNECTIONS_KEPT);
    expect(keepAlive.mock.calls).toEqual(Array(CONNECTIONS_KEPT + 4).fill([true, 30_000]));
    // Its connection is idle later, so whatever would have ended has ended when it does.
    await keepsNone.query('select 1');
    await eventually(() => keepsNone.totalCount === 0);
    expect(pool.totalCount).toBe(CONNECTIONS_KEPT);
  } finally {
    keepAlive.mockRestore();
    await Promise.all([pool.end(), keepsNone.end()]);
  }
});
