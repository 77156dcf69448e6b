import type { Operation } from '../../../src/dev/payment-provider';
import { commitExchange, quotedExchange } from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, holdFree } from '../../support/holds';
import { buy, cancel, disagreements, purchase, resume, settleAll } from '../../support/purchases';
import { commitReturn, quoted } from '../../support/returns';
import { cancelShow, startRefund } from '../../support/show-refunds';
import type { TestApp } from '../../support/test-app';

/** A show and a buyer of its own for one test. */
export interface Made {
  readonly show: MadeShow;
  readonly token: string;
  /** What the buyer has before anything fails. */
  readonly orderId?: string;
}
type Scenario = (made: Made) => Promise<void>;

const CHEAP_SEAT = 5;
const DEAR_SEAT = 15;

/** Scenarios of a purchase that make each call to the payment provider, and what must be true after each. */
export function purchaseScenarios(testApp: TestApp) {
  // Each test has a show of its own and answers for what it broke itself, not for what others left behind.
  let known: string[] = [];
  beforeEach(async () => {
    known = await disagreements(testApp);
  });
  afterEach(() => testApp.payments.withdrawFaults());

  const hold = async ({ show, token }: Made) => (await holdFree(testApp, show, [0, 1], token)).id;

  const pays =
    (paymentMethod: string): Scenario =>
    async (made) => {
      await purchase(testApp, { holdId: await hold(made), paymentMethod }, made.token);
    };
  const goesToTheBank: Scenario = async (made) => {
    const wish = { holdId: await hold(made), paymentMethod: 'pm_card_authenticationRequired' };
    const { order, clientSecret } = await purchase(testApp, wish, made.token);
    if (clientSecret === undefined || order === undefined) return;
    await testApp.payments.authenticate(clientSecret, 'complete');
    await resume(testApp, order.id, made.token);
  };
  const leavesTheBank: Scenario = async (made) => {
    await purchase(testApp, { holdId: await hold(made), paymentMethod: 'pm_card_authenticationRequired' }, made.token);
  };
  const givesBack: Scenario = async (made) => {
    const order = await buy(testApp, made.show, [0, 1], made.token);
    await cancel(testApp, order.id, made.token);
  };
  const getsALateRefund: Scenario = async (made) => {
    const { order } = await purchase(
      testApp,
      { holdId: await hold(made), paymentMethod: 'pm_card_pendingRefund' },
      made.token,
    );
    if (order?.status === 'CONFIRMED') await cancel(testApp, order.id, made.token);
  };

  const returnsOne: Scenario = async (made) => {
    const order = await buy(testApp, made.show, [0, 1], made.token);
    const quote = await quoted(testApp, order.id, made.token, 0);
    await commitReturn(testApp, quote.id, made.token);
  };

  const refundsTheShow: Scenario = async (made) => {
    await buy(testApp, made.show, [0, 1], made.token);
    const admin = await testApp.token({ roles: ['admin'] });
    await cancelShow(testApp, made.show, admin);
    await startRefund(testApp, made.show, admin);
  };

  const exchanges =
    (seat: number): Scenario =>
    async ({ show, token, orderId = '' }) => {
      const quote = await quotedExchange(testApp, { orderId, show, places: [0], seats: [seat] }, token);
      await commitExchange(testApp, quote.id, token);
    };

  /** Each call of the saga, a scenario that makes it, and the seat that the buyer has before. */
  const allSteps: readonly [string, Operation, Scenario, number?][] = [
    ['the payment gets its name', 'payment_intents.create', pays('pm_card_visa')],
    ['a good card is charged', 'payment_intents.confirm', pays('pm_card_visa')],
    ['a bad card is charged', 'payment_intents.confirm', pays('pm_card_chargeDeclined')],
    ['the bank is asked for', 'payment_intents.confirm', leavesTheBank],
    ['the buyer comes from the bank', 'payment_intents.retrieve', goesToTheBank],
    ['a payment is stopped', 'payment_intents.cancel', leavesTheBank],
    ['an order is given back', 'refunds.create', givesBack],
    ['a refund is read', 'refunds.list', getsALateRefund],
    ['the refunds of an order are read before one is made', 'refunds.list', givesBack],
    ['a ticket is returned', 'refunds.create', returnsOne],
    ['the refunds are read before a ticket is returned', 'refunds.list', returnsOne],
    ['a show is refunded', 'refunds.create', refundsTheShow],
    ['the refunds are read before a show is refunded', 'refunds.list', refundsTheShow],
    ['the payment of an exchange gets its name', 'payment_intents.create', exchanges(DEAR_SEAT), CHEAP_SEAT],
    ['the difference of an exchange is charged', 'payment_intents.confirm', exchanges(DEAR_SEAT), CHEAP_SEAT],
    ['an exchange for a cheaper seat is refunded', 'refunds.create', exchanges(CHEAP_SEAT), DEAR_SEAT],
  ];
  const steps = allSteps.map(([name, of, scenario, seat]) => [name, of, scenario, seat] as const);

  /** Money, seats and orders agree, nothing is open and nobody was charged twice. */
  async function expectPeace({ show }: Made): Promise<void> {
    await settleAll(testApp, show);
    await testApp.payments.withdrawFaults();
    // What was slow comes now; the webhooks of it may make an order due again.
    await settleAll(testApp, show);
    expect((await disagreements(testApp)).filter((damage) => !known.includes(damage))).toEqual([]);
    expect((await availability(testApp, show)).statuses).not.toContain('R');
  }
  const made = async (seat?: number): Promise<Made> => {
    const seatMap = plainSeatMap(10, 10, ['Standard', 'Dear']);
    const show = await makeShow(testApp, { seatMap, pricesMinor: { Dear: 6000 }, exchangeRule: 'ANY' });
    const token = await testApp.token();
    return { show, token, ...(seat === undefined ? {} : { orderId: (await buy(testApp, show, [seat], token)).id }) };
  };

  return {
    steps,
    made,
    hold,
    pays,
    goesToTheBank,
    givesBack,
    getsALateRefund,
    returnsOne,
    refundsTheShow,
    exchanges,
    expectPeace,
  };
}

/** Each step with its place in the table. */
export const numbered = (steps: ReturnType<typeof purchaseScenarios>['steps']) =>
  steps.map(([name, of, scenario, seat], row) => [name, of, scenario, seat, row] as const);
