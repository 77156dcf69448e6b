import { purgeHolds } from '../../../src/inventory/holds/purge-holds';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, damages, hold, holdFree, release } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const purge = () => purgeHolds({ database: testApp.database, clock: testApp.clock });
const HOUR_MS = 3_600_000;
const tokenForDays = () => testApp.token({ lifeSeconds: 7 * 86_400 });

async function holdsLeft(show: MadeShow): Promise<string[]> {
  const rows: { status: string }[] = await sql('select status from seat_hold where show_id = $1 order by status', [
    show.showId,
  ]);
  return rows.map(({ status }) => status);
}

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

it('a hold that ended is remembered for a day, with the first answer to its key, and then forgotten', async () => {
  const show = await makeShow(testApp, { holdSeconds: 60 });
  const token = await tokenForDays();
  const first = await hold(testApp, show, [1, 2], token, 'once');
  await release(testApp, first.hold?.id ?? '', token);

  testApp.clock.advance(23 * HOUR_MS);
  await purge();
  expect(await hold(testApp, show, [1, 2], token, 'once')).toMatchObject({
    hold: { id: first.hold?.id, status: 'RELEASED' },
  });

  testApp.clock.advance(1.1 * HOUR_MS);
  expect(await purge()).toBeGreaterThan(0);
  expect(await holdsLeft(show)).toEqual([]);
  expect((await availability(testApp, show)).statuses).toMatch(/^A+$/);
  const again = await hold(testApp, show, [1, 2], token, 'once');
  expect(again.hold).toMatchObject({ status: 'ACTIVE' });
  expect(again.hold?.id).not.toBe(first.hold?.id);
});

it('a live hold stays, and so does one that an order named, however it ended', async () => {
  const show = await makeShow(testApp, { holdSeconds: 86_400 });
  const [payer, watcher] = [await tokenForDays(), await tokenForDays()];
  const named = await holdFree(testApp, show, [2], payer);
  const declined = await purchase(testApp, { holdId: named.id, paymentMethod: 'pm_card_visa_chargeDeclined' }, payer);
  expect(declined.__typename).toBe('PaymentDeclined');
  await release(testApp, named.id, payer);

  testApp.clock.advance(72 * HOUR_MS);
  await holdFree(testApp, show, [1], watcher);
  await purge();
  expect(await holdsLeft(show)).toEqual(['A', 'L']);
});

it('what holds counted against the limit of a buyer is forgotten with them, unless something else still counts', async () => {
  const show = await makeShow(testApp, { holdSeconds: 86_400, seatsPerBuyerMax: 2 });
  const [left, stayed] = [await tokenForDays(), await tokenForDays()];
  for (const token of [left, stayed]) await release(testApp, (await holdFree(testApp, show, [1, 2], token)).id, token);
  testApp.clock.advance(49 * HOUR_MS);
  await holdFree(testApp, show, [3, 4], stayed);
  await purge();
  expect(await holdsLeft(show)).toEqual(['A']);
  expect(await sql('select seat_counts from buyer_allowance where show_id = $1', [show.showId])).toEqual([
    { seat_counts: [2] },
  ]);
  expect(await hold(testApp, show, [5], stayed)).toMatchObject({ __typename: 'HoldLimitReached' });
  expect((await hold(testApp, show, [5, 6], left)).hold).toMatchObject({ status: 'ACTIVE' });
});

it('many ended holds go in small batches, all of them, whoever else tidies at once', async () => {
  const show = await makeShow(testApp);
  await sql(
    `insert into seat_hold (id, show_id, buyer_id, idempotency_key, status, seat_nos, prices_minor, total_minor,
                            currency, created_at, expires_at, expires_at_max)
     select gen_random_uuid(), $1, gen_random_uuid(), 'key', 'E', '{1}', '{1}', 1, 'EUR', $2, $2, $2
       from generate_series(1, 3000)`,
    [show.showId, new Date(testApp.clock.now().getTime() - 25 * HOUR_MS)],
  );
  const gone = await Promise.all([purge(), purge(), purge()]);
  // Holds of the tests before may have ended meanwhile too.
  expect(gone.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(3000);
  expect(await holdsLeft(show)).toEqual([]);
});
