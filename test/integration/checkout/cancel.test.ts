import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { makeShow, type ShowWishes } from '../../support/factories/shows';
import { availability, holdFree } from '../../support/holds';
import { buy, cancel, disagreements, purchase, readOrder, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { Watcher } from '../../support/watcher';

const testApp = openTestApp();

afterEach(async () => {
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

async function bought(wishes: ShowWishes = {}) {
  const show = await makeShow(testApp, wishes);
  const token = await testApp.token();
  return { show, token, order: await buy(testApp, show, [0, 1], token) };
}
const refundsOf = async (amount: number) =>
  (await testApp.payments.ledger()).refunds.filter((refund) => refund.amount === amount).length;

it('within the deadline a buyer gives an order back: the money goes, the seats are on sale and seen on the map', async () => {
  const { show, token, order } = await bought();
  const watcher = new Watcher(show.id, () => testApp.url);
  await watcher.start();
  expect(watcher.statuses.slice(0, 3).join('')).toBe('SSA');
  expect(await cancel(testApp, order.id, token)).toMatchObject({
    __typename: 'CancelOrderPayload',
    order: { id: order.id, status: 'REFUNDED' },
  });
  await eventually(() => watcher.statuses.slice(0, 3).join('') === 'AAA');
  await watcher.stop();
  await buy(testApp, show, [0, 1], await testApp.token());
});

it('a bank that takes its time: cancelled at once, refunded when the money has gone back', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const { order } = await purchase(testApp, { holdId, paymentMethod: 'pm_card_pendingRefund' }, token);
  const id = order?.id ?? '';
  expect(await cancel(testApp, id, token)).toMatchObject({ order: { status: 'CANCELLED' } });
  expect((await availability(testApp, show)).statuses[0]).toBe('A');
  await eventually(async () => (await readOrder(testApp, id, token))?.status === 'REFUNDED');
});

it('giving back twice, even at once, is no fault and moves the money once', async () => {
  const { token, order } = await bought({ priceMinor: 1111 });
  const answers = await Promise.all(Array.from({ length: 5 }, () => cancel(testApp, order.id, token)));
  expect(answers.map(({ __typename }) => __typename)).toEqual(Array(5).fill('CancelOrderPayload'));
  expect(await cancel(testApp, order.id, token)).toMatchObject({ __typename: 'CancelOrderPayload' });
  await eventually(async () => (await readOrder(testApp, order.id, token))?.status === 'REFUNDED');
  expect(await refundsOf(2222)).toBe(1);
});

it.each([
  ['the deadline is over', { refundUntilInHours: -1 }],
  ['the show gives nothing back', { refundUntilInHours: null }],
])('%s: the buyer keeps the order', async (_, wishes) => {
  const { show, token, order } = await bought(wishes);
  expect(await cancel(testApp, order.id, token)).toMatchObject({
    __typename: 'OrderNotCancellable',
    message: 'The time to return this order is over.',
    order: { status: 'CONFIRMED' },
  });
  expect((await availability(testApp, show)).statuses.slice(0, 2)).toBe('SS');
});

describe('after the deadline', () => {
  const organizerId = randomUUID();
  it.each([
    ["the show's organizer may", { roles: ['organizer'], id: organizerId }, 'CancelOrderPayload'],
    ['an admin may', { roles: ['admin'] }, 'CancelOrderPayload'],
    ['another organizer sees no such order', { roles: ['organizer'] }, 'OrderNotFound'],
    ["the organizer's id without the role sees no such order", { roles: ['buyer'], id: organizerId }, 'OrderNotFound'],
    ['another buyer sees no such order', { roles: ['buyer'] }, 'OrderNotFound'],
  ] as const)('%s', async (_, { roles, ...who }, kind) => {
    const { token, order } = await bought({ organizerId, refundUntilInHours: -1 });
    const asker = await testApp.token({ roles: [...roles], ...who });
    expect(await cancel(testApp, order.id, asker)).toMatchObject({ __typename: kind });
    const status = kind === 'OrderNotFound' ? 'CONFIRMED' : 'REFUNDED';
    expect(await readOrder(testApp, order.id, token)).toMatchObject({ status });
  });
});

it('what was never an order is not found either', async () => {
  expect(await cancel(testApp, 'order_nonsense', await testApp.token())).toMatchObject({ __typename: 'OrderNotFound' });
});

it('an order whose buyer is at the bank ends, the hold lives on, and nothing can be charged', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(testApp, wish, token);
  expect(await cancel(testApp, order?.id ?? '', token)).toMatchObject({ order: { status: 'CANCELLED' } });
  expect((await availability(testApp, show)).statuses[0]).toBe('H');
  await expect(testApp.payments.authenticate(clientSecret, 'complete')).rejects.toThrow('409');
});
