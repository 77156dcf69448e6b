import { randomUUID } from 'node:crypto';
import { claimSeats, claimSeatsOfMany } from '../../../src/inventory/holds/claims.sql';
import { extendHold, releaseHold } from '../../../src/inventory/holds/holds.sql';
import { reserveHold } from '../../../src/inventory/orders/order-seats.sql';
import type { Statement } from '../../../src/platform';
import { explain } from '../../support/explain';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { openTestApp } from '../../support/test-app';

// An on-sale fills a show in minutes, before PostgreSQL has counted its rows: plans must not depend on the counts.
const testApp = openTestApp();
const HOLDS = 2000;
const later = () => new Date(testApp.clock.now().getTime() + 3_600_000);

/** A show whose seats are held by two thousand buyers, each of whom has an order with an open payment. */
async function fullShow(): Promise<{ showId: string; holdId: string; buyerId: string }> {
  const { dataSource } = testApp.database;
  const { showId } = await makeShow(testApp, { seatMap: plainSeatMap(40, 100) });
  for (const table of ['seat_hold', 'ticket_order', 'payment'])
    await dataSource.query(`alter table ${table} set (autovacuum_enabled = off)`);
  await dataSource.query(
    `insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                            created_at, expires_at, expires_at_max)
     select gen_random_uuid(), $1, gen_random_uuid(), number::text, array[2 * number, 2 * number + 1], array[100, 100], 200,
            'EUR', $2, $3, $3
       from generate_series(0, ${HOLDS - 1}) as number`,
    [showId, testApp.clock.now(), later()],
  );
  await dataSource.query(
    `update show_seat s set status = 'H', version = version + 1, hold_id = h.id, hold_expires_at = h.expires_at
       from (select id, expires_at, unnest(seat_nos) as seat_no from seat_hold where show_id = $1) as h
      where s.show_id = $1 and s.seat_no = h.seat_no`,
    [showId],
  );
  await dataSource.query(insertOrders(`show_id = $1`), [showId]);
  const [hold] = await dataSource.query(
    'select id as "holdId", buyer_id as "buyerId" from seat_hold where show_id = $1 limit 1',
    [showId],
  );
  return { showId, ...hold };
}

const insertOrders = (holds: string) => `
  with ordered as (
    insert into ticket_order (id, show_id, hold_id, buyer_id, idempotency_key, total_minor, currency, request_hash,
                              created_at, changed_by)
    select gen_random_uuid(), show_id, id, buyer_id, idempotency_key, total_minor, currency, '', now(), 'test'
      from seat_hold
     where ${holds}
    returning *
  )
  insert into payment (show_id, order_id, amount_minor, currency, request_lease_until, pay_until, check_at, changed_by)
  select show_id, id, total_minor, currency, now() + interval '1 day', now() + interval '1 day', now() + interval '1 day', 'test'
    from ordered`;

const counted = [['before PostgreSQL has counted its rows'], ['after it has']] as const;

describe.each(counted)('In a show with two thousand holds and orders, %s', (when) => {
  let show: Awaited<ReturnType<typeof fullShow>>;
  beforeAll(async () => {
    show = await fullShow();
    if (when === 'after it has') await testApp.database.dataSource.query('analyze seat_hold, ticket_order, payment');
  });

  const claim = async (statement: Statement) => {
    const terms = await testApp.app.modules.catalog.refreshSaleTerms(show.showId);
    const [buyer, hold, version] = [randomUUID(), randomUUID(), terms?.termsVersion ?? 0];
    const [now, end] = [testApp.clock.now(), later()];
    if (statement === claimSeats)
      return [show.showId, [0, 1], buyer, 'key', hold, now, end, end, 4, [1, 1], 2, 'EUR', version, 1, null, null];
    const inRequest = [[show.showId], [buyer], ['key'], [hold], [end.toISOString()], [end.toISOString()], [4], [2]];
    return [...inRequest, ['EUR'], [version], [1], [1, 1], [0, 1], [1, 1], now, [null], [null], [1], [2]];
  };
  /** Of another buyer, so that the hold stays as it is. */
  const ofHold = () => [show.showId, show.holdId, randomUUID(), testApp.clock.now()];

  it.each([
    ['a refusal', claimSeats, () => claim(claimSeats)],
    ['a refusal among claims that are sent together', claimSeatsOfMany, () => claim(claimSeatsOfMany)],
    ['an extension', extendHold, () => [...ofHold(), later()]],
    ['a release', releaseHold, ofHold],
    ['a reservation', reserveHold, () => [...ofHold(), randomUUID()]],
  ])('%s reads the holds that it is about, and no others', async (_, statement, values) => {
    const plan = await explain(testApp.database.dataSource, statement, await values());
    expect(plan).toMatch(/ on seat_hold .*\n.*Index Cond: .*\bid = /);
    expect(plan).not.toMatch(/Rows Removed by Filter: \d{3,}/);
    expect(plan).not.toContain('seat_hold_live');
  });

  it('the commit of an order reads that order, and no others', async () => {
    const runner = testApp.database.dataSource.createQueryRunner('master');
    const rowsRead = async (): Promise<number> => {
      const [{ count }] = await runner.query(
        `select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as count
           from pg_stat_xact_user_tables where relname = 'ticket_order'`,
      );
      return count;
    };
    await runner.startTransaction();
    try {
      const before = await rowsRead();
      await runner.query(
        `insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                                created_at, expires_at, expires_at_max)
         select gen_random_uuid(), $1, gen_random_uuid(), 'last', array[0], array[100], 100, 'EUR', now(), $2, $2`,
        [show.showId, later()],
      );
      await runner.query(insertOrders(`show_id = $1 and idempotency_key = 'last'`), [show.showId]);
      await runner.query('set constraints all immediate');
      expect((await rowsRead()) - before).toBeLessThan(20);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});
