import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, holdFree } from '../../support/holds';
import { buy, cancel, disagreements, purchase, readHold, readOrder, resume, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// A show that is paused or cancelled between the steps of a purchase.
const testApp = openTestApp();
const organizerId = randomUUID();

afterEach(async () => {
  await testApp.payments.withdrawFaults();
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

async function made(wishes: Parameters<typeof makeShow>[1] = {}) {
  const show = await makeShow(testApp, { organizerId, ...wishes });
  const token = await testApp.token();
  const organizer = await testApp.token({ roles: ['organizer'], id: organizerId });
  const update = (input: object) =>
    testApp.ask(
      graphql('mutation U($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }'),
      { input: { showId: show.id, ...input } },
      organizer,
    );
  const cancelShow = () =>
    testApp.ask(
      graphql('mutation C($input: CancelShowInput!) { cancelShow(input: $input) { __typename } }'),
      { input: { showId: show.id } },
      organizer,
    );
  return { show, token, update, cancelShow };
}
const seatsOf = async (show: Awaited<ReturnType<typeof made>>['show']) =>
  (await availability(testApp, show)).statuses.slice(0, 2);

it('paused: nothing is bought, the hold lives on, and it buys once the sale goes on', async () => {
  const { show, token, update } = await made();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  await update({ salesPaused: true });
  expect(await purchase(testApp, { holdId }, token)).toMatchObject({ __typename: 'SalesNotOpen' });
  expect(await readHold(testApp, holdId, token)).toMatchObject({ status: 'ACTIVE' });
  await update({ salesPaused: false });
  expect(await purchase(testApp, { holdId }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

it('cancelled after the hold: nothing is sold and nothing is charged', async () => {
  const { show, token, cancelShow } = await made();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  const { charges } = await testApp.payments.ledger();
  await cancelShow();
  expect(['SalesNotOpen', 'HoldExpired']).toContain((await purchase(testApp, { holdId }, token)).__typename);
  expect((await testApp.payments.ledger()).charges).toHaveLength(charges.length);
  expect(await seatsOf(show)).not.toContain('S');
});

it('cancelled while the buyer is at the bank, which says yes: nothing is sold, and no money stays', async () => {
  const { show, token, cancelShow } = await made();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(testApp, wish, token);
  await cancelShow();
  await testApp.payments.authenticate(clientSecret, 'complete').catch(() => undefined);
  await resume(testApp, order?.id ?? '', token);
  await settleAll(testApp, show);
  expect(['CANCELLED', 'REFUNDED']).toContain((await readOrder(testApp, order?.id ?? '', token))?.status);
  expect(await seatsOf(show)).not.toMatch(/[SR]/);
  const { charges } = await testApp.payments.ledger();
  const mine = charges.filter(({ paymentIntent }) => clientSecret.startsWith(paymentIntent));
  expect(
    mine.filter(({ status, amount, amountRefunded }) => status === 'succeeded' && amount !== amountRefunded),
  ).toEqual([]);
});

it('cancelled while the card is charged: the buyer is told why, and what was charged goes back', async () => {
  const { show, token, cancelShow } = await made({ priceMinor: 3333 });
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  await testApp.payments.fault({ kind: 'slow', of: 'payment_intents.confirm', when: 'before-effect', ms: 60_000 });
  const answer = purchase(testApp, { holdId }, token);
  await eventually(async () => (await testApp.payments.faultsLeft()) === 0);
  // The webhook of the new payment has been followed: coming later, it would have the payment cancelled in time.
  await eventually(async () => {
    const [payment]: { checks: number }[] = await testApp.database.dataSource.query(
      'select checks from payment where show_id = $1',
      [show.showId],
    );
    return payment !== undefined && payment.checks > 0;
  });
  await cancelShow();
  await testApp.payments.withdrawFaults();
  let told = await answer;
  // Where the provider did not answer the charge, the order is pending: a client asks again, and is told then.
  for (let tries = 0; tries < 100 && told.order?.status === 'PENDING_PAYMENT'; tries += 1)
    told = await resume(testApp, told.order.id, token);
  // Where the provider's webhook was first, the order that it has ended already is the answer.
  if (told.__typename === 'PurchasePayload') expect(['CANCELLED', 'REFUNDED']).toContain(told.order?.status);
  else
    expect(told).toMatchObject({ __typename: 'HoldExpired', message: expect.stringContaining('show was cancelled') });
  await settleAll(testApp, show);
  const { charges } = await testApp.payments.ledger();
  expect(charges.filter(({ amount }) => amount === 6666)).toMatchObject([
    { status: 'succeeded', amountRefunded: 6666 },
  ]);
  expect(await seatsOf(show)).not.toMatch(/[SR]/);
});

it('a buyer of a cancelled show gives the order back, whatever the deadline was', async () => {
  const { show, token, cancelShow } = await made({ refundUntilInHours: -1 });
  const order = await buy(testApp, show, [0, 1], token);
  expect(await cancel(testApp, order.id, token)).toMatchObject({ __typename: 'OrderNotCancellable' });
  await cancelShow();
  await eventually(async () => (await cancel(testApp, order.id, token)).__typename === 'CancelOrderPayload');
  expect(await readOrder(testApp, order.id, token)).toMatchObject({ status: 'REFUNDED' });
});
