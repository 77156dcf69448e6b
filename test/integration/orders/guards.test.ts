import { OrderStatus, orderTransitions } from '../../../src/orders';
import { decodeIdWithin } from '../../../src/platform';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { buy } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// Past the application: what the database itself refuses.
const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

let show: MadeShow;
let orderId: string;
beforeEach(async () => {
  show = await makeShow(testApp);
  const order = await buy(testApp, show, [0, 1], await testApp.token());
  orderId = decodeIdWithin('order', order.id)?.uuid ?? '';
});

const letters = { PENDING_PAYMENT: 'P', CONFIRMED: 'C', CANCELLED: 'X', REFUNDED: 'R' } as const;
const statuses = Object.values(OrderStatus);
const pairs = statuses.flatMap((from) => statuses.filter((to) => to !== from).map((to) => [from, to] as const));

it.each(pairs)('from %s to %s is what the table of transitions says', async (from, to) => {
  const set = (status: OrderStatus) => {
    const letter = letters[status];
    const reason = letter === 'X' || letter === 'R' ? `'cancelled'` : 'null';
    return sql(`update ticket_order set status = '${letter}', end_reason = ${reason} where id = $1`, [orderId]);
  };
  await sql('alter table ticket_order disable trigger user');
  await set(from);
  await sql('alter table ticket_order enable trigger user');
  if (orderTransitions[from].includes(to)) await set(to);
  else await expect(set(to)).rejects.toThrow(`cannot go from ${letters[from]} to ${letters[to]}`);
});

it('items follow the status of their order by themselves', async () => {
  const live = () => sql('select distinct is_live from order_item where order_id = $1', [orderId]);
  expect(await live()).toEqual([{ is_live: true }]);
  await sql(`update ticket_order set status = 'X', end_reason = 'cancelled' where id = $1`, [orderId]);
  expect(await live()).toEqual([{ is_live: false }]);
});

it.each([
  ['a total that changes', 'update ticket_order set total_minor = 1 where id = $1', 'does not change'],
  ['another buyer', 'update ticket_order set buyer_id = gen_random_uuid() where id = $1', 'does not change'],
  ['an end without a reason', `update ticket_order set status = 'X' where id = $1`, 'ends_for_a_reason'],
  ['a deletion', 'delete from ticket_order where id = $1', 'never deleted'],
  [
    'an order that is born paid',
    `insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, total_minor, currency, created_at, changed_by)
     select gen_random_uuid(), show_id, gen_random_uuid(), gen_random_uuid(), 'k', '', 'C', 1, currency, created_at, 'buyer' from ticket_order where id = $1`,
    'begins pending',
  ],
  [
    'a second live order of the hold',
    `insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, total_minor, currency, created_at, changed_by)
     select gen_random_uuid(), show_id, buyer_id, hold_id, 'k', '', 1, currency, created_at, 'buyer' from ticket_order where id = $1`,
    'one_live_of_hold',
  ],
  [
    'a seat in two live orders',
    `insert into order_item (order_id, show_id, seat_no, price_minor)
     select (select id from ticket_order order by id desc limit 1), show_id, seat_no, 1 from order_item where order_id = $1 limit 1`,
    'one_live_of_seat',
  ],
])('%s is refused by the database', async (_, statement, words) => {
  await buy(testApp, show, [5], await testApp.token());
  await expect(sql(statement, [orderId])).rejects.toThrow(words);
});

describe('returns', () => {
  /** As the service records one. */
  const record = (returned: number, kept: number, run = sql) =>
    run(
      `insert into ticket_return (show_id, id, order_id, returned_minor, kept_minor, currency, reason, check_at, created_at, changed_by)
       select show_id, gen_random_uuid(), id, $2, $3, 'EUR', 'returned', now(), now(), 'buyer' from ticket_order where id = $1 returning id`,
      [orderId, returned, kept],
    );
  const refundAll = () =>
    sql(
      `insert into refund (show_id, order_id, amount_minor, currency, reason, check_at, changed_by)
       select show_id, order_id, amount_minor, currency, 'cancelled', now(), 'buyer' from payment where order_id = $1
       on conflict (show_id, order_id) do nothing returning amount_minor`,
      [orderId],
    );
  const counted = () => sql('select returned_minor, kept_minor from payment where order_id = $1', [orderId]);
  const settle = () =>
    sql(`update ticket_return set state = 'succeeded', check_at = null, reference = 're' where order_id = $1`, [
      orderId,
    ]);

  it('the payment counts what goes back and what is kept, and refuses a cent more than was paid', async () => {
    await record(4000, 250);
    await record(4000, 0);
    expect(await counted()).toEqual([{ returned_minor: 8000, kept_minor: 250 }]);
    await expect(record(251, 0)).rejects.toThrow('payment_returns_what_was_paid');
    await record(250, 0);
  });

  it('two returns at once cannot return more than was paid together', async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => record(4250, 0)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('sums do not change, and nothing is deleted', async () => {
    await record(4000, 250);
    const change = (text: string) => sql(`${text} where order_id = $1`, [orderId]);
    await expect(change('update ticket_return set returned_minor = 1')).rejects.toThrow('do not change');
    await expect(change('delete from ticket_return')).rejects.toThrow('never deleted');
    await expect(change('update ticket_return set check_at = null')).rejects.toThrow('looked_at_while_open');
  });

  it('what was never paid is not returned', async () => {
    await sql('alter table payment disable trigger user');
    await sql(`update payment set state = 'declined' where order_id = $1`, [orderId]);
    await sql('alter table payment enable trigger user');
    await expect(record(1, 0)).rejects.toThrow('was not paid');
  });

  it('the version before cancels an order once its returns are paid, and returns what is left', async () => {
    await record(4000, 250);
    await expect(refundAll()).rejects.toThrow('is open');
    await settle();
    // By sums at the provider: 4000 are there already.
    expect(await refundAll()).toEqual([{ amount_minor: 8250 }]);
    expect(await counted()).toEqual([{ returned_minor: 8250, kept_minor: 250 }]);
    expect(await refundAll()).toEqual([]);
    await expect(record(1, 0)).rejects.toThrow('payment_returns_what_was_paid');
  });

  it('an item that was returned stays dead, whatever becomes of its order', async () => {
    const [{ id }] = await record(4250, 0);
    await expect(
      sql('update order_item set return_id = $2 where order_id = $1 and seat_no = 0', [orderId, id]),
    ).rejects.toThrow('returned_is_dead');
    await sql('update order_item set is_live = false, return_id = $2 where order_id = $1 and seat_no = 0', [
      orderId,
      id,
    ]);
    await sql(`update ticket_order set status = 'X', end_reason = 'cancelled' where id = $1`, [orderId]);
    await sql(`update ticket_order set status = 'C', end_reason = null where id = $1`, [orderId]);
    expect(await sql('select seat_no, is_live from order_item where order_id = $1 order by 1', [orderId])).toEqual([
      { seat_no: 0, is_live: false },
      { seat_no: 1, is_live: true },
    ]);
  });
});

describe('the audit', () => {
  it('tells who did what to an order and its payment, without secrets', async () => {
    const lines = await testApp.app.modules.orders.ledger.readAudit({ showId: show.showId, orderId });
    expect(
      lines.map(({ what, changedBy, change }) => [what, changedBy.replace(/:.*/, ''), Object.keys(change).sort()]),
    ).toEqual([
      ['ticket_order', 'buyer', expect.arrayContaining(['status', 'total_minor', 'buyer_id', 'hold_id'])],
      ['payment', 'buyer', ['amount_minor', 'charges', 'currency', 'order_id', 'pay_until', 'show_id', 'state']],
      ['payment', 'provider', ['charges', 'reference', 'state']],
      ['payment', 'provider', ['state']],
      ['ticket_order', 'provider', ['status']],
    ]);
    expect(lines[3]?.change).toEqual({ state: ['charging', 'succeeded'] });
    expect(lines[4]?.change).toEqual({ status: ['P', 'C'] });
    expect(JSON.stringify(lines)).not.toMatch(/secret|pm_card/);
  });

  it.each(['update order_audit set at = now()', 'delete from order_audit', 'truncate order_audit'])(
    '%s is refused by the database',
    async (statement) => {
      await expect(sql(statement)).rejects.toThrow('only added to');
    },
  );
});
