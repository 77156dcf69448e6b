import { randomUUID } from 'node:crypto';
import { readDeadLetters } from '../../../src/checkout';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, holdFree } from '../../support/holds';
import { cancel, disagreements, type OrderView, purchase, readOrder, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// What the provider's ledger says of refunds, whoever made them, is followed.
const testApp = openTestApp();
const PRICE = 4250;
const uuidOf = (id: string): string => decodeIdWithin('order', id)?.uuid ?? '';

async function bought(paymentMethod = 'pm_card_visa') {
  const show = await makeShow(testApp, { priceMinor: PRICE });
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  const { order } = await purchase(testApp, { holdId, paymentMethod }, token);
  if (order === undefined) throw new Error('Nothing was bought');
  return { show, token, order, id: order.id };
}
type Bought = Awaited<ReturnType<typeof bought>>;

const chargeOf = async (id: string) =>
  (await testApp.payments.ledger()).charges.find(({ metadata }) => metadata.order_id === uuidOf(id));
/** As somebody does it in the provider's dashboard. */
async function refundInDashboard(id: string, amount?: number): Promise<void> {
  const charge = await chargeOf(id);
  await testApp.payments.stripe.refunds.create({
    payment_intent: charge?.paymentIntent ?? '',
    ...(amount === undefined ? {} : { amount }),
  });
}
const refundedMinor = async (id: string) => (await chargeOf(id))?.amountRefunded;
const untilStatus = ({ id, token }: Bought, status: OrderView['status']) =>
  eventually(async () => {
    const order = await readOrder(testApp, id, token);
    return order?.status === status || `it is ${order?.status}`;
  }, 30_000);
const letters = async (id: string) =>
  (await readDeadLetters(testApp.database)).filter(({ orderId }) => orderId === uuidOf(id));

it('all of it refunded in the dashboard: the order ends and its seats are on sale, by the webhook alone', async () => {
  const one = await bought();
  await refundInDashboard(one.id);
  await untilStatus(one, 'REFUNDED');
  expect((await availability(testApp, one.show)).statuses.slice(0, 2)).toBe('AA');
  expect(await refundedMinor(one.id)).toBe(2 * PRICE);
  // The buyer who cancels now has it already.
  expect(await cancel(testApp, one.id, one.token)).toMatchObject({ order: { status: 'REFUNDED' } });
  expect(await disagreements(testApp)).toEqual([]);
});

it('refunded in the dashboard in two parts, the second completes it', async () => {
  const one = await bought();
  await refundInDashboard(one.id, PRICE);
  await eventually(async () => (await letters(one.id)).length === 1);
  expect(await readOrder(testApp, one.id, one.token)).toMatchObject({ status: 'CONFIRMED' });
  await refundInDashboard(one.id, PRICE);
  await untilStatus(one, 'REFUNDED');
  expect(await letters(one.id)).toEqual([]);
});

it('a part refunded in the dashboard alerts an operator, and a cancellation returns the rest', async () => {
  const one = await bought();
  await refundInDashboard(one.id, 500);
  await eventually(async () => (await letters(one.id)).length === 1);
  expect(await letters(one.id)).toMatchObject([
    {
      what: 'payment',
      because: 'Of 85.00 EUR, 5.00 EUR was refunded at the payment provider; the order keeps its seats.',
    },
  ]);
  expect(await readOrder(testApp, one.id, one.token)).toMatchObject({ status: 'CONFIRMED' });
  expect((await availability(testApp, one.show)).statuses.slice(0, 2)).toBe('SS');
  expect(await cancel(testApp, one.id, one.token)).toMatchObject({ order: { status: 'REFUNDED' } });
  expect(await refundedMinor(one.id)).toBe(2 * PRICE);
  // All of it is back: nobody has to look any more.
  expect(await letters(one.id)).toEqual([]);
  expect(await disagreements(testApp)).toEqual([]);
});

it('a part refunded in the dashboard of which no webhook came: the cancellation returns the rest all the same', async () => {
  await testApp.payments.fault({ kind: 'webhook-never', times: 100 });
  const one = await bought();
  await refundInDashboard(one.id, 500);
  expect(await cancel(testApp, one.id, one.token)).toMatchObject({ order: { status: 'REFUNDED' } });
  expect(await refundedMinor(one.id)).toBe(2 * PRICE);
  expect(await letters(one.id)).toEqual([]);
  await testApp.payments.withdrawFaults();
});

it('a refund that fails later: the order is not called refunded any more, and an operator is alerted', async () => {
  const one = await bought('pm_card_refundFail');
  await cancel(testApp, one.id, one.token);
  await eventually(async () => (await letters(one.id)).length > 0);
  expect(await readOrder(testApp, one.id, one.token)).toMatchObject({ status: 'CANCELLED' });
  // By the provider's ledger the buyer has nothing of it.
  await eventually(async () => (await refundedMinor(one.id)) === 0);
  expect(await letters(one.id)).toMatchObject([
    { what: 'refund', because: 'The bank returned the refund: the buyer has to be paid in another way.' },
  ]);
  expect(testApp.log).toContainEqual(
    expect.objectContaining({ level: 50, orderId: uuidOf(one.id), msg: expect.stringContaining('A refund failed') }),
  );
});

it('a disputed charge alerts an operator; the order stays as it is', async () => {
  const one = await bought('pm_card_createDispute');
  await eventually(async () => (await letters(one.id)).length === 1);
  expect(await letters(one.id)).toMatchObject([
    {
      what: 'payment',
      because: expect.stringMatching(/^The buyer disputes the charge: du_\w+, 85\.00 EUR, fraudulent/),
    },
  ]);
  expect(await readOrder(testApp, one.id, one.token)).toMatchObject({ status: 'CONFIRMED' });
});

it('a price that the provider does not charge is no outage: the answer names its code, and nothing is tried again', async () => {
  const show = await makeShow(testApp, { priceMinor: PRICE });
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  // Past every check of the API, as an older price could be.
  await testApp.database.dataSource.query(
    'update seat_hold set prices_minor = array[30], total_minor = 30 where id = $1',
    [decodeIdWithin('hold', holdId)?.uuid],
  );
  expect(await purchase(testApp, { holdId }, token)).toMatchObject({
    __typename: 'PaymentNotPossible',
    code: 'amount_too_small',
    message: 'The payment provider does not accept this payment with any card. Nothing was charged.',
    hold: { id: holdId, status: 'ACTIVE' },
  });
  await settleAll(testApp, show);
  expect((await availability(testApp, show)).statuses[0]).toBe('H');
});

it('the log of a declined card names its code and the reference of the payment', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  await purchase(testApp, { holdId, paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' }, token);
  expect(testApp.log).toContainEqual(
    expect.objectContaining({
      msg: 'A payment was declined',
      declineCode: 'insufficient_funds',
      reference: expect.stringMatching(/^pi_/),
    }),
  );
});

it.each([
  ['a control character in the key', { idempotencyKey: 'x\u0000' }],
  ['a lone surrogate in the key', { idempotencyKey: '\ud800' }],
  ['a long key', { idempotencyKey: 'k'.repeat(201) }],
  ['a control character in the payment method', { paymentMethod: 'pm_card_visa\u0000' }],
  ['a long payment method', { paymentMethod: `pm_${'a'.repeat(10_000)}` }],
  ['a long e-mail address', { email: `${'a'.repeat(10_000)}@example.org` }],
])('%s is refused as bad input', async (_, wishes) => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const input = { holdId, paymentMethod: 'pm_card_visa', idempotencyKey: randomUUID(), ...wishes };
  const answer = await testApp.graphql(
    graphql('mutation P($input: PurchaseInput!) { purchase(input: $input) { __typename } }'),
    { input },
    token,
  );
  expect(JSON.stringify(answer)).toContain('BAD_USER_INPUT');
});
