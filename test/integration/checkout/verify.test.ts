import { verifyOrders } from '../../../src/checkout';
import { decodeIdWithin } from '../../../src/platform';
import { makeShow } from '../../support/factories/shows';
import { buy, cancel, disagreements } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// Damage as a wrong restore could do it: past every guard of the database.
const testApp = openTestApp();

const checks = {
  payment: ['payment_is_looked_at_while_open'],
  refund: ['refund_is_looked_at_while_open', 'refund_has_a_reference'],
  show_seat: ['show_seat_status_has_its_columns'],
};

/** A database for each damage would take longer than all of them: what was done is undone with its transaction. */
async function damagesOf(statement: string, values: unknown[]): Promise<string> {
  const runner = testApp.database.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    // No trigger fires.
    await runner.query('set local session_replication_role = replica');
    await runner.query(statement, values);
    const verified = await verifyOrders({ run: (asked, given) => runner.query(asked.text, [...(given ?? [])]) });
    return verified.flatMap(({ damages }) => damages).join('\n');
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

let confirmed: string;
let refunded: string;
beforeAll(async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const [one, other] = [await buy(testApp, show, [0, 1], token), await buy(testApp, show, [2], token)];
  await cancel(testApp, other.id, token);
  [confirmed, refunded] = [decodeIdWithin('order', one.id)?.uuid ?? '', decodeIdWithin('order', other.id)?.uuid ?? ''];
  expect(await disagreements(testApp)).toEqual([]);
  for (const [table, names] of Object.entries(checks))
    for (const name of names) await testApp.database.dataSource.query(`alter table ${table} drop constraint ${name}`);
});

it.each([
  ['a total that is not the sum of the items', 'update ticket_order set total_minor = 1 where id = $1', /charges 1/],
  ['an item that is dead in a live order', 'update order_item set is_live = false where order_id = $1', /\(C\) seat 0/],
  [
    'a sold seat whose order has ended',
    `update ticket_order set status = 'X', end_reason = 'cancelled' where id = $1`,
    /seat 0 \(S\) has no order for it/,
  ],
  [
    'a confirmed order without its seats',
    `update show_seat set status = 'A', order_id = null where order_id = $1`,
    /lacks seat 0/,
  ],
  [
    'a reserved seat of a confirmed order',
    `update show_seat set status = 'R' where order_id = $1 and seat_no = 0`,
    /seat 0 \(R\) has no order for it/,
  ],
  [
    'a confirmed order that nobody paid',
    `update payment set state = 'declined' where order_id = $1`,
    /\(C\) has a payment declined/,
  ],
  ['a confirmed order without a payment', 'delete from payment where order_id = $1', /has a payment of no kind/],
  [
    'a pending order whose payment has ended',
    `update ticket_order set status = 'P' where id = $1`,
    /\(P\) has a payment succeeded/,
  ],
  ['a payment of another sum', 'update payment set amount_minor = 1 where order_id = $1', /total 8500, payment 1,/],
  [
    'a payment in another currency',
    `update payment set currency = 'USD' where order_id = $1`,
    /total 8500, payment 8500/,
  ],
  [
    'a refund of an order that has its seats',
    `insert into refund (show_id, order_id, reason, amount_minor, currency, check_at, changed_by) select show_id, id, 'cancelled', 8500, 'EUR', now(), 'buyer' from ticket_order where id = $1`,
    /\(C\) is paid, refund wanted/,
  ],
  [
    'an open payment that nobody will look at',
    `update payment set state = 'charging' where order_id = $1`,
    /payment of order \S+ \(charging\) is open and never due/,
  ],
  ['a dead letter', `update payment set dead_letter_reason = 'a reason' where order_id = $1`, /a reason/],
])('%s is found', async (_, statement, found) => {
  expect(await damagesOf(statement, [confirmed])).toMatch(found);
});

it.each([
  [
    'an order that ended without its refund',
    'delete from refund where order_id = $1',
    /\(R\) is paid, refund of no kind/,
  ],
  [
    'a refunded order whose refund is open',
    `update refund set state = 'pending' where order_id = $1`,
    /refund of order \S+ \(pending\) is open and never due/,
  ],
  [
    'a refund of what was never paid',
    `update payment set state = 'cancelled' where order_id = $1`,
    /is refunded and was never paid/,
  ],
  ['a refund of another sum', 'update refund set amount_minor = 1 where order_id = $1', /refund 1$/m],
])('%s is found', async (_, statement, found) => {
  expect(await damagesOf(statement, [refunded])).toMatch(found);
});
