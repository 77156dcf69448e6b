import { newId } from '../../../src/platform';
import {
  findOrdersOfShow,
  listConfirmedOrders,
  listOrdersByStatus,
  listOrdersOfShow,
} from '../../../src/reports/show-orders/show-orders.sql';
import { given, sold } from '../../support/box-office';
import { explain } from '../../support/explain';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { fillWithOrders } from '../../support/factories/sold-show';
import { graphql, type VariablesOf } from '../../support/graphql';
import { holdFree } from '../../support/holds';
import { cancel, purchase, settleAll } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const ORDERS = graphql(`query ($id: ID!, $filter: ShowOrderFilter, $first: Int, $after: String) { show(id: $id) {
  orders(filter: $filter, first: $first, after: $after) {
    nodes { id number status channel email createdAt seatCount total { amountMinor } paid { amountMinor } refunded { amountMinor }
      seats { index label } }
    pageInfo { hasNextPage endCursor } } } }`);
const ORDER = graphql(`query ($id: ID!) { showOrder(id: $id) { id number status
  tickets { id holderName endedAt endReason seat { label } } history { what changedBy change } } }`);
type Wishes = Omit<VariablesOf<typeof ORDERS>, 'id'>;

async function list(show: MadeShow, wishes: Wishes = {}) {
  const { show: read } = await testApp.ask(ORDERS, { id: show.id, ...wishes }, await organizerToken(testApp));
  if (read?.orders == null) throw new Error('There are no orders');
  return read.orders;
}

async function bought(show: MadeShow, seats: readonly number[], email: string): Promise<{ id: string; token: string }> {
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, seats, token);
  const { order } = await purchase(testApp, { holdId, email }, token);
  return { id: order?.id ?? '', token };
}

const makeOwn = () => makeShow(testApp, { seatMap: plainSeatMap(4, 10), organizerId: ORGANIZER_ID });
const ids = (page: Awaited<ReturnType<typeof list>>) => page.nodes.map(({ id }) => id);

it('lists the orders of a show, newest first, whatever the page length, and none of another show', async () => {
  const show = await makeOwn();
  const other = await makeOwn();
  await bought(other, [0], 'eve@mail.example');
  const made: string[] = [];
  for (const seat of [0, 1, 2]) {
    made.push((await bought(show, [seat], `buyer${seat}@mail.example`)).id);
    testApp.clock.advance(10);
  }
  const organizer = await organizerToken(testApp);
  made.push((await sold(testApp, show, [5, 6], organizer)).order.id);
  testApp.clock.advance(10);
  made.push((await given(testApp, show, [7], organizer)).order.id);
  const newest = made.reverse();
  const all = await list(show);
  expect(ids(all)).toEqual(newest);
  expect(all.nodes.map(({ channel }) => channel)).toEqual([
    'COMPLIMENTARY',
    'BOX_OFFICE',
    'ONLINE',
    'ONLINE',
    'ONLINE',
  ]);
  expect(all.nodes[1]).toMatchObject({ seatCount: 2, paid: { amountMinor: 8500 }, refunded: { amountMinor: 0 } });
  for (const first of [1, 2, 3]) {
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(show, { first, after });
      found.push(...ids(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(found).toEqual(newest);
  }
});

it('finds an order by number, id, address, name and seat, and by status and time', async () => {
  const show = await makeOwn();
  const ada = await bought(show, [11, 12], 'Ada.Lovelace@mail.example');
  testApp.clock.advance(60_000);
  const between = testApp.clock.now().toISOString();
  testApp.clock.advance(60_000);
  const bob = await bought(show, [20], 'bob_100%@mail.example');
  const organizer = await organizerToken(testApp);
  const gift = (await given(testApp, show, [30], organizer, { guestName: 'Grace Hopper' })).order;
  const [first] = (await list(show, { filter: { text: ada.id } })).nodes;
  const find = async (filter: NonNullable<Wishes['filter']>) => ids(await list(show, { filter })).sort();
  expect(first?.number).toBe(ada.id.slice(-8).toUpperCase());
  for (const text of [ada.id, first?.number, first?.number.toLowerCase(), 'ada.love', ' ADA.LOVELACE@mail.example ']) {
    expect([text, await find({ text: text ?? '' })]).toEqual([text, [ada.id]]);
  }
  expect(await find({ text: 'bob_100%' })).toEqual([bob.id]);
  expect(await find({ text: 'grace h' })).toEqual([gift.id]);
  const label = first?.seats[0]?.label ?? '';
  expect(await find({ text: label.toUpperCase().replaceAll(' ', ' - ') })).toEqual([ada.id]);
  for (const text of ['%', '_', "'", 'nobody', '\\', 'Stalls 99 1', '12345678'])
    expect(await find({ text })).toEqual([]);
  await cancel(testApp, bob.id, bob.token);
  await settleAll(testApp, show);
  expect(await find({ status: 'REFUNDED' })).toEqual([bob.id]);
  expect(await find({ status: 'CONFIRMED' })).toEqual([ada.id, gift.id].sort());
  expect(await find({ status: 'CONFIRMED', text: 'bob' })).toEqual([]);
  expect(await find({ status: 'REFUNDED', text: 'bob' })).toEqual([bob.id]);
  expect(await find({ from: between })).toEqual([bob.id, gift.id].sort());
  expect(await find({ to: between })).toEqual([ada.id]);
  expect(await find({ from: between, to: between })).toEqual([]);
});

it('opens an order with its tickets and its history', async () => {
  const show = await makeOwn();
  const { id, token } = await bought(show, [3], 'ada@mail.example');
  await cancel(testApp, id, token);
  await settleAll(testApp, show);
  const { showOrder } = await testApp.ask(ORDER, { id }, await organizerToken(testApp));
  expect(showOrder).toMatchObject({ id, status: 'REFUNDED' });
  expect(showOrder?.tickets).toMatchObject([{ endReason: 'RETURNED', endedAt: expect.any(String) }]);
  expect(showOrder?.tickets[0]?.seat?.label).toContain('Stalls');
  const changes = showOrder?.history ?? [];
  expect(changes.map(({ what }) => what)).toEqual(expect.arrayContaining(['ticket_order', 'payment', 'refund']));
  expect(JSON.parse(changes[0]?.change ?? '')).toHaveProperty('status');
});

it('shows nothing to buyers, other organizers, members who see figures alone, and nobody', async () => {
  const show = await makeOwn();
  const { id, token } = await bought(show, [3], 'ada@mail.example');
  for (const caller of [undefined, token, await testApp.token({ roles: ['organizer'] })]) {
    const { body } = await testApp.graphql(ORDERS, { id: show.id }, caller);
    expect([body.errors, body.data?.show?.orders]).toEqual([undefined, null]);
    expect((await testApp.graphql(ORDER, { id }, caller)).body.data?.showOrder).toBeNull();
  }
  const { body } = await testApp.graphql(ORDERS, { id: show.id, after: 'x' }, await organizerToken(testApp));
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect((await testApp.ask(ORDER, { id: 'order_nothing' }, await organizerToken(testApp))).showOrder).toBeNull();
});

it('every list follows an index of the show, however many orders there are', async () => {
  const { dataSource } = testApp.database;
  const shows = [];
  for (let n = 0; n < 2; n += 1) {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(40, 100), organizerId: newId() });
    const sale = { showId: show.showId, count: 4000, seatsOfOrder: 1, priceMinor: 1000, days: 20 };
    await fillWithOrders(testApp.database, sale);
    shows.push(show);
  }
  const [{ showId } = fail()] = shows;
  const page = [showId, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '-infinity', 'infinity', 21];
  const plans = {
    ticket_order_of_show: await explain(dataSource, listOrdersOfShow, page),
    ticket_order_by_status: await explain(dataSource, listOrdersByStatus, [...page, 'REFUNDED']),
    'ticket_order_of_show ': await explain(dataSource, listConfirmedOrders, page),
    ticket_order_email: await explain(dataSource, findOrdersOfShow, [...page, null, 'buyer-17', [17], null]),
  };
  for (const [index, plan] of Object.entries(plans)) {
    expect(plan).toContain(index.trim());
    expect(plan).not.toMatch(/Seq Scan on (ticket_order|order_item|payment|ticket)\b/);
  }
  expect(plans.ticket_order_email).toContain('ticket_holder');
  expect(plans.ticket_order_email).toContain('ticket_order_number');
}, 120_000);

function fail(): never {
  throw new Error('There is no show');
}
