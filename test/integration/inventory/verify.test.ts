import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { decodeIdWithin } from '../../../src/platform';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { damages, hold, holdFree } from '../../support/holds';
import { startService } from '../../support/service-process';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

/** Runs the command as an operator would. */
function verify(): Promise<{ status: number; output: string }> {
  const { DATABASE_URL, REDIS_URL } = testApp.config;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(__dirname, '../../../dist/src/main.js'), 'verify'],
      { env: { ...process.env, DATABASE_URL, REDIS_URL } },
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

/** Does what the database would refuse, as a wrong restore could. */
async function past(guards: string, work: () => Promise<unknown>): Promise<void> {
  await sql(`alter table show_seat disable trigger user; ${guards}`);
  await work();
  await sql('alter table show_seat enable trigger user');
}

const dropColumnsCheck = 'alter table show_seat drop constraint if exists show_seat_status_has_its_columns';

describe('damage', () => {
  let show: MadeShow;
  let holdId: string;

  beforeEach(async () => {
    show = await makeShow(testApp, { seatsPerBuyerMax: 4 });
    await holdFree(testApp, show, [0, 1], await testApp.token());
    [{ id: holdId }] = await sql('select id from seat_hold where show_id = $1', [show.showId]);
    expect(await damages(testApp)).toEqual([]);
  });

  afterEach(async () => {
    await sql('alter table show_seat disable trigger user');
    await sql('truncate seat_hold, buyer_allowance, show_seat cascade');
    await sql('alter table show_seat enable trigger user');
  });

  it.each([
    [
      'a seat that the map does not have',
      `insert into show_seat (show_id, seat_no) values ($1, 100)`,
      /101 seats for the 100/,
    ],
    [
      'a retired seat without its last position',
      `update show_seat set status = 'X', version = version + 1 where show_id = $1 and seat_no = 9`,
      /seat 9 \(X\) is retired/,
    ],
    [
      'a seat that is held without a hold',
      `update show_seat set hold_id = null where show_id = $1 and seat_no = 0`,
      /seat 0/,
    ],
    [
      'a sold seat without an order',
      `update show_seat set status = 'S', hold_id = null, hold_expires_at = null where show_id = $1 and seat_no = 0`,
      /seat 0/,
    ],
    [
      'a seat sold by nobody',
      `update show_seat set status = 'S', order_id = show_id, hold_id = null, hold_expires_at = null where show_id = $1 and seat_no = 7`,
      /seat 7/,
    ],
    [
      'a seat that its hold does not name',
      `update show_seat set status = 'H', hold_id = (select hold_id from show_seat where show_id = $1 and seat_no = 0), hold_expires_at = now() where show_id = $1 and seat_no = 9`,
      /seat 9/,
    ],
    [
      'a seat that left its hold',
      `update show_seat set status = 'A', hold_id = null, hold_expires_at = null where show_id = $1 and seat_no = 1`,
      /lacks seat 1/,
    ],
    ['a seat that is missing', `delete from show_seat where show_id = $1 and seat_no = 50`, /99 seats/],
    ['a wrong total', `update seat_hold set total_minor = 1 where show_id = $1`, /charges 1/],
    ['a hold that the allowance does not count', `delete from buyer_allowance where show_id = $1`, /not counted/],
    [
      'a hold that ends later than its seats say',
      `update seat_hold set expires_at = expires_at + interval '1 minute' where show_id = $1`,
      /seat 0/,
    ],
    [
      'two holds of one seat',
      `insert into seat_hold select gen_random_uuid(), show_id, gen_random_uuid(), 'other', status, seat_nos, prices_minor, total_minor, currency, created_at, expires_at, expires_at_max from seat_hold where show_id = $1`,
      /in 2 holds/,
    ],
    [
      'a buyer with too many seats',
      `update seat_hold set seat_nos = '{0,1,2,3,4}', prices_minor = '{1,1,1,1,1}', total_minor = 5 where show_id = $1`,
      /has 5 seats/,
    ],
  ])('%s is found', async (_what, statement, found) => {
    await past(dropColumnsCheck, () => sql(statement, [show.showId]));
    expect((await damages(testApp)).join('\n')).toMatch(found);
    expect(holdId).toBeTruthy();
  });

  it('is none where an organizer lowers the limit: buyers keep what they took before', async () => {
    await sql('update show set seats_per_buyer_max = 1 where id = $1', [show.showId]);
    expect(await damages(testApp)).toEqual([]);
    await sql(
      `update seat_hold set seat_nos = '{0,1,2,3,4}', prices_minor = '{1,1,1,1,1}', total_minor = 5 where show_id = $1`,
      [show.showId],
    );
    expect((await damages(testApp)).join('\n')).toMatch(/has 5 seats/);
  });
});

it('the command says what it checked, with counts, and fails where there is damage', async () => {
  const show = await makeShow(testApp);
  await holdFree(testApp, show, [0, 1], await testApp.token());
  const whole = await verify();
  expect(whole).toMatchObject({ status: 0, output: expect.stringContaining('No damage found.') });
  expect(whole.output).toMatch(/Every held or reserved seat belongs to a live hold that names it \(2 checked\)/);
  await sql(`update seat_hold set total_minor = 1 where show_id = $1`, [show.showId]);
  const broken = await verify();
  expect(broken).toMatchObject({ status: 1, output: expect.stringContaining('BROKEN') });
  await sql(`update seat_hold set total_minor = 8500 where show_id = $1`, [show.showId]);
});

it('a process killed in the middle of a storm leaves a whole ledger, and another one goes on', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 6 });
  const { DATABASE_URL, REDIS_URL } = testApp.config;
  const service = await startService({ DATABASE_URL, REDIS_URL });
  const client = new HttpClient(() => service.url);
  const tokens = await Promise.all(Array.from({ length: 40 }, () => testApp.token()));
  const query =
    'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on HoldSeatsPayload { hold { id } } } }';
  const promised: string[] = [];
  let answered = 0;
  const storm = Promise.allSettled(
    Array.from({ length: 200 }, async (_, turn) => {
      const input = {
        showId: show.id,
        seatIds: show.seats((2 * turn) % 100, (2 * turn + 1) % 100),
        idempotencyKey: randomUUID(),
      };
      const { body } = await client.graphql<{ holdSeats: { hold?: { id: string } } }>(
        query,
        { input },
        tokens[turn % 40],
      );
      answered += 1;
      if (body.data?.holdSeats.hold) promised.push(body.data.holdSeats.hold.id);
      if (answered === 20) await service.kill();
    }),
  );
  await storm;
  client.close();
  expect(answered).toBeLessThan(200);
  expect(promised.length).toBeGreaterThan(0);
  // Whatever a buyer was told stands.
  for (const id of promised) {
    const [row] = await sql(`select status from seat_hold where id = $1`, [decodeIdWithin('hold', id)?.uuid]);
    expect(row.status).toBe('A');
  }
  expect(await damages(testApp)).toEqual([]);
  const another = await startService({ DATABASE_URL, REDIS_URL });
  const late = new HttpClient(() => another.url);
  const free = (await sql(`select seat_no from show_seat where show_id = $1 and status = 'A'`, [show.showId])).map(
    ({ seat_no }: { seat_no: number }) => seat_no,
  );
  if (free.length > 0)
    expect((await hold(testApp, show, free.slice(0, 1), await testApp.token())).__typename).toBe('HoldSeatsPayload');
  const answer = await late.send('/readyz');
  expect(answer.status).toBe(200);
  late.close();
  expect(await another.stop()).toBe(0);
  expect(await damages(testApp)).toEqual([]);
});
