import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { fillWithOrders } from '../../support/factories/sold-show';
import { holdFree } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

/** PostgreSQL visits a database once a minute by itself. */
const testApp = openTestApp({ DATABASE_POOL_MAX: '4' });

const SOLD = 2000;
/** A session of PostgreSQL reports what it has read with the end of a transaction, but only so often. */
const REPORTED_EVERY_MS = 1200;

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
    const show = await makeShow(testApp, { seatMap: plainSeatMap(30, 100) });
    let next = SOLD;
    await buy(show, 24, () => next++);
    const sold = { count: SOLD, seatsOfOrder: 1, priceMinor: 4500, days: 1, isUncounted: true };
    await fillWithOrders(testApp.database, { ...sold, showId: show.showId });
    await eventually(async () => (await counted('ticket_order')) >= SOLD || 'the orders are not counted');
    // Each session makes new plans, and reports what it read by those of before.
    await delay(REPORTED_EVERY_MS);
    await buy(show, 20, () => next++);
    const before = await ordersRead();
    await buy(show, 20, () => next++);
    // By the plans of before, each reads the orders of the others a dozen times.
    expect((await ordersRead()) - before).toBeLessThan(20 * SOLD);
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

/** How many entries of orders all sessions have read so far. */
async function ordersRead(): Promise<number> {
  await delay(REPORTED_EVERY_MS);
  const [{ count }] = await testApp.database.dataSource.query(
    `select (select seq_tup_read from pg_stat_user_tables where relname = 'ticket_order')
            + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'ticket_order') as count`,
  );
  return Number(count);
}
