import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { WEBHOOK_SECRET } from '../../support/payment-provider';
import { purchase, readOrder } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const nowSeconds = () => Math.floor(Date.now() / 1000);

const sign = (payload: string, timestamp = nowSeconds(), secret = WEBHOOK_SECRET) =>
  testApp.payments.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

const post = (body: string, signature?: string) =>
  testApp.http.send('/webhooks/stripe', {
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
    },
  });

/** What Stripe would tell, in a form that no parser would write again. */
const eventAbout = (reference: string, id = `evt_${randomUUID()}`, type = 'payment_intent.succeeded') =>
  `{ "id":"${id}",  "object" : "event", "type": "${type}", "data": {"object": {"object":"payment_intent","id":"${reference}"}} }\n`;

const kept = async (id: string): Promise<number> =>
  (await testApp.database.dataSource.query('select from webhook_event where id = $1', [id])).length;

it('a webhook is believed by the bytes of its body', async () => {
  const body = eventAbout('pi_unknown', 'evt_bytes');
  const signature = sign(body);
  expect(await post(JSON.stringify(JSON.parse(body)), signature)).toMatchObject({ status: 400 });
  expect(await kept('evt_bytes')).toBe(0);
  expect(await post(body, signature)).toMatchObject({ status: 200, body: { received: true } });
  expect(await kept('evt_bytes')).toBe(1);
});

it.each([
  ['signed six minutes ago', (body: string) => sign(body, nowSeconds() - 360)],
  ['signed with another secret', (body: string) => sign(body, nowSeconds(), 'whsec_other')],
  ['without a signature', () => undefined],
])('%s: refused, and nothing is kept', async (_, signature) => {
  const id = `evt_${randomUUID()}`;
  const body = eventAbout('pi_unknown', id);
  expect(await post(body, signature(body))).toMatchObject({ status: 400 });
  expect(await kept(id)).toBe(0);
});

it('four minutes late is in time, and other kinds of events do no harm', async () => {
  const body = eventAbout('pi_unknown', `evt_${randomUUID()}`, 'customer.created');
  expect(await post(body, sign(body, nowSeconds() - 240))).toMatchObject({ status: 200 });
});

it('a body that is too large is refused', async () => {
  const body = ' '.repeat(300 * 1024);
  expect(await post(body, sign(body))).toMatchObject({ status: 413 });
});

describe('about an order whose buyer has come from the bank', () => {
  async function waiting() {
    await testApp.payments.fault({ kind: 'webhook-never', times: 100_000 });
    const show = await makeShow(testApp);
    const token = await testApp.token();
    const { id: holdId } = await holdFree(testApp, show, [0], token);
    const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
    const { order, clientSecret = '' } = await purchase(testApp, wish, token);
    // Nobody looks by themselves before the test is over.
    await testApp.database.dataSource.query(`update payment set check_at = check_at + interval '1 hour'`);
    await testApp.payments.authenticate(clientSecret, 'complete');
    return { token, orderId: order?.id ?? '', reference: clientSecret.split('_secret_')[0] ?? '' };
  }
  const due = async (reference: string): Promise<Date> =>
    (await testApp.database.dataSource.query('select check_at from payment where reference = $1', [reference]))[0]
      .check_at;

  afterEach(() => testApp.payments.withdrawFaults());

  it('it is a hint that something moved: whatever it says, how things stand is asked for', async () => {
    const { token, orderId, reference } = await waiting();
    const body = eventAbout(reference, undefined, 'payment_intent.payment_failed');
    await post(body, sign(body));
    await eventually(async () => (await readOrder(testApp, orderId, token))?.status === 'CONFIRMED');
  });

  it('the second delivery changes nothing', async () => {
    const id = `evt_${randomUUID()}`;
    const early = eventAbout('pi_unknown', id);
    await post(early, sign(early));
    const { token, orderId, reference } = await waiting();
    const before = await due(reference);
    const again = eventAbout(reference, id);
    expect(await post(again, sign(again))).toMatchObject({ status: 200, body: { received: true } });
    expect(await kept(id)).toBe(1);
    expect(await due(reference)).toEqual(before);
    expect(await readOrder(testApp, orderId, token)).toMatchObject({ status: 'PENDING_PAYMENT' });
  });
});
