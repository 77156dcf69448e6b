import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { startPaymentProvider } from '../../../src/dev/payment-provider';
import { eventually } from '../../support/eventually';
import { openProvider, stripeAt, type TestPaymentProvider, WEBHOOK_SECRET } from '../../support/payment-provider';
import { openInbox, type WebhookInbox } from '../../support/webhook-inbox';

let provider: TestPaymentProvider;
let inbox: WebhookInbox;
let opened: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  inbox = await openInbox();
  provider = await openProvider({ webhookUrl: inbox.url });
});
afterEach(async () => {
  await provider.provider.stop();
  for (const { stop } of opened) await stop();
  opened = [];
  await inbox.close();
});

const order = { amount: 4250, currency: 'eur', confirmation_method: 'manual' } as const;

/** What a call came to: the status of the intent, or the error. */
async function outcomeOf(call: Promise<Stripe.PaymentIntent>) {
  try {
    return { status: (await call).status };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { type, code, decline_code: declineCode, statusCode, payment_intent: intent } = error;
    return { type, code, declineCode, statusCode, status: intent?.status };
  }
}

const pay = async (paymentMethod: string, at = provider.stripe) => {
  const intent = await at.paymentIntents.create(order);
  return outcomeOf(at.paymentIntents.confirm(intent.id, { payment_method: paymentMethod }));
};

const declinedWith = (code: string, declineCode: string) => ({
  type: 'StripeCardError',
  code,
  declineCode,
  statusCode: 402,
  status: 'requires_payment_method',
});

describe('cards', () => {
  it.each([
    ['pm_card_visa', { status: 'succeeded' }],
    ['pm_card_mastercard', { status: 'succeeded' }],
    ['pm_card_chargeDeclined', declinedWith('card_declined', 'generic_decline')],
    ['pm_card_visa_chargeDeclined', declinedWith('card_declined', 'generic_decline')],
    ['pm_card_chargeDeclinedInsufficientFunds', declinedWith('card_declined', 'insufficient_funds')],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', declinedWith('card_declined', 'insufficient_funds')],
    ['pm_card_chargeDeclinedLostCard', declinedWith('card_declined', 'lost_card')],
    ['pm_card_chargeDeclinedStolenCard', declinedWith('card_declined', 'stolen_card')],
    ['pm_card_chargeDeclinedVelocityLimitExceeded', declinedWith('card_declined', 'card_velocity_exceeded')],
    ['pm_card_chargeDeclinedFraudulent', declinedWith('card_declined', 'fraudulent')],
    ['pm_card_chargeCustomerFail', declinedWith('card_declined', 'generic_decline')],
    ['pm_card_chargeDeclinedExpiredCard', declinedWith('expired_card', 'expired_card')],
    ['pm_card_chargeDeclinedIncorrectCvc', declinedWith('incorrect_cvc', 'incorrect_cvc')],
    ['pm_card_chargeDeclinedProcessingError', declinedWith('processing_error', 'processing_error')],
    ['pm_card_authenticationRequired', { status: 'requires_action' }],
    ['pm_card_threeDSecure2Required', { status: 'requires_action' }],
    ['pm_card_nonsense', { type: 'StripeInvalidRequestError', statusCode: 404, code: 'resource_missing' }],
    ['toString', { type: 'StripeInvalidRequestError', statusCode: 404, code: 'resource_missing' }],
  ])('%s comes to what Stripe documents', async (token, outcome) => {
    expect(await pay(token)).toEqual(outcome);
    const { charges } = await provider.ledger();
    const succeeded = charges.filter(({ status }) => status === 'succeeded').length;
    expect(succeeded).toBe('status' in outcome && outcome.status === 'succeeded' ? 1 : 0);
  });

  it('a declined payment may be paid with another card, once', async () => {
    const { paymentIntents } = provider.stripe;
    const { id } = await paymentIntents.create(order);
    await outcomeOf(paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }));
    expect(await outcomeOf(paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))).toEqual({
      status: 'succeeded',
    });
    expect(await outcomeOf(paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      status: 'succeeded',
    });
    expect((await provider.ledger()).balances).toEqual({ eur: { charged: 4250, refunded: 0, net: 4250 } });
  });
});

describe('3-D Secure', () => {
  async function asked(token = 'pm_card_authenticationRequired') {
    const { id } = await provider.stripe.paymentIntents.create(order);
    const intent = await provider.stripe.paymentIntents.confirm(id, { payment_method: token });
    return { id, secret: intent.client_secret ?? '', nextAction: intent.next_action };
  }

  it('with manual confirmation money moves when the server confirms after the bank', async () => {
    const { id, secret } = await asked();
    expect(await provider.authenticate(secret, 'complete')).toEqual({ status: 'requires_confirmation' });
    expect((await provider.ledger()).charges).toEqual([]);
    expect(await outcomeOf(provider.stripe.paymentIntents.confirm(id))).toEqual({ status: 'succeeded' });
  });

  it('with automatic confirmation money moves at once', async () => {
    const intent = await provider.stripe.paymentIntents.create({
      ...order,
      confirmation_method: 'automatic',
      confirm: true,
      payment_method: 'pm_card_authenticationRequired',
    });
    expect(await provider.authenticate(intent.client_secret ?? '', 'complete')).toEqual({ status: 'succeeded' });
  });

  it('a refused authentication charges nothing and another card may follow', async () => {
    const { id, secret } = await asked();
    expect(await provider.authenticate(secret, 'fail')).toEqual({ status: 'requires_payment_method' });
    const { last_payment_error: failure } = await provider.stripe.paymentIntents.retrieve(id);
    expect(failure?.code).toBe('payment_intent_authentication_failure');
    await expect(provider.authenticate(secret, 'complete')).rejects.toThrow('409');
    expect(await outcomeOf(provider.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))).toEqual({
      status: 'succeeded',
    });
  });

  it('a card may be declined after the bank has confirmed it', async () => {
    const { id, secret } = await asked('pm_card_threeDSecureRequiredChargeDeclined');
    await provider.authenticate(secret, 'complete');
    expect(await outcomeOf(provider.stripe.paymentIntents.confirm(id))).toEqual(
      declinedWith('card_declined', 'generic_decline'),
    );
  });

  it('confirming without the bank asks for the bank again', async () => {
    const { id } = await asked();
    expect(await outcomeOf(provider.stripe.paymentIntents.confirm(id))).toEqual({ status: 'requires_action' });
  });

  it('the page of the bank has a button for each outcome', async () => {
    const { secret, nextAction } = await asked();
    const page = `${provider.url}/local/authentication/${secret}`;
    expect(nextAction).toMatchObject({ type: 'use_stripe_sdk', use_stripe_sdk: { stripe_js: page } });
    expect(await (await fetch(page)).text()).toContain('value="complete"');
    await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }) });
    expect(await (await fetch(page)).text()).not.toContain('value="complete"');
  });

  it('the page of the bank sends the buyer back where it was told to, also on a second visit', async () => {
    const { secret } = await asked();
    const back = 'https://tickets.example.com/holds/1?bank=done';
    const page = `${provider.url}/local/authentication/${secret}?${new URLSearchParams({ return_url: back })}`;
    const press = { method: 'POST', body: new URLSearchParams({ outcome: 'fail' }) };
    for (const init of [press, {}]) {
      const answer = await fetch(page, { ...init, redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, back]);
    }
    expect((await fetch(`${page}x:javascript`.replace(/https%3A/, 'javascript%3A'))).status).toBe(400);
  });
});

describe('cancelling', () => {
  it('a cancelled payment can never be charged again', async () => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    expect(await outcomeOf(provider.stripe.paymentIntents.cancel(id))).toEqual({ status: 'canceled' });
    expect(
      await outcomeOf(provider.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })),
    ).toMatchObject({
      code: 'payment_intent_unexpected_state',
      status: 'canceled',
    });
  });

  it('what was charged cannot be cancelled', async () => {
    const { id } = await provider.stripe.paymentIntents.create({
      ...order,
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    expect(await outcomeOf(provider.stripe.paymentIntents.cancel(id))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      status: 'succeeded',
    });
  });
});

describe('refunds', () => {
  const paid = async (token = 'pm_card_visa') =>
    (await provider.stripe.paymentIntents.create({ ...order, confirm: true, payment_method: token })).id;

  it('money goes back in parts, and never more than was taken', async () => {
    const id = await paid();
    const { refunds } = provider.stripe;
    expect(await refunds.create({ payment_intent: id, amount: 1000 })).toMatchObject({
      amount: 1000,
      status: 'succeeded',
    });
    await expect(refunds.create({ payment_intent: id, amount: 4000 })).rejects.toThrow('greater than unrefunded');
    expect(await refunds.create({ payment_intent: id })).toMatchObject({ amount: 3250 });
    await expect(refunds.create({ payment_intent: id })).rejects.toMatchObject({ code: 'charge_already_refunded' });
    expect((await provider.ledger()).balances).toEqual({ eur: { charged: 4250, refunded: 4250, net: 0 } });
    expect((await refunds.list({ payment_intent: id })).data.map(({ amount }) => amount)).toEqual([3250, 1000]);
  });

  it('a payment without a charge has nothing to give back', async () => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    await expect(provider.stripe.refunds.create({ payment_intent: id })).rejects.toThrow(
      'does not have a successful charge',
    );
  });

  it.each([
    ['pm_card_pendingRefund', 'pending', 'succeeded', 'refund.updated', 0],
    ['pm_card_refundFail', 'succeeded', 'failed', 'refund.failed', 4250],
  ])('a refund of %s is %s first and %s after a moment', async (token, first, last, event, net) => {
    const refund = await provider.stripe.refunds.create({ payment_intent: await paid(token) });
    expect(refund.status).toBe(first);
    await eventually(async () => (await provider.stripe.refunds.retrieve(refund.id)).status === last);
    await eventually(() => inbox.letters.some(({ type }) => type === event));
    expect((await provider.ledger()).balances.eur?.net).toBe(net);
  });
});

describe('idempotency keys', () => {
  it('the same request gets the first answer, and money moves once', async () => {
    const { paymentIntents } = provider.stripe;
    const first = await paymentIntents.create(order, { idempotencyKey: 'create' });
    const again = await paymentIntents.create(order, { idempotencyKey: 'create' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(again.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    const confirm = () =>
      outcomeOf(paymentIntents.confirm(first.id, { payment_method: 'pm_card_visa' }, { idempotencyKey: 'confirm' }));
    expect([await confirm(), await confirm()]).toEqual([{ status: 'succeeded' }, { status: 'succeeded' }]);
    expect((await provider.ledger()).charges).toHaveLength(1);
  });

  it('a decline is an answer as well', async () => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    const confirm = () =>
      outcomeOf(
        provider.stripe.paymentIntents.confirm(
          id,
          { payment_method: 'pm_card_chargeDeclined' },
          { idempotencyKey: 'c' },
        ),
      );
    expect(await confirm()).toEqual(await confirm());
    expect((await provider.ledger()).charges).toHaveLength(1);
  });

  it.each([
    ['other parameters', (at: Stripe) => at.paymentIntents.create({ ...order, amount: 4251 }, { idempotencyKey: 'k' })],
    ['another operation', (at: Stripe) => at.refunds.create({ payment_intent: 'pi_1' }, { idempotencyKey: 'k' })],
  ])('a key with %s is refused', async (_, call) => {
    await provider.stripe.paymentIntents.create(order, { idempotencyKey: 'k' });
    await expect(call(provider.stripe)).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  });

  it('a request that failed its checks may come again with the same key', async () => {
    const create = (amount: number) =>
      provider.stripe.paymentIntents.create({ ...order, amount }, { idempotencyKey: 'k' });
    await expect(create(1)).rejects.toMatchObject({ code: 'amount_too_small' });
    expect((await create(4250)).amount).toBe(4250);
  });

  it('a second request while the first is under way is refused as such, and the SDK tries it again', async () => {
    await provider.fault({ kind: 'slow', of: 'payment_intents.create', when: 'before-effect', ms: 60_000 });
    const first = provider.stripe.paymentIntents.create(order, { idempotencyKey: 'k' });
    await eventually(async () => (await provider.faultsLeft()) === 0);
    await expect(provider.stripe.paymentIntents.create(order, { idempotencyKey: 'k' })).rejects.toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    });
    const second = stripeAt(provider.url, { maxNetworkRetries: 2 }).paymentIntents.create(order, {
      idempotencyKey: 'k',
    });
    await provider.withdrawFaults();
    expect((await second).id).toBe((await first).id);
  });
});

describe('faults on request', () => {
  const confirmed = async (at: Stripe, id: string) =>
    outcomeOf(at.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }, { idempotencyKey: id }));
  // A broken connection is tried again by the SDK even where it shall not: the fault befalls both requests.
  it.each([
    ['cut before the effect', { kind: 'cut', when: 'before-effect', times: 2 }, 'StripeConnectionError', 0],
    ['cut after the effect', { kind: 'cut', when: 'after-effect', times: 2 }, 'StripeConnectionError', 1],
    ['500 before the effect', { kind: 'error', when: 'before-effect', status: 500 }, 'StripeAPIError', 0],
    ['500 after the effect', { kind: 'error', when: 'after-effect', status: 500 }, 'StripeAPIError', 1],
    ['429', { kind: 'error', when: 'before-effect', status: 429 }, 'StripeRateLimitError', 0],
    ['too slow before the effect', { kind: 'slow', when: 'before-effect', ms: 60_000 }, 'StripeConnectionError', 0],
    ['too slow after the effect', { kind: 'slow', when: 'after-effect', ms: 60_000 }, 'StripeConnectionError', 1],
  ] as const)('%s', async (_, fault, type, charges) => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    await provider.fault({ ...fault, of: 'payment_intents.confirm' });
    const impatient = stripeAt(provider.url, { timeout: 200 });
    expect(await confirmed(impatient, id)).toMatchObject({ type });
    expect((await provider.ledger()).charges).toHaveLength(charges);
  });

  it('an effect may come after the caller has given up', async () => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    await provider.fault({ kind: 'slow', of: 'payment_intents.confirm', when: 'before-effect', ms: 60_000 });
    expect(await confirmed(stripeAt(provider.url, { timeout: 200 }), id)).toMatchObject({
      type: 'StripeConnectionError',
    });
    await provider.withdrawFaults();
    await eventually(async () => (await provider.ledger()).charges.length === 1);
  });

  it('an error after the effect is kept under the key, while the effect can be read', async () => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    await provider.fault({ kind: 'error', of: 'payment_intents.confirm', when: 'after-effect', status: 500 });
    expect(await confirmed(provider.stripe, id)).toMatchObject({ statusCode: 500 });
    expect(await confirmed(provider.stripe, id)).toMatchObject({ statusCode: 500 });
    expect((await provider.stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  it('the SDK brings a request through a connection that breaks once', async () => {
    const { id } = await provider.stripe.paymentIntents.create(order);
    await provider.fault({ kind: 'cut', of: 'payment_intents.confirm', when: 'after-effect' });
    expect(await confirmed(provider.stripe, id)).toEqual({ status: 'succeeded' });
    expect((await provider.ledger()).charges).toHaveLength(1);
  });

  it('a fault that makes no sense is refused', async () => {
    await expect(provider.fault({ kind: 'slow', of: 'payments.guess' } as never)).rejects.toThrow('400');
  });
});

describe('webhooks', () => {
  const typesOf = (letters: readonly { type: string }[]) => letters.map(({ type }) => type);
  const succeeded = 'payment_intent.succeeded';

  it('events are signed so that the SDK believes them', async () => {
    await pay('pm_card_visa');
    await eventually(() => inbox.letters.length === 3);
    for (const { body, headers } of inbox.letters) {
      const event = provider.stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', WEBHOOK_SECRET);
      expect(event.object).toBe('event');
    }
    expect(typesOf(inbox.letters).sort()).toEqual(['charge.succeeded', 'payment_intent.created', succeeded]);
  });

  it('an event is brought again until it is taken', async () => {
    inbox.answerNext(500, 503, 302);
    await provider.stripe.paymentIntents.create(order);
    await eventually(async () => (await provider.deliveries())[0]?.attempts.join() === '500,503,302,200');
    expect(new Set(inbox.letters.map(({ id }) => id)).size).toBe(1);
  });

  it('events wait for an endpoint that is registered later', async () => {
    const alone = await openProvider();
    opened.push(alone.provider);
    await alone.stripe.paymentIntents.create(order);
    alone.provider.registerWebhook(inbox.url);
    await eventually(() => typesOf(inbox.letters).includes('payment_intent.created'));
  });

  it('twice', async () => {
    await provider.fault({ kind: 'webhook-twice', eventType: succeeded });
    await pay('pm_card_visa');
    await eventually(() => typesOf(inbox.letters).filter((type) => type === succeeded).length === 2);
  });

  it('late', async () => {
    await provider.fault({ kind: 'webhook-late', eventType: succeeded, ms: 60_000 });
    await pay('pm_card_visa');
    await eventually(() => inbox.letters.length === 2);
    expect(typesOf(inbox.letters)).not.toContain(succeeded);
    await provider.withdrawFaults();
    await eventually(() => typesOf(inbox.letters).includes(succeeded));
  });

  it('out of order', async () => {
    await provider.fault({ kind: 'webhook-out-of-order', eventType: 'payment_intent.created' });
    const { id } = await provider.stripe.paymentIntents.create(order);
    await eventually(async () => (await provider.faultsLeft()) === 0);
    await provider.stripe.paymentIntents.cancel(id);
    await eventually(() => inbox.letters.length === 2);
    expect(typesOf(inbox.letters)).toEqual(['payment_intent.canceled', 'payment_intent.created']);
  });

  it('never, until it is asked for', async () => {
    await provider.fault({ kind: 'webhook-never', eventType: succeeded });
    await pay('pm_card_visa');
    await eventually(() => inbox.letters.length === 2);
    const { data } = await provider.stripe.events.list({ type: succeeded });
    expect(typesOf(inbox.letters)).not.toContain(succeeded);
    expect(await provider.redeliver(data[0]?.id ?? '')).toBe(true);
    expect(typesOf(inbox.letters)).toContain(succeeded);
  });
});

describe('reading', () => {
  it('payments of an order are found by its metadata', async () => {
    const wanted = await provider.stripe.paymentIntents.create({ ...order, metadata: { order_id: 'a' } });
    await provider.stripe.paymentIntents.create({ ...order, metadata: { order_id: 'b' } });
    const search = async (query: string) =>
      (await provider.stripe.paymentIntents.search({ query })).data.map(({ id }) => id);
    expect(await search("metadata['order_id']:'a'")).toEqual([wanted.id]);
    expect(await search("metadata['order_id']:'a' AND status:'succeeded'")).toEqual([]);
    await expect(search('amount>1')).rejects.toThrow('unable to parse');
  });

  it('the SDK pages through all payments, newest first', async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) made.unshift((await provider.stripe.paymentIntents.create(order)).id);
    const read: string[] = [];
    for await (const { id } of provider.stripe.paymentIntents.list({ limit: 3, created: { gte: 1 } })) read.push(id);
    expect(read).toEqual(made);
  });

  it('a payment can be read together with its charge', async () => {
    const { id } = await provider.stripe.paymentIntents.create({
      ...order,
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    await provider.stripe.refunds.create({ payment_intent: id, amount: 50 });
    const [intent] = (await provider.stripe.paymentIntents.list({ expand: ['data.latest_charge'] })).data;
    expect(intent?.latest_charge).toMatchObject({ amount: 4250, amount_refunded: 50, refunded: false });
  });

  it.each([
    [
      'a parameter that does not exist',
      (at: Stripe) => at.paymentIntents.create({ ...order, ammount: 1 } as never),
      400,
    ],
    ['a path that is not spoken', (at: Stripe) => at.customers.create({}), 404],
    ['a payment that does not exist', (at: Stripe) => at.paymentIntents.retrieve('pi_none'), 404],
    ['an amount that is no integer', (at: Stripe) => at.paymentIntents.create({ ...order, amount: 42.5 }), 400],
  ])('%s is refused', async (_, call, statusCode) => {
    await expect(call(provider.stripe)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode });
  });

  it.each(['sk_live_abc', 'nonsense'])('the key %s is refused', async (key) => {
    const { hostname, port } = new URL(provider.url);
    const stranger = new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
    await expect(stranger.paymentIntents.create(order)).rejects.toMatchObject({ type: 'StripeAuthenticationError' });
  });
});

describe('the journal', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'payment-journal-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const open = async () => {
    const one = await openProvider({ dataDir });
    opened.push(one.provider);
    return one;
  };

  it('a restart forgets nothing: money, keys, and events that nobody took', async () => {
    const before = await open();
    const intent = await before.stripe.paymentIntents.create(order, { idempotencyKey: 'create' });
    await before.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }, { idempotencyKey: 'p' });
    await before.stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
    const ledger = await before.ledger();
    await before.provider.stop();
    // A process that is killed while it writes leaves half a line.
    await appendFile(join(dataDir, 'journal.jsonl'), '{"put":[{"object":"charge","id":"ch_half');

    const after = await open();
    expect(await after.ledger()).toEqual(ledger);
    const again = await after.stripe.paymentIntents.create(order, { idempotencyKey: 'create' });
    expect(again.id).toBe(intent.id);
    expect(again.status).toBe('requires_payment_method');
    expect((await after.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    after.provider.registerWebhook(inbox.url);
    await eventually(() => inbox.letters.length === 5);
    expect(await outcomeOf(after.stripe.paymentIntents.cancel(intent.id))).toMatchObject({ status: 'succeeded' });
    await after.provider.stop();

    const later = await open();
    expect(await later.ledger()).toEqual(ledger);
  });
});

it('the local provider does not start in production', async () => {
  await expect(
    startPaymentProvider({ webhookSecret: WEBHOOK_SECRET, environment: { NODE_ENV: 'production' } }),
  ).rejects.toThrow('does not start in production');
});
