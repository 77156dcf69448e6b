import { randomUUID } from 'node:crypto';
import {
  given,
  giveSeats,
  moveTicket,
  sellAtDesk,
  sold,
  tryToGive,
  tryToMove,
  tryToSell,
} from '../../support/box-office';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, hold, holdFree } from '../../support/holds';
import { mailTo, newAddress, quickMail } from '../../support/mail';
import { openMailServer } from '../../support/mail-server';
import { buy, cancel, disagreements, settleAll } from '../../support/purchases';
import { commitReturn, quoteReturn } from '../../support/returns';
import { blockSeats } from '../../support/seat-blocks';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { cancelShow, runIsDone, startRefund } from '../../support/show-refunds';
import { openTestApp } from '../../support/test-app';
import { openGate, readTicket, scan, ticketsOf } from '../../support/tickets';
import { Watcher } from '../../support/watcher';

const mailServer = openMailServer();
const testApp = openTestApp(() => ({ SMTP_URL: mailServer.url, PUBLIC_URL: 'https://tickets.example.com' }), quickMail);
const FIGURES = graphql(`query ($id: ID!) { show(id: $id) { salesFigures {
  soldCount blockedCount complimentaryCount orderCount gross { amountMinor } refunded { amountMinor } net { amountMinor } } } }`);
const PRICE = 4250;
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const organizer = () => organizerToken(testApp);
const statuses = async (show: MadeShow) => (await availability(testApp, show)).statuses;
const small = (wishes: Partial<ShowWishes> = {}) =>
  makeShow(testApp, { seatMap: plainSeatMap(1, 6), organizerId: ORGANIZER_ID, ...wishes });

async function figures(show: MadeShow) {
  const { show: read } = await testApp.ask(FIGURES, { id: show.id }, await organizer());
  const { gross, refunded, net, ...counts } = read?.salesFigures ?? {};
  return { ...counts, gross: gross?.amountMinor, refunded: refunded?.amountMinor, net: net?.amountMinor };
}
const deskOf = (show: MadeShow) =>
  sql('select kind, method, amount_minor as "amountMinor" from desk_entry where show_id = $1 order by at, kind desc', [
    show.showId,
  ]);

afterEach(async () => {
  expect(await disagreements(testApp)).toEqual([]);
});

describe('seats that are given', () => {
  it('are an order at no price, with tickets in the name of the guest, and counted apart', async () => {
    const show = await small();
    const email = newAddress('guest');
    const gift = await given(testApp, show, [1, 2], await organizer(), { guestEmail: email });
    expect(gift.order).toMatchObject({ status: 'CONFIRMED', total: { amountMinor: 0 } });
    expect(gift.tickets.map(({ holderName, seat }) => [holderName, seat.index])).toEqual([
      ['Ada Lovelace', 1],
      ['Ada Lovelace', 2],
    ]);
    const { pathname } = new URL(gift.ticketsPdfUrl ?? '');
    expect((await fetch(testApp.url + pathname)).headers.get('content-type')).toBe('application/pdf');
    expect(await figures(show)).toMatchObject({ soldCount: 2, complimentaryCount: 2, orderCount: 1, gross: 0 });
    expect((await mailTo(mailServer, email)).subject).toMatch(/^Your 2 tickets: /);
  });

  it('may be blocked ones, which are blocked again when they come back', async () => {
    const show = await small();
    const token = await organizer();
    await blockSeats(testApp, show, [0, 1], token, { kind: 'PRESS' });
    const { order } = await given(testApp, show, [0, 2], token);
    expect(await statuses(show)).toBe('SBSAAA');
    expect((await cancel(testApp, order.id, token)).__typename).toBe('CancelOrderPayload');
    expect(await statuses(show)).toBe('BBAAAA');
    expect(await figures(show)).toMatchObject({ soldCount: 0, complimentaryCount: 0, blockedCount: 2 });
  });

  it('are all given or none', async () => {
    const show = await small();
    await holdFree(testApp, show, [3], await testApp.token());
    expect(await giveSeats(testApp, show, [2, 3], await organizer())).toMatchObject({
      __typename: 'SeatsUnavailable',
      seats: [{ index: 3, status: 'HELD' }],
    });
    expect(await statuses(show)).toBe('AAAHAA');
  });

  it('can be given while the sale is paused, beyond the limit of buyers, and not for a cancelled show', async () => {
    const show = await small({ seatsPerBuyerMax: 2 });
    const token = await organizer();
    await updateShow(testApp, show, { salesPaused: true });
    expect((await given(testApp, show, [0, 1, 2], token)).order.status).toBe('CONFIRMED');
    await cancelShow(testApp, show, token);
    expect(await giveSeats(testApp, show, [4], token)).toMatchObject({
      __typename: 'SalesNotOpen',
      status: 'CANCELLED',
    });
  });
});

it.each([
  [
    'giveSeats',
    (show: MadeShow, token: string, key: string, seats: number[]) =>
      giveSeats(testApp, show, seats, token, { idempotencyKey: key }),
  ],
  [
    'sellAtDesk',
    (show: MadeShow, token: string, key: string, seats: number[]) =>
      sellAtDesk(testApp, show, seats, token, { idempotencyKey: key }),
  ],
])('%s: the same request at once and again is one order; the key of another one is refused', async (_, ask) => {
  const show = await small();
  const [token, key] = [await organizer(), randomUUID()];
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(show, token, key, [0, 1])));
  answers.push(await ask(show, token, key, [1, 0]));
  const orders = answers.map((answer) => ('order' in answer ? answer.order.id : answer.__typename));
  expect(new Set(orders).size).toBe(1);
  expect(orders[0]).toMatch(/^order_/);
  expect((await ask(show, token, key, [2])).__typename).toBe('IdempotencyKeyReused');
  expect(await statuses(show)).toBe('SSAAAA');
});

it('seats of several prices keep their own, in whatever order they are named', async () => {
  const seatMap = plainSeatMap(3, 2, ['Front', 'Middle', 'Back']);
  const pricesMinor = { Front: 9000, Middle: 5000, Back: 1000 };
  const show = await makeShow(testApp, { seatMap, organizerId: ORGANIZER_ID, pricesMinor });
  const { order } = await sold(testApp, show, [5, 0, 3], await organizer());
  expect(order.total.amountMinor).toBe(15_000);
  const items = await sql('select seat_no, price_minor::integer from order_item where show_id = $1 order by 1', [
    show.showId,
  ]);
  expect(items.map((item: object) => Object.values(item))).toEqual([
    [0, 9000],
    [3, 5000],
    [5, 1000],
  ]);
});

it('of buyers who hold and members who give, sell and move at once, each seat has one', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 4), organizerId: ORGANIZER_ID });
  const token = await organizer();
  const moved = await Promise.all([given(testApp, show, [3], token)]);
  const buyers = await Promise.all(Array.from({ length: 10 }, () => testApp.token()));
  const answers = await Promise.all([
    ...buyers.map((buyer) => hold(testApp, show, [0, 1], buyer)),
    ...Array.from({ length: 10 }, () => giveSeats(testApp, show, [1, 2], token)),
    ...Array.from({ length: 10 }, () => sellAtDesk(testApp, show, [0, 2], token)),
    moveTicket(testApp, moved[0]?.tickets[0]?.id ?? '', show.seat(2), token),
  ]);
  const won = answers.filter(({ __typename }) => __typename.endsWith('Payload'));
  const lost = answers.filter(({ __typename }) => __typename === 'SeatsUnavailable');
  expect(won.length).toBeGreaterThan(0);
  expect(won.length).toBeLessThanOrEqual(2);
  expect(won.length + lost.length).toBe(answers.length);
});

describe('a sale at the desk', () => {
  it('is paid, in the figures, and in the ledger of the desk; the provider hears nothing of it', async () => {
    const show = await small();
    const token = await organizer();
    const before = (await testApp.payments.ledger()).charges.length;
    const { order, tickets } = await sold(testApp, show, [0, 1], token, {
      payment: 'TERMINAL',
      reference: 'Receipt 17',
    });
    expect(order).toMatchObject({ status: 'CONFIRMED', total: { amountMinor: 2 * PRICE } });
    expect(tickets).toHaveLength(2);
    await buy(testApp, show, [3], await testApp.token());
    expect(await figures(show)).toMatchObject({ soldCount: 3, complimentaryCount: 0, gross: 3 * PRICE, refunded: 0 });
    expect(await deskOf(show)).toEqual([{ kind: 'taken', method: 'terminal', amountMinor: 2 * PRICE }]);
    expect((await testApp.payments.ledger()).charges).toHaveLength(before + 1);
  });

  it('is returned in the way in which it was paid: in part, then the rest', async () => {
    const show = await small();
    const token = await organizer();
    const { order, tickets } = await sold(testApp, show, [0, 1], token);
    const ticketIds = tickets.slice(0, 1).map(({ id }) => id);
    const quote = await quoteReturn(testApp, { orderId: order.id, ticketIds }, token);
    if (quote.__typename !== 'ReturnQuote') throw new Error(JSON.stringify(quote));
    expect((await commitReturn(testApp, quote.id, token)).__typename).toBe('CommitReturnPayload');
    await settleAll(testApp, show);
    expect(await figures(show)).toMatchObject({ soldCount: 1, gross: 2 * PRICE, refunded: PRICE, net: PRICE });
    await cancel(testApp, order.id, token);
    await settleAll(testApp, show);
    const returned = { kind: 'returned', method: 'cash', amountMinor: PRICE };
    expect(await deskOf(show)).toEqual([{ kind: 'taken', method: 'cash', amountMinor: 2 * PRICE }, returned, returned]);
    expect(await figures(show)).toMatchObject({ soldCount: 0, orderCount: 0, refunded: 2 * PRICE, net: 0 });
    expect(await statuses(show)).toBe('AAAAAA');
  });

  it('is refunded with its show', async () => {
    const show = await small();
    const token = await organizer();
    await sold(testApp, show, [0], token);
    await buy(testApp, show, [1], await testApp.token());
    await cancelShow(testApp, show, token);
    await runIsDone(testApp, (await startRefund(testApp, show, token)).id, token);
    expect(await figures(show)).toMatchObject({ gross: 2 * PRICE, refunded: 2 * PRICE, soldCount: 0 });
    expect((await deskOf(show)).map(({ kind }: { kind: string }) => kind)).toEqual(['taken', 'returned']);
  });

  it('may be of a hold of the member, at the prices of the hold', async () => {
    const show = await small();
    const token = await organizer();
    const { id: holdId } = await holdFree(testApp, show, [4, 5], token);
    await sql('update show_price_tier set amount_minor = 9900 where show_id = $1', [show.showId]);
    const key = randomUUID();
    const { order } = await sold(testApp, show, null, token, { holdId, idempotencyKey: key });
    expect(order.total.amountMinor).toBe(2 * PRICE);
    expect((await sold(testApp, show, null, token, { holdId, idempotencyKey: key })).order.id).toBe(order.id);
    expect((await sellAtDesk(testApp, show, null, token, { holdId })).__typename).toBe('HoldExpired');
    const { id: others } = await holdFree(testApp, show, [0], await testApp.token());
    expect((await sellAtDesk(testApp, show, null, token, { holdId: others })).__typename).toBe('HoldNotFound');
  });

  it('that the ledgers know differently is found', async () => {
    const show = await small();
    await sold(testApp, show, [0], await organizer());
    await sql('alter table desk_entry disable trigger desk_entry_is_only_added_to');
    const add = (minor: number) =>
      sql('update desk_entry set amount_minor = amount_minor + $2 where show_id = $1', [show.showId, minor]);
    await add(100);
    const found = await disagreements(testApp);
    await add(-100);
    await sql('alter table desk_entry enable trigger desk_entry_is_only_added_to');
    expect(found).toEqual([
      expect.stringContaining('the desk took 4350'),
      expect.stringContaining('the provider charged 4350 EUR, 4250 is recorded'),
    ]);
    await expect(add(1)).rejects.toThrow('the ledger of the desk is only added to');
  });

  it.each([
    ['neither seats nor a hold', {}],
    ['a reference of two lines', { seatIds: ['x'], reference: 'a\nb' }],
    ['a seat of no show', { seatIds: ['x'] }],
    ['an empty list', { seatIds: [] }],
    ['an empty key', { seatIds: ['x'], idempotencyKey: '' }],
  ])('of %s is refused', async (_, more) => {
    const show = await small();
    const { body } = await tryToSell(testApp, show, null, await organizer(), more);
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('a ticket that is moved', () => {
  it('is for the other seat: the old one is free, the old ticket is refused, and everybody sees it', async () => {
    const show = await small();
    const [token, buyer] = [await organizer(), await testApp.token()];
    const order = await buy(testApp, show, [0, 1], buyer);
    const [first] = await ticketsOf(testApp, order.id, buyer);
    const watcher = new Watcher(show.id, () => testApp.url);
    await watcher.start();
    await blockSeats(testApp, show, [5], token);
    const key = randomUUID();
    const moved = await moveTicket(testApp, first?.id ?? '', show.seat(5), token, key);
    expect(moved).toMatchObject({
      __typename: 'MoveTicketPayload',
      order: { total: { amountMinor: 2 * PRICE }, items: [{ seat: { index: 1 } }, { seat: { index: 5 } }] },
      ticket: { status: 'VALID', seat: { index: 5 } },
    });
    expect(await moveTicket(testApp, first?.id ?? '', show.seat(5), token, key)).toEqual(moved);
    expect(await statuses(show)).toBe('ASAAAS');
    expect((await readTicket(testApp, first?.id ?? '', buyer))?.status).toBe('REVOKED');
    const own = await ticketsOf(testApp, order.id, buyer);
    expect(own.map(({ seat, status, code }) => [seat.index, status, typeof code])).toEqual([
      [1, 'VALID', 'string'],
      [5, 'VALID', 'string'],
    ]);
    const gate = await openGate(testApp, show);
    expect((await scan(testApp, gate, first?.code ?? '')).__typename).not.toBe('ScanAccepted');
    // It can be moved on and back, and the order is returned whole.
    const back = await moveTicket(testApp, own[1]?.id ?? '', show.seat(0), token);
    expect(back.__typename).toBe('MoveTicketPayload');
    expect(await statuses(show)).toBe('SSAAAB');
    await cancel(testApp, order.id, token);
    await settleAll(testApp, show);
    expect(await statuses(show)).toBe('AAAAAB');
    await watcher.stop();
  });

  it('keeps the name of its holder, and of two who want the same seat one gets it', async () => {
    const show = await small();
    const token = await organizer();
    const { tickets } = await given(testApp, show, [0, 1], token);
    const answers = await Promise.all(tickets.map(({ id }) => moveTicket(testApp, id, show.seat(4), token)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['MoveTicketPayload', 'SeatsUnavailable']);
    const moved = answers.find(({ __typename }) => __typename === 'MoveTicketPayload');
    expect(moved).toMatchObject({ ticket: { holderName: 'Ada Lovelace' } });
  });

  it('stays where somebody came in with it, where it has ended, and where it is', async () => {
    const show = await small({ startsInHours: 1 });
    const [token, buyer] = [await organizer(), await testApp.token()];
    const order = await buy(testApp, show, [0, 1], buyer);
    const [used, other] = await ticketsOf(testApp, order.id, buyer);
    testApp.clock.advanceSeconds(3000);
    const gate = await openGate(testApp, show);
    await sql('update show set doors_at = $2 where id = $1', [show.showId, testApp.clock.now()]);
    expect((await scan(testApp, gate, used?.code ?? '')).__typename).toBe('ScanAccepted');
    const answers = [
      await moveTicket(testApp, used?.id ?? '', show.seat(5), token),
      await moveTicket(testApp, other?.id ?? '', show.seat(1), token),
    ];
    expect(answers.map(({ __typename }) => __typename)).toEqual(['TicketNotMovable', 'TicketNotMovable']);
    expect((await moveTicket(testApp, other?.id ?? '', show.seat(4), token)).__typename).toBe('MoveTicketPayload');
    expect((await moveTicket(testApp, other?.id ?? '', show.seat(5), token)).__typename).toBe('TicketNotMovable');
    expect(await statuses(show)).toBe('SAAASA');
  });
});

it.each([
  ['anonymous', async () => undefined, 'UNAUTHENTICATED'],
  ['a buyer', () => testApp.token(), 'FORBIDDEN'],
  ['another organizer', () => testApp.token({ roles: ['organizer'] }), 'FORBIDDEN'],
])('%s does nothing at the box office', async (_, tokenOf, code) => {
  const show = await small();
  const buyer = await testApp.token();
  const order = await buy(testApp, show, [0], buyer);
  const [ticket] = await ticketsOf(testApp, order.id, buyer);
  const token = await tokenOf();
  const answers = [
    await tryToGive(testApp, show, [1], token),
    await tryToSell(testApp, show, [1], token),
    await tryToMove(testApp, ticket?.id ?? '', show.seat(1), token),
  ];
  expect(answers.map(({ body }) => body.errors?.[0]?.extensions?.code)).toEqual([code, code, code]);
  expect(await statuses(show)).toBe('SAAAAA');
});

it('the audit says who gave, sold and moved what', async () => {
  const show = await small();
  const token = await organizer();
  const gift = await given(testApp, show, [0], token);
  await sold(testApp, show, [1], token, { reference: 'Receipt 17' });
  await moveTicket(testApp, gift.tickets[0]?.id ?? '', show.seat(5), token);
  await giveSeats(testApp, show, [1], token);
  const rows = await sql('select action, subject, after from organizer_audit where show_id = $1 order by position', [
    show.showId,
  ]);
  expect(rows).toEqual([
    expect.objectContaining({ action: 'giveSeats', subject: gift.order.id }),
    expect.objectContaining({
      action: 'sellAtDesk',
      after: { payment: 'cash', reference: 'Receipt 17', seatCount: 1, totalMinor: PRICE, currency: 'EUR' },
    }),
    expect.objectContaining({ action: 'moveTicket', after: { seatId: show.seat(5) } }),
  ]);
  // What the guest is called is not for ever.
  expect(JSON.stringify(rows)).not.toContain('Lovelace');
});
