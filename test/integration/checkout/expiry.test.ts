import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { availability, hold, holdFree } from '../../support/holds';
import { disagreements, purchase, resume, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const HOLD_SECONDS = 30;

afterEach(async () => {
  await testApp.payments.withdrawFaults();
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

/** A purchase whose provider takes its time, with a hold that has run out meanwhile. */
async function whileItIsAsked(paymentMethod: string) {
  const show = await makeShow(testApp, { holdSeconds: HOLD_SECONDS });
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  await testApp.payments.fault({ kind: 'slow', of: 'payment_intents.confirm', when: 'before-effect', ms: 60_000 });
  const answer = purchase(testApp, { holdId, paymentMethod }, token);
  await eventually(async () => (await testApp.payments.faultsLeft()) === 0);
  testApp.clock.advanceSeconds(2 * HOLD_SECONDS);
  return { show, token, holdId, answer };
}

it('a hold that runs out between the question and the answer is not sold to anybody else', async () => {
  const { show, answer } = await whileItIsAsked('pm_card_visa');
  const other = await testApp.token();
  expect(await hold(testApp, show, [0], other)).toMatchObject({ __typename: 'SeatsUnavailable' });
  expect((await availability(testApp, show)).statuses.slice(0, 2)).toBe('RR');
  await testApp.payments.withdrawFaults();
  expect(await answer).toMatchObject({ order: { status: 'CONFIRMED' } });
  expect((await availability(testApp, show)).statuses.slice(0, 2)).toBe('SS');
});

it('one whose payment fails after the deadline comes back to its buyer, with two minutes for another card', async () => {
  const { show, token, holdId, answer } = await whileItIsAsked('pm_card_chargeDeclined');
  await testApp.payments.withdrawFaults();
  const declined = await answer;
  expect(declined).toMatchObject({ __typename: 'PaymentDeclined', hold: { id: holdId, status: 'ACTIVE' } });
  const secondsLeft = (Date.parse(declined.hold?.expiresAt ?? '') - testApp.clock.now().getTime()) / 1000;
  expect(secondsLeft).toBeGreaterThan(110);
  expect(secondsLeft).toBeLessThanOrEqual(120);
  const other = await testApp.token();
  expect(await hold(testApp, show, [0], other)).toMatchObject({ __typename: 'SeatsUnavailable' });
  expect(await purchase(testApp, { holdId }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

it('and after those two minutes to everybody', async () => {
  const { show, token, holdId, answer } = await whileItIsAsked('pm_card_chargeDeclined');
  await testApp.payments.withdrawFaults();
  await answer;
  testApp.clock.advanceSeconds(121);
  await holdFree(testApp, show, [0, 1], await testApp.token());
  expect(await purchase(testApp, { holdId }, token)).toMatchObject({ __typename: 'HoldExpired' });
});

it('a payment that fails past the last moment of its hold gives the seats to everybody at once', async () => {
  const show = await makeShow(testApp, { holdSeconds: HOLD_SECONDS });
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(testApp, wish, token);
  testApp.clock.advanceSeconds(500);
  await testApp.payments.authenticate(clientSecret, 'fail');
  expect(await resume(testApp, order?.id ?? '', token)).toMatchObject({ __typename: 'HoldExpired' });
  await holdFree(testApp, show, [0, 1], await testApp.token());
});
