import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { buy } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { type Gate, openGate, reissue, scan, sendScans, ticketsOf } from '../../support/tickets';

const testApp = openTestApp();

const ADMISSION = graphql(`query ($showId: ID!) { admission(showId: $showId) {
  ticketCount admittedCount insideCount revokedCount refusedScanCount
  bySection { name ticketCount admittedCount insideCount } byTime { inCount outCount refusedCount }
  byGate { gateId inCount outCount refusedCount } } }`);
const SCANS = graphql(`query ($showId: ID!, $first: Int, $after: String, $refusedOnly: Boolean) {
  doorScans(showId: $showId, first: $first, after: $after, refusedOnly: $refusedOnly) {
    nodes { gateId deviceName direction result isLetThrough isOffline seatLabel holderName } pageInfo { endCursor hasNextPage } } }`);
const REVOKED = graphql(`query ($showId: ID!, $first: Int, $after: String) {
  revokedTickets(showId: $showId, first: $first, after: $after) {
    nodes { ticketId seatLabel reason wasInside holderName } pageInfo { endCursor hasNextPage } } }`);

/** A show whose doors are open, with four tickets. */
async function atTheDoor() {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, startsInHours: 0.5, allowsReentry: true });
  const buyer = await testApp.token();
  const order = await buy(testApp, show, [0, 1, 2, 3], buyer);
  const tickets = await ticketsOf(testApp, order.id, buyer);
  const codes = tickets.map(({ code }) => code ?? '');
  return {
    show,
    buyer,
    tickets,
    codes,
    north: await openGate(testApp, show),
    south: await openGate(testApp, show, 'South'),
  };
}
const codeOf = (codes: readonly string[], index: number) => codes[index] ?? '';
const ask = async (gate: Gate) =>
  (await testApp.ask(ADMISSION, { showId: gate.show.id }, await organizerToken(testApp))).admission;

it('says how many came in, by section, time and gate, and who is inside', async () => {
  const { codes, north, south, buyer, tickets } = await atTheDoor();
  await scan(testApp, north, codeOf(codes, 0));
  await scan(testApp, north, codeOf(codes, 1));
  await scan(testApp, north, codeOf(codes, 1));
  await scan(testApp, south, codeOf(codes, 0), { direction: 'OUT' });
  await reissue(testApp, tickets[3]?.id ?? '', buyer);
  await scan(testApp, south, codeOf(codes, 3));
  const admission = await ask(north);
  const section = { ticketCount: 4, admittedCount: 2, insideCount: 1 };
  expect(admission).toMatchObject({ ...section, revokedCount: 1, refusedScanCount: 2 });
  const [named, ...more] = admission.bySection.filter(({ ticketCount }) => ticketCount > 0);
  expect([named, more]).toEqual([{ name: expect.any(String), ...section }, []]);
  // Each sum agrees with the total, whatever the quarter of an hour it began in.
  type Scans = { inCount: number; outCount: number; refusedCount: number };
  const sum = (list: readonly Scans[]) =>
    (['inCount', 'outCount', 'refusedCount'] as const).map((name) => list.reduce((all, one) => all + one[name], 0));
  expect(sum(admission.byTime)).toEqual([2, 1, 2]);
  expect(admission.byGate).toEqual([
    { gateId: 'North', inCount: 2, outCount: 0, refusedCount: 1 },
    { gateId: 'South', inCount: 0, outCount: 1, refusedCount: 1 },
  ]);
});

it('lists the scans, the latest first, page by page', async () => {
  const { codes, north, show } = await atTheDoor();
  await scan(testApp, north, codeOf(codes, 0));
  await scan(testApp, north, codeOf(codes, 0));
  await scan(testApp, north, 'not a ticket');
  await sendScans(testApp, north, [{ code: codeOf(codes, 1), scannedAt: testApp.clock.now() }]);
  const token = await organizerToken(testApp);
  const page = async (after: string | null) =>
    (await testApp.ask(SCANS, { showId: show.id, first: 3, after }, token)).doorScans;
  const first = await page(null);
  const last = await page(first.pageInfo.endCursor);
  expect([first.pageInfo.hasNextPage, last.pageInfo.hasNextPage]).toEqual([true, false]);
  const common = { gateId: 'North', deviceName: 'A telephone', direction: 'IN', holderName: null };
  expect([...first.nodes, ...last.nodes]).toEqual([
    { ...common, result: 'ACCEPTED', isLetThrough: true, isOffline: true, seatLabel: expect.stringMatching(/2$/) },
    { ...common, result: 'NOT_A_TICKET', isLetThrough: false, isOffline: false, seatLabel: null },
    {
      ...common,
      result: 'ALREADY_SCANNED',
      isLetThrough: false,
      isOffline: false,
      seatLabel: expect.stringMatching(/1$/),
    },
    { ...common, result: 'ACCEPTED', isLetThrough: true, isOffline: false, seatLabel: expect.stringMatching(/1$/) },
  ]);
  const refused = (await testApp.ask(SCANS, { showId: show.id, refusedOnly: true }, token)).doorScans.nodes;
  expect(refused.map(({ result }) => result)).toEqual(['NOT_A_TICKET', 'ALREADY_SCANNED']);
});

it('lists the tickets that open the door no longer, and why', async () => {
  const { tickets, buyer, show } = await atTheDoor();
  await reissue(testApp, tickets[0]?.id ?? '', buyer);
  await reissue(testApp, tickets[1]?.id ?? '', buyer, 'Grace Hopper');
  const token = await organizerToken(testApp);
  const first = (await testApp.ask(REVOKED, { showId: show.id, first: 1 }, token)).revokedTickets;
  const { endCursor: after } = first.pageInfo;
  const rest = (await testApp.ask(REVOKED, { showId: show.id, first: 5, after }, token)).revokedTickets;
  expect([...first.nodes, ...rest.nodes]).toEqual([
    ...[
      { ticketId: tickets[1]?.id, reason: 'GIVEN_AWAY' },
      { ticketId: tickets[0]?.id, reason: 'REISSUED' },
    ].map((one) => ({
      ...{ ...one, seatLabel: expect.any(String), wasInside: false, holderName: null },
    })),
  ]);
});

it('a cursor of another list is refused, and another organizer sees nothing', async () => {
  const { show } = await atTheDoor();
  for (const list of ['doorScans', 'revokedTickets']) {
    const document = `query ($showId: ID!, $after: String) { ${list}(showId: $showId, after: $after) { nodes { seatLabel } } }`;
    const asked = await testApp.graphql(document, { showId: show.id, after: 'WyJ4Il0' }, await organizerToken(testApp));
    expect(asked.body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const other = await testApp.graphql(document, { showId: show.id }, await testApp.token({ roles: ['organizer'] }));
    expect(other.body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  }
});
