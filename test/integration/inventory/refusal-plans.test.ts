import { randomUUID } from 'node:crypto';
import { claimSeats, claimSeatsOfMany } from '../../../src/inventory/holds/claims.sql';
import { explain } from '../../support/explain';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { openTestApp } from '../../support/test-app';

// An on-sale fills a show in minutes, before PostgreSQL has counted its rows: plans must not depend on the counts.
const testApp = openTestApp();
const HOLDS = 2000;

it.each(['before PostgreSQL has counted them', 'after it has'])(
  'a refusal reads none of the two thousand other holds of its show, %s',
  async (when) => {
    const { dataSource } = testApp.database;
    const { showId } = await makeShow(testApp, { seatMap: plainSeatMap(40, 100) });
    const terms = await testApp.app.modules.catalog.refreshSaleTerms(showId);
    const now = testApp.clock.now();
    const later = new Date(now.getTime() + 3_600_000);
    await dataSource.query('alter table seat_hold set (autovacuum_enabled = off)');
    await dataSource.query(
      `insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                            created_at, expires_at, expires_at_max)
     select gen_random_uuid(), $1, gen_random_uuid(), number::text, array[2 * number, 2 * number + 1], array[100, 100], 200,
            'EUR', $2, $3, $3
       from generate_series(0, ${HOLDS - 1}) as number`,
      [showId, now, later],
    );
    await dataSource.query(
      `update show_seat s set status = 'H', version = version + 1, hold_id = h.id, hold_expires_at = h.expires_at
       from seat_hold h where s.show_id = h.show_id and s.seat_no = any(h.seat_nos) and h.show_id = $1`,
      [showId],
    );
    if (when === 'after it has') await dataSource.query('analyze seat_hold');

    const [buyer, hold, version] = [randomUUID(), randomUUID(), terms?.termsVersion ?? 0];
    const single = [showId, [0, 1], buyer, 'key', hold, now, later, later, 4, [1, 1], 2, 'EUR', version, 1];
    const inRequest = [[showId], [buyer], ['key'], [hold], [later.toISOString()], [later.toISOString()], [4], [2]];
    const many = [...inRequest, ['EUR'], [version], [1], [1, 1], [0, 1], [1, 1], now];
    for (const [statement, values] of [[claimSeats, single] as const, [claimSeatsOfMany, many] as const]) {
      const plan = await explain(dataSource, statement, values);
      // The hold that has the two seats was looked up, which a claim that was not refused would not do.
      expect(plan).toMatch(/on seat_hold .*rows=1\.00/);
      expect(plan).not.toMatch(/Rows Removed by Filter: \d{3,}/);
    }
  },
);
