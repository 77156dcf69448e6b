import { makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { disagreements, purchase, resume, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// One buyer, two tabs: the bank confirms the first card while another card is tried.
const testApp = openTestApp();
const ROUNDS = 20;

async function atTheBank() {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(testApp, wish, token);
  return { show, token, holdId, orderId: order?.id ?? '', clientSecret };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('the confirmation and a good card within 40 ms: both tabs get the order, which is paid once', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { token, holdId, orderId, clientSecret } = await atTheBank();
    const [confirmed, other] = await Promise.all([
      (async () => {
        await testApp.payments.authenticate(clientSecret, 'complete').catch(() => undefined);
        return resume(testApp, orderId, token);
      })(),
      pause(round * 2).then(() => purchase(testApp, { holdId }, token)),
    ]);
    expect([round, confirmed, other]).toMatchObject([
      round,
      { __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } },
      { __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } },
    ]);
    expect(other.order?.id).toBe(confirmed.order?.id);
  }
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
}, 120_000);

it('a good card beside one that the bank refuses is tried, and buys the seats', async () => {
  for (let round = 0; round < ROUNDS / 2; round += 1) {
    const { token, holdId, orderId, clientSecret } = await atTheBank();
    const [, other] = await Promise.all([
      testApp.payments
        .authenticate(clientSecret, 'fail')
        .catch(() => undefined)
        .then(() => resume(testApp, orderId, token)),
      purchase(testApp, { holdId }, token),
    ]);
    expect(other).toMatchObject({ __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } });
    // The first tab, asked again, shows what the buyer has.
    expect(await resume(testApp, orderId, token)).toMatchObject({
      __typename: 'PurchasePayload',
      order: { id: other.order?.id, status: 'CONFIRMED' },
    });
  }
}, 120_000);
