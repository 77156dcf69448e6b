import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { availability, hold } from '../../support/holds';
import { disagreements, type PurchaseAnswer, purchase, resume, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const BUYERS = 300;
const SEATS = 400;
const PRICE = 4250;
/** Each buyer takes the next one. */
const CARDS = [
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_authenticationRequired',
  'pm_card_mastercard',
  'pm_card_chargeDeclinedInsufficientFunds',
  'pm_card_threeDSecureRequiredChargeDeclined',
  'pm_card_visa',
] as const;

/**
 * Three hundred buyers wait for sixteen connections to the database. On a busy machine one may wait too long and is
 * asked to try again: as the documentation says, with the same key.
 */
async function asClientsDo<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (attempt === 20 || !String(error).includes('SERVICE_UNAVAILABLE')) throw error;
      await delay(100 * attempt);
    }
  }
}

it('three hundred buyers at once, with webhooks late and doubled: seats, orders and money agree', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(20, SEATS / 20), priceMinor: PRICE });
  const other = await testApp.openAnother();
  const client = new HttpClient(() => other.url);
  await testApp.payments.fault({ kind: 'webhook-twice', times: BUYERS });
  await testApp.payments.fault({ kind: 'webhook-late', ms: 2000, times: BUYERS });

  const buys = async (index: number): Promise<PurchaseAnswer | null> => {
    const api = index % 2 === 0 ? testApp : client;
    const token = await testApp.token();
    // Two seats each of fewer than there are buyers for, so that many meet at the same ones.
    const first = (index * 2) % SEATS;
    const [holdKey, purchaseKey] = [randomUUID(), randomUUID()];
    const { hold: held } = await asClientsDo(() => hold(api, show, [first, first + 1], token, holdKey));
    if (held === undefined) return null;
    const paymentMethod = CARDS[index % CARDS.length] ?? '';
    const wish = { holdId: held.id, paymentMethod, idempotencyKey: purchaseKey };
    const answer = await asClientsDo(() => purchase(api, wish, token));
    const { clientSecret, order } = answer;
    if (clientSecret === undefined || order === undefined) return answer;
    // One in three never goes to the bank, and one in three refuses there.
    if (index % 3 === 0) return answer;
    await testApp.payments.authenticate(clientSecret, index % 3 === 1 ? 'complete' : 'fail');
    // Half of them close the window at the bank: their orders go on by themselves.
    return index % 4 < 2 ? asClientsDo(() => resume(api, order.id, token)) : answer;
  };
  const answers = await Promise.all(Array.from({ length: BUYERS }, (_, index) => buys(index)));
  client.close();
  await settleAll(testApp, show);
  await testApp.payments.withdrawFaults();
  // Webhooks that were held back come now, about orders that have long ended.
  await eventually(async () => (await testApp.payments.deliveries()).every(({ attempts }) => attempts.length > 0));
  await settleAll(testApp, show);

  expect(await disagreements(testApp)).toEqual([]);
  const { statuses } = await availability(testApp, show);
  expect(statuses).not.toMatch(/R/);
  const { balances } = await testApp.payments.ledger();
  expect(balances.eur?.net).toBe([...statuses].filter((letter) => letter === 'S').length * PRICE);
  // Every kind of buyer was there, or this test would tell less than it says.
  const kinds = new Set(answers.map((answer) => answer?.__typename ?? 'nobody'));
  expect(kinds).toEqual(new Set(['nobody', 'PurchasePayload', 'PaymentDeclined', 'PaymentActionRequired']));
  // It is work for about twenty seconds of a processor, which others may be using.
}, 180_000);
