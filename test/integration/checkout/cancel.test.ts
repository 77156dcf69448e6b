import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { availability, holdFree } from '../../support/holds';
import { openHouse } from '../../support/house';
import { makeShow, type ShowWishes } from '../../support/makers';
import { buy, cancel, disagreements, purchase, readOrder, settleAll } from '../../support/purchases';
import { Watcher } from '../../support/watcher';

const house = openHouse();

afterEach(async () => {
  await settleAll(house);
  expect(await disagreements(house)).toEqual([]);
});

async function bought(wishes: ShowWishes = {}) {
  const show = await makeShow(house, wishes);
  const token = await house.token();
  return { show, token, order: await buy(house, show, [0, 1], token) };
}
const refundsOf = async (amount: number) =>
  (await house.payments.ledger()).refunds.filter((refund) => refund.amount === amount).length;

test('within the deadline a buyer gives an order back: the money goes, the seats are on sale and seen on the map', async () => {
  const { show, token, order } = await bought();
  const watcher = new Watcher(show.id, () => house.url);
  await watcher.start();
  expect(watcher.statuses.slice(0, 3).join('')).toBe('SSA');
  expect(await cancel(house, order.id, token)).toMatchObject({
    __typename: 'CancelOrderPayload',
    order: { id: order.id, status: 'REFUNDED' },
  });
  await eventually(() => watcher.statuses.slice(0, 3).join('') === 'AAA');
  await watcher.stop();
  await buy(house, show, [0, 1], await house.token());
});

test('a bank that takes its time: cancelled at once, refunded when the money has gone back', async () => {
  const show = await makeShow(house);
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0], token);
  const { order } = await purchase(house, { holdId, paymentMethod: 'pm_card_pendingRefund' }, token);
  const id = order?.id ?? '';
  expect(await cancel(house, id, token)).toMatchObject({ order: { status: 'CANCELLED' } });
  expect((await availability(house, show)).statuses[0]).toBe('A');
  await eventually(async () => (await readOrder(house, id, token))?.status === 'REFUNDED');
});

test('giving back twice, even at once, is no fault and moves the money once', async () => {
  const { token, order } = await bought({ priceMinor: 1111 });
  const answers = await Promise.all(Array.from({ length: 5 }, () => cancel(house, order.id, token)));
  expect(answers.map(({ __typename }) => __typename)).toEqual(Array(5).fill('CancelOrderPayload'));
  expect(await cancel(house, order.id, token)).toMatchObject({ __typename: 'CancelOrderPayload' });
  await eventually(async () => (await readOrder(house, order.id, token))?.status === 'REFUNDED');
  expect(await refundsOf(2222)).toBe(1);
});

test.each([
  ['the deadline is over', { refundUntilInHours: -1 }],
  ['the show gives nothing back', { refundUntilInHours: null }],
])('%s: the buyer keeps the order', async (_, wishes) => {
  const { show, token, order } = await bought(wishes);
  expect(await cancel(house, order.id, token)).toMatchObject({
    __typename: 'OrderNotCancellable',
    message: 'The time to give this order back is over.',
    order: { status: 'CONFIRMED' },
  });
  expect((await availability(house, show)).statuses.slice(0, 2)).toBe('SS');
});

describe('after the deadline', () => {
  const organizerId = randomUUID();
  test.each([
    ["the show's organizer may", { roles: ['organizer'], id: organizerId }, 'CancelOrderPayload'],
    ['an admin may', { roles: ['admin'] }, 'CancelOrderPayload'],
    ['another organizer sees no such order', { roles: ['organizer'] }, 'OrderNotFound'],
    ["the organizer's id without the role sees no such order", { roles: ['buyer'], id: organizerId }, 'OrderNotFound'],
    ['another buyer sees no such order', { roles: ['buyer'] }, 'OrderNotFound'],
  ] as const)('%s', async (_, { roles, ...who }, kind) => {
    const { token, order } = await bought({ organizerId, refundUntilInHours: -1 });
    const asker = await house.token({ roles: [...roles], ...who });
    expect(await cancel(house, order.id, asker)).toMatchObject({ __typename: kind });
    const status = kind === 'OrderNotFound' ? 'CONFIRMED' : 'REFUNDED';
    expect(await readOrder(house, order.id, token)).toMatchObject({ status });
  });
});

test('what was never an order is not found either', async () => {
  expect(await cancel(house, 'order_nonsense', await house.token())).toMatchObject({ __typename: 'OrderNotFound' });
});

test('an order whose buyer is at the bank ends, the hold lives on, and nothing can be charged', async () => {
  const show = await makeShow(house);
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(house, wish, token);
  expect(await cancel(house, order?.id ?? '', token)).toMatchObject({ order: { status: 'CANCELLED' } });
  expect((await availability(house, show)).statuses[0]).toBe('H');
  await expect(house.payments.authenticate(clientSecret, 'complete')).rejects.toThrow('409');
});
