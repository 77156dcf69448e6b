import { randomUUID } from 'node:crypto';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import {
  commitExchange,
  type ExchangeWish,
  exchange,
  quotedExchange,
  quoteExchange,
  readCredited,
} from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow, type ShowWishes } from '../../support/factories/shows';
import { availability, hold, holdFree, release } from '../../support/holds';
import { buy, cancel, purchase, readOrder, resume, settleAll } from '../../support/purchases';
import { commitReturn, quoted } from '../../support/returns';
import { changeShow, ORGANIZER_ID, updateShow } from '../../support/show-changes';
import type { TestApp } from '../../support/test-app';
import { openGate, reissue, scan, ticketsOf } from '../../support/tickets';

const CHEAP = 3000;
const DEAR = 5000;
/** Rows of ten seats, cheap and dear in turn: seats 0 to 9 are cheap, 10 to 19 dear. */
const pricesMinor = { Cheap: CHEAP, Dear: DEAR };
type Rule = 'GTE' | 'GT' | 'EQ' | 'ANY';
const uuidOf = (id: string): string => decodeIdWithin('order', id)?.uuid ?? '';

/** The tests of exchanges, in the app of another test file. */
export function exchangeTests(testApp: TestApp): void {
  const makeShowOf = async (rule: Rule | null, wishes: ShowWishes = {}) => {
    const seatMap = plainSeatMap(4, 10, ['Cheap', 'Dear']);
    const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, seatMap, pricesMinor, ...wishes });
    await updateShow(testApp, show, { exchangeRule: rule });
    return show;
  };
  const bought = async (rule: Rule | null = 'ANY', seats: readonly number[] = [0, 1, 2], wishes: ShowWishes = {}) => {
    const show = await makeShowOf(rule, wishes);
    const token = await testApp.token();
    const { id } = await buy(testApp, show, seats, token);
    return { show, token, id };
  };
  type Bought = Awaited<ReturnType<typeof bought>>;
  const wishOf = ({ id, show }: Bought, seats: ExchangeWish['seats'], ...places: number[]): ExchangeWish => ({
    ...{ orderId: id, show, seats },
    ...(places.length === 0 ? {} : { places }),
  });
  const ledgerOf = async (...ids: string[]) => {
    const { charges } = await testApp.payments.ledger();
    const own = ids.flatMap((id) =>
      charges.filter(({ metadata, status }) => status === 'succeeded' && metadata.order_id === uuidOf(id)),
    );
    const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
    return {
      charged: sum(own.map(({ amount }) => amount)),
      refunded: sum(own.map(({ amountRefunded }) => amountRefunded)),
    };
  };
  const statusesOf = async ({ show }: Pick<Bought, 'show'>, ...seats: number[]) => {
    const { statuses } = await availability(testApp, show);
    return seats.map((seatNo) => statuses[seatNo]).join('');
  };
  const ordersOf = async (token: string) => {
    const query = '{ viewer { orders { nodes { id status } } } }';
    type Answer = { viewer: { orders: { nodes: { id: string; status: string }[] } } };
    return (await testApp.ask<Answer>(query, {}, token)).viewer.orders.nodes;
  };

  describe('an exchange', () => {
    it('for dearer seats charges the difference: new tickets, and the old seats are on sale', async () => {
      const one = await bought('GTE');
      const { show, token, id } = one;
      const old = (await ticketsOf(testApp, id, token)).map((ticket) => ticket.id);
      const quote = await quotedExchange(testApp, wishOf(one, [10, 11], 0, 1), token);
      expect(quote).toMatchObject({
        ...{ rule: 'GTE', paid: { amountMinor: 2 * CHEAP, currency: 'EUR' }, price: { amountMinor: 2 * DEAR } },
        ...{ due: { amountMinor: 2 * (DEAR - CHEAP) }, refund: { amountMinor: 0 } },
        ...{ tickets: [{ status: 'VALID' }, { status: 'VALID' }], hold: { status: 'ACTIVE' } },
      });
      expect(await statusesOf(one, 0, 1, 2, 10, 11)).toBe('SSSHH');
      const answer = await commitExchange(testApp, quote.id, token);
      expect(answer).toMatchObject({
        __typename: 'CommitExchangePayload',
        order: {
          ...{ status: 'CONFIRMED', total: { amountMinor: 2 * DEAR } },
          ...{ items: [{ seat: { index: 10 } }, { seat: { index: 11 } }], tickets: [{ status: 'VALID' }, {}] },
        },
        oldOrder: { id, status: 'CONFIRMED', items: [{ seat: { index: 2 } }] },
      });
      if (answer.__typename !== 'CommitExchangePayload') return;
      expect(await statusesOf(one, 0, 1, 2, 10, 11)).toBe('AASSS');
      expect(await ledgerOf(id)).toEqual({ charged: 3 * CHEAP, refunded: 0 });
      expect(await ledgerOf(answer.order.id)).toEqual({ charged: 2 * (DEAR - CHEAP), refunded: 0 });
      expect((await readCredited(testApp, id, token)).returns).toMatchObject([
        {
          ...{ status: 'RETURNED', credited: { amountMinor: 2 * CHEAP }, returned: { amountMinor: 0 } },
          ...{ exchangedFor: { id: answer.order.id }, items: [{}, {}] },
        },
      ]);
      const tickets = await ticketsOf(testApp, id, token);
      expect(tickets.map((ticket) => ticket.id)).toEqual(old.slice(2));
      await buy(testApp, show, [0, 1], await testApp.token());
    });

    it('for cheaper seats refunds the rest at once', async () => {
      const one = await bought('ANY', [10, 11]);
      const newId = await exchange(testApp, wishOf(one, [0], 0), one.token);
      expect(await readCredited(testApp, one.id, one.token)).toMatchObject({
        status: 'CONFIRMED',
        returns: [{ status: 'RETURNED', returned: { amountMinor: DEAR - CHEAP }, credited: { amountMinor: CHEAP } }],
      });
      expect(await ledgerOf(one.id)).toEqual({ charged: 2 * DEAR, refunded: DEAR - CHEAP });
      expect(await ledgerOf(newId)).toEqual({ charged: 0, refunded: 0 });
    });

    it('at the same price needs no payment; the last ticket of an order ends it', async () => {
      const one = await bought('EQ', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [5]), one.token);
      expect(await commitExchange(testApp, quote.id, one.token, { paymentMethod: null })).toMatchObject({
        order: { status: 'CONFIRMED' },
        oldOrder: { id: one.id, status: 'CANCELLED', items: [] },
      });
      expect(await statusesOf(one, 0, 5)).toBe('AS');
    });

    it('for another show of the organizer, and for the best seats', async () => {
      const one = await bought('ANY', [0, 1]);
      const other = await makeShowOf(null);
      const wish = { orderId: one.id, show: other, places: [0, 1], seats: { quantity: 2, zones: ['Dear'] } };
      const newId = await exchange(testApp, wish, one.token);
      const { statuses } = await availability(testApp, other);
      expect(statuses.split('S')).toHaveLength(3);
      expect(await ledgerOf(newId)).toMatchObject({ charged: 2 * (DEAR - CHEAP) });
      expect(await readOrder(testApp, one.id, one.token)).toMatchObject({ status: 'CANCELLED' });
    });

    it('of an exchange, returned later: all the money is back, from the payments that it came from', async () => {
      const one = await bought('ANY', [0, 1]);
      const second = await exchange(testApp, wishOf(one, [10, 11], 0, 1), one.token);
      const third = await exchange(testApp, { orderId: second, show: one.show, places: [0], seats: [12] }, one.token);
      const quote = await quoted(testApp, third, one.token, 0);
      expect(quote.total.amountMinor).toBe(DEAR);
      expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({ returned: { amountMinor: DEAR } });
      expect((await readCredited(testApp, third, one.token)).returns).toMatchObject([
        { status: 'RETURNED', returned: { amountMinor: DEAR }, kept: { amountMinor: 0 } },
      ]);
      expect(await cancel(testApp, second, one.token)).toMatchObject({ __typename: 'CancelOrderPayload' });
      await settleAll(testApp);
      expect(await ledgerOf(one.id, second, third)).toEqual({ charged: 2 * DEAR, refunded: 2 * DEAR });
      for (const id of [one.id, second, third]) {
        expect([id, (await readOrder(testApp, id, one.token))?.status]).toEqual([id, 'REFUNDED']);
      }
    });

    it('of a free ticket charges the whole price; the other way round all of it comes back', async () => {
      const free = await bought('ANY', [0], { pricesMinor: { Cheap: 0, Dear: DEAR } });
      const paid = await exchange(testApp, wishOf(free, [10]), free.token);
      expect(await ledgerOf(paid)).toEqual({ charged: DEAR, refunded: 0 });
      const again = await exchange(testApp, { orderId: paid, show: free.show, seats: [1] }, free.token);
      expect(await readOrder(testApp, again, free.token)).toMatchObject({ status: 'CONFIRMED' });
      expect(await readOrder(testApp, paid, free.token)).toMatchObject({ status: 'REFUNDED' });
      expect(await ledgerOf(paid)).toEqual({ charged: DEAR, refunded: DEAR });
    });

    it('through the bank: old until it has confirmed, new afterwards', async () => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      const paymentMethod = 'pm_card_authenticationRequired';
      const asked = await commitExchange(testApp, quote.id, one.token, { paymentMethod });
      if (asked.__typename !== 'PaymentActionRequired') throw new Error(JSON.stringify(asked));
      expect(await statusesOf(one, 0, 10)).toBe('SR');
      await testApp.payments.authenticate(asked.clientSecret, 'complete');
      expect(await resume(testApp, asked.order.id, one.token)).toMatchObject({ order: { status: 'CONFIRMED' } });
      expect(await statusesOf(one, 0, 10)).toBe('AS');
    });
  });

  describe('the rule of a show', () => {
    it.each([
      ['GTE', [0], 'must cost 50.00 EUR or more'],
      ['GT', [11], 'must cost more than 50.00 EUR'],
      ['EQ', [0], 'must cost exactly 50.00 EUR'],
    ] as const)('%s refuses other prices, and holds nothing', async (rule, seats, words) => {
      const one = await bought(rule, [10]);
      expect(await quoteExchange(testApp, wishOf(one, [...seats]), one.token)).toMatchObject({
        __typename: 'ExchangeNotPossible',
        message: expect.stringContaining(words),
      });
      expect(await statusesOf(one, 10, ...seats)).toBe('SA');
    });

    it('is none: no exchange', async () => {
      const one = await bought(null, [0]);
      expect(await quoteExchange(testApp, wishOf(one, [1]), one.token)).toMatchObject({
        message: 'Tickets of this show cannot be exchanged.',
      });
    });

    it('that changes after the quote refuses the commit, and nothing has changed', async () => {
      const one = await bought('ANY', [10]);
      const quote = await quotedExchange(testApp, wishOf(one, [0]), one.token);
      await updateShow(testApp, one.show, { exchangeRule: 'GTE' });
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ExchangeNotPossible' });
      expect(await statusesOf(one, 10, 0)).toBe('SH');
    });

    it('that changes while the bank is asked does not matter: it was agreed', async () => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      const paymentMethod = 'pm_card_authenticationRequired';
      const asked = await commitExchange(testApp, quote.id, one.token, { paymentMethod });
      if (asked.__typename !== 'PaymentActionRequired') throw new Error(JSON.stringify(asked));
      await updateShow(testApp, one.show, { exchangeRule: null });
      await testApp.payments.authenticate(asked.clientSecret, 'complete');
      expect(await resume(testApp, asked.order.id, one.token)).toMatchObject({ order: { status: 'CONFIRMED' } });
    });
  });

  describe('the limit of a buyer', () => {
    it('counts the difference, for the quote and afterwards', async () => {
      const one = await bought('ANY', [0, 1, 2], { seatsPerBuyerMax: 3 });
      expect(await quoteExchange(testApp, wishOf(one, [10, 11, 12], 0, 1), one.token)).toMatchObject({
        __typename: 'HoldLimitReached',
        seatsPerBuyerMax: 3,
      });
      await exchange(testApp, wishOf(one, [10, 11], 0, 1), one.token);
      expect((await hold(testApp, one.show, [5], one.token)).__typename).toBe('HoldLimitReached');
    });

    it('the hold of a quote is bought by its exchange alone', async () => {
      const one = await bought('ANY', [0, 1, 2], { seatsPerBuyerMax: 3 });
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      expect(await purchase(testApp, { holdId: quote.hold.id }, one.token)).toMatchObject({
        __typename: 'HoldNotFound',
        message: 'These seats are held for an exchange. Commit the exchange instead.',
      });
      const query = '{ viewer { holds { id } } }';
      expect(await testApp.ask(query, {}, one.token)).toEqual({ viewer: { holds: [] } });
    });

    it('a new quote releases the seats of the one before, and keeps them where they are the same', async () => {
      const one = await bought('ANY', [0, 1, 2], { seatsPerBuyerMax: 3 });
      const first = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      const same = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      expect(same.hold.id).toBe(first.hold.id);
      await quotedExchange(testApp, wishOf(one, [11]), one.token);
      expect(await statusesOf(one, 10, 11)).toBe('AH');
    });

    it('seats that are held for two tickets are not exchanged for one of another order, beyond the limit', async () => {
      const one = await bought('ANY', [0, 1], { seatsPerBuyerMax: 3 });
      const { id } = await buy(testApp, one.show, [5], one.token);
      await quotedExchange(testApp, wishOf(one, [10, 11], 0, 1), one.token);
      const other = await quotedExchange(testApp, { orderId: id, show: one.show, seats: [10, 11] }, one.token);
      expect(await commitExchange(testApp, other.id, one.token)).toMatchObject({
        __typename: 'ExchangeNotPossible',
        message: 'One buyer may have 3 seats in this show.',
      });
    });
  });

  describe('what comes between', () => {
    const declined = { paymentMethod: 'pm_card_chargeDeclined' };

    it('a declined card leaves exactly the old; another card exchanges', async () => {
      const one = await bought('ANY', [0, 1]);
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      expect(await commitExchange(testApp, quote.id, one.token, declined)).toMatchObject({
        __typename: 'PaymentDeclined',
        hold: { status: 'ACTIVE' },
      });
      expect(await statusesOf(one, 0, 1, 10)).toBe('SSH');
      expect(await readCredited(testApp, one.id, one.token)).toMatchObject({ status: 'CONFIRMED', returns: [] });
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ order: { status: 'CONFIRMED' } });
      expect(await statusesOf(one, 0, 1, 10)).toBe('ASS');
    });

    it('another buyer has a seat: SeatsUnavailable, and no hold', async () => {
      const one = await bought('ANY', [0]);
      await buy(testApp, one.show, [10], await testApp.token());
      expect(await quoteExchange(testApp, wishOf(one, [10, 11]), one.token)).toMatchObject({
        __typename: 'SeatsUnavailable',
        seats: [{ index: 10, status: 'SOLD' }],
      });
      expect(await statusesOf(one, 10, 11)).toBe('SA');
    });

    it('the hold ends: nothing is charged, also where another buyer has the seat by then', async () => {
      const one = await bought('ANY', [0], { holdSeconds: 60 });
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      testApp.clock.advanceSeconds(61);
      await buy(testApp, one.show, [10], await testApp.token());
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ __typename: 'QuoteExpired' });
      const other = await quotedExchange(testApp, wishOf(one, [11]), one.token);
      await release(testApp, other.hold.id, one.token);
      expect(['HoldExpired', 'QuoteExpired']).toContain(
        (await commitExchange(testApp, other.id, one.token)).__typename,
      );
      expect(await statusesOf(one, 0, 11)).toBe('SA');
      expect(await ledgerOf(...(await ordersOf(one.token)).map(({ id }) => id))).toEqual({
        charged: CHEAP,
        refunded: 0,
      });
    });

    it('a sale that is paused refuses, and a show that is cancelled returns instead', async () => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      await changeShow(testApp, one.show, 'SALES_PAUSED');
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ __typename: 'SalesNotOpen' });
      await changeShow(testApp, one.show, 'CANCELLED');
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ExchangeNotPossible' });
      expect(await quoteExchange(testApp, wishOf(one, [10]), one.token)).toMatchObject({
        message: 'The show was cancelled. Return the tickets instead.',
      });
    });

    it.each([
      ['at the same price', [1]],
      ['with a difference', [10]],
    ])('one quote, %s, committed ten times at once with one key: one exchange', async (_, seats) => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, seats), one.token);
      const idempotencyKey = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => commitExchange(testApp, quote.id, one.token, { idempotencyKey })),
      );
      expect(new Set(answers.map((answer) => 'order' in answer && answer.order.id)).size).toBe(1);
      expect(answers.map(({ __typename }) => __typename)).toEqual(Array(10).fill('CommitExchangePayload'));
      expect(await ordersOf(one.token)).toHaveLength(2);
      const again = await commitExchange(testApp, quote.id, one.token, {
        idempotencyKey,
        paymentMethod: 'pm_card_mastercard',
      });
      expect(again.__typename).toBe('IdempotencyKeyReused');
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ExchangeNotPossible' });
    });

    it.each([
      ['at the same price', [1, 2]],
      ['with a difference', [10, 11]],
    ])(
      'two exchanges of one ticket at once, %s: one wins, and the other charges nothing',
      async (_, [a = 0, b = 0]) => {
        const one = await bought('ANY', [0], { seatsPerBuyerMax: 6 });
        const quotes = [];
        for (const seatNo of [a, b]) {
          // A hold that the buyer has already is not released by the next quote.
          await holdFree(testApp, one.show, [seatNo], one.token);
          quotes.push(await quotedExchange(testApp, wishOf(one, [seatNo]), one.token));
        }
        const answers = await Promise.all(quotes.map(({ id }) => commitExchange(testApp, id, one.token)));
        expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
          'CommitExchangePayload',
          'ExchangeNotPossible',
        ]);
        await settleAll(testApp, one.show);
        const ids = (await ordersOf(one.token)).map(({ id }) => id);
        expect(await ledgerOf(...ids)).toEqual({ charged: CHEAP + (a === 10 ? DEAR - CHEAP : 0), refunded: 0 });
      },
    );

    it('a return at once: the ticket is exchanged or returned, and the money is right', async () => {
      for (const seats of [[1], [10]]) {
        const one = await bought('ANY', [0]);
        const quote = await quotedExchange(testApp, wishOf(one, seats), one.token);
        const back = await quoted(testApp, one.id, one.token, 0);
        const [exchanged, returned] = await Promise.all([
          commitExchange(testApp, quote.id, one.token),
          commitReturn(testApp, back.id, one.token),
        ]);
        expect([
          ['CommitExchangePayload', 'ReturnNotPossible'],
          ['ExchangeNotPossible', 'CommitReturnPayload'],
        ]).toContainEqual([exchanged.__typename, returned.__typename]);
        await settleAll(testApp, one.show);
        const ids = (await ordersOf(one.token)).map(({ id }) => id);
        const { charged, refunded } = await ledgerOf(...ids);
        const isExchanged = exchanged.__typename === 'CommitExchangePayload';
        expect(charged - refunded).toBe(isExchanged ? (seats[0] === 10 ? DEAR : CHEAP) : 0);
      }
    });

    it('a scan while the bank is asked: the visitor is in, and the difference comes back', async () => {
      const one = await bought('ANY', [0, 1], { startsInHours: 0.5, refundUntilInHours: 0.4 });
      const gate = await openGate(testApp, one.show, 'North');
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      const paymentMethod = 'pm_card_authenticationRequired';
      const asked = await commitExchange(testApp, quote.id, one.token, { paymentMethod });
      if (asked.__typename !== 'PaymentActionRequired') throw new Error(JSON.stringify(asked));
      const second = await quoteExchange(testApp, wishOf(one, [11]), one.token);
      if (second.__typename !== 'ExchangeQuote') throw new Error(JSON.stringify(second));
      expect(await commitExchange(testApp, second.id, one.token)).toMatchObject({
        __typename: 'ExchangeNotPossible',
        message: 'Another exchange of one of these tickets waits for its payment.',
      });
      const [ticket] = await ticketsOf(testApp, one.id, one.token);
      expect((await scan(testApp, gate, ticket?.code ?? '')).__typename).toBe('ScanAccepted');
      await testApp.payments.authenticate(asked.clientSecret, 'complete');
      expect(await resume(testApp, asked.order.id, one.token)).toMatchObject({
        __typename: 'HoldExpired',
        message: 'These tickets could not be exchanged any more. What was charged is returned.',
      });
      await eventually(async () => (await readOrder(testApp, asked.order.id, one.token))?.status === 'REFUNDED');
      expect(await statusesOf(one, 0, 1, 10)).toBe('SSA');
      expect(await ledgerOf(asked.order.id)).toEqual({ charged: DEAR - CHEAP, refunded: DEAR - CHEAP });
      expect(await quoteExchange(testApp, wishOf(one, [10]), one.token)).toMatchObject({
        message: 'Somebody has come in with one of these tickets.',
      });
    });

    it('a scan and an exchange at once: the visitor is in, or the tickets have changed', async () => {
      for (let round = 0; round < 3; round += 1) {
        const one = await bought('ANY', [0, 1], { startsInHours: 0.5 });
        const gate = await openGate(testApp, one.show, 'North');
        const quote = await quotedExchange(testApp, wishOf(one, [3]), one.token);
        const [ticket] = await ticketsOf(testApp, one.id, one.token);
        const [scanned, exchanged] = await Promise.all([
          scan(testApp, gate, ticket?.code ?? ''),
          commitExchange(testApp, quote.id, one.token),
        ]);
        expect([
          ['ScanAccepted', 'ExchangeNotPossible'],
          ['TicketRevoked', 'CommitExchangePayload'],
        ]).toContainEqual([scanned.__typename, exchanged.__typename]);
      }
    });

    it('a ticket that was issued again is not exchanged by an older quote', async () => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [1]), one.token);
      const [ticket] = await ticketsOf(testApp, one.id, one.token);
      await reissue(testApp, ticket?.id ?? '', one.token);
      expect(await commitExchange(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ExchangeNotPossible' });
    });

    it('a refund in the dashboard of a difference is a note: the order keeps its seats', async () => {
      const one = await bought('ANY', [0]);
      const newId = await exchange(testApp, wishOf(one, [10]), one.token);
      const { charges } = await testApp.payments.ledger();
      const charge = charges.find(({ metadata }) => metadata.order_id === uuidOf(newId));
      await testApp.payments.stripe.refunds.create({ payment_intent: charge?.paymentIntent ?? '' });
      const notes = () =>
        testApp.database.dataSource.query('select dead_letter_reason as note from payment where order_id = $1', [
          uuidOf(newId),
        ]);
      await eventually(async () => (await notes())[0].note !== null);
      expect(await readOrder(testApp, newId, one.token)).toMatchObject({ status: 'CONFIRMED' });
      await testApp.database.dataSource.query(
        `update payment set dead_letter_reason = null, changed_by = 'operator' where order_id = $1`,
        [uuidOf(newId)],
      );
    });
  });

  describe('who may exchange, and what', () => {
    it('another buyer sees no such order and no such quote', async () => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [1]), one.token);
      const stranger = await testApp.token();
      const wish = { ...wishOf(one, [2]), ticketIds: ['ticket_x'] };
      expect(await quoteExchange(testApp, wish, stranger)).toMatchObject({ __typename: 'OrderNotFound' });
      expect(await commitExchange(testApp, quote.id, stranger)).toMatchObject({ __typename: 'QuoteExpired' });
    });

    it('shows of another organizer, and tickets that are no longer valid, are refused', async () => {
      const one = await bought('ANY', [0, 1]);
      const other = await makeShow(testApp);
      expect(await quoteExchange(testApp, { orderId: one.id, show: other, seats: [0] }, one.token)).toMatchObject({
        __typename: 'ExchangeNotPossible',
      });
      const [ticket] = await ticketsOf(testApp, one.id, one.token);
      await commitReturn(testApp, (await quoted(testApp, one.id, one.token, 0)).id, one.token);
      const wish = { ...wishOf(one, [5]), ticketIds: [ticket?.id ?? ''] };
      expect(await quoteExchange(testApp, wish, one.token)).toMatchObject({ __typename: 'ExchangeNotPossible' });
    });

    it('a difference without a payment method is bad input, and nothing happens', async () => {
      const one = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(one, [10]), one.token);
      const query = 'mutation ($input: CommitExchangeInput!) { commitExchange(input: $input) { __typename } }';
      const input = { quoteId: quote.id, idempotencyKey: randomUUID() };
      const { body } = await testApp.graphql(query, { input }, one.token);
      expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
      expect(await statusesOf(one, 0, 10)).toBe('SH');
    });

    it('a version that does not know exchanges cannot confirm one, or refund half of it', async () => {
      const one = await bought('ANY', [0]);
      const newId = await exchange(testApp, wishOf(one, [10]), one.token);
      const refund = `insert into refund (show_id, order_id, amount_minor, currency, reason, check_at, changed_by)
                      values ($1, $2, 1, 'EUR', 'cancelled', now(), 'buyer')`;
      for (const id of [one.id, newId]) {
        await expect(testApp.database.dataSource.query(refund, [one.show.showId, uuidOf(id)])).rejects.toThrow(
          'is part of an exchange',
        );
      }
      const second = await bought('ANY', [0]);
      const quote = await quotedExchange(testApp, wishOf(second, [10]), second.token);
      const paymentMethod = 'pm_card_authenticationRequired';
      const asked = await commitExchange(testApp, quote.id, second.token, { paymentMethod });
      const id = 'order' in asked ? asked.order.id : '';
      const confirm = `update ticket_order set status = 'C', changed_by = 'provider' where id = $1`;
      await expect(testApp.database.dataSource.query(confirm, [uuidOf(id)])).rejects.toThrow(
        'is confirmed by its exchange alone',
      );
      await cancel(testApp, id, second.token);
      expect(await statusesOf(second, 0, 10)).toBe('SH');
    });
  });
}
