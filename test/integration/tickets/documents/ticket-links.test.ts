import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type MadeShow, makeShow } from '../../../support/factories/shows';
import { graphql } from '../../../support/graphql';
import { describeWithPrograms } from '../../../support/programs';
import { buy, cancel } from '../../../support/purchases';
import { ORGANIZER_ID, updateShow } from '../../../support/show-changes';
import { openTestApp } from '../../../support/test-app';

const testApp = openTestApp();

const TICKETS = graphql(`query ($id: ID!, $language: String) { order(id: $id) {
  ticketsPdfUrl(language: $language)
  tickets {
    id holderName entrance pdfUrl(language: $language) appleWalletUrl googleWalletUrl(language: $language) seat { label }
  }
} }`);
const REISSUE = graphql(`mutation ($input: ReissueTicketInput!) { reissueTicket(input: $input) { __typename } }`);

async function bought(seatNos = [0], language: string | null = null) {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, seatsPerBuyerMax: 10 });
  const token = await testApp.token();
  const order = await buy(testApp, show, seatNos, token);
  return { show, token, order, ...(await linksOf(order.id, token, language)) };
}

async function linksOf(id: string, token: string, language: string | null = null) {
  const { order } = await testApp.ask(TICKETS, { id, language }, token);
  const tickets = order?.tickets ?? [];
  return { tickets, ticketsPdfUrl: order?.ticketsPdfUrl ?? null, pdfUrl: tickets[0]?.pdfUrl ?? '' };
}

/** Without a token, as a browser opens it. */
function open(path: string | null): Promise<{ status: number; file: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path ?? '', testApp.url), { agent: false }, (response) => {
      buffer(response).then((file) => resolve({ status: response.statusCode ?? 0, file }), reject);
    });
    sent.on('error', reject).end();
  });
}

const pagesOf = ({ file }: { file: Buffer }) => Number(/\/Count (\d+)/.exec(file.toString('latin1'))?.[1]);
const moveSeconds = (show: MadeShow, seconds: number | null) =>
  updateShow(testApp, show, {
    ticketsVisibleFrom:
      seconds === null ? null : new Date(testApp.clock.now().getTime() + seconds * 1000).toISOString(),
  });

it('a buyer opens each ticket, and all of an order in one file', async () => {
  const { tickets, ticketsPdfUrl, pdfUrl } = await bought([3, 4, 5]);
  expect(tickets).toHaveLength(3);
  expect(pdfUrl).toMatch(/^\/tickets\/pdf\/[\w-]+$/);
  const one = await open(pdfUrl);
  expect([one.status, pagesOf(one)]).toEqual([200, 1]);
  const all = await open(ticketsPdfUrl);
  expect([all.status, pagesOf(all)]).toEqual([200, 3]);
  // No certificate and no service account are configured.
  expect(tickets[0]).toMatchObject({ appleWalletUrl: null, googleWalletUrl: null });
});

it('nobody else gets a link', async () => {
  const { tickets } = await bought();
  const ticket = graphql('query ($id: ID!) { ticket(id: $id) { pdfUrl } }');
  const organizer = await testApp.token({ roles: ['organizer'], id: ORGANIZER_ID });
  expect((await testApp.ask(ticket, { id: tickets[0]?.id ?? '' }, organizer)).ticket).toEqual({ pdfUrl: null });
  expect((await testApp.ask(ticket, { id: tickets[0]?.id ?? '' }, await testApp.token())).ticket).toBeNull();
});

it('there is no link, and no ticket behind an older one, before tickets are shown', async () => {
  const { show, token, order, pdfUrl } = await bought();
  await moveSeconds(show, 60);
  expect(await linksOf(order.id, token)).toMatchObject({ ticketsPdfUrl: null, pdfUrl: '' });
  expect((await open(pdfUrl)).status).toBe(404);
  testApp.clock.advanceSeconds(61);
  expect((await open((await linksOf(order.id, token)).pdfUrl)).status).toBe(200);
});

it('a ticket that was issued again, or whose order was cancelled, is not shown any more', async () => {
  const { token, order, tickets, pdfUrl } = await bought([0, 1]);
  await testApp.ask(REISSUE, { input: { ticketId: tickets[0]?.id ?? '', holderName: 'Ćwikła' } }, token);
  expect((await open(pdfUrl)).status).toBe(404);
  const now = await linksOf(order.id, token);
  expect((await open(now.pdfUrl)).status).toBe(200);
  expect(pagesOf(await open(now.ticketsPdfUrl))).toBe(2);
  await cancel(testApp, order.id, token);
  expect((await open(now.pdfUrl)).status).toBe(404);
  expect((await open(now.ticketsPdfUrl)).status).toBe(404);
  expect(await linksOf(order.id, token)).toMatchObject({ ticketsPdfUrl: null, pdfUrl: '' });
});

const TERMS = graphql(
  `mutation ($input: SetTicketTermsInput!) { setTicketTerms(input: $input) { show { ticketTerms } } }`,
);

it('only the organizer of a show sets its terms', async () => {
  const { show, token } = await bought();
  const organizer = await testApp.token({ roles: ['organizer'], id: ORGANIZER_ID });
  const set = async (terms: string | null) =>
    (await testApp.ask(TERMS, { input: { showId: show.id, terms } }, organizer)).setTicketTerms.show.ticketTerms;
  expect(await set('  No bags.\nNo umbrellas. ')).toBe('No bags.\nNo umbrellas.');
  expect(await set('x'.repeat(4000))).toHaveLength(4000);
  expect(await set(' ')).toBeNull();
  expect(await set(null)).toBeNull();
  const input = { showId: show.id, terms: 'x'.repeat(4001) };
  const [tooLong, others] = [
    await testApp.graphql(TERMS, { input }, organizer),
    await testApp.token({ roles: ['organizer'] }),
  ];
  expect(tooLong.body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  for (const caller of [token, others]) {
    const { body } = await testApp.graphql(TERMS, { input: { showId: show.id, terms: 'x' } }, caller);
    expect(body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  }
});

describeWithPrograms('what is printed', ['pdftotext'], () => {
  const textAt = async (path: string) =>
    execFileSync('pdftotext', ['-raw', '-', '-'], { input: (await open(path)).file, encoding: 'utf8' });

  it('is the seat and the price that were bought', async () => {
    const { show, tickets, pdfUrl } = await bought([2]);
    const organizer = await testApp.token({ roles: ['organizer'], id: ORGANIZER_ID });
    await testApp.ask(TERMS, { input: { showId: show.id, terms: 'No umbrellas.' } }, organizer);
    const text = (await textAt(pdfUrl)).replaceAll(/\s+/g, ' ');
    expect(text).toContain(tickets[0]?.seat.label);
    expect(text).toMatch(/Price \d+\.\d\d EUR/);
    expect(text).toContain('Terms No umbrellas.');
    expect(text).toMatch(/Doors \d\d:\d\d .*Start \d\d:\d\d .*\(\w+\/\w+\)/);
  });

  it('is in the language that the client names, else in that of the request', async () => {
    const { token, order, pdfUrl } = await bought([0], 'de-AT');
    expect(await textAt(pdfUrl)).toContain('Einlass');
    const body = { query: '{ viewer { tickets { nodes { id pdfUrl } } } }' };
    const headers = { authorization: `Bearer ${token}`, 'accept-language': 'fr-CH, fr;q=0.9, en;q=0.8' };
    const { text } = await testApp.http.send('/graphql', { headers, body });
    expect(order.status).toBe('CONFIRMED');
    const path = /"pdfUrl":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect(await textAt(path)).toContain('Ouverture des portes');
  });
});
