import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { availability, holdFree } from '../../support/holds';
import { openHouse } from '../../support/house';
import { makeShow } from '../../support/makers';
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

const house = openHouse({ STRIPE_TIMEOUT_MS: '300', STRIPE_RETRIES_MAX: '0' });

afterEach(async () => {
  await settleAll(house);
  expect(await disagreements(house)).toEqual([]);
});

async function asked(paymentMethod = 'pm_card_authenticationRequired', holdSeconds = 300) {
  const show = await makeShow(house, { holdSeconds });
  const token = await house.token();
  const held = await holdFree(house, show, [0, 1], token);
  const wish = { holdId: held.id, paymentMethod, idempotencyKey: randomUUID() };
  const answer = await purchase(house, wish, token);
  expect(answer).toMatchObject({
    __typename: 'PaymentActionRequired',
    message: 'Your bank asks you to confirm the payment.',
    order: { status: 'PENDING_PAYMENT' },
  });
  const { clientSecret = '', order, expiresAt = '' } = answer;
  return { show, token, held, wish, answer, clientSecret, expiresAt, orderId: order?.id ?? '' };
}

const letters = async (show: Awaited<ReturnType<typeof asked>>['show']) =>
  (await availability(house, show)).statuses.slice(0, 3);

test('the seats stay reserved for ten minutes while the buyer is at the bank', async () => {
  const { show, expiresAt } = await asked();
  expect(await letters(show)).toBe('RRA');
  const left = (Date.parse(expiresAt) - house.clock.now().getTime()) / 1000;
  expect(left).toBeGreaterThan(590);
  expect(left).toBeLessThanOrEqual(600);
});

test('after the bank a client goes on at once', async () => {
  const { show, token, clientSecret, orderId } = await asked();
  await house.payments.authenticate(clientSecret, 'complete');
  expect(await resume(house, orderId, token)).toMatchObject({
    __typename: 'PurchasePayload',
    order: { status: 'CONFIRMED' },
  });
  expect(await letters(show)).toBe('SSA');
});

test('a client that never comes back is no loss: the order goes on by itself', async () => {
  const { token, clientSecret, orderId } = await asked();
  await house.payments.authenticate(clientSecret, 'complete');
  house.clock.advanceSeconds(20);
  await eventually(async () => (await readOrder(house, orderId, token))?.status === 'CONFIRMED');
});

test('the buyer alone is told how it ends', async () => {
  const { token, clientSecret, orderId } = await asked();
  const query = `subscription Changed($orderId: ID!) { orderChanged(orderId: $orderId) { ${orderFields} } }`;
  const own = house.subscribe<{ orderChanged: OrderView }>(query, { orderId }, token);
  expect((await own.at(0)).orderChanged.status).toBe('PENDING_PAYMENT');
  const stranger = house.subscribe<{ orderChanged: OrderView }>(query, { orderId }, await house.token());
  await eventually(() => stranger.ended());
  expect(stranger.messages).toEqual([]);
  await house.payments.authenticate(clientSecret, 'complete');
  await resume(house, orderId, token);
  await own.until((messages) => messages.at(-1)?.orderChanged.status === 'CONFIRMED');
  own.stop();
});

test('resuming before the bank has answered asks for the bank again', async () => {
  const { token, answer, orderId } = await asked();
  expect(await resume(house, orderId, token)).toEqual(answer);
});

test("nobody resumes another buyer's purchase", async () => {
  const { orderId } = await asked();
  expect(await resume(house, orderId, await house.token())).toMatchObject({ __typename: 'OrderNotFound' });
});

test('the bank refuses: the hold lives on for another card', async () => {
  const { show, token, held, clientSecret, orderId } = await asked();
  await house.payments.authenticate(clientSecret, 'fail');
  expect(await resume(house, orderId, token)).toMatchObject({
    __typename: 'PaymentDeclined',
    declineCode: 'payment_intent_authentication_failure',
    hold: { id: held.id, status: 'ACTIVE' },
  });
  expect(await letters(show)).toBe('HHA');
  expect(await purchase(house, { holdId: held.id }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

test('the bank agrees and the card is declined all the same', async () => {
  const { token, clientSecret, orderId } = await asked('pm_card_threeDSecureRequiredChargeDeclined');
  await house.payments.authenticate(clientSecret, 'complete');
  expect(await resume(house, orderId, token)).toMatchObject({
    __typename: 'PaymentDeclined',
    declineCode: 'generic_decline',
  });
});

test('nobody goes to the bank: after its time the seats are on sale and nothing can be charged', async () => {
  const { show, token, held, wish, clientSecret, orderId } = await asked();
  house.clock.advanceSeconds(601);
  await eventually(async () => (await readOrder(house, orderId, token))?.status === 'CANCELLED');
  expect(await letters(show)).toBe('AAA');
  expect(await readHold(house, held.id, token)).toMatchObject({ status: 'RELEASED' });
  expect(await purchase(house, wish, token)).toMatchObject({
    __typename: 'HoldExpired',
    message: 'The payment was not completed in time. Choose seats again.',
  });
  await expect(house.payments.authenticate(clientSecret, 'complete')).rejects.toThrow('409');
});

test('the seats are not sold to anybody else while the buyer is at the bank, though their hold has run out', async () => {
  const { show, token, clientSecret, orderId } = await asked('pm_card_authenticationRequired', 60);
  house.clock.advanceSeconds(120);
  const other = await house.token();
  await expect(holdFree(house, show, [0], other)).rejects.toThrow('SeatsUnavailable');
  await house.payments.authenticate(clientSecret, 'complete');
  expect(await resume(house, orderId, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

test('a buyer who is stuck at the bank takes another card, and is charged for that one alone', async () => {
  const { token, held, wish, clientSecret } = await asked();
  expect(await purchase(house, { holdId: held.id }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
  await expect(house.payments.authenticate(clientSecret, 'complete')).rejects.toThrow('409');
  expect(await purchase(house, wish, token)).toMatchObject({ __typename: 'PaymentDeclined' });
});

test('the same key at the bank gives the same answer', async () => {
  const { token, wish, answer } = await asked();
  expect(await purchase(house, wish, token)).toEqual(answer);
});
