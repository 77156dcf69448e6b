import fc from 'fast-check';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { commitExchange, quoteExchange } from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, hold, holdFree, release } from '../../support/holds';
import { cancel, disagreements, purchase, readOrder, settleAll } from '../../support/purchases';
import { commitReturn, quoteReturn, ticketIdsOf } from '../../support/returns';
import { ORGANIZER_ID, updateShow } from '../../support/show-changes';
import { cancelShow, quoteShow, refundShow } from '../../support/show-refunds';
import { openTestApp } from '../../support/test-app';
import { type Gate, openGate, scan, ticketsOf } from '../../support/tickets';

/**
 * Random steps of buyers, organizer and dashboard: holds, purchases, declined cards, returns, exchanges, cancellations,
 * refunds at the provider, new rules, and at the end of each show its refund by the organizer. Ten thousand steps with MODEL_STEPS=10000; the run of all tests has fewer.
 */
const testApp = openTestApp();
const STEPS = Number(process.env.MODEL_STEPS ?? 200);
const STEPS_OF_SHOW = 500;
const SEATS = 12;
const PRICE = 4250;
const DEAR = 6000;
/** Rows of five seats, of two prices in turn. */
const priceOf = (seatNo: number): number => (Math.floor(seatNo / 5) % 2 === 0 ? PRICE : DEAR);
const kinds = [
  ...[
    'buy',
    'buy',
    'buy',
    'decline',
    'let go',
    'return',
    'return',
    'return',
    'return at once',
    'return while cancelled',
  ],
  ...['cancel', 'refund at the provider', 'new rule', 'old quote'],
  ...['exchange', 'exchange', 'exchange at once', 'exchange while returned', 'exchange declined'],
] as const;

interface Step {
  readonly kind: (typeof kinds)[number];
  readonly seat: number;
  readonly count: number;
  readonly pick: number;
}

interface Owned {
  readonly id: string;
  readonly token: string;
  seats: number[];
  /** By our answers, what came back; and by the dashboard. */
  returnedMinor: number;
  byDashboard: boolean;
  isCancelled: boolean;
  /** Whether it is part of an exchange. */
  isExchanged: boolean;
}

const uuidOf = (id: string): string => decodeIdWithin('order', id)?.uuid ?? '';
const PROOF = graphql(
  'query ($id: ID!) { show(id: $id) { inventoryProof { seatsInSeveralOrders soldCount placeCount freeCount heldCount reservedCount blockedCount } } }',
);

it(
  'money in is money kept and money back, in three ledgers, whatever happens in which order',
  async () => {
    const steps = fc.sample(
      fc.record({
        kind: fc.constantFrom(...kinds),
        seat: fc.nat(SEATS - 1),
        count: fc.integer({ min: 1, max: 3 }),
        pick: fc.nat(1000),
      }),
      { numRuns: STEPS, seed: Number(process.env.MODEL_SEED ?? 20_261_127) },
    );
    for (let from = 0; from < STEPS; from += STEPS_OF_SHOW) await sellOneShow(steps.slice(from, from + STEPS_OF_SHOW));
  },
  Math.max(300_000, STEPS * 1000),
);

/** Walks the steps on a show of their own, which is refunded at the end. */
async function sellOneShow(steps: readonly Step[]): Promise<void> {
  const show = await makeShow(testApp, {
    ...{ organizerId: ORGANIZER_ID, priceMinor: PRICE, startsInHours: 0.9, refundUntilInHours: 0.85 },
    ...{ seatsPerBuyerMax: 6, exchangeRule: 'ANY' },
    ...{ seatMap: plainSeatMap(20, 5, ['Standard', 'Dear']), pricesMinor: { Dear: DEAR } },
  });
  const gate = await openGate(testApp, show, 'North');
  const owned: Owned[] = [];
  const codes: string[] = [];
  let rule = { sharePercent: 100, feeMinor: 0 };
  let oldQuote: { order: Owned; id: string; totalMinor: number } | null = null;
  for (const [index, { kind, seat, count, pick }] of steps.entries()) {
    const live = owned.filter(({ seats }) => seats.length > 0);
    const order = live[pick % Math.max(live.length, 1)];
    const { statuses } = await availability(testApp, show);
    const free = Array.from({ length: count }, (_, n) => (seat + n) % SEATS).filter(
      (seatNo) => statuses[seatNo] === 'A',
    );
    if (kind === 'buy' && free.length > 0) owned.push(await buys(show, free));
    if (kind === 'decline' && free.length > 0) {
      const token = await testApp.token();
      const { id: holdId } = await holdFree(testApp, show, free, token);
      await purchase(testApp, { holdId, paymentMethod: 'pm_card_chargeDeclined' }, token);
      await release(testApp, holdId, token);
    }
    if (kind === 'let go' && free.length > 0) {
      const token = await testApp.token();
      const answer = await hold(testApp, show, free, token);
      await release(testApp, answer.hold?.id ?? '', token);
    }
    if (kind === 'new rule') {
      rule =
        pick % 3 === 0 ? { sharePercent: 100, feeMinor: 0 } : { sharePercent: 30 + (pick % 60), feeMinor: pick % 500 };
      await updateShow(testApp, show, {
        returnSteps: [{ sharePercent: rule.sharePercent, hoursBefore: 0 }],
        returnFeeMinor: rule.feeMinor,
      });
    }
    if (kind === 'old quote' && oldQuote !== null) {
      const answer = await commitReturn(testApp, oldQuote.id, oldQuote.order.token);
      if (answer.__typename === 'CommitReturnPayload') {
        expect(answer.returned.amountMinor).toBe(oldQuote.totalMinor);
        await took(oldQuote.order, answer.returned.amountMinor);
      }
      oldQuote = null;
    }
    if (order === undefined) continue;
    if (kind.startsWith('return')) {
      const codesBefore = await codesOf(order);
      const places = Array.from({ length: Math.min(count, order.seats.length) }, (_, n) => n);
      const ticketIds = await ticketIdsOf(testApp, order.id, order.token, ...places);
      const quote = await quoteReturn(testApp, { orderId: order.id, ticketIds }, order.token);
      if (quote.__typename !== 'ReturnQuote') throw new Error(JSON.stringify(quote));
      const backEach = order.seats.slice(0, places.length).map((seatNo) => backOf(priceOf(seatNo), rule));
      if (!order.byDashboard) expect(quote.total.amountMinor).toBe(backEach.reduce((sum, back) => sum + back, 0));
      if (pick % 5 === 0) {
        oldQuote = { order, id: quote.id, totalMinor: quote.total.amountMinor };
        continue;
      }
      const times = kind === 'return at once' ? 3 : 1;
      const [answers, cancelled] = await Promise.all([
        Promise.all(Array.from({ length: times }, () => commitReturn(testApp, quote.id, order.token))),
        kind === 'return while cancelled' ? cancel(testApp, order.id, order.token) : null,
      ]);
      if (cancelled?.__typename === 'CancelOrderPayload') order.isCancelled = true;
      const done = answers.filter(({ __typename }) => __typename === 'CommitReturnPayload');
      expect(done.length).toBeLessThanOrEqual(1);
      if (cancelled === null) expect(done).toHaveLength(1);
      const backMinor = done.length * quote.total.amountMinor;
      await took(order, backMinor);
      codes.push(
        ...codesBefore.filter((code) => !order.seats.some((seatNo) => code.seatNo === seatNo)).map(({ code }) => code),
      );
    }
    if (kind === 'cancel') {
      codes.push(...(await codesOf(order)).map(({ code }) => code));
      const { __typename } = await cancel(testApp, order.id, order.token);
      if (__typename === 'CancelOrderPayload') order.isCancelled = true;
      const isWhole = rule.sharePercent === 100 && rule.feeMinor === 0;
      expect(__typename).toBe(isWhole ? 'CancelOrderPayload' : 'OrderNotCancellable');
      if (!isWhole) codes.splice(codes.length - order.seats.length);
      await took(order, 0);
    }
    if (kind.startsWith('exchange') && free.length > 0) {
      const codesBefore = await codesOf(order);
      const made = await exchanges(show, order, free, Math.min(count, order.seats.length), kind);
      if (made !== null) owned.push(made);
      codes.push(
        ...codesBefore.filter((code) => !order.seats.some((seatNo) => code.seatNo === seatNo)).map(({ code }) => code),
      );
    }
    if (kind === 'refund at the provider' && pick % 4 === 0 && !order.isExchanged) {
      await refundInDashboard(order, pick % 8 === 0 ? null : 100 + (pick % 900));
      await took(order, 0);
    }
    if (index % 50 === 49) await compare(show, owned, gate, codes);
  }
  await compare(show, owned, gate, codes);
  expect(owned.some(({ isExchanged }) => isExchanged)).toBe(true);
  for (const order of owned.filter(({ seats }) => seats.length > 0))
    codes.push(...(await codesOf(order)).map(({ code }) => code));
  await refundsTheRest(show, owned);
  await compare(show, owned, gate, codes);
}

/** The organizer cancels the show and refunds it, while two buyers return their tickets themselves. */
async function refundsTheRest(show: MadeShow, owned: readonly Owned[]): Promise<void> {
  const live = owned.filter(({ seats }) => seats.length > 0);
  const admin = await testApp.token({ roles: ['admin'] });
  await cancelShow(testApp, show, admin);
  const quotes = await Promise.all(
    live.slice(0, 2).map(async (order) => {
      const ticketIds = await ticketIdsOf(testApp, order.id, order.token, 0);
      return { order, quote: await quoteReturn(testApp, { orderId: order.id, ticketIds }, order.token) };
    }),
  );
  await Promise.all([
    refunds(show, admin, live.length),
    ...quotes.map(({ order, quote }) =>
      quote.__typename === 'ReturnQuote' ? commitReturn(testApp, quote.id, order.token) : undefined,
    ),
  ]);
  await settleAll(testApp, show);
  for (const order of live) {
    // Whoever was first: the whole price of what was left comes back, and nobody has a seat.
    await took(
      order,
      order.seats.reduce((sum, seatNo) => sum + priceOf(seatNo), 0),
    );
    expect([order.id, order.seats]).toEqual([order.id, []]);
  }
}

/** Where two buyers at most have tickets, they may have returned all of them before the run begins. */
async function refunds(show: MadeShow, admin: string, ordersCount: number): Promise<void> {
  const quote = await quoteShow(testApp, show, admin);
  const answer = quote.__typename === 'ShowRefundQuote' ? await refundShow(testApp, quote.id, admin) : quote;
  const expected = ordersCount > 2 ? ['RefundShowPayload'] : ['RefundShowPayload', 'ShowRefundNotPossible'];
  expect(expected).toContain(answer.__typename);
}

const backOf = (price: number, { sharePercent, feeMinor }: { sharePercent: number; feeMinor: number }) =>
  Math.ceil(((price - feeMinor) * sharePercent) / 100);

async function buys(show: MadeShow, seats: number[]): Promise<Owned> {
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, seats, token);
  const { order } = await purchase(testApp, { holdId }, token);
  if (order?.status !== 'CONFIRMED') throw new Error(JSON.stringify(order));
  return {
    id: order.id,
    token,
    seats: [...seats].sort((a, b) => a - b),
    returnedMinor: 0,
    byDashboard: false,
    isCancelled: false,
    isExchanged: false,
  };
}

/** Exchanges the first tickets of an order for free seats, or tries to. Returns the new order. */
async function exchanges(
  show: MadeShow,
  order: Owned,
  seats: number[],
  ticketCount: number,
  kind: string,
): Promise<Owned | null> {
  const { id: orderId, token } = order;
  const places = Array.from({ length: ticketCount }, (_, n) => n);
  const old = order.seats.slice(0, ticketCount);
  const sumOf = (seatNos: readonly number[]) => seatNos.reduce((sum, seatNo) => sum + priceOf(seatNo), 0);
  const differenceMinor = sumOf(seats) - sumOf(old);
  const quote = await quoteExchange(testApp, { orderId, show, places, seats }, token);
  if (quote.__typename !== 'ExchangeQuote') {
    // The buyer would have too many seats, or the dashboard has taken a part of the money.
    expect(['HoldLimitReached', ...(order.byDashboard ? ['ExchangeNotPossible'] : [])]).toContain(quote.__typename);
    return null;
  }
  expect([quote.due.amountMinor, quote.refund.amountMinor]).toEqual([
    Math.max(0, differenceMinor),
    Math.max(0, -differenceMinor),
  ]);
  if (kind === 'exchange declined' && differenceMinor > 0) {
    const answer = await commitExchange(testApp, quote.id, token, { paymentMethod: 'pm_card_chargeDeclined' });
    expect(answer.__typename).toBe('PaymentDeclined');
    await release(testApp, quote.hold.id, token);
    await took(order, 0);
    return null;
  }
  const ticketIds = await ticketIdsOf(testApp, orderId, token, ...places);
  const back = kind === 'exchange while returned' ? await quoteReturn(testApp, { orderId, ticketIds }, token) : null;
  const [returned, ...answers] = await Promise.all([
    back?.__typename === 'ReturnQuote' ? commitReturn(testApp, back.id, token) : null,
    ...Array.from({ length: kind === 'exchange at once' ? 3 : 1 }, () => commitExchange(testApp, quote.id, token)),
  ]);
  const isReturned = returned?.__typename === 'CommitReturnPayload';
  const made = new Set(
    answers.flatMap((answer) => (answer.__typename === 'CommitExchangePayload' ? [answer.order.id] : [])),
  );
  expect(made.size).toBe(isReturned ? 0 : 1);
  await took(order, isReturned ? returned.returned.amountMinor : quote.refund.amountMinor);
  const [id] = made;
  if (id === undefined) {
    await release(testApp, quote.hold.id, token);
    return null;
  }
  order.isExchanged = true;
  const { byDashboard } = order;
  const newOrder = { id, token, seats, returnedMinor: 0, byDashboard, isCancelled: false, isExchanged: true };
  await took(newOrder, 0);
  return newOrder;
}

/** What the API says of the order now. */
async function took(order: Owned, returnedMinor: number): Promise<void> {
  const now = await readOrder(testApp, order.id, order.token);
  order.returnedMinor += returnedMinor;
  order.seats = now?.status === 'CONFIRMED' ? now.items.map(({ seat }) => seat.index) : [];
}

const codesOf = async ({ id, token }: Owned) =>
  (await ticketsOf(testApp, id, token)).map(({ code, seat }) => ({ code: code ?? '', seatNo: seat.index }));

/** A part, or with null all that is left; the order follows by the webhook. */
async function refundInDashboard(order: Owned, amount: number | null): Promise<void> {
  const { charges } = await testApp.payments.ledger();
  const charge = charges.find(({ metadata }) => metadata.order_id === uuidOf(order.id));
  const leftMinor = (charge?.amount ?? 0) - (charge?.amountRefunded ?? 0);
  if (leftMinor <= (amount ?? 0)) return;
  order.byDashboard = true;
  await testApp.payments.stripe.refunds.create({
    payment_intent: charge?.paymentIntent ?? '',
    amount: amount ?? leftMinor,
  });
  if (amount !== null) return settleAll(testApp);
  await eventually(async () => (await readOrder(testApp, order.id, order.token))?.status === 'REFUNDED', 30_000);
}

async function compare(show: MadeShow, owned: readonly Owned[], gate: Gate, ended: readonly string[]): Promise<void> {
  await settleAll(testApp);
  // Notes of refunds in the dashboard are no damage.
  const found = (await disagreements(testApp)).filter(
    (damage) => !damage.includes('was refunded at the payment provider'),
  );
  expect(found).toEqual([]);
  expect((await testApp.app.modules.tickets.verify()).flatMap(({ damages }) => damages)).toEqual([]);
  const { show: proof } = await testApp.ask(PROOF, { id: show.id });
  const { seatsInSeveralOrders, placeCount, freeCount, heldCount, reservedCount, soldCount, blockedCount } =
    proof?.inventoryProof ?? fail();
  expect(seatsInSeveralOrders).toBe(0);
  expect(freeCount + heldCount + reservedCount + soldCount + blockedCount).toBe(placeCount);
  expect(soldCount).toBe(owned.reduce((sum, { seats }) => sum + seats.length, 0));
  // Orders, payments and the provider, to the cent.
  const [sums]: [{ charged: number; kept: number; back: number }] = await testApp.database.dataSource.query(
    `select sum(amount_minor)::bigint as charged, sum(amount_minor - coalesce(back, 0))::bigint as kept, sum(coalesce(back, 0))::bigint as back
       from payment p
       left join (select order_id, sum(amount_minor) as back from provider_refund where state = 'succeeded' group by 1) r using (order_id)
      where state = 'succeeded'`,
  );
  const [agreed]: [{ total: number }] = await testApp.database.dataSource.query(
    `select sum(o.total_minor - o.credit_minor)::bigint as total from ticket_order o join payment p on p.order_id = o.id and p.state = 'succeeded'`,
  );
  const { charges } = await testApp.payments.ledger();
  const paid = charges.filter(({ status }) => status === 'succeeded');
  const charged = paid.reduce((sum, { amount }) => sum + amount, 0);
  const refunded = paid.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0);
  expect({ charged, total: Number(agreed.total), back: refunded, kept: charged - refunded }).toEqual({
    charged: Number(sums.charged),
    total: charged,
    back: Number(sums.back),
    kept: Number(sums.kept),
  });
  // An order that nobody cancelled, and of which nothing was refunded in the dashboard, got back what the answers said.
  // After an exchange the money of an order may come back from payments of those before it, of the same buyer.
  for (const token of new Set(owned.map((one) => one.token))) {
    const family = owned.filter((one) => one.token === token);
    const own = charges.filter(({ metadata, status }) =>
      family.some(({ id }) => status === 'succeeded' && metadata.order_id === uuidOf(id)),
    );
    const returnedMinor = family.reduce((sum, one) => sum + one.returnedMinor, 0);
    const refundedMinor = own.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0);
    const [{ id } = fail()] = family;
    if (family.every(({ byDashboard, isCancelled }) => !byDashboard && !isCancelled)) {
      expect([id, refundedMinor]).toEqual([id, returnedMinor]);
    }
    for (const charge of own) expect(charge.amountRefunded).toBeLessThanOrEqual(charge.amount);
  }
  for (const code of ended.slice(-5)) {
    expect((await scan(testApp, gate, code)).__typename).toBe('TicketRevoked');
  }
}

function fail(): never {
  throw new Error('There is no such show');
}
