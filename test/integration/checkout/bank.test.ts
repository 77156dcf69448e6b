import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { availability, holdFree } from '../../support/holds';
import {
  disagreements,
  type OrderView,
  orderFields,
  purchase,
  readHold,
  readOrder,
  resume,
  settleAll,
} from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ STRIPE_RETRIES_MAX: '0' });

afterEach(async () => {
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

async function asked(paymentMethod = 'pm_card_authenticationRequired', holdSeconds = 300) {
  const show = await makeShow(testApp, { holdSeconds });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0, 1], token);
  const wish = { holdId: held.id, paymentMethod, idempotencyKey: randomUUID() };
  const answer = await purchase(testApp, wish, token);
  expect(answer).toMatchObject({
    __typename: 'PaymentActionRequired',
    message: 'Your bank asks you to confirm the payment.',
    order: { status: 'PENDING_PAYMENT' },
  });
  const { clientSecret = '', order, expiresAt = '' } = answer;
  return { show, token, held, wish, answer, clientSecret, expiresAt, orderId: order?.id ?? '' };
}

const letters = async (show: Awaited<ReturnType<typeof asked>>['show']) =>
  (await availability(testApp, show)).statuses.slice(0, 3);

it('the seats stay reserved for ten minutes while the buyer is at the bank', async () => {
  const { show, expiresAt } = await asked();
  expect(await letters(show)).toBe('RRA');
  const left = (Date.parse(expiresAt) - testApp.clock.now().getTime()) / 1000;
  expect(left).toBeGreaterThan(590);
  expect(left).toBeLessThanOrEqual(600);
});

it('after the bank a client goes on at once', async () => {
  const { show, token, clientSecret, orderId } = await asked();
  await testApp.payments.authenticate(clientSecret, 'complete');
  expect(await resume(testApp, orderId, token)).toMatchObject({
    __typename: 'PurchasePayload',
    order: { status: 'CONFIRMED' },
  });
  expect(await letters(show)).toBe('SSA');
});

it('a client that never comes back is no loss: the order goes on by itself', async () => {
  const { token, clientSecret, orderId } = await asked();
  await testApp.payments.authenticate(clientSecret, 'complete');
  testApp.clock.advanceSeconds(20);
  await eventually(async () => (await readOrder(testApp, orderId, token))?.status === 'CONFIRMED');
});

it('the buyer alone is told how it ends', async () => {
  const { token, clientSecret, orderId } = await asked();
  const query = `subscription Changed($orderId: ID!) { orderChanged(orderId: $orderId) { ${orderFields} } }`;
  const own = testApp.subscribe<{ orderChanged: OrderView }>(query, { orderId }, token);
  expect((await own.at(0)).orderChanged.status).toBe('PENDING_PAYMENT');
  const stranger = testApp.subscribe<{ orderChanged: OrderView }>(query, { orderId }, await testApp.token());
  await eventually(() => stranger.ended());
  expect(stranger.messages).toEqual([]);
  await testApp.payments.authenticate(clientSecret, 'complete');
  await resume(testApp, orderId, token);
  await own.until((messages) => messages.at(-1)?.orderChanged.status === 'CONFIRMED');
  own.stop();
});

it('resuming before the bank has answered asks for the bank again', async () => {
  const { token, answer, orderId } = await asked();
  expect(await resume(testApp, orderId, token)).toEqual(answer);
});

it("nobody resumes another buyer's purchase", async () => {
  const { orderId } = await asked();
  expect(await resume(testApp, orderId, await testApp.token())).toMatchObject({ __typename: 'OrderNotFound' });
});

it('the bank refuses: the hold lives on for another card', async () => {
  const { show, token, held, clientSecret, orderId } = await asked();
  await testApp.payments.authenticate(clientSecret, 'fail');
  expect(await resume(testApp, orderId, token)).toMatchObject({
    __typename: 'PaymentDeclined',
    message: 'Your bank did not confirm the payment.',
    declineCode: 'payment_intent_authentication_failure',
    hold: { id: held.id, status: 'ACTIVE' },
  });
  expect(await letters(show)).toBe('HHA');
  expect(await purchase(testApp, { holdId: held.id }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

it('the bank refuses, and the payment is cancelled at the provider afterwards: the buyer is told the same', async () => {
  const { token, clientSecret, orderId } = await asked();
  await testApp.payments.authenticate(clientSecret, 'fail');
  const declined = await resume(testApp, orderId, token);
  expect(declined).toMatchObject({ declineCode: 'payment_intent_authentication_failure' });
  // By an operator, or by one of us who had read the payment before the bank refused.
  const [reference = ''] = clientSecret.split('_secret');
  await testApp.payments.stripe.paymentIntents.cancel(reference);
  const states = 'select state from payment where reference = $1';
  await eventually(async () => (await testApp.database.dataSource.query(states, [reference]))[0].state === 'cancelled');
  expect(await resume(testApp, orderId, token)).toEqual(declined);
});

it('the bank agrees and the card is declined all the same', async () => {
  const { token, clientSecret, orderId } = await asked('pm_card_threeDSecureRequiredChargeDeclined');
  await testApp.payments.authenticate(clientSecret, 'complete');
  expect(await resume(testApp, orderId, token)).toMatchObject({
    __typename: 'PaymentDeclined',
    declineCode: 'generic_decline',
  });
});

it('nobody goes to the bank: after its time the seats are on sale and nothing can be charged', async () => {
  const { show, token, held, wish, clientSecret, orderId } = await asked();
  testApp.clock.advanceSeconds(601);
  await eventually(async () => (await readOrder(testApp, orderId, token))?.status === 'CANCELLED');
  expect(await letters(show)).toBe('AAA');
  expect(await readHold(testApp, held.id, token)).toMatchObject({ status: 'RELEASED' });
  expect(await purchase(testApp, wish, token)).toMatchObject({
    __typename: 'HoldExpired',
    message: 'The payment was not completed in time. Choose seats again.',
  });
  await expect(testApp.payments.authenticate(clientSecret, 'complete')).rejects.toThrow('409');
});

it('the seats are not sold to anybody else while the buyer is at the bank, though their hold has run out', async () => {
  const { show, token, clientSecret, orderId } = await asked('pm_card_authenticationRequired', 60);
  testApp.clock.advanceSeconds(120);
  const other = await testApp.token();
  await expect(holdFree(testApp, show, [0], other)).rejects.toThrow('SeatsUnavailable');
  await testApp.payments.authenticate(clientSecret, 'complete');
  expect(await resume(testApp, orderId, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

it('a buyer who is stuck at the bank takes another card, and is charged for that one alone', async () => {
  const { token, held, wish, clientSecret } = await asked();
  expect(await purchase(testApp, { holdId: held.id }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
  await expect(testApp.payments.authenticate(clientSecret, 'complete')).rejects.toThrow('409');
  // The first request, repeated, returns what has become of the seats.
  expect(await purchase(testApp, wish, token)).toMatchObject({
    __typename: 'PurchasePayload',
    order: { status: 'CONFIRMED' },
  });
});

it('the same key at the bank gives the same answer', async () => {
  const { token, wish, answer } = await asked();
  expect(await purchase(testApp, wish, token)).toEqual(answer);
});
