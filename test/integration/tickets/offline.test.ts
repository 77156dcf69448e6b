import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { buy, cancel, settleAll } from '../../support/purchases';
import { changeShow, ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { isInside, openGate, readBundle, reissue, scan, sendScans, ticketsOf } from '../../support/tickets';

const testApp = openTestApp();

const CHANGED = `subscription ($showId: ID!, $after: String) {
  doorChanged(showId: $showId, after: $after) {
    revision resyncRequired
    changes { seatNo generation version isRevoked isInside }
    conflicts { id seat { index } holderName reason first { gateId isOffline } second { gateId isOffline } }
    alarms { kind message }
  }
}`;
interface Changed {
  readonly doorChanged: {
    readonly revision: string;
    readonly changes: readonly { readonly seatNo: number; readonly isRevoked: boolean; readonly isInside: boolean }[];
    readonly conflicts: readonly { readonly seat: { readonly index: number } }[];
    readonly alarms: readonly { readonly kind: string; readonly message: string }[];
  };
}
const CONFLICTS = graphql(`query ($showId: ID!) { doorConflicts(showId: $showId) {
  reason holderName seat { index } first { gateId isOffline } second { gateId isOffline } } }`);
const ALARMS = graphql('query ($showId: ID!) { doorAlarms(showId: $showId) { kind message } }');

async function atTheDoor(seatNos = [0, 1]) {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, startsInHours: 0.5, seatsPerBuyerMax: 50 });
  const token = await testApp.token();
  const order = await buy(testApp, show, seatNos, token);
  const tickets = await ticketsOf(testApp, order.id, token);
  const codes = tickets.map(({ code }) => code ?? '');
  const [north, south] = [await openGate(testApp, show, 'North'), await openGate(testApp, show, 'South')];
  return { show, token, order, tickets, codes, first: codes[0] ?? '', second: codes[1] ?? '', north, south };
}

const ago = (seconds: number) => new Date(testApp.clock.now().getTime() - seconds * 1000);
const follow = (show: { id: string }, token: string, after: string | null = null) =>
  testApp.subscribe<Changed>(CHANGED, { showId: show.id, after }, token);

afterEach(async () => {
  await settleAll(testApp);
  expect((await testApp.app.modules.tickets.verify()).flatMap(({ damages }) => damages)).toEqual([]);
});

it('two gates without network admit one ticket: one conflict, pushed to both and to the organizer', async () => {
  const { show, first, north, south } = await atTheDoor();
  const watches = [north.token, south.token, await organizerToken(testApp)].map((token) => follow(show, token));
  await Promise.all(watches.map((live) => live.at(0)));
  expect(await sendScans(testApp, north, [{ code: first, scannedAt: ago(600) }])).toMatchObject([
    { __typename: 'ScanAccepted' },
  ]);
  expect(await sendScans(testApp, south, [{ code: first, scannedAt: ago(500) }])).toMatchObject([
    { __typename: 'AlreadyScanned', gateId: 'North' },
  ]);
  const conflict = {
    ...{ seat: { index: 0 }, reason: 'ADMITTED_TWICE', holderName: null },
    first: { gateId: 'North', isOffline: true },
    second: { gateId: 'South', isOffline: true },
  };
  for (const live of watches) {
    await live.until((messages) => messages.some(({ doorChanged }) => doorChanged.conflicts.length > 0));
    expect(live.messages.flatMap(({ doorChanged }) => doorChanged.conflicts)).toMatchObject([conflict]);
    live.stop();
  }
  const { doorConflicts } = await testApp.ask(CONFLICTS, { showId: show.id }, south.token);
  expect(doorConflicts).toMatchObject([conflict]);
});

it('scans count in the order in which they were made, in whatever order they arrive', async () => {
  const { show, first, north, south } = await atTheDoor();
  // The south gate let the visitor in first, and sends its scan later.
  await sendScans(testApp, north, [{ code: first, scannedAt: ago(100) }]);
  expect(await sendScans(testApp, south, [{ code: first, scannedAt: ago(200) }])).toMatchObject([
    { __typename: 'AlreadyScanned', gateId: 'North' },
  ]);
  const { doorConflicts } = await testApp.ask(CONFLICTS, { showId: show.id }, north.token);
  expect(doorConflicts).toMatchObject([{ first: { gateId: 'South' }, second: { gateId: 'North' } }]);
});

it('an offline scan after one with the network is a conflict too, and a repeat of the batch changes nothing', async () => {
  const { show, first, second, north, south } = await atTheDoor();
  await scan(testApp, north, first);
  const kept = [
    { code: first, scannedAt: ago(10), nonce: randomUUID() },
    { code: second, scannedAt: ago(5), nonce: randomUUID() },
    { code: 'hello', scannedAt: ago(4), nonce: randomUUID() },
  ];
  const answers = await sendScans(testApp, south, kept);
  expect(answers.map(({ __typename }) => __typename)).toEqual(['AlreadyScanned', 'ScanAccepted', 'NotATicket']);
  expect(await sendScans(testApp, south, kept)).toEqual(answers);
  const { doorConflicts } = await testApp.ask(CONFLICTS, { showId: show.id }, north.token);
  expect(doorConflicts).toMatchObject([{ first: { isOffline: true }, second: { isOffline: false } }]);
  const bundle = await readBundle(testApp, north);
  expect([isInside(bundle, 0), isInside(bundle, 1), bundle.insideCount]).toEqual([true, true, 2]);
});

it('a ticket that was revoked before a gate without network let it in is a conflict; one revoked later is not', async () => {
  const { show, first, tickets, token, order, south } = await atTheDoor();
  await reissue(testApp, tickets[0]?.id ?? '', token);
  testApp.clock.advanceSeconds(60);
  expect(await sendScans(testApp, south, [{ code: first, scannedAt: ago(1) }])).toMatchObject([
    { __typename: 'TicketRevoked' },
  ]);
  const { doorConflicts } = await testApp.ask(CONFLICTS, { showId: show.id }, south.token);
  expect(doorConflicts).toMatchObject([{ reason: 'ADMITTED_REVOKED', first: null, second: { gateId: 'South' } }]);

  const second = tickets[1]?.code ?? '';
  const before = ago(120);
  await cancel(testApp, order.id, await organizerToken(testApp));
  expect(await sendScans(testApp, south, [{ code: second, scannedAt: before }])).toMatchObject([
    { __typename: 'ScanAccepted' },
  ]);
  expect((await testApp.ask(CONFLICTS, { showId: show.id }, south.token)).doorConflicts).toHaveLength(1);
});

it('a device whose clock is ahead does not put its scans after those that follow', async () => {
  const { first, north, south, show } = await atTheDoor();
  await updateShow(testApp, show, { allowsReentry: true });
  await sendScans(testApp, north, [{ code: first, scannedAt: ago(-86_400) }]);
  testApp.clock.advanceSeconds(5);
  expect(await scan(testApp, south, first, { direction: 'OUT' })).toMatchObject({ __typename: 'ScanAccepted' });
  testApp.clock.advanceSeconds(5);
  expect(await scan(testApp, south, first)).toMatchObject({ __typename: 'ScanAccepted' });
});

it('where visitors may come back, ins and outs of two gates make no conflict, whatever arrives first', async () => {
  const { first, north, south, show } = await atTheDoor();
  await updateShow(testApp, show, { allowsReentry: true });
  await sendScans(testApp, south, [{ code: first, scannedAt: ago(300), direction: 'OUT' }]);
  await sendScans(testApp, north, [
    { code: first, scannedAt: ago(400) },
    { code: first, scannedAt: ago(200) },
  ]);
  expect((await testApp.ask(CONFLICTS, { showId: show.id }, south.token)).doorConflicts).toEqual([]);
  expect(isInside(await readBundle(testApp, north), 0)).toBe(true);
});

it('the bundle knows what was revoked and who is inside; the stream goes on from it', async () => {
  const { show, first, tickets, token, north, south, order } = await atTheDoor([0, 1, 70]);
  const before = await readBundle(testApp, north);
  expect(before).toMatchObject({ isCancelled: false, revokedSeats: [], ticketCount: 3, insideCount: 0, seatNos: null });
  expect(before.keys).toHaveLength(1);
  await scan(testApp, south, first);
  await reissue(testApp, tickets[2]?.id ?? '', token);
  const live = follow(show, north.token, before.revision);
  await live.until((messages) => messages.flatMap(({ doorChanged }) => doorChanged.changes).length >= 2);
  expect(live.messages.flatMap(({ doorChanged }) => doorChanged.changes)).toEqual(
    expect.arrayContaining([
      { seatNo: 0, generation: 1, version: 2, isRevoked: false, isInside: true },
      { seatNo: 70, generation: 1, version: 2, isRevoked: true, isInside: false },
    ]),
  );
  live.stop();
  await cancel(testApp, order.id, await organizerToken(testApp));
  expect(await readBundle(testApp, north)).toMatchObject({
    revokedSeats: [0, 1, 70],
    revokedGenerations: [1, 1, 2],
    ticketCount: 0,
    insideCount: 0,
    isCancelled: false,
  });
  await changeShow(testApp, show, 'CANCELLED');
  expect(await readBundle(testApp, north)).toMatchObject({ isCancelled: true });
});

it('a bundle after an earlier one contains the revocations since, and everything else', async () => {
  const { first, tickets, token, north } = await atTheDoor([0, 1, 70]);
  await reissue(testApp, tickets[0]?.id ?? '', token);
  testApp.clock.advance(180_000);
  const before = await readBundle(testApp, north);
  await reissue(testApp, tickets[2]?.id ?? '', token);
  await scan(testApp, north, tickets[1]?.code ?? '');
  const since = await readBundle(testApp, north, String(before.serverTime));
  expect(since).toMatchObject({ revokedSeats: [70], revokedGenerations: [1], ticketCount: 3, insideCount: 1 });
  expect(isInside(since, 1)).toBe(true);
  expect(await readBundle(testApp, north)).toMatchObject({ revokedSeats: [0, 70] });
  // What was issued again a moment before the earlier read may have been committed after it.
  testApp.clock.advance(60_000);
  const soon = String((await readBundle(testApp, north)).serverTime);
  expect(await readBundle(testApp, north, soon)).toMatchObject({ revokedSeats: [70] });
  expect(await scan(testApp, north, first)).toMatchObject({ __typename: 'TicketRevoked' });
});

it('a key that was retired is in no bundle, and its codes are refused; codes are then signed by the next one', async () => {
  const { first, order, token, north } = await atTheDoor();
  const { keys } = testApp.app.modules.tickets;
  const [old] = await keys.all();
  const next = await keys.add(testApp.clock.now());
  expect((await readBundle(testApp, north)).keys.map(({ kid }) => kid)).toEqual([old?.kid, next]);
  expect(await keys.retire(old?.kid ?? '')).toBe(true);
  expect(await keys.retire(next)).toBe(false);
  expect((await readBundle(testApp, north)).keys.map(({ kid }) => kid)).toEqual([next]);
  expect(await scan(testApp, north, first)).toMatchObject({ __typename: 'NotATicket' });
  const [again] = await ticketsOf(testApp, order.id, token);
  expect(await scan(testApp, north, again?.code ?? '')).toMatchObject({ __typename: 'ScanAccepted' });
});

it('a new key signs after the time in which gates get to know it', async () => {
  const { first, order, token } = await atTheDoor();
  const { keys } = testApp.app.modules.tickets;
  await keys.add(new Date(testApp.clock.now().getTime() + 600_000));
  expect((await ticketsOf(testApp, order.id, token))[0]?.code).toBe(first);
  testApp.clock.advanceSeconds(601);
  const [header = ''] = ((await ticketsOf(testApp, order.id, token))[0]?.code ?? '').split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString()).kid).toBe((await keys.all()).at(-1)?.kid);
});

describe('alarms', () => {
  it('one ticket at two gates within a minute, and only once', async () => {
    const { show, first, north, south } = await atTheDoor();
    const live = follow(show, await organizerToken(testApp));
    await live.at(0);
    await scan(testApp, north, first);
    for (let turn = 0; turn < 3; turn += 1) await scan(testApp, south, first);
    await live.until((messages) => messages.some(({ doorChanged }) => doorChanged.alarms.length > 0));
    const expected = [{ kind: 'TWO_GATES_WITHIN_A_MINUTE', message: expect.stringContaining('North and South') }];
    expect((await testApp.ask(ALARMS, { showId: show.id }, north.token)).doorAlarms).toEqual(expected);
    const { text } = await testApp.http.send('/metrics');
    expect(text).toContain('frontrow_door_alarms_total{kind="TWO_GATES_WITHIN_A_MINUTE"}');
  });

  it('many refusals at one device', async () => {
    const { show, north } = await atTheDoor();
    for (let turn = 0; turn < 12; turn += 1) await scan(testApp, north, `code ${turn}`);
    await eventually(async () => (await testApp.ask(ALARMS, { showId: show.id }, north.token)).doorAlarms.length === 1);
    expect((await testApp.ask(ALARMS, { showId: show.id }, north.token)).doorAlarms).toMatchObject([
      { kind: 'MANY_REFUSALS' },
    ]);
  });

  it('a buyer with unusually many tickets', async () => {
    const { show, north } = await atTheDoor(Array.from({ length: 20 }, (_, index) => index));
    await testApp.app.modules.tickets.watchBuyers();
    await testApp.app.modules.tickets.watchBuyers();
    expect((await testApp.ask(ALARMS, { showId: show.id }, north.token)).doorAlarms).toEqual([
      { kind: 'MANY_TICKETS_OF_ONE_BUYER', message: 'One buyer has 20 tickets of this show.' },
    ]);
  });
});
