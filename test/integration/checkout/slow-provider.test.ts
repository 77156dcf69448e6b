import { purchase, readOrder, resume } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { columnsOf } from '../../support/walks';
import { numbered, purchaseScenarios } from './purchase-scenarios';

// A provider whose answer does not come within the timeout. A busy machine answers everything else well within it.
const testApp = openTestApp({ STRIPE_TIMEOUT_MS: '1500', STRIPE_RETRIES_MAX: '0' });
const { steps, made, hold, expectPeace } = purchaseScenarios(testApp);

const failures = {
  'too slow before the effect': { kind: 'slow', when: 'before-effect', ms: 60_000 },
  'too slow after the effect': { kind: 'slow', when: 'after-effect', ms: 60_000 },
} as const;

/** A return is asked for with the same key until the provider says how the first call ended. */
const SAME_KEY_MS = 4000;

describe.each(numbered(steps))('while %s', (step, of, scenario, seat, row) => {
  it.each(columnsOf(row, Object.entries(failures)))('%s', async (__, failure) => {
    const one = await made(seat);
    const isReturn = of === 'refunds.create' && step !== 'an order is given back';
    await testApp.payments.fault({ ...failure, of, ...(isReturn ? { ms: SAME_KEY_MS } : {}) });
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
