import { randomUUID } from 'node:crypto';
import { makeShow } from '../../support/factories/shows';
import { availability, holdFree } from '../../support/holds';
import { cancel, disagreements, purchase, readHold, readOrder, settleAll, tryPurchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ STRIPE_RETRIES_MAX: '0' });

afterEach(async () => {
  await testApp.payments.withdrawFaults();
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

it('a buyer gets the seats of their hold, and is charged what the hold said', async () => {
  const show = await makeShow(testApp, { priceMinor: 4250 });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [3, 4], token);
  const answer = await purchase(testApp, { holdId: held.id }, token);
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
  expect((await availability(testApp, show)).statuses.slice(0, 6)).toBe('AAASSA');
  expect(await readHold(testApp, held.id, token)).toMatchObject({ status: 'CONVERTED' });
  const { charges } = await testApp.payments.ledger();
  expect(charges.filter(({ status }) => status === 'succeeded')).toMatchObject([{ amount: 8500, currency: 'eur' }]);
});

it('sums beyond 32 bits are held, charged and given back to the last unit', async () => {
  const show = await makeShow(testApp, { priceMinor: 1_320_000_000, currency: 'IDR' });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0, 1, 2, 3], token);
  expect(held.total).toEqual({ amountMinor: 5_280_000_000, currency: 'IDR' });
  const answer = await purchase(testApp, { holdId: held.id }, token);
  expect(answer).toMatchObject({
    order: {
      status: 'CONFIRMED',
      total: { amountMinor: 5_280_000_000 },
      items: [{ price: { amountMinor: 1_320_000_000 } }, {}, {}, {}],
    },
  });
  await cancel(testApp, answer.order?.id ?? '', token);
  await settleAll(testApp);
  expect(await readOrder(testApp, answer.order?.id ?? '', token)).toMatchObject({ status: 'REFUNDED' });
});

it.each([
  ['pm_card_chargeDeclined', 'generic_decline', 'Your card was declined.'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds', 'Your card has insufficient funds.'],
  ['pm_card_nobody', 'resource_missing', 'The payment provider does not know this payment method.'],
])('%s: the hold lives on, and another card buys the same seats', async (paymentMethod, declineCode, message) => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0], token);
  const answer = await purchase(testApp, { holdId: held.id, paymentMethod }, token);
  expect(answer).toMatchObject({
    __typename: 'PaymentDeclined',
    declineCode,
    message,
    hold: { id: held.id, status: 'ACTIVE' },
  });
  expect((await availability(testApp, show)).statuses[0]).toBe('H');
  expect(await purchase(testApp, { holdId: held.id }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

it('the same key gives the same answer, and one charge', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const wish = { holdId, idempotencyKey: randomUUID() };
  const before = (await testApp.payments.ledger()).charges.length;
  const first = await purchase(testApp, wish, token);
  expect(await purchase(testApp, wish, token)).toEqual(first);
  expect((await testApp.payments.ledger()).charges.length).toBe(before + 1);
});

it('a card number is refused, and neither repeated nor logged', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const { body, text } = await tryPurchase(testApp, { holdId, paymentMethod: '4242 4242 4242 4242' }, token);
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(text).not.toContain('4242');
  expect(JSON.stringify(testApp.log)).not.toContain('4242');
  expect(await readHold(testApp, holdId, token)).toMatchObject({ status: 'ACTIVE' });
});

it("another buyer's order does not exist", async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const { order } = await purchase(testApp, { holdId }, token);
  const id = order?.id ?? '';
  expect(await readOrder(testApp, id, token)).toMatchObject({ id });
  expect(await readOrder(testApp, id, await testApp.token())).toBeNull();
});
