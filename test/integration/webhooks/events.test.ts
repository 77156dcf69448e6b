import { randomUUID } from 'node:crypto';
import { showStatus } from '../../../src/catalog';
import { readEventsAfter } from '../../../src/webhooks/log/event-log.sql';
import { removeOld } from '../../../src/webhooks/log/remove-old';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow, type ShowWishes } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { LogReader, readEventsPage } from '../../support/organizer-events';
import { buy, cancel, settleAll } from '../../support/purchases';
import { commitReturn, quoted } from '../../support/returns';
import { changeShow, ORGANIZER_ID, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { openGate, reissue, scan, ticketsOf } from '../../support/tickets';

const testApp = openTestApp({}, { webhooks: { lookMs: 30 } });
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

const BLOCK = graphql('mutation ($input: SetSeatBlocksInput!) { setSeatBlocks(input: $input) { changedCount } }');

/** A show of an organizer of its own, and a reader of that organizer's events. */
async function organized(wishes: ShowWishes = {}) {
  const organizerId = randomUUID();
  const show = await makeShow(testApp, { organizerId, ...wishes });
  const token = await testApp.token({ roles: ['organizer'], id: organizerId });
  return { show, token, reader: new LogReader(testApp, token), organizerId };
}

it('a purchase and its return are events with the ids of the API', async () => {
  const { show, reader } = await organized();
  const buyer = await testApp.token();
  const order = await buy(testApp, show, [3, 4], buyer);
  const tickets = await ticketsOf(testApp, order.id, buyer);
  await cancel(testApp, order.id, buyer);
  await settleAll(testApp, show);
  await reader.reads(1, 'order.refunded');
  const money = { amountMinor: 8500, currency: 'EUR' };
  const events = reader.bodies.map(({ type, data }) => ({ type, data }));
  expect(events).toContainEqual({ type: 'show.on_sale', data: { status: 'ON_SALE' } });
  expect(events).toContainEqual({
    type: 'order.confirmed',
    data: { orderId: order.id, status: 'CONFIRMED', ...money },
  });
  expect(events).toContainEqual({
    type: 'order.cancelled',
    data: { orderId: order.id, status: 'CANCELLED', ...money },
  });
  expect(events).toContainEqual({ type: 'order.refunded', data: { orderId: order.id, ...money } });
  for (const [index, ticket] of tickets.entries()) {
    const ids = { ticketId: ticket.id, orderId: order.id, seatId: show.seat(3 + index) };
    expect(events).toContainEqual({ type: 'ticket.issued', data: ids });
    expect(events).toContainEqual({ type: 'ticket.revoked', data: { ...ids, reason: 'RETURNED' } });
  }
  // In the order of causes, without gaps, and nothing twice.
  expect(reader.bodies.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const types = events.map(({ type }) => type);
  expect(types.lastIndexOf('ticket.issued')).toBeLessThan(types.indexOf('ticket.revoked'));
  expect(types.indexOf('order.cancelled')).toBeLessThan(types.indexOf('order.refunded'));
  expect(new Set(reader.bodies.map(({ id }) => id)).size).toBe(events.length);
  for (const body of reader.bodies) expect(body).toMatchObject({ showId: show.id, timestamp: expect.any(String) });
});

it('a ticket that is returned alone is an event, and so is its money', async () => {
  const { show, reader } = await organized();
  const buyer = await testApp.token();
  const order = await buy(testApp, show, [3, 4], buyer);
  const [ticket] = await ticketsOf(testApp, order.id, buyer);
  const quote = await quoted(testApp, order.id, buyer, 0);
  expect((await commitReturn(testApp, quote.id, buyer)).__typename).toBe('CommitReturnPayload');
  await settleAll(testApp, show);
  const [refunded] = await reader.reads(1, 'order.refunded');
  expect(refunded?.data).toEqual({ orderId: order.id, amountMinor: 4250, currency: 'EUR' });
  const revoked = reader.bodies.filter(({ type }) => type === 'ticket.revoked');
  expect(revoked.map(({ data }) => data)).toEqual([
    { ticketId: ticket?.id, orderId: order.id, seatId: show.seat(3), reason: 'RETURNED' },
  ]);
  expect(reader.bodies.map(({ type }) => type)).not.toContain('order.cancelled');
});

it('a refund that the bank does not accept is an event', async () => {
  const { show, reader } = await organized();
  const order = await buy(testApp, show, [0], await testApp.token());
  await reader.reads(1, 'order.confirmed');
  await sql(
    `insert into refund (order_id, show_id, reference, state, reason, amount_minor, currency, changed_by)
     select id, show_id, 're_failed', 'failed', 'refunded_at_provider', total_minor, currency, 'test' from ticket_order where show_id = $1`,
    [show.showId],
  );
  const [failed] = await reader.reads(1, 'refund.failed');
  expect(failed?.data).toEqual({ orderId: order.id, amountMinor: 4250, currency: 'EUR' });
});

it('tickets that are scanned and issued again are events; refused scans are none', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, startsInHours: 0.5 });
  const reader = new LogReader(testApp, await testApp.token({ roles: ['organizer'], id: ORGANIZER_ID }));
  const ofShow = () => reader.bodies.filter(({ showId }) => showId === show.id);
  const buyer = await testApp.token();
  const order = await buy(testApp, show, [0, 1], buyer);
  const [first, second] = await ticketsOf(testApp, order.id, buyer);
  const gate = await openGate(testApp, show);
  await scan(testApp, gate, first?.code ?? '');
  await scan(testApp, gate, first?.code ?? '');
  await reissue(testApp, second?.id ?? '', buyer);
  await eventually(async () => {
    await reader.readOn();
    return ofShow().filter(({ type }) => type === 'ticket.issued').length === 3;
  });
  expect(ofShow().filter(({ type }) => type === 'ticket.scanned')).toMatchObject([
    {
      data: { ticketId: first?.id, direction: 'IN', gateId: 'North', scannedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    },
  ]);
  expect(ofShow().filter(({ type }) => type === 'ticket.revoked')).toMatchObject([
    { data: { ticketId: second?.id, orderId: order.id, seatId: show.seat(1), reason: 'REISSUED' } },
  ]);
});

it('a sale that opens by time, is paused, goes on, is sold out and cancelled is reported each time', async () => {
  const show = await makeShow(testApp, {
    organizerId: ORGANIZER_ID,
    salesOpenInHours: 1,
    seatMap: plainSeatMap(1, 3),
  });
  const reader = new LogReader(testApp, await testApp.token({ roles: ['organizer'], id: ORGANIZER_ID }));
  const typesOfShow = () => reader.bodies.filter(({ showId }) => showId === show.id).map(({ type }) => type);
  const reach = (...types: string[]) =>
    eventually(async () => {
      await reader.readOn();
      return JSON.stringify(typesOfShow()) === JSON.stringify(types) || typesOfShow().join();
    });
  await reach();
  testApp.clock.advanceSeconds(3700);
  await reach('show.on_sale');
  // From here on by the clock of the database, whose triggers judge changes.
  await sql(`update show set sales_open_at = now() - interval '1 hour' where id = $1`, [show.showId]);
  await updateShow(testApp, show, { salesPaused: true });
  await updateShow(testApp, show, { salesPaused: false });
  await reach('show.on_sale', 'show.paused', 'show.on_sale');
  await changeShow(testApp, show, 'SOLD_OUT');
  for (let count = 0; count < 2; count += 1) await testApp.app.modules.inventory.countSeatsLeft(show.showId);
  await changeShow(testApp, show, 'CANCELLED');
  await reach('show.on_sale', 'show.paused', 'show.on_sale', 'show.sold_out', 'show.cancelled');
});

it('the status of a show is the same in the database as in the service', async () => {
  const at = new Date('2026-06-01T12:00:00.000Z');
  const instants = [-1, 0, 1].map((minutes) => new Date(at.getTime() + minutes * 60_000));
  const { show } = await organized();
  for (const salesOpenAt of instants)
    for (const salesCloseAt of instants)
      for (const cancelledAt of [null, at])
        for (const salesPaused of [false, true])
          for (const [seatsTotal, seatsLeft] of [
            [null, null],
            [5, null],
            [5, 0],
            [5, 1],
          ] as const) {
            const terms = { salesOpenAt, salesCloseAt, cancelledAt, salesPaused, seatsTotal, seatsLeft };
            const [row] = await sql(
              `select sale_state(jsonb_populate_record(s, $2::jsonb), $3::timestamptz) as state from show s where id = $1`,
              [
                show.showId,
                JSON.stringify({
                  ...{ sales_open_at: salesOpenAt, sales_close_at: salesCloseAt, cancelled_at: cancelledAt },
                  ...{ sales_paused: salesPaused, seats_total: seatsTotal, seats_left: seatsLeft },
                }),
                at,
              ],
            );
            expect([terms, row.state]).toEqual([terms, showStatus(terms, at)]);
          }
});

it('seats that are blocked together are one event, with a hundred of them at most', async () => {
  const { show, token, reader } = await organized();
  const seatNos = Array.from({ length: 100 }, (_, seatNo) => seatNo);
  const block = (seatIds: readonly string[], blocked: boolean) =>
    testApp.ask(BLOCK, { input: { seatIds: [...seatIds], blocked } }, token);
  await block(show.seats(5, 6), true);
  // Those that are blocked already are not blocked again.
  await block(show.seats(6, 7), true);
  await block(show.seats(5, 6, 7), false);
  await sql(`update show_seat set is_blocked = true, status = 'B', version = version + 1 where show_id = $1`, [
    show.showId,
  ]);
  const events = await reader.reads(3, 'seats.blocked');
  expect(events.map(({ data }) => data.seatCount)).toEqual([2, 1, seatNos.length]);
  expect(events[0]?.data.seatIds).toEqual(show.seats(5, 6));
  expect(events[2]?.data.seatIds).toHaveLength(100);
});

it('transactions that roll back leave no event, and those at once leave theirs in the order of their causes', async () => {
  const { show, reader } = await organized();
  await reader.reads(1);
  const [first, second] = [
    testApp.database.dataSource.createQueryRunner(),
    testApp.database.dataSource.createQueryRunner(),
  ];
  const write = (text: string) =>
    `insert into new_organizer_event (show_id, type, data) values ('${show.showId}', 'order.confirmed', '{"order": "${text}"}')`;
  const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
  try {
    // The first begins earlier and commits later: nobody sees past the second, which does not follow from it.
    await first.startTransaction();
    await first.query(write(a));
    await second.startTransaction();
    await second.query(write(b));
    await second.commitTransaction();
    await reader.reads(2);
    const { after } = reader;
    await first.commitTransaction();
    await reader.reads(3);
    expect(reader.after).not.toBe(after);
    await first.startTransaction();
    await first.query(write(c));
    await first.rollbackTransaction();
  } finally {
    await first.release();
    await second.release();
  }
  await buy(testApp, show, [0], await testApp.token());
  await reader.reads(1, 'ticket.issued');
  await reader.readOn();
  expect(reader.bodies.map(({ sequence }) => sequence)).toEqual(reader.bodies.map((_, index) => index + 1));
  expect(reader.bodies.filter(({ type }) => type === 'order.confirmed')).toHaveLength(3);
});

it('an organizer reads the events of their own shows alone, in pages; nobody else reads any', async () => {
  const [mine, theirs] = [await organized(), await organized()];
  await buy(testApp, mine.show, [0, 1], await testApp.token());
  await buy(testApp, theirs.show, [0], await testApp.token());
  await mine.reader.reads(4);
  const paged = new LogReader(testApp, mine.token, 1);
  expect(await paged.readOn()).toEqual(mine.reader.bodies);
  expect(new Set(paged.bodies.map(({ showId }) => showId))).toEqual(new Set([mine.show.id]));
  const codes = async (token: string | undefined, variables = {}) =>
    (
      await testApp.graphql<unknown>(
        'query ($after: String, $first: Int) { organizerEvents(after: $after, first: $first) { nodes { id } } }',
        variables,
        token,
      )
    ).body.errors?.[0]?.extensions?.code;
  expect(await codes(undefined)).toBe('UNAUTHENTICATED');
  expect(await codes(await testApp.token())).toBe('FORBIDDEN');
  expect(await codes(await testApp.token({ roles: ['scanner'] }))).toBe('FORBIDDEN');
  expect(await codes(mine.token, { after: 'nonsense' })).toBe('BAD_USER_INPUT');
  expect(await codes(mine.token, { first: 501 })).toBe('BAD_USER_INPUT');
});

it('events are removed after thirty days, and a reader that stood before them learns of it', async () => {
  const { show, token, reader } = await organized();
  await buy(testApp, show, [0], await testApp.token());
  await reader.reads(3);
  const [oldest] = reader.bodies;
  expect((await readEventsPage(testApp, token, oldest?.cursor)).isIncomplete).toBe(false);
  await sql(
    `update organizer_event set created_at = created_at - interval '31 days' where show_id = $1 and sequence < 3`,
    [show.showId],
  );
  // As an hour of sweeps would.
  await sql(
    `update organizer_event set created_at = created_at - interval '31 days' where position < (select position from organizer_event where show_id = $1 and sequence = 1)`,
    [show.showId],
  );
  await removeOld({ database: testApp.database, clock: testApp.clock });
  expect((await readEventsPage(testApp, token, oldest?.cursor)).isIncomplete).toBe(true);
  const left = await readEventsPage(testApp, token);
  expect(left.isIncomplete).toBe(false);
  expect(left.nodes[0]?.sequence).toBe(3);
});

it('several processes number each event once, in order, while many buy at once', async () => {
  const { show, reader, organizerId } = await organized();
  const another = await testApp.openAnother();
  const client = new HttpClient(() => another.url);
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) =>
      buy(index % 2 === 0 ? testApp : client, show, [2 * index, 2 * index + 1], await testApp.token()),
    ),
  );
  client.close();
  await reader.reads(20, 'order.confirmed');
  await reader.reads(40, 'ticket.issued');
  await eventually(async () => {
    const [left] = await sql('select count(*)::integer as count from new_organizer_event');
    return left.count === 0;
  });
  await reader.readOn();
  const { bodies } = reader;
  expect(bodies.map(({ sequence }) => sequence)).toEqual(bodies.map((_, index) => index + 1));
  // What a reader saw on the way is what the log has.
  const all = await testApp.database.run<{ sequence: number }>(readEventsAfter, [organizerId, 0, 1000]);
  expect(all.map(({ sequence }) => sequence)).toEqual(bodies.map(({ sequence }) => sequence));
});
