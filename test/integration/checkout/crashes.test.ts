import type { CrashPoint } from '../../../src/checkout';
import { commitExchange, quotedExchange } from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { type Api, HttpClient } from '../../support/graphql-client';
import { availability, holdFree } from '../../support/holds';
import { buy, cancel, disagreements, type OrderView, purchase, resume, settleAll } from '../../support/purchases';
import { commitReturn, quoted } from '../../support/returns';
import { cancelShow, startRefund } from '../../support/show-refunds';
import { openTestApp } from '../../support/test-app';
import { eachAtLeastOnce } from '../../support/walks';

/**
 * One process dies at a line of the purchase; this one, which has heard nothing of it, finds what it left behind.
 */
const testApp = openTestApp();

/** The dying process lives in the future, so that nobody here looks after its orders before it is dead. */
const AHEAD_SECONDS = 600;
/** Long enough for every deadline of a payment to pass first. */
const HOLD_SECONDS = 86_400;
const PRICE = 4250;

interface Buyer {
  /** The process that is about to die. */
  readonly api: Api;
  readonly show: MadeShow;
  readonly token: string;
}
type Scenario = (buyer: Buyer) => Promise<unknown>;

const pays =
  (paymentMethod: string): Scenario =>
  async ({ api, show, token }) => {
    const { id: holdId } = await holdFree(api, show, [0, 1], token);
    return purchase(api, { holdId, paymentMethod }, token);
  };
const atTheBank = async ({ api, show, token }: Buyer) => {
  const { id: holdId } = await holdFree(api, show, [0, 1], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const { order, clientSecret = '' } = await purchase(api, wish, token);
  return { orderId: order?.id ?? '', clientSecret };
};
const comesFromTheBank: Scenario = async (buyer) => {
  const { orderId, clientSecret } = await atTheBank(buyer);
  await testApp.payments.authenticate(clientSecret, 'complete');
  return resume(buyer.api, orderId, buyer.token);
};
const givesUpAtTheBank: Scenario = async (buyer) => cancel(buyer.api, (await atTheBank(buyer)).orderId, buyer.token);
const givesBack: Scenario = async ({ api, show, token }) =>
  cancel(api, (await buy(api, show, [0, 1], token)).id, token);
const getsALateRefund: Scenario = async ({ api, show, token }) => {
  const { id: holdId } = await holdFree(api, show, [0, 1], token);
  const { order } = await purchase(api, { holdId, paymentMethod: 'pm_card_pendingRefund' }, token);
  return cancel(api, order?.id ?? '', token);
};

const returnsOne: Scenario = async ({ api, show, token }) => {
  const { id } = await buy(api, show, [0, 1], token);
  return commitReturn(api, (await quoted(api, id, token, 0)).id, token);
};
const returnsTheLast: Scenario = async (buyer) => {
  const { api, show, token } = buyer;
  const { id } = await buy(api, show, [0, 1], token);
  return commitReturn(api, (await quoted(api, id, token, 0, 1)).id, token);
};

const refundsTheShow: Scenario = async (buyer) => {
  const { api, show, token } = buyer;
  await buy(api, show, [0, 1], token);
  const admin = await testApp.token({ roles: ['admin'] });
  await cancelShow(api, show, admin);
  await startRefund(api, show, admin);
};

/** One ticket, bought in the process that lives, for the other seat: old and new, or the other way round. */
const exchanges =
  (from: number, to: number, paymentMethod = 'pm_card_visa') =>
  async ({ api, show, token }: Buyer) => {
    const { id: orderId } = await buy(testApp, show, [from], token);
    const quote = await quotedExchange(api, { orderId, show, places: [0], seats: [to] }, token);
    return commitExchange(api, quote.id, token, { paymentMethod });
  };
const exchangesUp = exchanges(0, 1);
const exchangesDown = exchanges(1, 0);
const exchangesAtTheBank = async (buyer: Buyer) => {
  const answer = await exchanges(0, 1, 'pm_card_authenticationRequired')(buyer);
  if (answer.__typename !== 'PaymentActionRequired') throw new Error(JSON.stringify(answer));
  return answer;
};
const exchangesThroughTheBank: Scenario = async (buyer) => {
  const { clientSecret, order } = await exchangesAtTheBank(buyer);
  await testApp.payments.authenticate(clientSecret, 'complete');
  return resume(buyer.api, order.id, buyer.token);
};
const givesUpAnExchange: Scenario = async (buyer) =>
  cancel(buyer.api, (await exchangesAtTheBank(buyer)).order.id, buyer.token);

type Status = OrderView['status'];
/** Of the latest order; `others` are those before it. */
type Ending = readonly [status: Status, seats: string, charged: number, refunded: number, others?: readonly Status[]];
const sold: Ending = ['CONFIRMED', 'SS', 2 * PRICE, 0];
const heldAgain: Ending = ['CANCELLED', 'HH', 0, 0];

const refunded: Ending = ['REFUNDED', 'AA', 2 * PRICE, 2 * PRICE];
const oneReturned: Ending = ['CONFIRMED', 'AS', 2 * PRICE, PRICE];

/** Seat 0 is cheap and seat 1 dear. Exactly the old, or exactly the new. */
const [CHEAP, DEAR] = [3000, 5000];
const forExchange: ShowWishes = {
  ...{ seatMap: plainSeatMap(2, 1, ['Cheap', 'Dear']), pricesMinor: { Cheap: CHEAP, Dear: DEAR } },
  exchangeRule: 'ANY',
};
const exactlyTheOld: Ending = ['CANCELLED', 'SH', CHEAP, 0, ['CONFIRMED']];
const exactlyTheNew: Ending = ['CONFIRMED', 'AS', DEAR, 0, ['CANCELLED']];
const exactlyTheCheaper: Ending = ['CONFIRMED', 'SA', DEAR, DEAR - CHEAP, ['CANCELLED']];

type Death = readonly [way: string, scenario: Scenario, ending: Ending, wishes?: ShowWishes];

/** Every numbered line of the saga, by the ways that lead to it. */
const deaths: Readonly<Record<CrashPoint, readonly Death[]>> = {
  reserved: [
    ['a good card', pays('pm_card_visa'), heldAgain],
    ['an exchange', exchangesUp, exactlyTheOld, forExchange],
  ],
  prepared: [
    ['a good card', pays('pm_card_visa'), heldAgain],
    ['an exchange', exchangesUp, exactlyTheOld, forExchange],
  ],
  'charge begun': [
    ['a good card', pays('pm_card_visa'), heldAgain],
    ['an exchange', exchangesUp, exactlyTheOld, forExchange],
  ],
  charged: [
    ['a good card', pays('pm_card_visa'), sold],
    ['a bad card', pays('pm_card_chargeDeclined'), heldAgain],
    ['a card whose bank asks', pays('pm_card_authenticationRequired'), heldAgain],
    ['an exchange', exchangesUp, exactlyTheNew, forExchange],
    ['an exchange with a bad card', exchanges(0, 1, 'pm_card_chargeDeclined'), exactlyTheOld, forExchange],
  ],
  'payment result applied': [
    ['a good card', pays('pm_card_visa'), sold],
    ['a bad card', pays('pm_card_chargeDeclined'), heldAgain],
    ['an exchange', exchangesUp, exactlyTheNew, forExchange],
    [
      'an exchange at the same price',
      exchangesUp,
      ['CONFIRMED', 'AS', CHEAP, 0, ['CANCELLED']],
      {
        ...forExchange,
        pricesMinor: { Cheap: CHEAP, Dear: CHEAP },
      },
    ],
  ],
  authenticated: [
    ['a buyer who comes from the bank', comesFromTheBank, sold],
    ['an exchange through the bank', exchangesThroughTheBank, exactlyTheNew, forExchange],
  ],
  'payment cancelled': [
    ['a buyer who gives up at the bank', givesUpAtTheBank, heldAgain],
    ['an exchange that is given up there', givesUpAnExchange, exactlyTheOld, forExchange],
  ],
  'refund wanted': [
    ['an order that is given back', givesBack, refunded],
    ['a ticket that is returned', returnsOne, oneReturned],
    ['the last tickets that are returned', returnsTheLast, refunded],
    ['an exchange for a cheaper seat', exchangesDown, exactlyTheCheaper, forExchange],
  ],
  refunded: [
    ['an exchange for a cheaper seat', exchangesDown, exactlyTheCheaper, forExchange],
    ['an order that is given back', givesBack, refunded],
    ['a refund that takes its time', getsALateRefund, refunded],
    ['a ticket that is returned', returnsOne, oneReturned],
    ['the last tickets that are returned', returnsTheLast, refunded],
    ['the refund of a show', refundsTheShow, refunded],
  ],
  'webhook recorded': [['a good card', pays('pm_card_visa'), sold]],
  'run recorded': [['the refund of a show', refundsTheShow, refunded]],
  'orders of run taken': [['the refund of a show', refundsTheShow, refunded]],
  'order of run ended': [['the refund of a show', refundsTheShow, refunded]],
  'refunds of run released': [['the refund of a show', refundsTheShow, refunded]],
};

let dying: BuiltProcess;
let client: HttpClient;
let known: string[] = [];

beforeEach(async () => {
  known = await disagreements(testApp);
});
afterEach(async () => {
  client.close();
  dying.signal('SIGKILL');
  await dying.ended;
  await testApp.payments.withdrawFaults();
});

async function open(line: string): Promise<string> {
  const {
    DATABASE_URL,
    REDIS_URL,
    STRIPE_SECRET_KEY = '',
    STRIPE_WEBHOOK_SECRET = '',
    STRIPE_API_URL = '',
  } = testApp.config;
  dying = new BuiltProcess(
    'test/support/crashing-service.main.ts',
    {
      ...{ DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL },
      ...{ NODE_ENV: 'test', RATE_LIMITS: 'off' },
    },
    [line, String((testApp.clock.now().getTime() - Date.now()) / 1000 + AHEAD_SECONDS)],
  );
  return dying.open();
}

const each = Object.entries(deaths).flatMap(([line, ways]) =>
  ways.map(([way, scenario, ending, wishes = {}]) => [line, way, scenario, ending, wishes] as const),
);

it.each(eachAtLeastOnce(each))(
  '%s, %s: afterwards money, seats and order agree',
  async (line, _, scenario, ending, wishes) => {
    const url = await open(line);
    client = new HttpClient(() => url);
    if (line === 'webhook recorded') {
      // The provider tells the process that dies of it, and of the charge alone.
      await testApp.payments.fault({ kind: 'webhook-never', eventType: 'payment_intent.created', times: 1000 });
      testApp.payments.provider.registerWebhook(`${url}/webhooks/stripe`);
    } else {
      await testApp.payments.fault({ kind: 'webhook-never', times: 1000 });
    }
    const show = await makeShow(testApp, { holdSeconds: HOLD_SECONDS, priceMinor: PRICE, ...wishes });
    const buyer = { api: client, show, token: await testApp.token() };
    const { charges: before } = await testApp.payments.ledger();

    // Its connection breaks, or a webhook ends the process a moment after the answer.
    const answer: unknown = await scenario(buyer).catch(() => undefined);
    await dying.dies(() => `It lives on, and answered ${JSON.stringify(answer)}`);
    testApp.payments.provider.registerWebhook(`${testApp.url}/webhooks/stripe`);

    testApp.clock.advanceSeconds(AHEAD_SECONDS);
    await settleAll(testApp, show);
    const charges = (await testApp.payments.ledger()).charges.slice(before.length);
    const [order, ...others] = await ordersOf(buyer.token);
    expect(others.map(({ status }) => status)).toEqual(ending[4] ?? []);
    expect([
      order?.status,
      (await availability(testApp, show)).statuses.slice(0, 2),
      charges.reduce((sum, { status, amount }) => (status === 'succeeded' ? sum + amount : sum), 0),
      charges.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0),
    ]).toEqual(ending.slice(0, 4));
    expect((await disagreements(testApp)).filter((damage) => !known.includes(damage))).toEqual([]);
  },
);

async function ordersOf(token: string): Promise<readonly OrderView[]> {
  const query = '{ viewer { orders { nodes { id status } } } }';
  return (await testApp.ask<{ viewer: { orders: { nodes: OrderView[] } } }>(query, {}, token)).viewer.orders.nodes;
}
