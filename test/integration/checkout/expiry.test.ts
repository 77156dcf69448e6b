import { eventually } from '../../support/eventually';
import { availability, hold, holdFree } from '../../support/holds';
import { openHouse } from '../../support/house';
import { makeShow } from '../../support/makers';
import { disagreements, purchase, resume, settleAll } from '../../support/purchases';

const house = openHouse();
const HOLD_SECONDS = 30;

afterEach(async () => {
  await house.payments.withdrawFaults();
  await settleAll(house);
  expect(await disagreements(house)).toEqual([]);
});

/** A purchase whose provider takes its time, with a hold that has run out meanwhile. */
async function whileItIsAsked(paymentMethod: string) {
  const show = await makeShow(house, { holdSeconds: HOLD_SECONDS });
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0, 1], token);
  await house.payments.fault({ kind: 'slow', of: 'payment_intents.confirm', when: 'before-effect', ms: 60_000 });
  const answer = purchase(house, { holdId, paymentMethod }, token);
  await eventually(async () => (await house.payments.faultsLeft()) === 0);
  house.clock.advanceSeconds(2 * HOLD_SECONDS);
  return { show, token, holdId, answer };
}

test('a hold that runs out between the question and the answer is not sold to anybody else', async () => {
  const { show, answer } = await whileItIsAsked('pm_card_visa');
  const other = await house.token();
  expect(await hold(house, show, [0], other)).toMatchObject({ __typename: 'SeatsUnavailable' });
  expect((await availability(house, show)).statuses.slice(0, 2)).toBe('RR');
  await house.payments.withdrawFaults();
  expect(await answer).toMatchObject({ order: { status: 'CONFIRMED' } });
  expect((await availability(house, show)).statuses.slice(0, 2)).toBe('SS');
});

test('one whose payment fails after the deadline comes back to its buyer, with two minutes for another card', async () => {
  const { show, token, holdId, answer } = await whileItIsAsked('pm_card_chargeDeclined');
  await house.payments.withdrawFaults();
  const declined = await answer;
  expect(declined).toMatchObject({ __typename: 'PaymentDeclined', hold: { id: holdId, status: 'ACTIVE' } });
  const secondsLeft = (Date.parse(declined.hold?.expiresAt ?? '') - house.clock.now().getTime()) / 1000;
  expect(secondsLeft).toBeGreaterThan(110);
  expect(secondsLeft).toBeLessThanOrEqual(120);
  const other = await house.token();
  expect(await hold(house, show, [0], other)).toMatchObject({ __typename: 'SeatsUnavailable' });
  expect(await purchase(house, { holdId }, token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

test('and after those two minutes to everybody', async () => {
  const { show, token, holdId, answer } = await whileItIsAsked('pm_card_chargeDeclined');
  await house.payments.withdrawFaults();
  await answer;
  house.clock.advanceSeconds(121);
  await holdFree(house, show, [0, 1], await house.token());
  expect(await purchase(house, { holdId }, token)).toMatchObject({ __typename: 'HoldExpired' });
});

test('a payment that fails past the last moment of its hold gives the seats to everybody at once', async () => {
  const show = await makeShow(house, { holdSeconds: HOLD_SECONDS });
  const token = await house.token();
  const { id: holdId } = await holdFree(house, show, [0, 1], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(house, wish, token);
  house.clock.advanceSeconds(500);
  await house.payments.authenticate(clientSecret, 'fail');
  expect(await resume(house, order?.id ?? '', token)).toMatchObject({ __typename: 'HoldExpired' });
  await holdFree(house, show, [0, 1], await house.token());
});
