import type { FaultRequest } from '../../../src/dev/payment-provider';
import { eventually } from '../../support/eventually';
import { availability } from '../../support/holds';
import { buy, purchase, readOrder, resume, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { columnsOf } from '../../support/walks';
import { type Made, numbered, purchaseScenarios } from './purchase-scenarios';

// Failures that answer at once; slow-provider.test.ts has those that do not.
const testApp = openTestApp({ STRIPE_RETRIES_MAX: '0' });
const {
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
} = purchaseScenarios(testApp);

/** How a call to the provider may fail. Stripe's SDK repeats a call whose connection broke, so two break. */
const failures = {
  'cut before the effect': { kind: 'cut', when: 'before-effect', times: 2 },
  'cut after the effect': { kind: 'cut', when: 'after-effect', times: 2 },
  '500 before the effect': { kind: 'error', when: 'before-effect', status: 500 },
  '500 after the effect': { kind: 'error', when: 'after-effect', status: 500 },
  '503 before the effect': { kind: 'error', when: 'before-effect', status: 503 },
  '429 before the effect': { kind: 'error', when: 'before-effect', status: 429 },
} as const;

const webhookFaults: Readonly<Record<string, FaultRequest>> = {
  'webhooks twice': { kind: 'webhook-twice', times: 100 },
  'webhooks late': { kind: 'webhook-late', ms: 60_000, times: 100 },
  'webhooks out of order': { kind: 'webhook-out-of-order', times: 3 },
  'webhooks never': { kind: 'webhook-never', times: 100 },
};

describe.each(numbered(steps))('while %s', (_, of, scenario, seat, row) => {
  it.each(columnsOf(row, Object.entries(failures)))('%s', async (__, failure) => {
    const one = await made(seat);
    await testApp.payments.fault({ ...failure, of });
    await scenario(one);
    await expectPeace(one);
  });
});

describe('while the second charge is asked for, after the bank', () => {
  it.each(Object.entries(failures))('%s', async (_, failure) => {
    const one = await made();
    const wish = { holdId: await hold(one), paymentMethod: 'pm_card_authenticationRequired' };
    const { order, clientSecret = '' } = await purchase(testApp, wish, one.token);
    await testApp.payments.authenticate(clientSecret, 'complete');
    await testApp.payments.fault({ ...failure, of: 'payment_intents.confirm' });
    await resume(testApp, order?.id ?? '', one.token);
    await expectPeace(one);
    expect(await readOrder(testApp, order?.id ?? '', one.token)).toMatchObject({ status: 'CONFIRMED' });
  });
});

describe.each(Object.entries(webhookFaults).map(([name, fault], row) => [name, fault, row] as const))(
  '%s',
  (_, fault, row) => {
    it.each(
      columnsOf(row, [
        ['a good card', pays('pm_card_visa'), undefined],
        ['a bad card', pays('pm_card_chargeDeclined'), undefined],
        ['the bank', goesToTheBank, undefined],
        ['a refund', givesBack, undefined],
        ['a refund that takes its time', getsALateRefund, undefined],
        ['a return of a ticket', returnsOne, undefined],
        ['the refund of a show', refundsTheShow, undefined],
        ['an exchange for a dearer seat', exchanges(15), 5],
        ['an exchange for a cheaper seat', exchanges(5), 15],
      ] as const),
    )('%s', async (__, scenario, seat) => {
      const one = await made(seat);
      await testApp.payments.fault(fault);
      await scenario(one);
      await expectPeace(one);
    });
  },
);

it('a charge whose answer was lost is confirmed by the webhook, before anybody asks', async () => {
  const one = await made();
  await testApp.payments.fault({ kind: 'cut', of: 'payment_intents.confirm', when: 'after-effect', times: 2 });
  // Nor has the first question an answer.
  await testApp.payments.fault({ kind: 'error', of: 'payment_intents.retrieve', when: 'before-effect', status: 500 });
  const { order } = await purchase(testApp, { holdId: await hold(one) }, one.token);
  await eventually(async () => (await readOrder(testApp, order?.id ?? '', one.token))?.status === 'CONFIRMED');
});

it('a provider that cannot be reached leaves the buyer their hold, and nobody is charged', async () => {
  const one = await made();
  await testApp.payments.fault({ kind: 'cut', of: 'payment_intents.create', when: 'before-effect', times: 2 });
  const holdId = await hold(one);
  expect(await purchase(testApp, { holdId }, one.token)).toMatchObject({
    __typename: 'PaymentUnavailable',
    message: 'The payment provider cannot be reached just now. Nothing was charged. Try again in a moment.',
    hold: { status: 'ACTIVE' },
  });
  expect(await purchase(testApp, { holdId }, one.token)).toMatchObject({ order: { status: 'CONFIRMED' } });
});

describe('a provider that is silent for longer than the seats can wait', () => {
  /** A charge that is there, and a provider that tells nobody. */
  async function silence(one: Made) {
    await testApp.payments.fault({ kind: 'webhook-never', times: 100_000 });
    await testApp.payments.fault({ kind: 'cut', of: 'payment_intents.confirm', when: 'after-effect', times: 2 });
    await testApp.payments.fault({
      kind: 'error',
      of: 'payment_intents.retrieve',
      when: 'before-effect',
      status: 503,
      times: 100_000,
    });
    const { order } = await purchase(testApp, { holdId: await hold(one) }, one.token);
    const id = order?.id ?? '';
    await eventually(async () => {
      testApp.clock.advanceSeconds(120);
      return (await readOrder(testApp, id, one.token))?.status === 'CANCELLED';
    });
    expect((await availability(testApp, one.show)).statuses.slice(0, 2)).toBe('AA');
    return id;
  }
  const comesBack = async () => {
    await testApp.payments.withdrawFaults();
    await settleAll(testApp);
  };

  it('comes back: the buyer has paid and gets the seats, which are free still', async () => {
    const one = await made();
    const id = await silence(one);
    await comesBack();
    expect(await readOrder(testApp, id, one.token)).toMatchObject({ status: 'CONFIRMED' });
    await expectPeace(one);
  });

  it('comes back: the seats are gone, so the money goes back', async () => {
    const one = await made();
    const id = await silence(one);
    await testApp.payments.withdrawFaults();
    const other = await testApp.token();
    await buy(testApp, one.show, [1], other);
    await settleAll(testApp);
    expect(await readOrder(testApp, id, one.token)).toMatchObject({ status: 'REFUNDED' });
    await expectPeace(one);
  });
});
