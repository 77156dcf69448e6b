import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, damages, extend, hold, holdFree } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// Each mutation of a buyer, in each state that a show can get into while the buyer holds seats.
const testApp = openTestApp();

const ORGANIZER = '0190a000-0000-7000-8000-000000000001';
const UPDATE = graphql('mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { status } } }');
const CANCEL = graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { status } } }');

const organizer = () => testApp.token({ roles: ['organizer'], id: ORGANIZER });
const update = async (show: MadeShow, change: object) =>
  testApp.ask(UPDATE, { input: { showId: show.id, ...change } }, await organizer());
const inHours = (count: number) => new Date(testApp.clock.now().getTime() + count * 3_600_000).toISOString();

const changes: Readonly<Record<string, (show: MadeShow) => Promise<unknown>>> = {
  ON_SALE: async () => undefined,
  SALES_PAUSED: (show) => update(show, { salesPaused: true }),
  SCHEDULED: (show) => update(show, { salesOpenAt: inHours(1) }),
  SALES_CLOSED: (show) => update(show, { salesCloseAt: inHours(-0.5) }),
  CANCELLED: async (show) => testApp.ask(CANCEL, { input: { showId: show.id } }, await organizer()),
};

/** What holdSeats, extendHold and purchase answer where the show came into the state after the hold. */
const table: readonly (readonly [state: string, hold: string, extend: string, purchase: string])[] = [
  ['ON_SALE', 'HoldSeatsPayload', 'ExtendHoldPayload', 'PurchasePayload'],
  ['SALES_PAUSED', 'SalesNotOpen', 'SalesNotOpen', 'SalesNotOpen'],
  ['SCHEDULED', 'SalesNotOpen', 'SalesNotOpen', 'SalesNotOpen'],
  // Who held in time may finish.
  ['SALES_CLOSED', 'SalesNotOpen', 'ExtendHoldPayload', 'PurchasePayload'],
  ['CANCELLED', 'SalesNotOpen', 'SalesNotOpen', 'SalesNotOpen'],
];

it.each(table)('%s: holdSeats answers %s, extendHold %s, purchase %s', async (state, onHold, onExtend, onPurchase) => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0, 1], token);
  await changes[state]?.(show);
  expect((await hold(testApp, show, [5], await testApp.token())).__typename).toBe(onHold);
  expect((await extend(testApp, held.id, token)).__typename).toBe(onExtend);
  expect((await purchase(testApp, { holdId: held.id }, token)).__typename).toBe(onPurchase);
  expect(await damages(testApp)).toEqual([]);
});

it('during a pause a hold lives on past its time, and the buyer has five minutes when the sale goes on', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER, holdSeconds: 300 });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0, 1], token);
  await update(show, { salesPaused: true });
  testApp.clock.advance(400_000);
  expect((await availability(testApp, show)).statuses.slice(0, 2)).toBe('HH');
  await update(show, { salesPaused: false });
  testApp.clock.advance(299_000);
  const bought = await purchase(testApp, { holdId: held.id }, token);
  expect(bought).toMatchObject({ __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } });
});

it('a cancellation ends the holds, frees their seats and lets the buyer hold elsewhere', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER });
  const token = await testApp.token();
  await holdFree(testApp, show, [0, 1], token);
  await holdFree(testApp, show, [2], token);
  await changes.CANCELLED?.(show);
  expect((await availability(testApp, show)).statuses).toBe('A'.repeat(100));
  const { viewer } = await testApp.ask(graphql('{ viewer { holds { id } } }'), {}, token);
  expect(viewer?.holds).toEqual([]);
  expect(await damages(testApp)).toEqual([]);
});

it('a payment that the bank confirms after the show was cancelled sells nothing, and the seats return', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0, 1], token);
  const { inventory } = testApp.app.modules;
  const { database, clock } = testApp;
  const [hold] = await database.dataSource.query('select id, buyer_id from seat_hold where show_id = $1', [
    show.showId,
  ]);
  expect(held.status).toBe('ACTIVE');
  const orderId = '0190a000-0000-7000-8000-00000000000f';
  const reserved = await database.transaction((transaction) =>
    inventory.orderSeatTransitions.reserve(transaction, {
      showId: show.showId,
      holdId: hold.id,
      buyerId: hold.buyer_id,
      orderId,
      now: clock.now(),
    }),
  );
  expect(reserved.kind).toBe('Reserved');
  await changes.CANCELLED?.(show);
  const run = database.transaction.bind(database);
  expect(
    (await run((transaction) => inventory.orderSeatTransitions.sell(transaction, { showId: show.showId, orderId })))
      .kind,
  ).toBe('ShowCancelled');
  const returned = await run((transaction) =>
    inventory.orderSeatTransitions.returnToHold(transaction, {
      showId: show.showId,
      orderId,
      expiresAt: new Date(clock.now().getTime() + 60_000),
      now: clock.now(),
    }),
  );
  expect(returned.kind).toBe('Released');
  expect((await availability(testApp, show)).statuses.slice(0, 2)).toBe('AA');
});
