import { randomUUID } from 'node:crypto';
import { replayDeadLetters } from '../../../src/checkout';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow, type ShowWishes } from '../../support/factories/shows';
import { availability, holdFree } from '../../support/holds';
import { buy, cancel, disagreements, purchase, readOrder, settleAll } from '../../support/purchases';
import { commitReturn, quoted, quoteReturn, readReturns, ticketIdsOf } from '../../support/returns';
import { changeShow, ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { openGate, reissue, scan, ticketsOf } from '../../support/tickets';
import { Watcher } from '../../support/watcher';
import { exchangeTests } from './exchange-tests';

const testApp = openTestApp();
const PRICE = 4250;
const DAY_HOURS = 24;
const uuidOf = (id: string): string => decodeIdWithin('order', id)?.uuid ?? '';

async function bought(wishes: ShowWishes = {}, seats: readonly number[] = [0, 1, 2]) {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, priceMinor: PRICE, ...wishes });
  const token = await testApp.token();
  const { id } = await buy(testApp, show, seats, token);
  return { show, token, id };
}
type Bought = Awaited<ReturnType<typeof bought>>;

const refundsOf = async (id: string) => {
  const { charges, refunds } = await testApp.payments.ledger();
  const charge = charges.find(({ metadata }) => metadata.order_id === uuidOf(id));
  return refunds.filter((refund) => refund.charge === charge?.id).map(({ amount }) => amount);
};
const statusesOf = async ({ show }: Bought, count = 3) => (await availability(testApp, show)).statuses.slice(0, count);

describe('a return of some tickets', () => {
  it('brings the money, frees the seats on every map, ends the tickets, and leaves the rest of the order', async () => {
    const one = await bought();
    const { show, token, id } = one;
    const watcher = new Watcher(show.id, () => testApp.url);
    await watcher.start();
    const quote = await quoted(testApp, id, token, 0, 2);
    expect(quote).toMatchObject({
      total: { amountMinor: 2 * PRICE, currency: 'EUR' },
      lines: [0, 2].map(() => ({
        paid: { amountMinor: PRICE },
        kept: { amountMinor: 0 },
        returned: { amountMinor: PRICE },
      })),
      policy: expect.stringMatching(/^Until \w+, .* the whole price is returned\.$/),
    });
    expect(await commitReturn(testApp, quote.id, token)).toMatchObject({
      __typename: 'CommitReturnPayload',
      returned: { amountMinor: 2 * PRICE, currency: 'EUR' },
      order: { id, status: 'CONFIRMED', total: { amountMinor: 3 * PRICE }, items: [{ seat: { index: 1 } }] },
    });
    await eventually(() => watcher.statuses.slice(0, 3).join('') === 'ASA');
    await watcher.stop();
    expect(await refundsOf(id)).toEqual([2 * PRICE]);
    expect(await readReturns(testApp, id, token)).toMatchObject({
      status: 'CONFIRMED',
      items: [{ seat: { index: 1 } }],
      tickets: [{ status: 'VALID' }],
      returns: [{ id: quote.id, status: 'RETURNED', returned: { amountMinor: 2 * PRICE }, items: [{}, {}] }],
    });
    // Others may buy them.
    await buy(testApp, show, [0, 2], await testApp.token());
  });

  it('one after the other: the order is refunded with its last, and each has a refund of its own', async () => {
    const { token, id } = await bought();
    for (const status of ['CONFIRMED', 'CONFIRMED', 'REFUNDED']) {
      const quote = await quoted(testApp, id, token, 0);
      expect(await commitReturn(testApp, quote.id, token)).toMatchObject({ order: { status } });
    }
    expect(await refundsOf(id)).toEqual([PRICE, PRICE, PRICE]);
    expect((await readReturns(testApp, id, token)).items).toEqual([]);
  });

  it('leaves the seats to the buyer within the limit of the show', async () => {
    const { show, token, id } = await bought({ seatsPerBuyerMax: 3 });
    const quote = await quoted(testApp, id, token, 0);
    await commitReturn(testApp, quote.id, token);
    await buy(testApp, show, [7], token);
    const wish = { showId: show.id, seatIds: show.seats(8), idempotencyKey: randomUUID() };
    const query = 'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }';
    const answer = await testApp.ask<{ holdSeats: { __typename: string } }>(query, { input: wish }, token);
    expect(answer.holdSeats.__typename).toBe('HoldLimitReached');
  });

  it('and then a cancellation of the rest: all the money is back, in two refunds', async () => {
    const { token, id } = await bought();
    await commitReturn(testApp, (await quoted(testApp, id, token, 1)).id, token);
    expect(await cancel(testApp, id, token)).toMatchObject({ order: { status: 'REFUNDED' } });
    expect((await refundsOf(id)).sort()).toEqual([PRICE, 2 * PRICE]);
  });

  it('of a free order, or one that was given away, moves no money', async () => {
    const { show, token, id } = await bought({ priceMinor: 0 });
    const quote = await quoted(testApp, id, token, 0, 1);
    expect(quote.total.amountMinor).toBe(0);
    expect(await commitReturn(testApp, quote.id, token)).toMatchObject({ returned: { amountMinor: 0 } });
    expect(await commitReturn(testApp, (await quoted(testApp, id, token, 0)).id, token)).toMatchObject({
      order: { status: 'CANCELLED' },
    });
    const { checkout } = testApp.app.modules;
    const by = { role: 'organizer', callerId: ORGANIZER_ID } as const;
    const given = { showId: show.showId, currency: 'EUR', parties: [[4, 5]] };
    const [issued] = await checkout.issueComplimentary(given, by);
    const organizer = await organizerToken(testApp);
    const orderId = `order_${Buffer.from((show.showId + issued?.orderId).replaceAll('-', ''), 'hex').toString('base64url')}`;
    const [row] = await testApp.database.dataSource.query(
      `select id from ticket where order_id = $1 and seat_no = 4 and ended_at is null`,
      [issued?.orderId],
    );
    const ticketId = `ticket_${Buffer.from((show.showId + row.id).replaceAll('-', ''), 'hex').toString('base64url')}`;
    const answer = await quoteReturn(testApp, { orderId, ticketIds: [ticketId] }, organizer);
    if (answer.__typename !== 'ReturnQuote') throw new Error(JSON.stringify(answer));
    expect(await commitReturn(testApp, answer.id, organizer)).toMatchObject({ __typename: 'CommitReturnPayload' });
    expect((await availability(testApp, show)).statuses.slice(4, 6)).toBe('AS');
  });

  it('a bank that takes its time: the return is pending, and the order is refunded later', async () => {
    const show = await makeShow(testApp, { priceMinor: PRICE });
    const token = await testApp.token();
    const { id: holdId } = await holdFree(testApp, show, [0], token);
    const { order } = await purchase(testApp, { holdId, paymentMethod: 'pm_card_pendingRefund' }, token);
    const id = order?.id ?? '';
    const quote = await quoted(testApp, id, token, 0);
    expect(await commitReturn(testApp, quote.id, token)).toMatchObject({
      order: { status: 'CANCELLED', returns: [{ status: 'PENDING' }] },
    });
    await eventually(async () => (await readOrder(testApp, id, token))?.status === 'REFUNDED');
    expect((await readReturns(testApp, id, token)).returns).toMatchObject([{ status: 'RETURNED' }]);
  });
});

describe('the rule of the show', () => {
  const returnSteps = [
    { sharePercent: 100, hoursBefore: 14 * DAY_HOURS },
    { sharePercent: 50, hoursBefore: 2 * DAY_HOURS },
  ];
  const withSteps = async (startsInHours: number, returnFeeMinor = 0) => {
    const one = await bought({ startsInHours, refundUntilInHours: null });
    await updateShow(testApp, one.show, { returnSteps, returnFeeMinor });
    return one;
  };
  const amounts = async ({ id, token }: Bought) => {
    const { lines, policy } = await quoted(testApp, id, token, 0);
    return [lines[0]?.kept.amountMinor, lines[0]?.returned.amountMinor, policy];
  };

  it('returns everything until the first step ends, and cancelOrder does as well', async () => {
    const one = await withSteps(15 * DAY_HOURS);
    expect(await amounts(one)).toEqual([0, PRICE, expect.stringContaining('100% of the price is returned')]);
    expect(await cancel(testApp, one.id, one.token)).toMatchObject({ order: { status: 'REFUNDED' } });
  });

  it('returns a part until the next, less the fee; cancelOrder would return too much and is refused', async () => {
    const one = await withSteps(10 * DAY_HOURS, 250);
    expect(await amounts(one)).toEqual([
      2250,
      2000,
      expect.stringMatching(/50% of the price is returned, after a fee of €2\.50 for each ticket\.$/),
    ]);
    expect(await cancel(testApp, one.id, one.token)).toMatchObject({
      __typename: 'OrderNotCancellable',
      message: expect.stringContaining('A part of the price is kept'),
    });
    const quote = await quoted(testApp, one.id, one.token, 0, 1, 2);
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({
      returned: { amountMinor: 6000 },
      order: { status: 'REFUNDED' },
    });
    expect(await refundsOf(one.id)).toEqual([6000]);
  });

  it('rounds in favor of the buyer, to what the currency can move', async () => {
    const one = await bought({ priceMinor: 5130, currency: 'KWD', refundUntilInHours: null }, [0]);
    await updateShow(testApp, one.show, { returnSteps: [{ sharePercent: 33, hoursBefore: 0 }] });
    expect((await quoted(testApp, one.id, one.token, 0)).total).toEqual({ amountMinor: 1700, currency: 'KWD' });
  });

  it('returns nothing after the last step, but an organizer may, with a reason', async () => {
    const one = await withSteps(24);
    const { id, token } = one;
    const ticketIds = await ticketIdsOf(testApp, id, token, 0);
    expect(await quoteReturn(testApp, { orderId: id, ticketIds }, token)).toMatchObject({
      __typename: 'ReturnNotPossible',
      message: 'The time to return tickets of this show is over.',
    });
    const organizer = await organizerToken(testApp);
    const override = { sharePercent: 80, reason: 'The view was blocked.' };
    const quote = await quoteReturn(testApp, { orderId: id, ticketIds, override }, organizer);
    if (quote.__typename !== 'ReturnQuote') throw new Error(JSON.stringify(quote));
    expect(quote).toMatchObject({
      total: { amountMinor: 3400 },
      policy: 'The organizer returns 80% of the price: The view was blocked.',
    });
    expect(await commitReturn(testApp, quote.id, organizer)).toMatchObject({ returned: { amountMinor: 3400 } });
    const [audit] = await testApp.database.dataSource.query(
      `select changed_by from order_audit where order_id = $1 and what = 'ticket_return' order by id limit 1`,
      [uuidOf(id)],
    );
    expect(audit).toEqual({ changed_by: `organizer:${ORGANIZER_ID}` });
  });

  it('a cancelled show returns everything', async () => {
    const one = await withSteps(24, 250);
    await changeShow(testApp, one.show, 'CANCELLED');
    expect(await amounts(one)).toEqual([0, PRICE, 'The show was cancelled: the whole price is returned.']);
  });

  it('speaks the language of the buyer', async () => {
    const { id, token } = await withSteps(10 * DAY_HOURS, 250);
    const [ticketId] = await ticketIdsOf(testApp, id, token, 0);
    const ask = async (language: string) => {
      const response = await fetch(`${testApp.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'accept-language': language },
        body: JSON.stringify({
          query:
            'mutation ($input: QuoteReturnInput!) { quoteReturn(input: $input) { ... on ReturnQuote { policy } } }',
          variables: { input: { orderId: id, ticketIds: [ticketId] } },
        }),
      });
      const body = (await response.json()) as { data: { quoteReturn: { policy: string } } };
      return body.data.quoteReturn.policy;
    };
    expect(await ask('de-AT')).toMatch(
      /^Bis \w+, .* werden 50 % des Preises erstattet, nach Abzug von 2,50.€ Gebühr je Ticket\.$/,
    );
    expect(await ask('fr')).toMatch(/^Jusqu’au .* 50 % du prix est remboursé/);
  });
});

describe('a show that was moved', () => {
  const inDays = (days: number) => new Date(testApp.clock.now().getTime() + days * DAY_HOURS * 3_600_000).toISOString();
  const strict = { returnSteps: [{ sharePercent: 10, hoursBefore: 0 }], returnFeeMinor: 250 };
  const fullReturnUntil = async ({ show }: Bought) => {
    const query = 'query ($id: ID!) { show(id: $id) { fullReturnUntil } }';
    return (await testApp.ask<{ show: { fullReturnUntil: string | null } }>(query, { id: show.id })).show
      .fullReturnUntil;
  };

  it('returns everything for two weeks to who bought before, whatever the rule says', async () => {
    const one = await bought({ startsInHours: 40 * DAY_HOURS });
    await updateShow(testApp, one.show, strict);
    expect((await quoted(testApp, one.id, one.token, 0)).total.amountMinor).toBe(400);
    const now = testApp.clock.now().getTime();
    await updateShow(testApp, one.show, { startsAt: inDays(60) });
    const until = Date.parse((await fullReturnUntil(one)) ?? '');
    expect(Math.round((until - now) / (DAY_HOURS * 3_600_000))).toBe(14);
    const later = await testApp.token();
    const order = await buy(testApp, one.show, [5], later);
    expect((await quoted(testApp, order.id, later, 0)).total.amountMinor).toBe(400);
    const quote = await quoted(testApp, one.id, one.token, 0);
    expect(quote).toMatchObject({
      total: { amountMinor: PRICE },
      policy: expect.stringMatching(/^The show was moved: until \w+, .* the whole price is returned\.$/),
    });
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({ returned: { amountMinor: PRICE } });
    expect(await cancel(testApp, one.id, one.token)).toMatchObject({ order: { status: 'REFUNDED' } });
    expect((await refundsOf(one.id)).sort()).toEqual([PRICE, 2 * PRICE]);
  });

  it('by the rule again when that time is over, and where the organizer grants none', async () => {
    const one = await bought({ startsInHours: 40 * DAY_HOURS });
    await updateShow(testApp, one.show, strict);
    await updateShow(testApp, one.show, { startsAt: inDays(50), fullReturnUntil: inDays(0.02) });
    expect((await quoted(testApp, one.id, one.token, 0)).total.amountMinor).toBe(PRICE);
    testApp.clock.advanceSeconds(1800);
    expect((await quoted(testApp, one.id, one.token, 0)).total.amountMinor).toBe(400);
    await updateShow(testApp, one.show, { fullReturnUntil: inDays(1) });
    const quote = await quoted(testApp, one.id, one.token, 0);
    expect(quote.total.amountMinor).toBe(PRICE);
    await updateShow(testApp, one.show, { startsAt: inDays(51), fullReturnUntil: null });
    expect(await fullReturnUntil(one)).toBeNull();
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({
      __typename: 'QuoteOutdated',
      quote: { total: { amountMinor: 400 } },
    });
  });

  it('not after the new start, and not at all where that has passed', async () => {
    const one = await bought({ startsInHours: 40 * DAY_HOURS });
    const startsAt = inDays(3);
    await updateShow(testApp, one.show, { startsAt, doorsAt: startsAt });
    expect(await fullReturnUntil(one)).toBe(startsAt);
    await changeShow(testApp, one.show, 'STARTED');
    expect(await fullReturnUntil(one)).toBeNull();
  });
});

describe('a quote', () => {
  it('holds for five minutes, even if the step ends meanwhile, and no longer', async () => {
    const one = await bought({ refundUntilInHours: 0.05 });
    const [early, late] = [await quoted(testApp, one.id, one.token, 0), await quoted(testApp, one.id, one.token, 1)];
    testApp.clock.advanceSeconds(290);
    expect(await commitReturn(testApp, early.id, one.token)).toMatchObject({ returned: { amountMinor: PRICE } });
    testApp.clock.advanceSeconds(11);
    expect(await commitReturn(testApp, late.id, one.token)).toMatchObject({ __typename: 'QuoteExpired' });
    expect(await statusesOf(one)).toBe('ASS');
  });

  it('is out of date where the rule changes: nothing is done, and the new quote can be committed', async () => {
    const one = await bought();
    const quote = await quoted(testApp, one.id, one.token, 0);
    await updateShow(testApp, one.show, { returnSteps: [{ sharePercent: 40, hoursBefore: 1 }] });
    const answer = await commitReturn(testApp, quote.id, one.token);
    if (answer.__typename !== 'QuoteOutdated') throw new Error(JSON.stringify(answer));
    expect(answer.quote).toMatchObject({ total: { amountMinor: 1700 }, lines: [{ kept: { amountMinor: 2550 } }] });
    expect(await statusesOf(one)).toBe('SSS');
    expect(await commitReturn(testApp, answer.quote.id, one.token)).toMatchObject({ returned: { amountMinor: 1700 } });
  });

  it('cannot be committed where the rule no longer returns anything', async () => {
    const one = await bought();
    const quote = await quoted(testApp, one.id, one.token, 0);
    await updateShow(testApp, one.show, { refundUntil: null });
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ReturnNotPossible' });
    expect(await statusesOf(one)).toBe('SSS');
  });

  it('is committed once: a repeat gets the first answer, another key none, ten at once one effect', async () => {
    const one = await bought();
    const quote = await quoted(testApp, one.id, one.token, 0);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => commitReturn(testApp, quote.id, one.token, key)),
    );
    expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['CommitReturnPayload']));
    expect(await commitReturn(testApp, quote.id, one.token, key)).toMatchObject({ returned: { amountMinor: PRICE } });
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ReturnNotPossible' });
    expect(await refundsOf(one.id)).toEqual([PRICE]);
    const other = await quoted(testApp, one.id, one.token, 0);
    expect(await commitReturn(testApp, other.id, one.token, key)).toMatchObject({ __typename: 'IdempotencyKeyReused' });
  });

  it('a key is used in one show only', async () => {
    const one = await bought();
    const show = await makeShow(testApp);
    const { id } = await buy(testApp, show, [0], one.token);
    const key = randomUUID();
    await commitReturn(testApp, (await quoted(testApp, one.id, one.token, 0)).id, one.token, key);
    const quote = await quoted(testApp, id, one.token, 0);
    expect(await commitReturn(testApp, quote.id, one.token, key)).toMatchObject({ __typename: 'IdempotencyKeyReused' });
  });

  it.each([
    ['the same ticket', [0], [0]],
    ['one ticket in both', [0, 1], [1, 2]],
  ])('two quotes of %s, committed at once: one wins, and the other does nothing', async (_, first, second) => {
    const one = await bought();
    const quotes = [
      await quoted(testApp, one.id, one.token, ...first),
      await quoted(testApp, one.id, one.token, ...second),
    ];
    const answers = await Promise.all(quotes.map(({ id }) => commitReturn(testApp, id, one.token)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['CommitReturnPayload', 'ReturnNotPossible']);
    expect(await refundsOf(one.id)).toEqual([first.length * PRICE]);
  });

  it('and a cancellation of the order at once: the money goes back once', async () => {
    const one = await bought();
    const quote = await quoted(testApp, one.id, one.token, 0);
    await Promise.all([commitReturn(testApp, quote.id, one.token), cancel(testApp, one.id, one.token)]);
    await settleAll(testApp);
    expect((await refundsOf(one.id)).reduce((sum, amount) => sum + amount, 0)).toBe(3 * PRICE);
    expect(await readOrder(testApp, one.id, one.token)).toMatchObject({ status: 'REFUNDED' });
  });

  it('of a ticket that was issued again meanwhile is of no use', async () => {
    const one = await bought();
    const quote = await quoted(testApp, one.id, one.token, 0);
    const [ticket] = await ticketsOf(testApp, one.id, one.token);
    await reissue(testApp, ticket?.id ?? '', one.token);
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject({ __typename: 'ReturnNotPossible' });
    await commitReturn(testApp, (await quoted(testApp, one.id, one.token, 0)).id, one.token);
  });
});

describe('a ticket with which somebody came in', () => {
  it('is not returned, before or after the quote; the others of the order are; the organizer may', async () => {
    const one = await bought({ startsInHours: 0.5, refundUntilInHours: 0.4 });
    const gate = await openGate(testApp, one.show, 'North');
    const quote = await quoted(testApp, one.id, one.token, 0);
    const other = await quoted(testApp, one.id, one.token, 1);
    const [ticket] = await ticketsOf(testApp, one.id, one.token);
    expect((await scan(testApp, gate, ticket?.code ?? '')).__typename).toBe('ScanAccepted');
    const inside = { __typename: 'ReturnNotPossible', message: 'Somebody has come in with one of these tickets.' };
    expect(await commitReturn(testApp, quote.id, one.token)).toMatchObject(inside);
    const ticketIds = [ticket?.id ?? ''];
    expect(await quoteReturn(testApp, { orderId: one.id, ticketIds }, one.token)).toMatchObject(inside);
    expect(await statusesOf(one)).toBe('SSS');
    expect(await commitReturn(testApp, other.id, one.token)).toMatchObject({ __typename: 'CommitReturnPayload' });
    const organizer = await organizerToken(testApp);
    const override = { sharePercent: 100, reason: 'Ill.' };
    const again = await quoteReturn(testApp, { orderId: one.id, ticketIds, override }, organizer);
    if (again.__typename !== 'ReturnQuote') throw new Error(JSON.stringify(again));
    await commitReturn(testApp, again.id, organizer);
    expect(await statusesOf(one)).toBe('AAS');
    expect((await scan(testApp, gate, ticket?.code ?? '', { nonce: 'again' })).__typename).toBe('TicketRevoked');
  });

  it('a scan and a return at once: the visitor is in, or the money is back', async () => {
    for (let round = 0; round < 4; round += 1) {
      const one = await bought({ startsInHours: 0.5, refundUntilInHours: 0.4 }, [0, 1]);
      const gate = await openGate(testApp, one.show, 'North');
      const quote = await quoted(testApp, one.id, one.token, 0);
      const [ticket] = await ticketsOf(testApp, one.id, one.token);
      const [scanned, returned] = await Promise.all([
        scan(testApp, gate, ticket?.code ?? ''),
        commitReturn(testApp, quote.id, one.token),
      ]);
      expect([
        ['ScanAccepted', 'ReturnNotPossible'],
        ['TicketRevoked', 'CommitReturnPayload'],
      ]).toContainEqual([scanned.__typename, returned.__typename]);
    }
  });
});

describe('who may return', () => {
  it('another buyer sees no such order and no such quote', async () => {
    const one = await bought();
    const stranger = await testApp.token();
    const quote = await quoted(testApp, one.id, one.token, 0);
    expect(await quoteReturn(testApp, { orderId: one.id, ticketIds: ['ticket_x'] }, stranger)).toMatchObject({
      __typename: 'OrderNotFound',
    });
    expect(await commitReturn(testApp, quote.id, stranger)).toMatchObject({ __typename: 'QuoteExpired' });
    expect(await commitReturn(testApp, 'return_nonsense', stranger)).toMatchObject({ __typename: 'QuoteExpired' });
  });

  it('tickets of another order are not returned with this one', async () => {
    const [one, other] = [await bought(), await bought()];
    const ticketIds = [
      ...(await ticketIdsOf(testApp, one.id, one.token, 0)),
      ...(await ticketIdsOf(testApp, other.id, other.token, 0)),
    ];
    expect(await quoteReturn(testApp, { orderId: one.id, ticketIds }, one.token)).toMatchObject({
      __typename: 'ReturnNotPossible',
    });
  });

  it.each([
    ['no ticket', { ticketIds: [] }],
    ['a share above 100', { override: { sharePercent: 101, reason: 'x' } }],
    ['a reason of blanks', { override: { sharePercent: 100, reason: '  ' } }],
  ])('%s is bad input', async (_, wish) => {
    const { show, token, id } = await bought();
    const input = { orderId: id, ticketIds: await ticketIdsOf(testApp, id, token, 0), ...wish };
    const query = 'mutation ($input: QuoteReturnInput!) { quoteReturn(input: $input) { __typename } }';
    const { body } = await testApp.graphql(query, { input }, await organizerToken(testApp));
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect((await availability(testApp, show)).statuses.slice(0, 3)).toBe('SSS');
  });

  it('a buyer has no say in the share', async () => {
    const { token, id } = await bought();
    const input = {
      orderId: id,
      ticketIds: await ticketIdsOf(testApp, id, token, 0),
      override: { sharePercent: 100, reason: 'x' },
    };
    const query = 'mutation ($input: QuoteReturnInput!) { quoteReturn(input: $input) { __typename } }';
    const { body } = await testApp.graphql(query, { input }, token);
    expect(body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('beside refunds at the provider', () => {
  const letterOf = async (id: string) => {
    const [letter] = await testApp.database.dataSource.query(
      'select dead_letter_reason as note, check_at from ticket_return where order_id = $1',
      [uuidOf(id)],
    );
    return letter;
  };
  const refundInDashboard = async (id: string, amount: number) => {
    const charge = (await testApp.payments.ledger()).charges.find(({ metadata }) => metadata.order_id === uuidOf(id));
    await testApp.payments.stripe.refunds.create({ payment_intent: charge?.paymentIntent ?? '', amount });
  };
  const notes = async (id: string) =>
    (
      await testApp.database.dataSource.query('select dead_letter_reason as note from payment where order_id = $1', [
        uuidOf(id),
      ])
    )[0].note;
  const acknowledge = (id: string) =>
    testApp.database.dataSource.query(
      `update payment set dead_letter_reason = null, changed_by = 'operator' where order_id = $1`,
      [uuidOf(id)],
    );

  it('a refund in the dashboard is no return: it is noted, and no more than was paid comes back', async () => {
    const { token, id } = await bought();
    await commitReturn(testApp, (await quoted(testApp, id, token, 0)).id, token);
    await refundInDashboard(id, 500);
    await eventually(async () => (await notes(id)) !== null);
    expect(await notes(id)).toBe(
      'Of 127.50 EUR, 5.00 EUR was refunded at the payment provider; the order keeps its seats.',
    );
    const quote = await quoted(testApp, id, token, 0, 1);
    expect(quote.total.amountMinor).toBe(2 * PRICE - 500);
    expect(await commitReturn(testApp, quote.id, token)).toMatchObject({ order: { status: 'REFUNDED' } });
    await acknowledge(id);
  });

  it('the rest refunded in the dashboard: the order ends', async () => {
    const { show, token, id } = await bought();
    await commitReturn(testApp, (await quoted(testApp, id, token, 0)).id, token);
    await refundInDashboard(id, 2 * PRICE);
    await eventually(async () => (await readOrder(testApp, id, token))?.status === 'REFUNDED');
    expect((await availability(testApp, show)).statuses.slice(0, 3)).toBe('AAA');
  });

  it('a refund that fails later: the return has failed, and a replay refunds it once more', async () => {
    const show = await makeShow(testApp, { priceMinor: PRICE });
    const token = await testApp.token();
    const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
    const { order } = await purchase(testApp, { holdId, paymentMethod: 'pm_card_refundFail' }, token);
    const id = order?.id ?? '';
    await commitReturn(testApp, (await quoted(testApp, id, token, 0)).id, token);
    await eventually(async () => (await readReturns(testApp, id, token)).returns[0]?.status === 'FAILED');
    expect(await letterOf(id)).toEqual({
      note: expect.stringContaining('The bank returned the refund'),
      check_at: null,
    });
    await replayDeadLetters(testApp.database, testApp.clock, { orderIds: [uuidOf(id)] });
    await eventually(async () => (await refundsOf(id)).length === 2, 30_000);
    await eventually(async () => (await letterOf(id))?.note != null, 30_000);
    // An operator pays by hand and acknowledges it.
    await testApp.database.dataSource.query(
      `update ticket_return set dead_letter_reason = null, changed_by = 'operator' where order_id = $1`,
      [uuidOf(id)],
    );
  });
});

exchangeTests(testApp);

it('afterwards money, seats, orders and tickets agree', async () => {
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
  expect((await testApp.app.modules.tickets.verify()).flatMap(({ damages }) => damages)).toEqual([]);
});
