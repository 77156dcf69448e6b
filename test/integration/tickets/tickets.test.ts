import { createPublicKey } from 'node:crypto';
import { compactVerify } from 'jose';
import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { hold, holdFree } from '../../support/holds';
import { buy, cancel, purchase, settleAll } from '../../support/purchases';
import { join } from '../../support/queue';
import { changeShow, ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { readTicket, reissue, ticketsOf } from '../../support/tickets';

const testApp = openTestApp();
const show = () => makeShow(testApp, { organizerId: ORGANIZER_ID, seatsPerBuyerMax: 10 });

const MINE = graphql(
  'query ($first: Int, $after: String) { viewer { tickets(first: $first, after: $after) { nodes { id seat { index } } pageInfo { hasNextPage endCursor } } } }',
);

afterEach(async () => {
  await settleAll(testApp);
  const verified = await testApp.app.modules.tickets.verify();
  expect(verified.flatMap(({ damages }) => damages)).toEqual([]);
});

async function bought(made: MadeShow, seatNos = [0, 1]) {
  const token = await testApp.token();
  const order = await buy(testApp, made, seatNos, token);
  return { token, order, tickets: await ticketsOf(testApp, order.id, token) };
}

it('a confirmed order has a ticket for each seat, with a code that anyone can verify', async () => {
  const made = await show();
  const { tickets, order } = await bought(made, [3, 4, 5]);
  expect(tickets).toMatchObject(
    [3, 4, 5].map((index) => ({ status: 'VALID', generation: 1, endReason: null, seat: { index } })),
  );
  const { body } = await testApp.http.send('/.well-known/ticket-keys.json');
  const [key] = (body as unknown as { keys: { kid: string; x: string }[] }).keys;
  const { payload, protectedHeader } = await compactVerify(
    tickets[0]?.code ?? '',
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key?.x ?? '' }, format: 'jwk' }),
  );
  expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: key?.kid });
  const { t, ...claims } = JSON.parse(Buffer.from(payload).toString());
  const startsAt = testApp.clock.now().getTime() + 30 * 86_400_000;
  expect(claims).toEqual({ n: 3, g: 1, exp: expect.any(Number) });
  expect(claims.exp * 1000).toBeGreaterThan(startsAt);
  expect(`ticket_${t}`).toBe(tickets[0]?.id);
  expect(Math.max(...tickets.map(({ code }) => code?.length ?? 0))).toBeLessThanOrEqual(240);
  expect(tickets[0]?.lineage).toMatchObject({ orderId: order.id, queueNumber: null, admittedUntil: null });
});

it('an order that waits for its bank has none, and one that ends has only revoked ones', async () => {
  const made = await show();
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, made, [0, 1], token);
  const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
  const pending = await purchase(testApp, wish, token);
  expect(await ticketsOf(testApp, pending.order?.id ?? '', token)).toEqual([]);
  await cancel(testApp, pending.order?.id ?? '', token);

  const { order, token: other } = await bought(made, [4, 5]);
  await cancel(testApp, order.id, other);
  expect(await ticketsOf(testApp, order.id, other)).toMatchObject([
    { status: 'REVOKED', endReason: 'RETURNED', code: null },
    { status: 'REVOKED', endReason: 'RETURNED', code: null },
  ]);
  // The next buyer of the seat has the next generation.
  expect((await bought(made, [4])).tickets).toMatchObject([{ generation: 2, status: 'VALID' }]);
});

it("another buyer's ticket does not exist; the organizer sees it without its code", async () => {
  const made = await show();
  const { tickets, token } = await bought(made);
  const id = tickets[0]?.id ?? '';
  expect(await readTicket(testApp, id, await testApp.token())).toBeNull();
  expect(await readTicket(testApp, id, await testApp.token({ roles: ['organizer'] }))).toBeNull();
  expect(await readTicket(testApp, id, await organizerToken(testApp))).toMatchObject({
    code: null,
    lineage: { orderId: expect.any(String) },
  });
  expect(await readTicket(testApp, id, token)).toMatchObject({ code: tickets[0]?.code });
  expect(await reissue(testApp, id, await testApp.token())).toMatchObject({ __typename: 'TicketNotFound' });
});

it('codes are hidden until the organizer shows them', async () => {
  const made = await show();
  const { order, token } = await bought(made);
  const tomorrow = new Date(testApp.clock.now().getTime() + 86_400_000).toISOString();
  await updateShow(testApp, made, { ticketsVisibleFrom: tomorrow });
  await testApp.app.modules.catalog.refreshSaleTerms(made.showId);
  expect(await ticketsOf(testApp, order.id, token)).toMatchObject([{ code: null, status: 'VALID' }, { code: null }]);
  await updateShow(testApp, made, { ticketsVisibleFrom: null });
  await testApp.app.modules.catalog.refreshSaleTerms(made.showId);
  expect(await ticketsOf(testApp, order.id, token)).toMatchObject([{ code: expect.stringContaining('.') }, {}]);
});

it('the tickets of a cancelled show have no codes', async () => {
  const made = await show();
  const { order, token } = await bought(made);
  await changeShow(testApp, made, 'CANCELLED');
  await testApp.app.modules.catalog.refreshSaleTerms(made.showId);
  expect(await ticketsOf(testApp, order.id, token)).toMatchObject([{ code: null }, { code: null }]);
});

it('a ticket that is issued again has a new code, and the old one ends; with a name it is given away', async () => {
  const { tickets, token, order } = await bought(await show());
  const id = tickets[0]?.id ?? '';
  const again = await reissue(testApp, id, token);
  expect(again).toMatchObject({ ticket: { generation: 2, status: 'VALID', seat: tickets[0]?.seat } });
  if (again.__typename !== 'ReissueTicketPayload') throw new Error('not issued');
  expect(again.ticket.code).not.toBe(tickets[0]?.code);
  expect(await readTicket(testApp, id, token)).toMatchObject({ status: 'REVOKED', endReason: 'REISSUED', code: null });
  expect(await reissue(testApp, id, token)).toMatchObject({ __typename: 'TicketNotReissuable' });

  const given = await reissue(testApp, again.ticket.id, token, '  Zofia   Łódzka ');
  expect(given).toMatchObject({ ticket: { generation: 3, holderName: 'Zofia Łódzka' } });
  expect(await readTicket(testApp, again.ticket.id, token)).toMatchObject({ endReason: 'GIVEN_AWAY' });
  expect(await ticketsOf(testApp, order.id, token)).toMatchObject([{ generation: 3 }, { generation: 1 }]);
  for (const name of ['', ' ', 'x'.repeat(101), 'a\u0007b'])
    await expect(reissue(testApp, tickets[1]?.id ?? '', token, name)).rejects.toThrow(/must be a name of 1 to 100/);
});

it('twenty requests to issue a ticket again leave one that is good', async () => {
  const { tickets, token, order } = await bought(await show());
  const answers = await Promise.all(Array.from({ length: 20 }, () => reissue(testApp, tickets[0]?.id ?? '', token)));
  expect(answers.filter(({ __typename }) => __typename === 'ReissueTicketPayload')).toHaveLength(1);
  expect(await ticketsOf(testApp, order.id, token)).toMatchObject([{ generation: 2, status: 'VALID' }, {}]);
});

it('a return and a new issue at the same time leave no ticket of a seat that is free', async () => {
  const made = await show();
  for (let turn = 0; turn < 5; turn += 1) {
    const { tickets, token, order } = await bought(made);
    await Promise.all([cancel(testApp, order.id, token), reissue(testApp, tickets[0]?.id ?? '', token)]);
    await settleAll(testApp);
    expect((await ticketsOf(testApp, order.id, token)).map(({ status }) => status)).toEqual(['REVOKED', 'REVOKED']);
  }
});

it('a buyer pages through the tickets of all orders', async () => {
  const [first, second] = [await show(), await show()];
  const token = await testApp.token();
  await buy(testApp, first, [0, 1, 2], token);
  await buy(testApp, second, [7, 8], token);
  const returned = await buy(testApp, first, [5], token);
  await cancel(testApp, returned.id, token);
  const seen: number[] = [];
  const readPage = async (after: string | null): Promise<void> => {
    const { viewer } = await testApp.ask(MINE, { first: 2, after }, token);
    seen.push(...(viewer?.tickets.nodes ?? []).map(({ seat }) => seat.index));
    if (viewer?.tickets.pageInfo.hasNextPage === true) await readPage(viewer.tickets.pageInfo.endCursor);
  };
  await readPage(null);
  expect(seen).toEqual([7, 8, 0, 1, 2]);
});

it('complimentary seats have tickets too, each party its own', async () => {
  const made = await show();
  const { checkout } = testApp.app.modules;
  const parties = [[5, 1], [2], [4, 0]];
  const issued = await checkout.issueComplimentary(
    { showId: made.showId, currency: 'EUR', parties },
    { role: 'operator' },
  );
  expect(issued.map(({ seatNos }) => seatNos).sort()).toEqual([[0, 4], [1, 5], [2]]);
  const [row] = await testApp.database.dataSource.query(
    'select count(*)::integer as count from ticket where show_id = $1 and ended_at is null',
    [made.showId],
  );
  expect(row).toEqual({ count: 5 });
});

it('in a sale behind a waiting room a ticket leads back to the queue number of its buyer', async () => {
  const made = await show();
  await testApp.app.modules.waitingRoom.configureWaitingRoom(made.showId, { active: true, admissionsPerMinute: 6000 });
  const token = await testApp.token();
  const { ticket: queueNumber } = await join(testApp, made.id, token);
  await eventually(async () => {
    const answer = await hold(testApp, made, [0, 1], token);
    return answer.__typename === 'HoldSeatsPayload' || JSON.stringify(answer);
  });
  const { id: holdId } = await holdFree(testApp, made, [0, 1], token);
  const { order } = await purchase(testApp, { holdId }, token);
  const [ticket] = await ticketsOf(testApp, order?.id ?? '', token);
  expect(ticket?.lineage).toEqual({
    orderId: order?.id,
    holdId,
    queueNumber,
    admittedUntil: expect.any(String),
  });
  // Somebody who got past the waiting room would be found.
  await testApp.database.dataSource.query('update seat_hold set admission = null where show_id = $1', [made.showId]);
  await testApp.database.dataSource.query(
    `update waiting_room_draw set begun_at = begun_at - interval '1 hour' where show_id = $1`,
    [made.showId],
  );
  const damages = (await testApp.app.modules.tickets.verify()).flatMap((found) => found.damages);
  expect(damages.filter((damage) => damage.includes(made.showId))).toHaveLength(2);
  await testApp.app.modules.waitingRoom.configureWaitingRoom(made.showId, { active: false });
});

describe('the database refuses', () => {
  const sql = (text: string, ...values: unknown[]) => testApp.database.dataSource.query(text, values);

  it.each([
    [
      'a second live ticket',
      `insert into ticket (show_id, seat_no, generation, order_id) select show_id, seat_no, 9, order_id from ticket where show_id = $1`,
      /ticket_one_live_of_seat/,
    ],
    [
      'a ticket of a free seat',
      `insert into ticket (show_id, seat_no, generation, order_id) values ($1, 50, 1, gen_random_uuid())`,
      /live ticket/,
    ],
    [
      'the end of a ticket whose seat stays sold',
      `update ticket set ended_at = now(), end_reason = 'returned', version = version + 1 where show_id = $1`,
      /live ticket/,
    ],
    [
      'another generation',
      `update ticket set generation = 7, version = version + 1 where show_id = $1`,
      /keeps its seat/,
    ],
    [
      'another order',
      `update ticket set order_id = gen_random_uuid(), version = version + 1 where show_id = $1`,
      /keeps its seat/,
    ],
    ['a change without a version', `update ticket set is_inside = true where show_id = $1`, /keeps its seat/],
    ['to delete one', `delete from ticket where show_id = $1`, /never deleted/],
  ])('%s', async (_, text, message) => {
    const made = await show();
    await bought(made);
    await expect(sql(text, made.showId)).rejects.toThrow(message);
  });

  it('an ended ticket to live again', async () => {
    const made = await show();
    const { tickets, token } = await bought(made);
    await reissue(testApp, tickets[0]?.id ?? '', token);
    await expect(
      sql(
        `update ticket set ended_at = null, end_reason = null, version = version + 1 where show_id = $1 and ended_at is not null`,
        made.showId,
      ),
    ).rejects.toThrow(/keeps its seat/);
  });
});
