import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { buy, cancel, settleAll } from '../../support/purchases';
import { changeShow, ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { isInside, openGate, pair, readBundle, reissue, scan, ticketsOf, tryScan, unpair } from '../../support/tickets';

const testApp = openTestApp();

/** A show whose doors are open, and a buyer with tickets. */
async function atTheDoor(wishes: Parameters<typeof makeShow>[1] = {}, seatNos = [0, 1]) {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, startsInHours: 0.5, ...wishes });
  const token = await testApp.token();
  const order = await buy(testApp, show, seatNos, token);
  const tickets = await ticketsOf(testApp, order.id, token);
  const [first, second] = tickets.map(({ code }) => code ?? '');
  return { show, token, order, tickets, first: first ?? '', second: second ?? '', gate: await openGate(testApp, show) };
}

afterEach(async () => {
  await settleAll(testApp);
  expect((await testApp.app.modules.tickets.verify()).flatMap(({ damages }) => damages)).toEqual([]);
});

it('a ticket lets one visitor in, and says when and where to the second', async () => {
  const { first, gate, show, token, order } = await atTheDoor();
  const accepted = await scan(testApp, gate, first);
  expect(accepted).toMatchObject({ __typename: 'ScanAccepted', ticket: { status: 'USED', code: null } });
  const other = await openGate(testApp, show, 'South');
  expect(await scan(testApp, other, first)).toMatchObject({
    __typename: 'AlreadyScanned',
    gateId: 'North',
    scannedAt: accepted.__typename === 'ScanAccepted' ? accepted.serverTime : '',
    ticket: { status: 'USED' },
  });
  expect(await ticketsOf(testApp, order.id, token)).toMatchObject([{ status: 'USED' }, { status: 'VALID' }]);
});

it('of a thousand scans of one ticket by two processes one is accepted', async () => {
  const { first, gate } = await atTheDoor();
  const another = await testApp.openAnother();
  const client = new HttpClient(() => another.url);
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => scan(testApp, gate, first, {}, index % 2 === 0 ? testApp : client)),
  );
  client.close();
  const count = (name: string) => answers.filter(({ __typename }) => __typename === name).length;
  expect([count('ScanAccepted'), count('AlreadyScanned')]).toEqual([1, 999]);
});

it('the same device and nonce get the first answer, one after the other and at once', async () => {
  const { first, second, gate } = await atTheDoor();
  const nonce = randomUUID();
  const accepted = await scan(testApp, gate, first, { nonce });
  expect(await scan(testApp, gate, first, { nonce })).toEqual(accepted);
  const refusedNonce = randomUUID();
  const refused = await scan(testApp, gate, first, { nonce: refusedNonce });
  expect(refused).toMatchObject({ __typename: 'AlreadyScanned' });
  expect(await scan(testApp, gate, first, { nonce: refusedNonce })).toEqual(refused);

  const shared = randomUUID();
  const answers = await Promise.all(Array.from({ length: 50 }, () => scan(testApp, gate, second, { nonce: shared })));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ __typename: 'ScanAccepted' });
});

it('a process that dies between commit and answer has let the visitor in: the repeat says so', async () => {
  const { first, gate } = await atTheDoor();
  const {
    DATABASE_URL,
    REDIS_URL,
    STRIPE_API_URL = '',
    STRIPE_SECRET_KEY = '',
    STRIPE_WEBHOOK_SECRET = '',
  } = testApp.config;
  const dying = new BuiltProcess(
    'test/support/crashing-service.main.ts',
    { DATABASE_URL, REDIS_URL, STRIPE_API_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET },
    ['scan recorded', '0'],
  );
  testApp.closing(async () => {
    dying.signal('SIGKILL');
    await dying.ended;
  });
  const url = await dying.open();
  const client = new HttpClient(() => url);
  const nonce = randomUUID();
  await expect(tryScan(testApp, gate, first, { nonce }, client)).rejects.toThrow();
  client.close();
  await dying.ended;
  const repeated = await scan(testApp, gate, first, { nonce });
  expect(repeated).toMatchObject({ __typename: 'ScanAccepted' });
  expect(await scan(testApp, gate, first, { nonce })).toEqual(repeated);
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'AlreadyScanned' });
});

it('a ticket that was returned, issued again or given away is refused at once, and its successor is not', async () => {
  const { first, second, gate, token, order, tickets, show } = await atTheDoor();
  const again = await reissue(testApp, tickets[0]?.id ?? '', token, 'Zofia');
  expect(await scan(testApp, gate, first)).toMatchObject({
    __typename: 'TicketRevoked',
    message: expect.stringContaining('given to another person'),
    ticket: { status: 'REVOKED' },
  });
  const next = again.__typename === 'ReissueTicketPayload' ? (again.ticket.code ?? '') : '';
  await cancel(testApp, order.id, token);
  expect(await scan(testApp, gate, next)).toMatchObject({
    __typename: 'TicketRevoked',
    message: 'This ticket was returned.',
  });
  expect(await scan(testApp, gate, second)).toMatchObject({ __typename: 'TicketRevoked' });
  const buyer = await testApp.token();
  const bought = await buy(testApp, show, [0], buyer);
  const [ticket] = await ticketsOf(testApp, bought.id, buyer);
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'TicketRevoked' });
  expect(await scan(testApp, gate, ticket?.code ?? '')).toMatchObject({ __typename: 'ScanAccepted' });
});

it('a buyer cannot return an order with which somebody came in; the organizer can', async () => {
  const { first, gate, token, order } = await atTheDoor();
  await scan(testApp, gate, first);
  expect(await cancel(testApp, order.id, token)).toMatchObject({
    __typename: 'OrderNotCancellable',
    message: 'Somebody has come in with a ticket of this order.',
    order: { status: 'CONFIRMED' },
  });
  expect(await cancel(testApp, order.id, await organizerToken(testApp))).toMatchObject({
    __typename: 'CancelOrderPayload',
  });
});

it('a return and a scan at the same time: either the visitor is in and the money stays, or neither', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const { first, gate, token, order } = await atTheDoor();
    const [scanned, cancelled] = await Promise.all([scan(testApp, gate, first), cancel(testApp, order.id, token)]);
    expect(['ScanAccepted OrderNotCancellable', 'TicketRevoked CancelOrderPayload']).toContain(
      `${scanned.__typename} ${cancelled.__typename}`,
    );
  }
});

it('an hour before the doors open, and not earlier; not after the show was cancelled', async () => {
  const { first, second, gate, show } = await atTheDoor({ startsInHours: 1.5 });
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'TooEarly', doorsAt: expect.any(String) });
  testApp.clock.advanceSeconds(1900);
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'ScanAccepted' });
  await changeShow(testApp, show, 'CANCELLED');
  expect(await scan(testApp, gate, second)).toMatchObject({
    __typename: 'TicketRevoked',
    message: 'The show is cancelled.',
  });
});

it('a ticket of another show, and codes that are none', async () => {
  const { first, gate } = await atTheDoor();
  const other = await atTheDoor();
  expect(await scan(testApp, gate, other.first)).toMatchObject({
    __typename: 'WrongShow',
    show: { id: other.show.id },
    seat: { label: 'Stalls Row 1 Seat 1' },
  });
  const [header, payload, signature = ''] = first.split('.');
  const forged = { ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), n: 1 };
  for (const code of [
    'hello',
    `${header}.${payload}.${signature.split('').reverse().join('')}`,
    `${header}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${signature}`,
    `${Buffer.from('{"alg":"none","kid":"1"}').toString('base64url')}.${payload}.`,
  ]) {
    expect(await scan(testApp, gate, code)).toMatchObject({ __typename: 'NotATicket' });
  }
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'ScanAccepted' });
});

it('where the show allows it, a visitor goes out and comes in again', async () => {
  const { first, gate, show } = await atTheDoor();
  await updateShow(testApp, show, { allowsReentry: true });
  expect(await scan(testApp, gate, first, { direction: 'OUT' })).toMatchObject({ __typename: 'NotInside' });
  expect(await scan(testApp, gate, first)).toMatchObject({ ticket: { status: 'VALID' } });
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'AlreadyScanned' });
  expect(isInside(await readBundle(testApp, gate), 0)).toBe(true);
  expect(await scan(testApp, gate, first, { direction: 'OUT' })).toMatchObject({ __typename: 'ScanAccepted' });
  expect(isInside(await readBundle(testApp, gate), 0)).toBe(false);
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'ScanAccepted' });
  await updateShow(testApp, show, { allowsReentry: false });
  expect(await scan(testApp, gate, first, { direction: 'OUT' })).toMatchObject({ __typename: 'ScanAccepted' });
  expect(await scan(testApp, gate, first)).toMatchObject({ __typename: 'AlreadyScanned' });
  expect(isInside(await readBundle(testApp, gate), 0)).toBe(true);
});

describe('who may scan', () => {
  it('a paired device scans for its show alone, by its own id, until it is unpaired', async () => {
    const { first, gate } = await atTheDoor();
    const other = await atTheDoor();
    const elsewhere = { ...gate, show: other.show };
    expect((await tryScan(testApp, elsewhere, other.first)).body.errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const stolen = { ...other.gate, token: gate.token };
    expect((await tryScan(testApp, stolen, other.first)).body.errors?.[0]).toMatchObject({
      message: '"deviceId" must be the id of the paired device.',
    });
    await unpair(testApp, gate);
    expect((await tryScan(testApp, gate, first)).body.errors?.[0]).toMatchObject({
      message: 'This device is not paired with this show. Pair it again.',
      extensions: { code: 'FORBIDDEN' },
    });
    await expect(readBundle(testApp, gate)).rejects.toThrow('FORBIDDEN');
  });

  it('organizers of the show and admins, and nobody else', async () => {
    const { first, second, gate, show } = await atTheDoor();
    const as = (token: string) => ({ ...gate, token, deviceId: 'laptop' });
    for (const token of [
      await testApp.token(),
      await testApp.token({ roles: ['organizer'] }),
      await testApp.token({ roles: ['scanner'] }),
    ]) {
      expect((await tryScan(testApp, as(token), first)).body.errors).toHaveLength(1);
      await expect(readBundle(testApp, as(token))).rejects.toThrow();
    }
    expect(await scan(testApp, as(await organizerToken(testApp)), first)).toMatchObject({ __typename: 'ScanAccepted' });
    expect(await scan(testApp, as(await testApp.token({ roles: ['admin'] })), second)).toMatchObject({
      __typename: 'ScanAccepted',
    });
    const live = testApp.subscribe(
      'subscription ($showId: ID!) { doorChanged(showId: $showId) { revision } }',
      { showId: show.id },
      await testApp.token(),
    );
    await eventually(() => live.errors.length > 0 || 'no error');
  });

  it('a pairing code pairs one device, within its time', async () => {
    const { show } = await atTheDoor();
    const token = await organizerToken(testApp);
    const create = graphql('mutation ($input: CreateDoorPairingInput!) { createDoorPairing(input: $input) { code } }');
    const input = { showId: show.id, gateId: 'North' };
    const make = async () => (await testApp.ask(create, { input }, token)).createDoorPairing.code;
    const code = await make();
    const answers = await Promise.all(Array.from({ length: 10 }, () => pair(testApp, code.toLowerCase())));
    expect(answers.filter(({ __typename }) => __typename === 'PairDoorDevicePayload')).toHaveLength(1);
    expect(await pair(testApp, 'AAAAAAAA')).toMatchObject({ __typename: 'PairingCodeInvalid' });
    const late = await make();
    testApp.clock.advanceSeconds(901);
    expect(await pair(testApp, late)).toMatchObject({ __typename: 'PairingCodeInvalid' });
    await expect(testApp.ask(create, { input }, await testApp.token({ roles: ['organizer'] }))).rejects.toThrow(
      'FORBIDDEN',
    );
  });
});

it('staff find a ticket by the name of its holder, and a name with signs of SQL finds nothing', async () => {
  const { gate, tickets, token } = await atTheDoor();
  await reissue(testApp, tickets[1]?.id ?? '', token, 'Zofia Łódzka');
  const find = graphql(
    'query ($showId: ID!, $name: String!) { doorTickets(showId: $showId, name: $name) { holderName code isInside seat { index } } }',
  );
  const found = async (name: string) =>
    (await testApp.ask(find, { showId: gate.show.id, name }, gate.token)).doorTickets;
  expect(await found('zof')).toMatchObject([{ holderName: 'Zofia Łódzka', isInside: false, seat: { index: 1 } }]);
  const [ticket] = await found('łódz');
  expect(await scan(testApp, gate, ticket?.code ?? '')).toMatchObject({ __typename: 'ScanAccepted' });
  expect(await found('%%')).toEqual([]);
  expect(await found('__')).toEqual([]);
  await expect(found('z')).rejects.toThrow('at least two characters');
});
