import { Reconciler } from '../../../src/checkout/reconciliation/reconciler';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { buy, disagreements, type PurchaseAnswer, purchase, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// The provider says by webhook that an order is paid, while the request that charges it still waits for the answer.
const testApp = openTestApp({ STRIPE_TIMEOUT_MS: '60000' });
const HANGS_MS = 60_000;
/** As long as a webhook waits for the request: an attempt on a machine that was slower has shown nothing. */
const WAIT_MS = 1000;
const ATTEMPTS_MAX = 10;
const READS_MAX = 1000;

beforeAll(() => {
  // It finds the order within a second too: here nothing but the webhook may.
  jest.spyOn(Reconciler.prototype, 'sweep').mockResolvedValue();
});
afterAll(() => jest.restoreAllMocks());
afterEach(() => testApp.payments.withdrawFaults());

/** A purchase that the provider has charged and not answered; its webhooks were delivered, and answered with 200. */
async function charged() {
  await testApp.payments.withdrawFaults();
  const [show, token] = [await makeShow(testApp), await testApp.token()];
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const hanging = await testApp.payments.fault({
    kind: 'slow',
    of: 'payment_intents.confirm',
    when: 'after-effect',
    ms: HANGS_MS,
  });
  // Does nothing but count those who ask how the payment stands.
  await testApp.payments.fault({
    kind: 'slow',
    of: 'payment_intents.retrieve',
    when: 'before-effect',
    ms: 0,
    times: READS_MAX,
  });
  const known = await knownEvents();
  const beganMs = performance.now();
  let answer: PurchaseAnswer | undefined;
  const purchased = purchase(testApp, { holdId }, token).then((given) => {
    answer = given;
    return { given, tookMs: performance.now() - beganMs };
  });
  await webhookDelivered(known);
  return {
    show,
    isAnswered: () => answer !== undefined,
    /** Lets the provider answer, and waits for the answer to the buyer. */
    async finish() {
      await testApp.payments.withdraw(hanging);
      return purchased;
    },
    /** The order's status, and how often it became confirmed. */
    order: async (): Promise<{ status: string; timesConfirmed: number } | undefined> => {
      const [order] = await testApp.database.dataSource.query(
        `select status, (
                  select count(*)::integer from order_audit
                   where order_id = o.id and what = 'ticket_order' and change -> 'status' ->> 1 = 'C') as "timesConfirmed"
           from ticket_order o
          where show_id = $1`,
        [show.showId],
      );
      return order;
    },
  };
}

const knownEvents = async () => new Set((await testApp.payments.deliveries()).map(({ eventId }) => eventId));

const webhookDelivered = (known: ReadonlySet<string>) =>
  eventually(async () =>
    (await testApp.payments.deliveries()).some(
      ({ eventId, type, attempts }) =>
        !known.has(eventId) && type === 'payment_intent.succeeded' && attempts.at(-1) === 200,
    ),
  );

/** How often somebody asked the provider how a payment stands. */
const reads = async (): Promise<number> => READS_MAX - (await testApp.payments.faultsLeft());

const confirmedOnce = { status: 'C', timesConfirmed: 1 };

it('a webhook is answered at once, and leaves the order to the request that is charging it', async () => {
  for (let attempt = 1; ; attempt += 1) {
    const order = await charged();
    expect(order.isAnswered()).toBe(false);
    const { given, tookMs } = await order.finish();
    expect(given).toMatchObject({ __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } });
    expect(await order.order()).toEqual(confirmedOnce);
    // What the webhooks of the first order might still have begun comes before those of another one.
    const [known, beganMs] = [await knownEvents(), performance.now()];
    await buy(testApp, order.show, [1], await testApp.token());
    const slowestMs = Math.max(tookMs, performance.now() - beganMs);
    await webhookDelivered(known);
    if (slowestMs >= WAIT_MS && attempt < ATTEMPTS_MAX) continue;
    expect(await reads()).toBe(0);
    break;
  }
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

it('where the charge hangs, the webhook confirms the order by itself, and the late answer changes nothing', async () => {
  const order = await charged();
  await eventually(async () => (await order.order())?.status === 'C');
  expect(order.isAnswered()).toBe(false);
  expect(await reads()).toBeGreaterThan(0);
  const { given } = await order.finish();
  expect(given).toMatchObject({ __typename: 'PurchasePayload', order: { status: 'CONFIRMED' } });
  expect(await order.order()).toEqual(confirmedOnce);
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});
