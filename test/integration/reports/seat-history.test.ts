import { newId } from '../../../src/platform';
import { readSeatHistory } from '../../../src/reports/seat-history/seat-history.sql';
import { countStatements } from '../../support/count-statements';
import { eventually } from '../../support/eventually';
import { explain } from '../../support/explain';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, hold, holdFree, release } from '../../support/holds';
import { buy, cancel, purchase, settleAll } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const HISTORY = graphql(`query ($seatId: ID!, $first: Int, $after: String) {
  seatHistory(seatId: $seatId, first: $first, after: $after) {
    nodes { version at previousStatus status reason changedBy requestKey holdId orderId }
    pageInfo { endCursor hasNextPage } } }`);
const BLOCK = graphql(
  'mutation ($seatIds: [ID!]!, $blocked: Boolean!) { setSeatBlocks(input: { seatIds: $seatIds, blocked: $blocked }) { changedCount } }',
);

const makeOwn = () => makeShow(testApp, { seatMap: plainSeatMap(2, 10), organizerId: ORGANIZER_ID });
const read = async (show: MadeShow, seatNo: number, page: { first?: number; after?: string | null } = {}) =>
  (await testApp.ask(HISTORY, { seatId: show.seat(seatNo), ...page }, await organizerToken(testApp))).seatHistory;

it('says who did what with a seat, when and by which request', async () => {
  const show = await makeOwn();
  const buyerId = newId();
  const token = await testApp.token({ id: buyerId });
  const first = await holdFree(testApp, show, [3], token);
  await release(testApp, first.id, token);
  const { id: holdId } = await hold(testApp, show, [3, 4], token, 'my key').then(({ hold: held }) => held ?? fail());
  await purchase(testApp, { holdId, paymentMethod: 'pm_card_chargeDeclined', idempotencyKey: 'first try' }, token);
  const { order } = await purchase(testApp, { holdId, idempotencyKey: 'second try' }, token);
  await cancel(testApp, order?.id ?? '', token);
  await settleAll(testApp, show);
  // The history has the database's time, which the clock of the test has left behind.
  testApp.clock.advance(Date.now() - testApp.clock.now().getTime());
  const organizer = await organizerToken(testApp);
  await testApp.ask(BLOCK, { seatIds: show.seats(3), blocked: true }, organizer);
  await testApp.ask(BLOCK, { seatIds: show.seats(3), blocked: false }, organizer);
  const { nodes } = await read(show, 3);
  const by = `buyer:${buyerId}`;
  expect(nodes.map(({ reason, status, changedBy }) => [reason, status, changedBy])).toEqual([
    ['HELD', 'HELD', by],
    ['RELEASED', 'AVAILABLE', by],
    ['HELD', 'HELD', by],
    ['RESERVED', 'RESERVED', by],
    ['PAYMENT_FAILED', 'HELD', expect.any(String)],
    ['RESERVED', 'RESERVED', by],
    ['SOLD', 'SOLD', expect.any(String)],
    ['RETURNED', 'AVAILABLE', by],
    ['BLOCKED', 'BLOCKED', `organizer:${ORGANIZER_ID}`],
    ['UNBLOCKED', 'AVAILABLE', `organizer:${ORGANIZER_ID}`],
  ]);
  expect(nodes.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(nodes[2]).toMatchObject({ holdId, requestKey: 'my key' });
  expect(nodes[3]?.requestKey).toBe('first try');
  expect(nodes[5]).toMatchObject({ requestKey: 'second try', orderId: order?.id });
  expect(nodes[7]?.orderId).toBe(order?.id);
  expect(nodes[8]?.requestKey).not.toBeNull();
  for (const [place, node] of nodes.entries()) {
    expect(node.previousStatus).toBe(place === 0 ? 'AVAILABLE' : nodes[place - 1]?.status);
  }
});

it('a hold that runs out, and a buyer who takes over, have their own reasons; holds that are purged leave the history', async () => {
  const show = await makeOwn();
  await holdFree(testApp, show, [0, 1], await testApp.token());
  testApp.clock.advance(400_000);
  // The seat is taken over by a claim, or the sweeper was quicker.
  await hold(testApp, show, [0], await testApp.token());
  await eventually(async () => (await availability(testApp, show)).statuses[1] === 'A');
  const taken = (await read(show, 0)).nodes.map(({ reason }) => reason);
  expect([
    ['HELD', 'TAKEN_OVER'],
    ['HELD', 'EXPIRED', 'HELD'],
  ]).toContainEqual(taken);
  const ended = (await read(show, 1)).nodes;
  expect(ended.map(({ reason, changedBy }) => [reason, changedBy === null])).toEqual([
    ['HELD', false],
    ['EXPIRED', true],
  ]);
  await testApp.database.dataSource.query(`delete from seat_hold where show_id = $1 and status = 'E'`, [show.showId]);
  expect((await read(show, 1)).nodes).toEqual(ended);
});

it('goes on from a cursor, also with what happens later', async () => {
  const show = await makeOwn();
  const token = await testApp.token();
  for (let time = 0; time < 3; time += 1) {
    const { id } = await holdFree(testApp, show, [7], token);
    await release(testApp, id, token);
  }
  const all = (await read(show, 7)).nodes;
  const pages = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const answer: Awaited<ReturnType<typeof read>> = await read(show, 7, { first: 2, after });
    pages.push(...answer.nodes);
    after = answer.pageInfo.endCursor;
    expect(answer.pageInfo.hasNextPage).toBe(page < 2);
  }
  expect(pages).toEqual(all);
  await buy(testApp, show, [7], token);
  expect((await read(show, 7, { after })).nodes.map(({ reason }) => reason)).toEqual(['HELD', 'RESERVED', 'SOLD']);
});

it('is for members alone, and knows no seat that is none', async () => {
  const show = await makeOwn();
  for (const [token, seatId, code] of [
    [undefined, show.seat(0), 'UNAUTHENTICATED'],
    [await testApp.token(), show.seat(0), 'FORBIDDEN'],
    [await testApp.token({ roles: ['organizer'] }), show.seat(0), 'FORBIDDEN'],
    [await organizerToken(testApp), 'seat_nothing', 'BAD_USER_INPUT'],
  ] as const) {
    const { body } = await testApp.graphql(HISTORY, { seatId }, token);
    expect(body.errors?.[0]?.extensions?.code).toBe(code);
  }
  const { body } = await testApp.graphql(HISTORY, { seatId: show.seat(0), after: 'x' }, await organizerToken(testApp));
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

it('costs a hold no statement, and is read by its key', async () => {
  const show = await makeOwn();
  const token = await testApp.token();
  await hold(testApp, show, [9], token);
  const names = await countStatements(testApp, () => hold(testApp, show, [10, 11], token), 'claim');
  expect(names).toEqual(['claim_seats']);
  const { dataSource } = testApp.database;
  await dataSource.query(
    `insert into seat_history (show_id, seat_no, version, was, status, reason)
     select $1, seat_no, version, 'A', 'H', 'held' from generate_series(100, 400) as seat_no, generate_series(1, 50) as version`,
    [show.showId],
  );
  await dataSource.query('analyze seat_history');
  const plan = await explain(dataSource, readSeatHistory, [show.showId, 200, 10, 21]);
  expect(plan).toContain('seat_history_pkey');
  expect(plan).not.toMatch(/Seq Scan on (seat_history|order_audit|ticket_order)/);
});

function fail(): never {
  throw new Error('Nothing was held');
}
