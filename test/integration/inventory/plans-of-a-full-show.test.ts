import { randomUUID } from 'node:crypto';
import { claimSeats, claimSeatsOfMany } from '../../../src/inventory/holds/claims.sql';
import { extendHold, releaseHold } from '../../../src/inventory/holds/holds.sql';
import { reserveHold } from '../../../src/inventory/orders/order-seats.sql';
import { claimPlaces } from '../../../src/inventory/places/claim-places.sql';
import type { Statement } from '../../../src/platform';
import { explain, prepareToExplain } from '../../support/explain';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { openTestApp } from '../../support/test-app';

// An on-sale fills a show in minutes, before PostgreSQL has counted its rows: plans must not depend on the counts.
const testApp = openTestApp();
const HOLDS = 2000;
const later = () => new Date(testApp.clock.now().getTime() + 3_600_000);

beforeAll(async () => {
  for (const table of ['seat_hold', 'ticket_order', 'payment'])
    await testApp.database.dataSource.query(`alter table ${table} set (autovacuum_enabled = off)`);
});

/** A show whose seats are held by two thousand buyers, each of whom has an order with an open payment. */
async function fullShow(): Promise<{ showId: string; holdId: string; buyerId: string }> {
  const { dataSource } = testApp.database;
  const { showId } = await makeShow(testApp, { seatMap: plainSeatMap(40, 100) });
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

/** A claim of the first two seats by somebody else. */
async function claimOf(showId: string, statement: Statement): Promise<unknown[]> {
  const terms = await testApp.app.modules.catalog.refreshSaleTerms(showId);
  const [buyer, hold, version] = [randomUUID(), randomUUID(), terms?.termsVersion ?? 0];
  const [now, end] = [testApp.clock.now(), later()];
  if (statement === claimSeats)
    return [showId, [0, 1], buyer, 'key', hold, now, end, end, 4, [1, 1], 2, 'EUR', version, 1, null, null];
  const ends = [end.toISOString()];
  if (statement === claimPlaces) {
    const requests = [[buyer], ['key'], [hold], ends, ends, [2], [1], ['null']];
    return [showId, now, ...requests, 4, 'EUR', version, ['2 places'], [0], [4000], [1]];
  }
  const requests = [[showId], [buyer], ['key'], [hold], ends, ends, [4], [2]];
  return [...requests, ['EUR'], [version], [1], [1, 1], [0, 1], [1, 1], now, [null], [null], [1], [2]];
}

// The plan of a session's first claim serves all others of the first minute of a sale.
describe('Claims that are planned before anybody has held a seat', () => {
  it('read the holds that they are about, and no others, when two thousand have been made', async () => {
    const { dataSource } = testApp.database;
    const { showId } = await makeShow(testApp, { seatMap: plainSeatMap(1, 10) });
    const before = await Promise.all(
      [claimSeats, claimSeatsOfMany, claimPlaces].map(async (statement) => {
        const prepared = await prepareToExplain(dataSource, statement);
        await prepared.run(await claimOf(showId, statement));
        return { statement, prepared };
      }),
    );
    try {
      const show = await fullShow();
      for (const { statement, prepared } of before) {
        const plan = await prepared.run(await claimOf(show.showId, statement));
        expect(plan).not.toContain('Seq Scan on seat_hold');
      }
    } finally {
      await Promise.all(before.map(({ prepared }) => prepared.end()));
    }
  });
});

const counted = [['before PostgreSQL has counted its rows'], ['after it has']] as const;

describe.each(counted)('In a show with two thousand holds and orders, %s', (when) => {
  let show: Awaited<ReturnType<typeof fullShow>>;
  beforeAll(async () => {
    show = await fullShow();
    if (when === 'after it has') await testApp.database.dataSource.query('analyze seat_hold, ticket_order, payment');
  });

  const claim = (statement: Statement) => claimOf(show.showId, statement);
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
