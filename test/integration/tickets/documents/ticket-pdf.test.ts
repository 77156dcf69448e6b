import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import {
  LINK_SECONDS,
  openTicketDocuments,
  type TicketDocument,
  type TicketDocuments,
} from '../../../../src/tickets/documents';
import { ticketDocument } from '../../../support/factories/ticket-documents';
import { TestClock } from '../../../support/test-clock';

const clock = new TestClock();
const live = new Map<string, TicketDocument>();
let reads = 0;
let http: FastifyInstance;
let documents: TicketDocuments;
const linkKey = randomBytes(32);

beforeAll(() => {
  http = fastify();
  documents = openTicketDocuments({
    clock,
    config: { PUBLIC_URL: 'https://tickets.example.com/' },
    logger: pino({ level: 'silent' }),
    database: { run: () => Promise.reject(new Error('A PDF reads no table')) },
    linkKey,
    readTicketDocument: async ({ showId, ticketId }) => {
      reads += 1;
      const found = live.get(ticketId);
      return found?.showId === showId ? found : null;
    },
  });
  documents.routes(http);
});
afterAll(async () => {
  await documents.close();
  await http.close();
});

function issue(given: Partial<TicketDocument> = {}): TicketDocument {
  const ticket = ticketDocument(given);
  live.set(ticket.ticketId, ticket);
  return ticket;
}
const get = (url: string) => http.inject(new URL(url).pathname);
const urlOf = (ticket: TicketDocument) => documents.ticketPdfUrl(ticket, clock.now(), 'en');

it('shows a ticket as a file that a browser opens and nobody keeps', async () => {
  const url = urlOf(issue());
  expect(url).toMatch(/^https:\/\/tickets\.example\.com\/tickets\/pdf\/[\w-]{90,100}$/);
  const { statusCode, headers, rawPayload } = await get(url);
  expect(statusCode).toBe(200);
  expect(rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  expect(rawPayload.byteLength).toBeLessThan(100_000);
  expect(headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': 'inline; filename="wieczor-w-lodzi-balkon-row-c-seat-12.pdf"',
    'cache-control': 'private, no-store',
  });
});

it('refuses a link that has expired, with a sentence', async () => {
  const url = urlOf(issue());
  clock.advanceSeconds(LINK_SECONDS);
  const { statusCode, headers, body } = await get(url);
  expect([statusCode, headers['content-type']]).toEqual([410, 'text/plain; charset=utf-8']);
  expect(body).toMatch(/expired\. Open your order/);
});

it('refuses a forged link without reading any ticket', async () => {
  const url = urlOf(issue());
  const before = reads;
  for (const forged of [`${url}A`, url.slice(0, -2), `${url.slice(0, -44)}${'A'.repeat(44)}`, `${url}/x`]) {
    expect((await get(forged)).statusCode).toBe(404);
  }
  expect((await get('https://tickets.example.com/tickets/pdf/')).statusCode).toBe(404);
  expect(reads).toBe(before);
});

it('does not show a ticket under the link of another', async () => {
  const [mine, others] = [issue(), issue()];
  const signedForMine = new URL(urlOf(mine)).pathname;
  const bytes = Buffer.from(signedForMine.split('/').at(-1) ?? '', 'base64url');
  Buffer.from((others.showId + others.ticketId).replaceAll('-', ''), 'hex').copy(bytes, 8);
  expect((await http.inject(`/tickets/pdf/${bytes.toString('base64url')}`)).statusCode).toBe(404);
});

it('does not show a ticket that is no longer valid, although it was shown before', async () => {
  const ticket = issue();
  const url = urlOf(ticket);
  expect((await get(url)).statusCode).toBe(200);
  live.delete(ticket.ticketId);
  const { statusCode, body } = await get(url);
  expect(statusCode).toBe(404);
  expect(body).toMatch(/no valid ticket/);
});

it('shows a page for each valid ticket of an order', async () => {
  const first = issue();
  const tickets = [first, ...[1, 2, 3].map((number) => issue({ showId: first.showId, number: String(number) }))];
  const url = documents.ticketsPdfUrl(tickets, clock.now(), 'de');
  expect(await pagesAt(url)).toBe(4);
  live.delete(first.ticketId);
  expect(await pagesAt(url)).toBe(3);
});

async function pagesAt(url: string): Promise<number> {
  const { statusCode, rawPayload } = await get(url);
  expect(statusCode).toBe(200);
  return Number(/\/Count (\d+)/.exec(rawPayload.toString('latin1'))?.[1]);
}

it('draws anew where a ticket has changed', async () => {
  const ticket = issue();
  const url = urlOf(ticket);
  const before = (await get(url)).rawPayload;
  expect((await get(url)).rawPayload.equals(before)).toBe(true);
  live.set(ticket.ticketId, { ...ticket, startsAt: new Date('2026-11-15T19:00:00Z') });
  expect((await get(url)).rawPayload.equals(before)).toBe(false);
});

it('prints what nobody would call a name', async () => {
  const hostile = '\u202E<script>\0\n\r\t()\\ ﷽ 🎭 王'.repeat(200);
  const ticket = issue({
    ...{ eventName: hostile, venueName: hostile, venueAddress: hostile, city: hostile, seatLabel: hostile },
    ...{ section: hostile, row: hostile, number: hostile, entrance: hostile, holderName: hostile, terms: hostile },
    ...{ orderNumber: hostile, price: hostile, needs: ['ACCESSIBLE', 'COMPANION', 'OBSTRUCTED_VIEW'] },
  });
  expect(await pagesAt(urlOf(ticket))).toBe(1);
  const { headers } = await get(urlOf(ticket));
  expect(headers['content-disposition']).toMatch(/^inline; filename="[a-z0-9-]+\.pdf"$/);
});

it('has no passes where nothing is configured', async () => {
  const ticket = issue();
  expect(documents.appleWalletUrl(ticket, clock.now(), 'en')).toBeNull();
  expect(documents.googleWalletUrl(ticket, clock.now(), 'en')).toBeNull();
  await documents.ticketChanged(ticket);
  const url = urlOf(ticket).replace('/pdf/', '/apple/');
  expect((await get(url)).statusCode).toBe(404);
});
