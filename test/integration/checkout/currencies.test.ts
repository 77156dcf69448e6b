import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { hold, holdFree } from '../../support/holds';
import { buy, cancel, disagreements, readOrder, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// Money by the provider's own ledger, in the provider's units, in currencies that are not like the euro.
const testApp = openTestApp();

afterEach(async () => {
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

const chargeOf = async (orderId: string) =>
  (await testApp.payments.ledger()).charges.find(
    ({ metadata }) => metadata.order_id === decodeIdWithin('order', orderId)?.uuid,
  );

/** The price of a seat in ISO 4217's smallest unit, two of which are bought, and the charge in the provider's units. */
const cases = [
  // No smaller unit by ISO, two digits at the provider.
  { currency: 'ISK', priceMinor: 8990, charged: 1_798_000, part: 899_000 },
  { currency: 'UGX', priceMinor: 150_000, charged: 30_000_000, part: 15_000_000 },
  // Three digits, of which the last is 0.
  { currency: 'KWD', priceMinor: 12_340, charged: 24_680, part: 12_340 },
  // More than 32 bits, and more digits than other currencies may have.
  { currency: 'IDR', priceMinor: 1_320_000_000, charged: 2_640_000_000, part: 1_320_000_000 },
  { currency: 'JPY', priceMinor: 12_000, charged: 24_000, part: 12_000 },
  { currency: 'EUR', priceMinor: 3333, charged: 6666, part: 3333 },
] as const;

describe.each(cases)('$currency', ({ currency, priceMinor, charged, part }) => {
  async function bought() {
    const show = await makeShow(testApp, { currency, priceMinor });
    const token = await testApp.token();
    const order = await buy(testApp, show, [0, 1], token);
    expect(order.total).toEqual({ amountMinor: 2 * priceMinor, currency });
    expect(order.items.map(({ price }) => price.amountMinor)).toEqual([priceMinor, priceMinor]);
    expect(await chargeOf(order.id)).toMatchObject({
      amount: charged,
      currency: currency.toLowerCase(),
      amountRefunded: 0,
    });
    return { order, token };
  }

  it('a purchase is charged, and its cancellation refunded, to the smallest unit', async () => {
    const { order, token } = await bought();
    await cancel(testApp, order.id, token);
    await eventually(async () => (await readOrder(testApp, order.id, token))?.status === 'REFUNDED');
    expect((await chargeOf(order.id))?.amountRefunded).toBe(charged);
  });

  it('what is refunded in the dashboard and by the cancellation adds up to the charge', async () => {
    const { order, token } = await bought();
    const paymentIntent = (await chargeOf(order.id))?.paymentIntent ?? '';
    await testApp.payments.stripe.refunds.create({ payment_intent: paymentIntent, amount: part });
    await cancel(testApp, order.id, token);
    await eventually(async () => (await readOrder(testApp, order.id, token))?.status === 'REFUNDED');
    expect((await chargeOf(order.id))?.amountRefunded).toBe(charged);
  });
});

it.each([
  // Two digits at the provider, and so 999,999 UGX for a whole order.
  { currency: 'UGX', priceMinor: 150_000, fits: 6, most: '999,999 UGX' },
  { currency: 'EUR', priceMinor: 30_000_000, fits: 3, most: '999,999.99 EUR' },
  { currency: 'KWD', priceMinor: 30_000_000, fits: 3, most: '99,999.990 KWD' },
])(
  'an order of $currency can cost $most at most, and more seats than that are refused when they are held',
  async ({ currency, priceMinor, fits, most }) => {
    const show = await makeShow(testApp, { currency, priceMinor, seatsPerBuyerMax: 8 });
    const seatNos = Array.from({ length: fits + 1 }, (_, seatNo) => seatNo);
    const refusal = `These seats together cost more than ${most}, the largest charge. Hold fewer.`;
    await expect(hold(testApp, show, seatNos, await testApp.token())).rejects.toThrow(refusal);
    const token = await testApp.token();
    expect(await holdFree(testApp, show, seatNos.slice(1), token)).toMatchObject({ status: 'ACTIVE' });
  },
);
