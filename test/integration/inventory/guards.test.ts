import {
  type LedgerSeatStatus,
  type SeatCode,
  seatCodes,
  seatTransitions,
} from '../../../src/inventory/ledger/seat-status';
import { newId } from '../../../src/platform';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { openTestApp } from '../../support/test-app';

// Past the application: what the database itself refuses.
const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

const hold = newId();
const otherHold = newId();
const order = newId();

/** The columns of a seat in each status. `H` is a promise of `hold`. */
const columns: Readonly<Record<SeatCode, string>> = {
  A: `status = 'A', hold_id = null, hold_expires_at = null, order_id = null`,
  B: `status = 'B', hold_id = null, hold_expires_at = null, order_id = null`,
  H: `status = 'H', hold_id = '${hold}', hold_expires_at = now() + interval '1 hour', order_id = null`,
  R: `status = 'R', hold_id = '${hold}', hold_expires_at = null, order_id = '${order}'`,
  S: `status = 'S', hold_id = null, hold_expires_at = null, order_id = '${order}'`,
  X: `status = 'X', hold_id = null, hold_expires_at = null, order_id = null`,
};
/** The lawful way from available to each status. */
const ways: Readonly<Record<SeatCode, readonly SeatCode[]>> = {
  A: [],
  B: ['B'],
  H: ['H'],
  R: ['H', 'R'],
  S: ['H', 'R', 'S'],
  X: ['X'],
};

const move = (show: MadeShow, code: SeatCode, more = 'version = version + 1') =>
  sql(`update show_seat set ${columns[code]}, ${more} where show_id = $1 and seat_no = 0`, [show.showId]);

async function seatIn(code: SeatCode): Promise<MadeShow> {
  const show = await makeShow(testApp);
  for (const step of ways[code]) await move(show, step);
  return show;
}

const codes = Object.keys(columns) as SeatCode[]; // The keys of the table above.
const pairs = codes.flatMap((from) => codes.filter((to) => to !== from).map((to) => [from, to] as const));

/** The table of the application, in the codes of the database. */
const allowed = Object.fromEntries(
  Object.entries(seatTransitions).map(([from, following]) => [
    seatCodes[from as LedgerSeatStatus], // The table's keys are statuses.
    following.map((to) => seatCodes[to]),
  ]),
);

it.each(pairs)('from %s to %s is what the table of transitions says', async (from, to) => {
  const show = await seatIn(from);
  const outcome = await move(show, to).then(
    () => 'allowed',
    (error: Error) => error.message,
  );
  if (allowed[from]?.includes(to)) expect(outcome).toBe('allowed');
  else expect(outcome).toMatch(/cannot go from/);
});

it('a held seat goes to another hold only for a later promise', async () => {
  const show = await seatIn('H');
  const take = (expiry: string) =>
    sql(
      `update show_seat set hold_id = $2, hold_expires_at = ${expiry}, version = version + 1 where show_id = $1 and seat_no = 0`,
      [show.showId, otherHold],
    );
  await expect(take(`hold_expires_at - interval '1 second'`)).rejects.toThrow(/cannot go/);
  await take(`hold_expires_at + interval '1 second'`);
});

it.each([
  ['H', `status = 'R', hold_id = '${otherHold}', hold_expires_at = null, order_id = '${order}'`],
  ['R', `status = 'S', hold_id = null, order_id = '${newId()}'`],
  ['R', `status = 'H', hold_id = '${otherHold}', hold_expires_at = now() + interval '1 hour', order_id = null`],
] as const)('a seat in %s goes on with its own hold and order alone', async (code, toAnother) => {
  const show = await seatIn(code);
  await expect(
    sql(`update show_seat set ${toAnother}, version = version + 1 where show_id = $1 and seat_no = 0`, [show.showId]),
  ).rejects.toThrow(/cannot go from/);
});

it.each(codes)('a seat in %s cannot become what is no status, with whatever version', async (code) => {
  const show = await seatIn(code);
  for (const status of [' ', '', 'Z'])
    for (const version of ['version', 'version + 1'])
      await expect(
        sql(`update show_seat set status = $2, version = ${version} where show_id = $1 and seat_no = 0`, [
          show.showId,
          status,
        ]),
      ).rejects.toThrow();
});

it.each([
  ['H', `hold_id = null`],
  ['H', `hold_expires_at = null`],
  ['H', `order_id = '${order}'`],
  ['R', `order_id = null`],
  ['R', `hold_id = null`],
  ['S', `order_id = null`],
  ['S', `hold_id = '${hold}'`],
  ['A', `hold_id = '${hold}'`],
  ['A', `order_id = '${order}'`],
] as const)('a seat in %s with %s is refused', async (code, wrong) => {
  const show = await seatIn(code);
  await expect(
    sql(`update show_seat set ${wrong}, version = version + 1 where show_id = $1 and seat_no = 0`, [show.showId]),
  ).rejects.toThrow();
});

it.each([
  ['stays', 'version = version'],
  ['falls', 'version = version - 1'],
])('a status change whose version %s is refused', async (_how, version) => {
  const show = await seatIn('H');
  await expect(move(show, 'A', version)).rejects.toThrow(/version must grow/);
});

it('an extension leaves the version, and only makes the promise longer', async () => {
  const show = await seatIn('H');
  const extend = (change: string) =>
    sql(`update show_seat set ${change} where show_id = $1 and seat_no = 0`, [show.showId]);
  await extend(`hold_expires_at = hold_expires_at + interval '1 minute'`);
  await expect(extend(`hold_expires_at = hold_expires_at - interval '1 minute'`)).rejects.toThrow();
  await expect(
    extend(`hold_expires_at = hold_expires_at + interval '1 minute', version = version + 1`),
  ).rejects.toThrow();
});

it('a seat enters available or blocked, and leaves only when nobody has it', async () => {
  const show = await seatIn('H');
  await expect(
    sql(`insert into show_seat (show_id, seat_no, status, order_id) values ($1, 5000, 'S', $2)`, [show.showId, order]),
  ).rejects.toThrow(/enters the ledger/);
  await expect(sql('delete from show_seat where show_id = $1', [show.showId])).rejects.toThrow(/cannot be deleted/);
  await expect(
    sql('update show_seat set seat_no = 7777 where show_id = $1 and seat_no = 0', [show.showId]),
  ).rejects.toThrow();
});

it('a hold in an order needs its order, and an order has one hold', async () => {
  const showId = newId();
  const insert = (id: string, status: string, orderId: string | null) =>
    sql(
      `insert into seat_hold (id, show_id, buyer_id, idempotency_key, status, seat_nos, prices_minor, total_minor, currency, created_at, expires_at, expires_at_max, order_id)
       values ($1::uuid, $2, $3, gen_random_uuid()::text, $4, '{1}', '{100}', 100, 'EUR', now(), now(), now(), $5)`,
      [id, showId, newId(), status, orderId],
    );
  await expect(insert(newId(), 'R', null)).rejects.toThrow(/seat_hold_order_goes_with_status/);
  await expect(insert(newId(), 'A', newId())).rejects.toThrow(/seat_hold_order_goes_with_status/);
  const orderId = newId();
  await insert(newId(), 'R', orderId);
  await expect(insert(newId(), 'R', orderId)).rejects.toThrow(/unique/);
  await sql('delete from seat_hold');
});

it('a seat is in one live order item at most', async () => {
  const show = await makeShow(testApp);
  const orderSeat = async () => {
    const [holdId, orderId, buyerId] = [newId(), newId(), newId()];
    await sql(
      `insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency, created_at, expires_at, expires_at_max)
       values ($1, $2, $3, 'k', '{4}', '{100}', 100, 'EUR', now(), now(), now())`,
      [holdId, show.showId, buyerId],
    );
    await sql(
      `insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, total_minor, currency, created_at, changed_by, status)
       values ($1, $2, $3, $4, 'k', '', 0, 'EUR', now(), 'system', 'C')`,
      [orderId, show.showId, buyerId, holdId],
    );
    await sql('insert into order_item (order_id, show_id, seat_no, price_minor) values ($1, $2, 4, 100)', [
      orderId,
      show.showId,
    ]);
  };
  await orderSeat();
  await expect(orderSeat()).rejects.toThrow(/order_item_one_live_of_seat/);
});
