import { request as httpRequest, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse/sync';
import { fastify } from 'fastify';
import { newId } from '../../../src/platform';
import { exportColumns, exportKinds } from '../../../src/reports/exports/export-kind';
import { exportsRoute } from '../../../src/reports/exports/exports.route';
import { SeatSalesMemory } from '../../../src/reports/seat-sales/seat-sales';
import { given } from '../../support/box-office';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { fillWithOrders } from '../../support/factories/sold-show';
import { graphql } from '../../support/graphql';
import { holdFree } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { openGate, scan, ticketsOf } from '../../support/tickets';

const testApp = openTestApp();
const CREATE = graphql(
  'mutation ($showId: ID!, $kind: ExportKind!) { createExport(input: { showId: $showId, kind: $kind }) { url expiresAt } }',
);

const get = (path: string, token?: string) =>
  fetch(`${testApp.url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
const pathOf = (show: Pick<MadeShow, 'id'>, file: string) => `/shows/${show.id}/exports/${file}.csv`;

async function exported(show: MadeShow, file: string): Promise<Record<string, string>[]> {
  const response = await get(pathOf(show, file), await organizerToken(testApp));
  expect(response.status).toBe(200);
  return parse(Buffer.from(await response.arrayBuffer()), { columns: true, bom: true });
}

async function bought(show: MadeShow, seats: readonly number[], email: string) {
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, seats, token);
  const { order } = await purchase(testApp, { holdId, email }, token);
  return { id: order?.id ?? '', token };
}

it('orders, tickets, scans and figures are files with the columns of their version', async () => {
  const show = await makeShow(testApp, {
    ...{ seatMap: plainSeatMap(2, 5), organizerId: ORGANIZER_ID, startsInHours: 0.5, refundUntilInHours: 0.4 },
  });
  const { id, token } = await bought(show, [0, 1], 'ada@mail.example');
  const gate = await openGate(testApp, show, 'North');
  const [ticket] = await ticketsOf(testApp, id, token);
  await scan(testApp, gate, ticket?.code ?? '');
  await scan(testApp, gate, ticket?.code ?? '');
  for (const kind of exportKinds) {
    const rows = await exported(show, kind.toLowerCase());
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(row)).toEqual(exportColumns[kind]);
  }
  const [order] = await exported(show, 'orders');
  expect(order).toMatchObject({
    ...{ order_id: id, order_number: id.slice(-8).toUpperCase(), status: 'CONFIRMED', channel: 'ONLINE' },
    ...{ email: 'ada@mail.example', seat_count: '2', total: '85.00', paid: '85.00', refunded: '0.00', currency: 'EUR' },
    seats: 'Stalls Row 1 Seat 1; Stalls Row 1 Seat 2',
  });
  const tickets = await exported(show, 'tickets');
  expect(tickets.map(({ seat, price, ended_at }) => [seat, price, ended_at])).toEqual([
    ['Stalls Row 1 Seat 1', '42.50', ''],
    ['Stalls Row 1 Seat 2', '42.50', ''],
  ]);
  const scans = await exported(show, 'scans');
  expect(scans.map(({ result, gate: gateId, seat }) => [result, gateId, seat])).toEqual([
    ['accepted', 'North', 'Stalls Row 1 Seat 1'],
    ['already_scanned', 'North', 'Stalls Row 1 Seat 1'],
  ]);
  const figures = await exported(show, 'figures');
  expect(figures[0]).toMatchObject({ part: 'total', places: '10', sold: '2', orders: '1', gross: '85.00' });
  expect(figures.filter(({ part }) => part === 'section' || part === 'zone')).toMatchObject([
    { name: 'Stalls', sold: '2', gross: '85.00', refunded: '0.00' },
    { name: 'Standard', sold: '2', gross: '85.00', refunded: '0.00' },
  ]);
  expect(new Set(figures.map(({ part }) => part))).toEqual(new Set(['total', 'section', 'zone', 'channel', 'hour']));
});

const LISTS = graphql(`query ($id: ID!, $first: Int!, $tickets: String, $scans: String) { show(id: $id) {
  issuedTickets(first: $first, after: $tickets) { nodes {
    id orderId orderNumber holderName email issuedAt endedAt endReason isInside seat { label } price { amountMinor currency } }
    pageInfo { endCursor hasNextPage } }
  recordedScans(first: $first, after: $scans) { nodes {
    id scannedAt recordedAt gateId deviceId direction result passed isOffline ticketId seat { label } }
    pageInfo { endCursor hasNextPage } } } }`);

it('tickets and scans are the same lines as connections, for the same members, whatever the length of a page', async () => {
  const show = await makeShow(testApp, {
    ...{ seatMap: plainSeatMap(2, 5), organizerId: ORGANIZER_ID, startsInHours: 0.5, refundUntilInHours: 0.4 },
  });
  const { id, token } = await bought(show, [0, 1, 7], 'ada@mail.example');
  const gate = await openGate(testApp, show, 'North');
  const issued = await ticketsOf(testApp, id, token);
  for (const { code } of [...issued, ...issued]) await scan(testApp, gate, code ?? '');
  await scan(testApp, gate, 'nothing');
  const organizer = await organizerToken(testApp);
  const listed = { tickets: [] as unknown[], scans: [] as unknown[] };
  let after: { tickets: string | null; scans: string | null } = { tickets: null, scans: null };
  for (let page = 0; page < 4; page += 1) {
    const { show: read } = await testApp.ask(LISTS, { id: show.id, first: 2, ...after }, organizer);
    if (read?.issuedTickets == null || read.recordedScans == null) throw new Error('There are no lists');
    listed.tickets.push(
      ...read.issuedTickets.nodes.map((ticket) => [ticket.id, ticket.orderId, ticket.seat?.label, ticket.email]),
    );
    listed.scans.push(
      ...read.recordedScans.nodes.map(({ id: scanId, result, seat }) => [scanId, result, seat?.label ?? '']),
    );
    after = {
      tickets: read.issuedTickets.pageInfo.endCursor ?? after.tickets,
      scans: read.recordedScans.pageInfo.endCursor ?? after.scans,
    };
  }
  expect(listed.tickets).toEqual(
    (await exported(show, 'tickets')).map(({ ticket_id, seat, email }) => [ticket_id, id, seat, email]),
  );
  expect(listed.scans).toEqual(
    (await exported(show, 'scans')).map(({ scan_id, result, seat }) => [scan_id, result?.toUpperCase(), seat]),
  );
  expect([listed.tickets.length, listed.scans.length]).toEqual([3, 7]);
  const { show: hidden } = await testApp.ask(LISTS, { id: show.id, first: 2 }, await testApp.token());
  expect(hidden).toEqual({ issuedTickets: null, recordedScans: null });
  for (const cursor of [
    'x',
    Buffer.from('[-1,0]').toString('base64url'),
    Buffer.from('["1 or 1"]').toString('base64url'),
  ]) {
    const { body } = await testApp.graphql(LISTS, { id: show.id, first: 2, tickets: cursor, scans: cursor }, organizer);
    expect(body.errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
  }
});

it('is UTF-8 with a byte order mark, and no cell is run by a spreadsheet program', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 5), organizerId: ORGANIZER_ID });
  const organizer = await organizerToken(testApp);
  const names = ['=HYPERLINK("http://evil.example")', '+1', '-1+2', '@SUM(1)', 'Zoë, "the" Łódź; 東京', "'quoted"];
  for (const [seat, guestName] of names.entries()) await given(testApp, show, [seat], organizer, { guestName });
  const response = await get(pathOf(show, 'tickets'), organizer);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="tickets.csv"');
  expect(response.headers.get('x-export-version')).toBe('2');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const rows: Record<string, string>[] = parse(bytes, { columns: true, bom: true });
  expect(rows.map(({ holder_name }) => holder_name)).toEqual([
    ...names.slice(0, 4).map((name) => `'${name}`),
    ...names.slice(4),
  ]);
  for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});

it('a long file has every row once, in pages; a client that leaves ends it', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(30, 100), organizerId: ORGANIZER_ID });
  const sale = { showId: show.showId, count: 2500, seatsOfOrder: 1, priceMinor: 1000, days: 3 };
  await fillWithOrders(testApp.database, sale);
  const orders = await exported(show, 'orders');
  expect(new Set(orders.map(({ order_id }) => order_id)).size).toBe(2500);
  expect(orders).toHaveLength(2500);
  expect((await exported(show, 'tickets')).length).toBe(2450);
  const organizer = await organizerToken(testApp);
  for (let time = 0; time < 6; time += 1) {
    await new Promise<void>((resolve, reject) => {
      const headers = { authorization: `Bearer ${organizer}` };
      const asked = httpRequest(`${testApp.url}${pathOf(show, 'orders')}`, { headers }, (response) => {
        response.once('data', () => {
          response.destroy();
          resolve();
        });
      });
      asked.once('error', reject).end();
    });
  }
  // Their places are free again.
  await eventually(async () => (await get(pathOf(show, 'figures'), organizer)).status === 200);
}, 60_000);

it('clients that stop reading, or read too slowly, give their places to others', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 5), organizerId: ORGANIZER_ID });
  // More than the system keeps for a client that does not read.
  await testApp.database.dataSource.transaction(async (manager) => {
    await manager.query('set local session_replication_role = replica');
    await manager.query(
      `insert into ticket_scan (show_id, device_id, nonce, gate_id, direction, is_offline, scanned_at, recorded_at, result, passed)
       select $1, 'device', n::text, repeat('Gate', 10), 'I', false, now(), now(), 'N', false from generate_series(1, 60000) as n`,
      [show.showId],
    );
  });
  const organizer = await organizerToken(testApp);
  const headers = { authorization: `Bearer ${organizer}` };
  const { platform, modules } = testApp.app;
  for (const limits of [
    { idleSecondsMax: 1, secondsMax: 3600 },
    { idleSecondsMax: 3600, secondsMax: 1 },
  ]) {
    const http = fastify({ forceCloseConnections: true });
    testApp.closing(() => http.close());
    exportsRoute(http, {
      ...{ ...platform, ...modules, authenticate: modules.organizations.authenticate },
      ...{ seatSales: new SeatSalesMemory(), linkKey: Buffer.alloc(32), limits },
    });
    const address = await http.listen({ host: '127.0.0.1', port: 0 });
    const unread = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise<IncomingMessage>((resolve, reject) => {
            httpRequest(`${address}${pathOf(show, 'scans')}`, { headers }, resolve)
              .once('error', reject)
              .end();
          }),
      ),
    );
    await eventually(async () => (await fetch(`${address}${pathOf(show, 'figures')}`, { headers })).status === 200);
    // Those that are read in time after all are complete.
    const ends = await Promise.allSettled(unread.map((response) => finished(response.resume())));
    expect(ends.map(({ status }) => status)).toContain('rejected');
  }
});

it('a link is for one file of one show, for five minutes', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 5), organizerId: ORGANIZER_ID });
  const other = await makeShow(testApp, { seatMap: plainSeatMap(1, 5), organizerId: ORGANIZER_ID });
  const variables = { showId: show.id, kind: 'ORDERS' as const };
  const { createExport } = await testApp.ask(CREATE, variables, await organizerToken(testApp));
  const { url } = createExport;
  expect((await get(url)).status).toBe(200);
  const [, token = ''] = url.split('?token=');
  for (const path of [
    `${pathOf(show, 'tickets')}?token=${token}`,
    `${pathOf(other, 'orders')}?token=${token}`,
    `${pathOf(show, 'orders')}?token=${token}x`,
    `${pathOf(show, 'orders')}?token=${token.replace('ORDERS', 'TICKETS')}`,
    `${pathOf(show, 'orders')}?token=`,
    `${pathOf(show, 'orders')}?token=a&token=b`,
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 403]);
  }
  testApp.clock.advance(301_000);
  expect((await get(url)).status).toBe(403);
});

it('is refused to everybody else, and knows no other file or show', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 5), organizerId: newId() });
  for (const [token, status] of [
    [undefined, 401],
    [await testApp.token(), 403],
    [await testApp.token({ roles: ['organizer'] }), 403],
    [await testApp.token({ roles: ['scanner'] }), 403],
  ] as const) {
    for (const kind of exportKinds) expect((await get(pathOf(show, kind.toLowerCase()), token)).status).toBe(status);
  }
  const admin = await testApp.token({ roles: ['admin'] });
  expect((await get(pathOf(show, 'buyers'), admin)).status).toBe(404);
  expect((await get(pathOf({ id: 'show_nothing' }, 'orders'), admin)).status).toBe(404);
  expect((await get(pathOf(show, 'orders'), admin)).status).toBe(200);
});
