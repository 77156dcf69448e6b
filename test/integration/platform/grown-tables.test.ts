import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

/** PostgreSQL visits a database once a minute by itself. */
const testApp = openTestApp({ DATABASE_POOL_MAX: '4' });

const counted = async (table: string): Promise<number> => {
  const [row] = await testApp.database.dataSource.query(`select reltuples from pg_class where relname = $1`, [table]);
  return row.reltuples;
};

describe('Tables that grow in the first seconds of a sale', () => {
  it('are counted, and again when they have doubled', async () => {
    const { dataSource } = testApp.database;
    await dataSource.query('create table grows (number integer)');
    await dataSource.query('insert into grows select generate_series(1, 300)');
    await eventually(async () => (await counted('grows')) === 300 || 'the 300 rows are not counted');
    await dataSource.query('insert into grows select generate_series(301, 1000)');
    await eventually(async () => (await counted('grows')) === 1000 || 'the 1,000 rows are not counted');
  });

  it('are left alone where PostgreSQL is told not to count them', async () => {
    const { dataSource } = testApp.database;
    await dataSource.query('create table kept (number integer) with (autovacuum_enabled = off)');
    await dataSource.query('create table also_grows (number integer)');
    for (const table of ['kept', 'also_grows'])
      await dataSource.query(`insert into ${table} select generate_series(1, 300)`);
    await eventually(async () => (await counted('also_grows')) === 300 || 'the 300 rows are not counted');
    expect(await counted('kept')).toBe(-1);
  });

  it('have plans by which a purchase does not read the orders of others', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(10, 60) });
    let next = 0;
    await buy(show, 110, () => next++);
    await eventually(async () => (await counted('ticket_order')) >= 100 || 'the orders are not counted');
    // Those who have a plan from before make another one.
    await buy(show, 20, () => next++);
    const before = await ordersRead();
    await buy(show, 20, () => next++);
    expect((await ordersRead()) - before).toBeLessThan(20 * 100);
  });
});

/** So many purchases of one seat each, four at a time. */
async function buy(show: MadeShow, count: number, nextSeat: () => number): Promise<void> {
  let left = count;
  const buyers = Array.from({ length: 4 }, async () => {
    while (left-- > 0) {
      const token = await testApp.token();
      const { id } = await holdFree(testApp, show, [nextSeat()], token);
      expect(await purchase(testApp, { holdId: id }, token)).toMatchObject({ __typename: 'PurchasePayload' });
    }
  });
  await Promise.all(buyers);
}

/** How many rows of orders all sessions have read so far. They report it a second later. */
async function ordersRead(): Promise<number> {
  let last = -1;
  await eventually(async () => {
    const [{ count }] = await testApp.database.dataSource.query(
      `select (select seq_tup_read from pg_stat_user_tables where relname = 'ticket_order')
              + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'ticket_order') as count`,
    );
    const isStill = Number(count) === last;
    last = Number(count);
    if (!isStill) await new Promise((resolve) => setTimeout(resolve, 1200));
    return isStill || 'orders are still being read';
  });
  return last;
}
