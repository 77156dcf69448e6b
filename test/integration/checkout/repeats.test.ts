import { randomUUID } from 'node:crypto';
import { makeShow } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { availability, holdFree } from '../../support/holds';
import { disagreements, purchase, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { untilServed } from '../../support/until-served';

const testApp = openTestApp();
const REQUESTS = 20;

afterEach(async () => {
  await testApp.payments.withdrawFaults();
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

async function held(seatNos: readonly number[] = [0, 1]) {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, seatNos, token);
  return { show, token, wish: { holdId, idempotencyKey: randomUUID() } };
}
const chargesNow = async () => (await testApp.payments.ledger()).charges.length;

it.each([
  ['a good card', 'pm_card_visa', 'PurchasePayload'],
  ['a bad card', 'pm_card_chargeDeclined', 'PaymentDeclined'],
  ['a card whose bank asks', 'pm_card_authenticationRequired', 'PaymentActionRequired'],
])('twenty requests with one key at once, %s: one payment, twenty equal answers', async (_, paymentMethod, kind) => {
  const { token, wish } = await held();
  const other = await testApp.openAnother();
  const client = new HttpClient(() => other.url);
  const before = await chargesNow();
  // Half of them reach another process, which knows of the payment by the database alone.
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, (_nobody, index) =>
      untilServed(() => purchase(index % 2 === 0 ? testApp : client, { ...wish, paymentMethod }, token)),
    ),
  );
  client.close();
  const withoutTime = answers.map((answer) => ({ ...answer, serverTime: null }));
  expect([...new Set(withoutTime.map((answer) => JSON.stringify(answer)))]).toHaveLength(1);
  expect(answers[0]?.__typename).toBe(kind);
  // A card whose bank asks is not charged yet.
  expect(await chargesNow()).toBe(before + (kind === 'PaymentActionRequired' ? 0 : 1));
});

it('twenty requests for one hold with a key each: one charge, and everyone hears of the one order', async () => {
  const { token, wish } = await held();
  const before = await chargesNow();
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, () => untilServed(() => purchase(testApp, { holdId: wish.holdId }, token))),
  );
  expect(new Set(answers.map(({ order }) => order?.id)).size).toBe(1);
  expect(answers.every(({ order }) => order?.status === 'CONFIRMED')).toBe(true);
  expect(await chargesNow()).toBe(before + 1);
});

it('a repeat that comes while the first request is under way waits for its answer', async () => {
  const { token, wish } = await held();
  const slow = { kind: 'slow', of: 'payment_intents.confirm', when: 'before-effect', ms: 500 } as const;
  await testApp.payments.fault(slow);
  const [first, second] = await Promise.all([purchase(testApp, wish, token), purchase(testApp, wish, token)]);
  expect(first).toMatchObject({ order: { status: 'CONFIRMED' } });
  expect(second).toEqual(first);
});

it('the same key with another hold, card or address is refused, and nothing happens', async () => {
  const { show, token, wish } = await held();
  const first = await purchase(testApp, wish, token);
  const { id: otherHold } = await holdFree(testApp, show, [5], token);
  const before = await chargesNow();
  for (const changed of [
    { holdId: otherHold },
    { paymentMethod: 'pm_card_mastercard' },
    { email: 'else@example.org' },
  ]) {
    expect(await purchase(testApp, { ...wish, ...changed }, token)).toMatchObject({
      __typename: 'IdempotencyKeyReused',
      message: expect.stringContaining('another request'),
    });
  }
  expect(await chargesNow()).toBe(before);
  expect((await availability(testApp, show)).statuses.slice(0, 6)).toBe('SSAAAH');
  expect(await purchase(testApp, wish, token)).toEqual(first);
});

it("another buyer's equal key is another key", async () => {
  const { show, token, wish } = await held();
  await purchase(testApp, wish, token);
  const stranger = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [5], stranger);
  expect(await purchase(testApp, { ...wish, holdId }, stranger)).toMatchObject({ order: { status: 'CONFIRMED' } });
});
