import type { PaymentProvider } from '../../../src/payments';
import { openStripe } from '../../../src/payments/stripe/stripe-provider';
import { readWebhook } from '../../../src/payments/stripe/webhook-events';
import { eventually } from '../../support/eventually';
import { openProvider, SECRET_KEY, type TestPaymentProvider, WEBHOOK_SECRET } from '../../support/payment-provider';
import { openInbox } from '../../support/webhook-inbox';

let testApp: TestPaymentProvider;
let payments: PaymentProvider;

beforeEach(async () => {
  testApp = await openProvider();
  payments = openStripe({
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    apiUrl: testApp.url,
    timeoutMs: 300,
    retriesMax: 0,
  });
});
afterEach(async () => {
  await payments.close();
  await testApp.provider.stop();
});

const amount = { amountMinor: 4250, currency: 'EUR' };
const nothing = { amountMinor: 0, currency: 'EUR' };
const succeeded = { kind: 'succeeded', charged: amount, refunded: nothing };

const showId = '0190a000-0000-7000-8000-000000000001';
async function prepared(orderId = 'order-1'): Promise<string> {
  const answer = await payments.prepare({ showId, orderId, amount, email: null, idempotencyKey: `${orderId}:prepare` });
  if (answer.kind !== 'prepared') throw new Error(JSON.stringify(answer));
  return answer.reference;
}

const charge = (reference: string, paymentMethod: string | null, idempotencyKey = `${reference}:${paymentMethod}`) =>
  payments.charge({ reference, paymentMethod, idempotencyKey });

async function charges(): Promise<number> {
  return (await testApp.ledger()).charges.filter(({ status }) => status === 'succeeded').length;
}

const declined = (declineCode: string, message: unknown = 'Your card was declined.') => ({
  kind: 'declined',
  declineCode,
  message,
});

describe('every card has one outcome', () => {
  it.each([
    ['pm_card_visa', succeeded],
    ['pm_card_chargeDeclined', declined('generic_decline')],
    ['pm_card_chargeDeclinedInsufficientFunds', declined('insufficient_funds', 'Your card has insufficient funds.')],
    ['pm_card_chargeDeclinedLostCard', declined('lost_card')],
    ['pm_card_chargeDeclinedStolenCard', declined('stolen_card')],
    ['pm_card_chargeDeclinedExpiredCard', declined('expired_card', 'Your card has expired.')],
    ['pm_card_chargeDeclinedIncorrectCvc', declined('incorrect_cvc', expect.any(String))],
    ['pm_card_chargeDeclinedProcessingError', declined('processing_error', expect.any(String))],
    ['pm_card_chargeDeclinedVelocityLimitExceeded', declined('card_velocity_exceeded')],
    ['pm_card_chargeDeclinedFraudulent', declined('fraudulent')],
    [
      'pm_card_authenticationRequired',
      { kind: 'actionRequired', clientSecret: expect.stringMatching(/^pi_.+_secret_/) },
    ],
    ['pm_card_unknown', declined('resource_missing', 'The payment provider does not know this payment method.')],
  ])('%s', async (token, outcome) => {
    expect(await charge(await prepared(), token)).toEqual(outcome);
    expect(await charges()).toBe(outcome === succeeded ? 1 : 0);
  });

  it.each([
    ['complete', { kind: 'authenticated' }, succeeded],
    ['fail', declined('payment_intent_authentication_failure', 'Your bank did not confirm the payment.'), null],
  ] as const)('3-D Secure, %s', async (outcome, afterBank, afterCharge) => {
    const reference = await prepared();
    const asked = await charge(reference, 'pm_card_authenticationRequired');
    if (asked.kind !== 'actionRequired') throw new Error(JSON.stringify(asked));
    await testApp.authenticate(asked.clientSecret, outcome);
    expect(await payments.read(reference)).toEqual(afterBank);
    expect(await charges()).toBe(0);
    if (afterCharge !== null) expect(await charge(reference, null)).toEqual(afterCharge);
  });
});

describe('whatever breaks, the answer is honest and money moves once at most', () => {
  const before = { when: 'before-effect', times: 2 } as const;
  const after = { when: 'after-effect', times: 2 } as const;
  const unknown = { kind: 'unknown', reason: expect.any(String) };
  /** The provider has answered with an error: the effect is there by now, or never. */
  const over = { ...unknown, isOver: true };
  const untried = { kind: 'untried' };

  it.each([
    ['the connection breaks before the effect', { kind: 'cut', ...before }, unknown, untried],
    ['the connection breaks after the effect', { kind: 'cut', ...after }, unknown, succeeded],
    ['an error of the provider before the effect', { kind: 'error', status: 500, ...before }, over, untried],
    ['an error of the provider that hides the effect', { kind: 'error', status: 500, ...after }, over, succeeded],
    ['the provider is closed for a while', { kind: 'error', status: 503, ...before }, over, untried],
    ['too many requests', { kind: 'error', status: 429, ...before }, unknown, untried],
    ['an answer that takes too long', { kind: 'slow', ms: 60_000, ...after }, unknown, succeeded],
  ] as const)('charging: %s', async (_, fault, answer, state) => {
    const reference = await prepared();
    await testApp.fault({ ...fault, of: 'payment_intents.confirm' });
    expect(await charge(reference, 'pm_card_visa', 'k')).toEqual(answer);
    expect(await payments.read(reference)).toEqual(state);
    await testApp.withdrawFaults();
    await charge(reference, 'pm_card_visa', 'k');
    await charge(reference, 'pm_card_visa', 'other');
    expect(await charges()).toBe(1);
  });

  it('a charge that is slow to begin is stopped by cancelling first', async () => {
    const reference = await prepared();
    await testApp.fault({ kind: 'slow', of: 'payment_intents.confirm', when: 'before-effect', ms: 60_000 });
    expect(await charge(reference, 'pm_card_visa')).toEqual(unknown);
    expect(await payments.cancel(reference)).toEqual({ kind: 'cancelled' });
    await testApp.withdrawFaults();
    expect(await charge(reference, 'pm_card_visa', 'later')).toEqual({ kind: 'cancelled' });
    expect(await charges()).toBe(0);
  });

  it('cancelling too late tells that the money was taken', async () => {
    const reference = await prepared();
    await charge(reference, 'pm_card_visa');
    expect(await payments.cancel(reference)).toEqual(succeeded);
  });

  it('preparing twice, even through a broken connection, names one payment', async () => {
    await testApp.fault({ kind: 'cut', of: 'payment_intents.create', when: 'after-effect', times: 2 });
    const prepare = () =>
      payments.prepare({ showId, orderId: 'o', amount, email: 'a@example.com', idempotencyKey: 'o' });
    expect(await prepare()).toEqual(unknown);
    expect(await prepare()).toEqual({ kind: 'prepared', reference: expect.stringMatching(/^pi_/) });
    expect((await testApp.stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  it.each(['read', 'cancel'] as const)('%s: no answer is no answer', async (call) => {
    const reference = await prepared();
    const operation = call === 'read' ? 'payment_intents.retrieve' : 'payment_intents.cancel';
    await testApp.fault({ kind: 'cut', of: operation, ...before });
    expect(await payments[call](reference)).toEqual(unknown);
  });

  it('the SDK tries again by itself, with the same key', async () => {
    const patient = openStripe({
      secretKey: SECRET_KEY,
      webhookSecret: WEBHOOK_SECRET,
      apiUrl: testApp.url,
      retriesMax: 2,
    });
    const reference = await prepared();
    await testApp.fault({ kind: 'cut', of: 'payment_intents.confirm', when: 'after-effect', times: 2 });
    expect(await patient.charge({ reference, paymentMethod: 'pm_card_visa', idempotencyKey: 'k' })).toEqual(succeeded);
    expect(await charges()).toBe(1);
    await patient.close();
  });

  it('a provider that is not there is no answer', async () => {
    const reference = await prepared();
    await testApp.provider.stop();
    expect(await charge(reference, 'pm_card_visa')).toEqual(unknown);
  });

  it('a call that the provider will not do is refused, and nothing moved', async () => {
    const stranger = openStripe({ secretKey: 'nonsense', webhookSecret: 'whsec_x', apiUrl: testApp.url });
    const request = { showId, orderId: 'o', amount, email: null, idempotencyKey: 'o' };
    expect(await stranger.prepare(request)).toMatchObject({ kind: 'refused', code: 'StripeAuthenticationError' });
    expect(await payments.prepare({ ...request, amount: { ...amount, amountMinor: 1 } })).toMatchObject({
      kind: 'refused',
      code: 'amount_too_small',
    });
    expect(await payments.read('pi_none')).toMatchObject({ kind: 'refused', code: 'resource_missing' });
    await stranger.close();
  });
});

describe('refunds', () => {
  const refund = (reference: string, amountMinor = 4250, idempotencyKey = 'refund') =>
    payments.refund({
      reference,
      showId,
      orderId: 'order-1',
      returnId: null,
      amount: { ...amount, amountMinor },
      idempotencyKey,
    });
  const returned = {
    kind: 'refund',
    refundReference: expect.stringMatching(/^re_/),
    amount,
    status: 'succeeded',
    isOurs: true,
    returnId: null,
  };

  async function paid(token = 'pm_card_visa'): Promise<string> {
    const reference = await prepared();
    await charge(reference, token);
    return reference;
  }

  it('money goes back once, whatever is repeated and whichever key is used', async () => {
    const reference = await paid();
    await testApp.fault({ kind: 'cut', of: 'refunds.create', when: 'after-effect', times: 2 });
    expect(await refund(reference)).toEqual({ kind: 'unknown', reason: expect.any(String) });
    expect(await refund(reference)).toEqual(returned);
    // Under another key the provider refuses it, and lists what there is.
    expect(await refund(reference, 4250, 'a key that the provider has forgotten')).toMatchObject({
      kind: 'refused',
      code: 'charge_already_refunded',
    });
    expect(await payments.refunds(reference)).toEqual({ kind: 'refunds', refunds: [returned] });
    expect((await testApp.ledger()).balances).toEqual({ eur: { charged: 4250, refunded: 4250, net: 0 } });
    expect(await payments.read(reference)).toEqual({ kind: 'succeeded', charged: amount, refunded: amount });
  });

  it.each([
    ['pm_card_pendingRefund', 'pending', 'succeeded'],
    ['pm_card_refundFail', 'succeeded', 'failed'],
  ])('%s: %s at first, %s later', async (token, first, last) => {
    const reference = await paid(token);
    const answer = await refund(reference);
    if (answer.kind !== 'refund') throw new Error(JSON.stringify(answer));
    expect(answer.status).toBe(first);
    await eventually(async () => {
      const later = await payments.refunds(reference);
      return later.kind === 'refunds' && later.refunds[0]?.status === last;
    });
  });

  it('what was not charged cannot be given back', async () => {
    expect(await refund(await prepared())).toMatchObject({ kind: 'refused' });
  });
});

it('the ledger lists every payment of a span of time with what came of it', async () => {
  const start = new Date();
  for (const [order, token] of [
    ['a', 'pm_card_visa'],
    ['b', 'pm_card_chargeDeclined'],
    ['c', null],
  ] as const) {
    const reference = await prepared(order);
    if (token !== null) await charge(reference, token);
  }
  const read = async (from: Date, before: Date) => {
    const found: Record<string, string> = {};
    for await (const { orderId, state } of payments.payments({ from, before })) found[orderId ?? ''] = state.kind;
    return found;
  };
  const [hourBefore, hourAfter] = [new Date(start.getTime() - 3_600_000), new Date(start.getTime() + 3_600_000)];
  expect(await read(hourBefore, hourAfter)).toEqual({ a: 'succeeded', b: 'declined', c: 'untried' });
  expect(await read(hourAfter, hourAfter)).toEqual({});
});

describe('webhooks', () => {
  const body = Buffer.from(
    JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'payment_intent.succeeded',
      data: { object: { object: 'payment_intent', id: 'pi_1' } },
    }),
  );
  const now = () => Math.floor(Date.now() / 1000);
  const sign = (timestamp: number, secret = WEBHOOK_SECRET, payload = body.toString()) =>
    testApp.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

  it.each([
    ['signed now', () => sign(now()), 'payment'],
    ['signed four minutes ago', () => sign(now() - 240), 'payment'],
    ['signed six minutes ago', () => sign(now() - 360), 'forged'],
    ['signed with another secret', () => sign(now(), 'whsec_other'), 'forged'],
    ['signed for another body', () => sign(now(), WEBHOOK_SECRET, '{}'), 'forged'],
    ['with nonsense for a signature', () => 't=1,v1=00', 'forged'],
    ['without a signature', () => undefined, 'forged'],
  ])('a webhook %s', (_, signature, kind) => {
    expect(readWebhook(body, signature(), WEBHOOK_SECRET)).toMatchObject({ kind });
  });

  it.each([
    'not JSON',
    '[]',
    'null',
    '{}',
    '{"id":"evt_1","type":"payment_intent.succeeded"}',
    '{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","id":7}}}',
    '{"id":"evt_\\u0000","type":"x","data":{"object":{"object":"payment_intent","id":"pi_1"}}}',
    '{"id":"evt_1","type":"x","data":{"object":{"object":"payment_intent","id":"pi_\\u0000"}}}',
    `{"id":"evt_1","type":"x","data":{"object":{"object":"payment_intent","id":"${'i'.repeat(300)}"}}}`,
    '{"id":"evt_1","type":"charge.dispute.created","data":{"object":{"object":"dispute","id":"dp_1","amount":-1}}}',
  ])('%s, though signed, is no event', (text) => {
    const reading = readWebhook(Buffer.from(text), sign(now(), WEBHOOK_SECRET, text), WEBHOOK_SECRET);
    expect(reading).toMatchObject({ kind: 'malformed', reason: expect.any(String) });
  });

  it('the webhooks of a payment and its refund say what to look at, and in which show', async () => {
    const inbox = await openInbox();
    testApp.provider.registerWebhook(inbox.url);
    const reference = await prepared();
    await charge(reference, 'pm_card_visa');
    await payments.refund({ reference, showId, orderId: 'order-1', returnId: null, amount, idempotencyKey: 'r' });
    await eventually(() => inbox.letters.length === 5);
    const readings = inbox.letters.map(({ body: letter, headers }) =>
      readWebhook(letter, String(headers['stripe-signature']), WEBHOOK_SECRET),
    );
    const summary = readings
      .map((reading) => ({ ...reading, eventId: null }))
      .sort((a, b) => ('type' in a && 'type' in b && a.type < b.type ? -1 : 1));
    expect(summary).toEqual([
      { kind: 'refund', eventId: null, type: 'charge.refunded', showId, reference },
      { kind: 'other', eventId: null, type: 'charge.succeeded' },
      { kind: 'payment', eventId: null, type: 'payment_intent.created', showId, reference },
      { kind: 'payment', eventId: null, type: 'payment_intent.succeeded', showId, reference },
      {
        kind: 'refund',
        eventId: null,
        type: 'refund.created',
        showId,
        reference,
      },
    ]);
    await inbox.close();
  });
});
