import { randomUUID } from 'node:crypto';
import { replayDeadLetters } from '../../../src/checkout';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { commitExchange, quotedExchange } from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { availability } from '../../support/holds';
import { buy, cancel, disagreements, readOrder, settleAll } from '../../support/purchases';
import { commitReturn, quoted, readReturns } from '../../support/returns';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import {
  cancelShow,
  continueRun,
  quotedShow,
  quoteShow,
  type RunView,
  readRun,
  refundShow,
  runIsDone,
  startRefund,
  stopRun,
  untilRun,
} from '../../support/show-refunds';
import { openTestApp } from '../../support/test-app';
import { openGate, scan, ticketsOf } from '../../support/tickets';

const testApp = openTestApp();
const PRICE = 4250;
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const uuidOf = (id: string): string => decodeIdWithin('order', id)?.uuid ?? '';

interface Sold {
  readonly show: MadeShow;
  readonly orders: readonly { readonly id: string; readonly token: string }[];
  readonly organizer: string;
}

/** A show with so many orders of two seats each. */
async function sold(orderCount: number, wishes: ShowWishes = {}): Promise<Sold> {
  const show = await makeShow(testApp, {
    organizerId: ORGANIZER_ID,
    priceMinor: PRICE,
    seatsPerBuyerMax: 10,
    ...wishes,
  });
  const orders = [];
  for (let order = 0; order < orderCount; order += 1) {
    const token = await testApp.token({ email: `buyer.${order}@mail.example` });
    orders.push({ id: (await buy(testApp, show, [2 * order, 2 * order + 1], token)).id, token });
  }
  return { show, orders, organizer: await organizerToken(testApp) };
}

async function cancelled(orderCount: number, wishes?: ShowWishes): Promise<Sold> {
  const one = await sold(orderCount, wishes);
  await cancelShow(testApp, one.show, one.organizer);
  return one;
}

const statusesOf = ({ orders }: Sold) =>
  Promise.all(orders.map(async ({ id, token }) => (await readOrder(testApp, id, token))?.status));

/** Of each order what the provider has returned, refund by refund. */
async function refundsOf({ orders }: Sold): Promise<number[][]> {
  const { charges, refunds } = await testApp.payments.ledger();
  return orders.map(({ id }) => {
    const charge = charges.find(({ metadata }) => metadata.order_id === uuidOf(id));
    return refunds.filter((refund) => refund.charge === charge?.id).map(({ amount }) => amount);
  });
}

const mailsOf = async ({ show }: Sold) =>
  (await sql(`select order_id, kind, detail from notification where show_id = $1 and kind <> 'order_confirmed'`, [
    show.showId,
  ])) as { order_id: string; kind: string; detail: { amountMinor?: number; message?: string } }[];

/** A payment that the provider does not know: it refuses its refund. */
const losePayment = (id: string) =>
  sql(`update payment set reference = 'pi_lost_' || order_id where order_id = $1 returning reference`, [uuidOf(id)]);

let known: string[] = [];
beforeEach(async () => {
  known = await disagreements(testApp);
});
afterEach(() => testApp.payments.withdrawFaults());
const expectPeace = async () =>
  expect((await disagreements(testApp)).filter((damage) => !known.includes(damage))).toEqual([]);

it('refunds every order of a cancelled show once, with one mail each, and streams how far it is', async () => {
  const one = await sold(3);
  const { show, orders, organizer } = one;
  const [first, second] = orders;
  if (first === undefined || second === undefined) throw new Error('There are no orders');
  // One buyer has returned a ticket for half of its price; with another ticket somebody has come in.
  await updateShow(testApp, show, { returnSteps: [{ sharePercent: 50, hoursBefore: 1 }] });
  await commitReturn(testApp, (await quoted(testApp, first.id, first.token, 0)).id, first.token);
  await updateShow(testApp, show, { doorsAt: new Date(testApp.clock.now().getTime() + 60_000).toISOString() });
  const gate = await openGate(testApp, show);
  const [used, unused] = await ticketsOf(testApp, second.id, second.token);
  expect((await scan(testApp, gate, used?.code ?? '')).__typename).toBe('ScanAccepted');
  await cancelShow(testApp, show, organizer);
  expect((await scan(testApp, gate, unused?.code ?? '')).__typename).toBe('TicketRevoked');

  const quote = await quotedShow(testApp, show, organizer);
  expect(quote).toMatchObject({
    ...{ orderCount: 3, ticketCount: 5, scannedTicketCount: 1, show: { id: show.id } },
    sums: [
      {
        orderCount: 3,
        paid: { amountMinor: 6 * PRICE, currency: 'EUR' },
        returned: { amountMinor: PRICE / 2 },
        kept: { amountMinor: PRICE / 2 },
        toReturn: { amountMinor: 5 * PRICE, currency: 'EUR' },
      },
    ],
  });
  const answer = await refundShow(testApp, quote.id, organizer, { message: ' The singer is ill.\nWe are sorry. ' });
  if (answer.__typename !== 'RefundShowPayload') throw new Error(JSON.stringify(answer));
  const live = testApp.subscribe<{ refundRun: Pick<RunView, 'state' | 'returnedCount'> }>(
    'subscription ($id: ID!) { refundRun(id: $id) { state returnedCount } }',
    { id: answer.run.id },
    organizer,
  );
  await live.until((messages) => messages.some(({ refundRun }) => refundRun.state === 'DONE'));
  live.stop();
  expect(await readRun(testApp, answer.run.id, organizer)).toMatchObject({
    ...{ state: 'DONE', message: 'The singer is ill.\nWe are sorry.', stopReason: null },
    ...{ leftCount: 0, endedCount: 3, waitingCount: 0, requestedCount: 0, returnedCount: 3, failedCount: 0 },
    sums: [{ total: { amountMinor: 5 * PRICE }, returned: { amountMinor: 5 * PRICE }, failed: { amountMinor: 0 } }],
  });
  expect(await statusesOf(one)).toEqual(['REFUNDED', 'REFUNDED', 'REFUNDED']);
  expect(await refundsOf(one)).toEqual(
    [[PRICE / 2, PRICE], [2 * PRICE], [2 * PRICE]].map((it) => expect.arrayContaining(it)),
  );
  expect((await refundsOf(one)).flat()).toHaveLength(4);
  expect((await availability(testApp, show)).statuses.slice(0, 6)).toBe('AAAAAA');
  expect((await scan(testApp, gate, unused?.code ?? '')).__typename).toBe('TicketRevoked');
  expect((await readReturns(testApp, second.id, second.token)).returns).toMatchObject([
    { status: 'RETURNED', returned: { amountMinor: 2 * PRICE }, items: [{}, {}] },
  ]);
  const mails = (await mailsOf(one)).filter(({ kind }) => kind === 'show_refunded');
  expect(mails.map(({ detail }) => detail.amountMinor).sort()).toEqual([PRICE, 2 * PRICE, 2 * PRICE].sort());
  expect(new Set(mails.map(({ detail }) => detail.message))).toEqual(new Set(['The singer is ill.\nWe are sorry.']));
  const others = (await mailsOf(one)).filter(({ order_id }) => order_id === uuidOf(second.id)).map(({ kind }) => kind);
  expect(others.filter((kind) => kind !== 'show_cancelled')).toEqual(['show_refunded']);
  await expectPeace();
});

describe('refundShow', () => {
  it('is refused while the show is not cancelled, for others, and while a refund is in progress', async () => {
    const one = await sold(1);
    const { show, organizer } = one;
    expect(await quoteShow(testApp, show, organizer)).toMatchObject({
      __typename: 'ShowRefundNotPossible',
      message: 'The show is not cancelled. Cancel it first: that ends its sale.',
    });
    await cancelShow(testApp, show, organizer);
    const stranger = await testApp.token({ roles: ['organizer'] });
    const buyer = await testApp.token();
    for (const token of [stranger, buyer]) {
      await expect(quoteShow(testApp, show, token)).rejects.toThrow(/organizer|role/i);
    }
    const [early, late] = [await quotedShow(testApp, show, organizer), await quotedShow(testApp, show, organizer)];
    await expect(refundShow(testApp, early.id, stranger)).rejects.toThrow(/organizer/);
    const admin = await testApp.token({ roles: ['admin'] });
    expect(await refundShow(testApp, early.id, admin)).toMatchObject({ __typename: 'QuoteExpired' });
    await testApp.payments.fault({
      kind: 'error',
      of: 'refunds.create',
      when: 'before-effect',
      status: 503,
      times: 1000,
    });
    const answer = await refundShow(testApp, early.id, organizer);
    if (answer.__typename !== 'RefundShowPayload') throw new Error(JSON.stringify(answer));
    for (const refusal of [await quoteShow(testApp, show, organizer), await refundShow(testApp, late.id, organizer)]) {
      expect(refusal).toMatchObject({ message: 'A refund of this show is already in progress.' });
    }
    expect(
      (
        await testApp.ask<{ refundRun: unknown }>(
          'query ($id: ID!) { refundRun(id: $id) { id } }',
          { id: answer.run.id },
          buyer,
        )
      ).refundRun,
    ).toBeNull();
    await expect(continueRun(testApp, answer.run.id, stranger)).rejects.toThrow('You have no such refund of a show.');
    await testApp.payments.withdrawFaults();
    await settleAll(testApp, show);
    expect(await quoteShow(testApp, show, organizer)).toMatchObject({ message: 'The show has no confirmed orders.' });
    await expectPeace();
  });

  it('started twice at once, and again with the same key, is one run', async () => {
    const one = await cancelled(1);
    const { show, organizer } = one;
    const { id } = await quotedShow(testApp, show, organizer);
    const key = randomUUID();
    const same = await Promise.all([1, 2, 3, 4].map(() => refundShow(testApp, id, organizer, { key })));
    expect(new Set(same.map(({ __typename }) => __typename))).toEqual(new Set(['RefundShowPayload']));
    expect(await refundShow(testApp, id, organizer)).toMatchObject({ message: 'This quote was committed before.' });
    await runIsDone(testApp, id, organizer);
    expect(await refundShow(testApp, id, organizer, { key })).toMatchObject({ run: { id, state: 'DONE' } });
    expect(await refundsOf(one)).toEqual([[2 * PRICE]]);
    // The key belongs to that decision.
    const another = await cancelled(1);
    const other = await quotedShow(testApp, another.show, organizer);
    expect((await refundShow(testApp, other.id, organizer, { key })).__typename).toBe('IdempotencyKeyReused');
  });

  it('by two quotes at once is one run', async () => {
    const one = await cancelled(1);
    const { show, organizer } = one;
    const quotes = [await quotedShow(testApp, show, organizer), await quotedShow(testApp, show, organizer)];
    const answers = await Promise.all(quotes.map(({ id }) => refundShow(testApp, id, organizer)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['RefundShowPayload', 'ShowRefundNotPossible']);
    await settleAll(testApp, show);
    expect(await refundsOf(one)).toEqual([[2 * PRICE]]);
  });

  it('holds for five minutes and while buyers return tickets, and no longer where more would be returned', async () => {
    const one = await cancelled(2);
    const { show, orders, organizer } = one;
    const expired = await quotedShow(testApp, show, organizer);
    testApp.clock.advanceSeconds(301);
    expect((await refundShow(testApp, expired.id, organizer)).__typename).toBe('QuoteExpired');
    const quote = await quotedShow(testApp, show, organizer);
    // As if an order had been confirmed since.
    await sql(`update show_refund_quote set sums = jsonb_set(sums, '{0,orderCount}', '1') where id = $1`, [
      decodeIdWithin('refundrun', quote.id)?.uuid,
    ]);
    const outdated = await refundShow(testApp, quote.id, organizer);
    if (outdated.__typename !== 'ShowRefundQuoteOutdated') throw new Error(JSON.stringify(outdated));
    const [first] = orders;
    await cancel(testApp, first?.id ?? '', first?.token ?? '');
    expect(await refundShow(testApp, outdated.quote.id, organizer)).toMatchObject({ __typename: 'RefundShowPayload' });
    await settleAll(testApp, show);
    expect(await refundsOf(one)).toEqual([[2 * PRICE], [2 * PRICE]]);
    await expectPeace();
  });

  it('refuses a message that is no text', async () => {
    const { show, organizer } = await cancelled(1);
    const { id } = await quotedShow(testApp, show, organizer);
    await expect(refundShow(testApp, id, organizer, { message: 'a\u0007b' })).rejects.toThrow('control characters');
    await expect(refundShow(testApp, id, organizer, { message: 'x'.repeat(1001) })).rejects.toThrow('1000');
  });
});

it('while buyers return tickets and cancel orders themselves, by two processes: everybody gets everything once', async () => {
  const app = await testApp.openAnother();
  const other = new HttpClient(() => app.url);
  testApp.closing(async () => other.close());
  const one = await cancelled(10, { seatsPerBuyerMax: 20 });
  const { show, orders, organizer } = one;
  const quotes = await Promise.all(orders.slice(0, 4).map(({ id, token }) => quoted(testApp, id, token, 0)));
  const { id } = await startRefund(testApp, show, organizer);
  await Promise.all([
    ...orders.slice(0, 4).map(({ token }, index) => commitReturn(other, quotes[index]?.id ?? '', token)),
    ...orders.slice(4, 8).map((order) => cancel(other, order.id, order.token)),
  ]);
  await runIsDone(testApp, id, organizer);
  await settleAll(testApp, show);
  expect(await statusesOf(one)).toEqual(orders.map(() => 'REFUNDED'));
  for (const refunds of await refundsOf(one)) expect(refunds.reduce((sum, amount) => sum + amount, 0)).toBe(2 * PRICE);
  await expectPeace();
});

it('orders that cost nothing end without money, and have their mail', async () => {
  const one = await cancelled(2, { priceMinor: 0 });
  const { id } = await startRefund(testApp, one.show, one.organizer);
  expect(await runIsDone(testApp, id, one.organizer)).toMatchObject({ endedCount: 2, returnedCount: 0, sums: [] });
  expect(await statusesOf(one)).toEqual(['CANCELLED', 'CANCELLED']);
  await eventually(async () => (await mailsOf(one)).filter(({ kind }) => kind === 'show_refunded').length === 2);
  await expectPeace();
});

it('an order that was exchanged gets back what both payments have, each from its own', async () => {
  const [cheap, dear] = [3000, 5000];
  const one = await sold(0, {
    seatMap: plainSeatMap(2, 2, ['Cheap', 'Dear']),
    pricesMinor: { Cheap: cheap, Dear: dear },
    exchangeRule: 'ANY',
  });
  const { show, organizer } = one;
  const token = await testApp.token();
  // Two cheap seats, of which one is exchanged for a dear one.
  const { id } = await buy(testApp, show, [0, 1], token);
  const exchange = await quotedExchange(testApp, { orderId: id, show, places: [0], seats: [2] }, token);
  const exchanged = await commitExchange(testApp, exchange.id, token);
  if (exchanged.__typename !== 'CommitExchangePayload') throw new Error(JSON.stringify(exchanged));
  const both = {
    ...one,
    orders: [
      { id, token },
      { id: exchanged.order.id, token },
    ],
  };
  await cancelShow(testApp, show, organizer);
  expect((await quotedShow(testApp, show, organizer)).sums).toMatchObject([
    { orderCount: 2, toReturn: { amountMinor: cheap + dear } },
  ]);
  const run = await startRefund(testApp, show, organizer);
  expect(await runIsDone(testApp, run.id, organizer)).toMatchObject({
    endedCount: 2,
    sums: [{ returned: { amountMinor: cheap + dear }, failed: { amountMinor: 0 } }],
  });
  await settleAll(testApp, show);
  expect(await statusesOf(both)).toEqual(['REFUNDED', 'REFUNDED']);
  expect((await refundsOf(both)).map((amounts) => [...amounts].sort())).toEqual([[cheap, cheap], [dear - cheap]]);
  await expectPeace();
});

it('what was refunded in the dashboard is not returned again', async () => {
  const one = await cancelled(1);
  const { charges } = await testApp.payments.ledger();
  const charge = charges.find(({ metadata }) => metadata.order_id === uuidOf(one.orders[0]?.id ?? ''));
  await testApp.payments.stripe.refunds.create({ payment_intent: charge?.paymentIntent ?? '', amount: 1000 });
  await eventually(
    async () => (await quotedShow(testApp, one.show, one.organizer)).sums[0]?.toReturn.amountMinor === 2 * PRICE - 1000,
  );
  const { id } = await startRefund(testApp, one.show, one.organizer);
  await runIsDone(testApp, id, one.organizer);
  expect((await refundsOf(one))[0]?.sort()).toEqual([1000, 2 * PRICE - 1000]);
});

it('stops when refunds fail, lists them as dead letters, and goes on by hand', async () => {
  const one = await cancelled(8);
  const { show, orders, organizer } = one;
  const references = await sql('select order_id, reference from payment where show_id = $1', [show.showId]);
  for (const { id } of orders.slice(0, 3)) await losePayment(id);
  // One process, slowly: the rest waits for its turn.
  await sql(`update refund_pace set used_until = $1`, [new Date(testApp.clock.now().getTime() - 3 * 40)]);
  const { id } = await startRefund(testApp, show, organizer);
  const stopped = await untilRun(testApp, id, organizer, ({ state }) => state === 'STOPPED');
  expect(stopped).toMatchObject({ stopReason: expect.stringMatching(/^3 of \d+ refunds failed\./), failedCount: 3 });
  const letters = await testApp.ask<{ deadLetters: { nodes: { kind: string; reason: string }[] } }>(
    '{ deadLetters(first: 10) { nodes { kind reason } } }',
    {},
    await testApp.token({ roles: ['admin'] }),
  );
  expect(letters.deadLetters.nodes.filter(({ reason }) => reason.includes('refused a refund'))).toHaveLength(3);
  // Nothing more is released, and the buyers may still act for themselves.
  const waiting = async () => (await readRun(testApp, id, organizer)).waitingCount;
  const before = await waiting();
  testApp.clock.advanceSeconds(120);
  expect(await waiting()).toBe(before);
  await continueRun(testApp, id, organizer);
  expect(await untilRun(testApp, id, organizer, ({ state }) => state === 'DONE')).toMatchObject({
    ...{ failedCount: 3, returnedCount: 5, waitingCount: 0 },
  });
  for (const { order_id, reference } of references) {
    await sql('update payment set reference = $2 where order_id = $1 and reference <> $2', [order_id, reference]);
  }
  await replayDeadLetters(testApp.database, testApp.clock);
  await settleAll(testApp, show);
  expect(await readRun(testApp, id, organizer)).toMatchObject({ failedCount: 0, returnedCount: 8 });
  expect(await refundsOf(one)).toEqual(orders.map(() => [2 * PRICE]));
  await expectPeace();
});

it('an organizer stops it by hand, and continues it', async () => {
  const one = await cancelled(4);
  const { show, orders, organizer } = one;
  // Nothing is released for an hour.
  await sql(`update refund_pace set used_until = $1`, [new Date(testApp.clock.now().getTime() + 3_600_000)]);
  const { id } = await startRefund(testApp, show, organizer);
  await untilRun(testApp, id, organizer, ({ waitingCount }) => waitingCount === 4);
  expect(await stopRun(testApp, id, organizer)).toMatchObject({
    state: 'STOPPED',
    stopReason: 'The run was stopped by hand.',
  });
  await sql(`update refund_pace set used_until = '-infinity'`);
  testApp.clock.advanceSeconds(60);
  // A webhook about the payment does not release it either.
  await sql('update payment set check_at = $2 where show_id = $1', [show.showId, testApp.clock.now()]);
  await eventually(
    async () =>
      (await sql('select 1 from payment where show_id = $1 and check_at is not null', [show.showId])).length === 0,
  );
  expect(await readRun(testApp, id, organizer)).toMatchObject({ state: 'STOPPED', waitingCount: 4 });
  expect(await continueRun(testApp, id, organizer)).toMatchObject({ state: 'RUNNING', stopReason: null });
  await runIsDone(testApp, id, organizer);
  expect(await refundsOf(one)).toEqual(orders.map(() => [2 * PRICE]));
});
