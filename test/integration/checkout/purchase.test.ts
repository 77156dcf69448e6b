import { randomUUID } from 'node:crypto';
import { availability, holdFree } from '../../support/holds';
import { openHouse } from '../../support/house';
import { makeShow } from '../../support/makers';
import { disagreements, purchase, readHold, readOrder, settleAll, tryPurchase } from '../../support/purchases';

const house = openHouse({ STRIPE_TIMEOUT_MS: '300', STRIPE_RETRIES_MAX: '0' });

afterEach(async () => {
  await house.payments.withdrawFaults();
  await settleAll(house);
  expect(await disagreements(house)).toEqual([]);
});

test('a buyer gets the seats of their hold, and is charged what the hold said', async () => {
  const show = await makeShow(house, { priceMinor: 4250 });
  const token = await house.token();
  const held = await holdFree(house, show, [3, 4], token);
  const answer = await purchase(house, { holdId: held.id }, token);
  expect(answer).toMatchObject({
    __typename: 'PurchasePayload',
    order: {
      status: 'CONFIRMED',
      show: { id: show.id },
      total: { amountMinor: 8500, currency: 'EUR' },
      items: [
        { seat: { id: show.seat(3), status: 'SOLD' }, price: { amountMinor: 4250, currency: 'EUR' } },
        { seat: { id: show.seat(4), status: 'SOLD' }, price: { amountMinor: 4250, currency: 'EUR' } },
      ],
    },
  });
  expect((await availability(house, show)).statuses.slice(0, 6)).toBe('AAASSA');
  expect(await readHold(house, held.id, token)).toMatchObject({ status: 'CONVERTED' });
  const { charges } = await house.payments.ledger();
  expect(charges.filter(({ status }) => status === 'succeeded')).toMatchObject([{ amount: 8500, currency: 'eur' }]);
});

test.each([
  ['pm_card_chargeDeclined', 'generic_decline', 'Your card was declined.'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds', 'Your card has insufficient funds.'],
  ['pm_card_nobody', 'resource_missing', 'The payment provider does not know this payment method.'],
])('%s: the hold lives on, and another card buys the same seats', async (paymentMethod, declineCode, message) => {
  const show = await makeShow(house);
  const token = await house.token();
  const held = await holdFree(house, show, [0], token);
  const answer = await purchase(house, { holdId: held.id, paymentMethod }, token);
  expect(answer).toMatchObject({
    __typename: 'PaymentDeclined',
    declineCode,
    message,
    hold: { id: held.id, status: 'ACTIVE' },
  });
  expect((await availability(house, show)).statuses[0]).toBe('H');
  expect(await purchase(house, { holdId: held.id }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

test('the same key gives the same answer, and one charge', async () => {
  const show = await makeShow(house);
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0], token);
  const wish = { holdId, idempotencyKey: randomUUID() };
  const before = (await house.payments.ledger()).charges.length;
  const first = await purchase(house, wish, token);
  expect(await purchase(house, wish, token)).toEqual(first);
  expect((await house.payments.ledger()).charges.length).toBe(before + 1);
});

test('a card number is refused, and neither repeated nor logged', async () => {
  const show = await makeShow(house);
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0], token);
  const { body, text } = await tryPurchase(house, { holdId, paymentMethod: '4242 4242 4242 4242' }, token);
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(text).not.toContain('4242');
  expect(JSON.stringify(house.log)).not.toContain('4242');
  expect(await readHold(house, holdId, token)).toMatchObject({ status: 'ACTIVE' });
});

test("another buyer's order does not exist", async () => {
  const show = await makeShow(house);
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0], token);
  const { order } = await purchase(house, { holdId }, token);
  const id = order?.id ?? '';
  expect(await readOrder(house, id, token)).toMatchObject({ id });
  expect(await readOrder(house, id, await house.token())).toBeNull();
});
