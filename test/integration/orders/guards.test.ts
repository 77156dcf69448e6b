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
