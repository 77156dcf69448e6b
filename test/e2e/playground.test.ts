import { execFileSync } from 'node:child_process';
import { EventEmitter, on } from 'node:events';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/fastify';
import { useServer } from 'graphql-ws/use/ws';
import type { Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { playgroundDir, playgroundRoutes } from '../../src/platform/graphql/playground';
import { describeInBrowser, type Visit } from '../support/browser';
import { eventually } from '../support/eventually';

/** As much of the API as those examples need that run here. It calls each buyer by the token that was sent. */
const schema = buildSchema(/* GraphQL */ `
  scalar DateTime
  type Viewer { id: ID! email: String }
  input CreateGuestSessionInput { email: String }
  type CreateGuestSessionPayload { token: String! expiresAt: DateTime! viewer: Viewer! }
  enum SeatStatus { AVAILABLE HELD SOLD }
  input SeatFilter { statuses: [SeatStatus!] }
  type Seat { id: ID! }
  type Seats { nodes: [Seat!]! }
  type Show { id: ID! status: String! waitingRoomActive: Boolean! seats(filter: SeatFilter, first: Int): Seats! }
  type Shows { nodes: [Show!]! }
  type Event { shows(first: Int): Shows! }
  input EventFilter { startsAfter: DateTime }
  type Events { nodes: [Event!]! }
  type SeatChange { seatId: ID! index: Int! status: SeatStatus! version: Int! }
  type SeatStatusChanged { revision: String! resyncRequired: Boolean! changes: [SeatChange!]! }
  type Query { serverTime: DateTime! viewer: Viewer events(filter: EventFilter, first: Int): Events! }
  type Mutation { createGuestSession(input: CreateGuestSessionInput!): CreateGuestSessionPayload! }
  type Subscription { seatStatusChanged(showId: ID!, after: String): SeatStatusChanged! }
`);

interface Context {
  readonly authorization: unknown;
}

const show = (id: string, status: string, seatIds: string[]) => ({
  id,
  status,
  waitingRoomActive: false,
  seats: { nodes: seatIds.map((seatId) => ({ id: seatId })) },
});
const shows = { nodes: [show('show_1', 'SOLD_OUT', []), show('show_2', 'ON_SALE', ['seat_3', 'seat_4'])] };
/** A socket as graphql-ws tells of it. */
interface Opened {
  readonly connectionParams?: Record<string, unknown> | undefined;
}

const seats = new EventEmitter();
let sessions = 0;
const resolvers = {
  events: { nodes: [{ shows }] },
  serverTime: () => new Date().toISOString(),
  viewer: (_: object, { authorization }: Context) =>
    authorization ? { id: `viewer of ${authorization}`, email: null } : null,
  createGuestSession: () => {
    sessions += 1;
    const token = `token-${sessions}`;
    return { token, expiresAt: new Date(Date.now() + 3_600_000).toISOString(), viewer: { id: token } };
  },
  async *seatStatusChanged(_: object, { authorization }: Context) {
    yield { seatStatusChanged: { revision: `as ${authorization ?? 'nobody'}`, resyncRequired: false, changes: [] } };
    for await (const [status] of on(seats, 'change')) {
      const changes = [{ seatId: 'seat_1', index: 1, status, version: 2 }];
      yield { seatStatusChanged: { revision: status, resyncRequired: false, changes } };
    }
  },
};

describeInBrowser('The playground', (open) => {
  let http: FastifyInstance;
  let sockets: WebSocketServer;
  let visit: Visit;
  let page: Page;
  const answer = (text: string) => page.locator('.graphiql-response .view-line', { hasText: text }).waitFor();
  const example = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const run = () => page.getByRole('button', { name: 'Execute query' }).click();
  const token = () => page.getByLabel('Bearer token');

  beforeAll(async () => {
    execFileSync(process.execPath, [join(__dirname, '../../src/platform/graphql/playground/build.mjs')]);
    http = fastify({ forceCloseConnections: true });
    playgroundRoutes(http, { path: '/graphql', assetsDir: playgroundDir });
    http.all(
      '/graphql',
      createHandler({
        schema,
        rootValue: resolvers,
        context: ({ raw }) => ({ authorization: raw.headers.authorization }),
      }),
    );
    sockets = new WebSocketServer({ server: http.server, path: '/graphql' });
    const context = ({ connectionParams }: Opened): Context => ({ authorization: connectionParams?.authorization });
    const onConnect = (opened: Opened) => context(opened).authorization !== 'Bearer old';
    useServer({ schema, roots: { subscription: resolvers }, context, onConnect }, sockets);
    await http.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await http.close();
  });

  beforeEach(async () => {
    visit = await open(`${http.listeningOrigin}/graphql`);
    page = visit.page;
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'ServerTimeAndViewer' }).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    expect(visit.complaints).toEqual([]);
    expect([...visit.hosts]).toEqual([new URL(http.listeningOrigin).host]);
  });

  test('runs a query as nobody, then as a guest, then as nobody again', async () => {
    await run();
    await answer('"viewer": null');
    await page.getByRole('button', { name: 'New guest session' }).click();
    await page.getByText('Valid until').waitFor();
    await run();
    await answer(`viewer of Bearer ${await token().inputValue()}`);
    await page.getByRole('button', { name: 'Forget token' }).click();
    await run();
    await answer('"viewer": null');
  });

  test('names a show and seats that are for sale in its examples', async () => {
    await example('HoldSeats');
    for (const text of ['"showId": "show_2"', '"seat_3"', '"seat_4"']) {
      await page.locator('.graphiql-editor-tool .view-line', { hasText: text }).waitFor();
    }
  });

  test('keeps a token through a reload, and takes a whole header for one', async () => {
    await token().fill(' Bearer abc.def ');
    await token().press('Enter');
    await page.reload();
    await run();
    await answer('viewer of Bearer abc.def');
    expect(await token().inputValue()).toBe('abc.def');
  });

  test('shows what a subscription brings, until it is stopped', async () => {
    await example('SeatStatusChanged');
    await run();
    await answer('as nobody');
    seats.emit('change', 'HELD');
    await answer('"status": "HELD"');
    seats.emit('change', 'SOLD');
    await answer('"status": "SOLD"');
    await page.getByRole('button', { name: 'Stop query' }).click();
    await eventually(() => sockets.clients.size === 0);
  });

  test('goes on with a subscription as the new viewer when the token changes', async () => {
    await example('SeatStatusChanged');
    await run();
    await answer('as nobody');
    await token().fill('abc');
    await token().blur();
    await answer('as Bearer abc');
  });

  test('says why the server ended a subscription', async () => {
    await token().fill('old');
    await example('SeatStatusChanged');
    await run();
    await answer('"message": "Forbidden"');
  });

  test('checks, completes and formats what is typed, by workers of its own host', async () => {
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{ serverTim');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'serverTime' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type(' nothing');
    await page.locator('.squiggly-error').waitFor();
    await page.getByRole('button', { name: 'Prettify query' }).click();
    await page.locator('.graphiql-query-editor .view-line', { hasText: /^\s+nothing$/ }).waitFor();
  });

  test('shows the documentation of the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByText('CreateGuestSessionPayload').waitFor();
  });
});
