import { encodeId, newId } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { hold, holdFree } from '../../support/holds';
import { LiveClient } from '../../support/live-client';
import { buy, purchase } from '../../support/purchases';
import { join, leave, type Watched, waitForPosition, watch } from '../../support/queue';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ QUEUE_TICK_MS: '100' });

interface Buyer {
  readonly id: string;
  readonly token: string;
}

async function makeBuyer(): Promise<Buyer> {
  const id = newId();
  return { id, token: await testApp.token({ id }) };
}

/** A show on sale with a waiting room that admits one buyer after the other, as long as the shop has room. */
async function openShow(change: object = {}, wishes: ShowWishes = {}): Promise<MadeShow> {
  const show = await makeShow(testApp, wishes);
  await testApp.app.modules.waitingRoom.configureWaitingRoom(show.showId, {
    active: true,
    admissionsPerMinute: 30_000,
    ...change,
  });
  return show;
}

/** Joins the queue and subscribes to the position. */
async function joinAndWatch(show: MadeShow, { token }: Buyer): Promise<Watched> {
  await join(testApp, show.id, token);
  return watch(testApp, show.id, token);
}

async function admit(show: MadeShow): Promise<Buyer & { readonly live: Watched; readonly admittedUntil: string }> {
  const buyer = await makeBuyer();
  const live = await joinAndWatch(show, buyer);
  const { admittedUntil = '' } = await waitForPosition(live, isAdmitted);
  return { ...buyer, live, admittedUntil };
}

const isAdmitted = ({ __typename }: { __typename: string }) => __typename === 'QueueAdmitted';
const isClosed = ({ __typename }: { __typename: string }) => __typename === 'QueueClosed';

describe('a purchase', () => {
  it('that is complete ends the admission with its own reason, and the next buyer is admitted', async () => {
    const show = await openShow({ shopSize: 1 });
    const buyer = await admit(show);
    const next = await joinAndWatch(show, await makeBuyer());
    expect((await next.at(0)).queuePosition).toMatchObject({ __typename: 'QueueWaiting', position: 1 });

    await buy(testApp, show, [0, 1], buyer.token);
    // Over as soon as the answer arrives, not some time later.
    expect(await hold(testApp, show, [2], buyer.token)).toMatchObject({ __typename: 'NotAdmitted' });
    const { reason } = await waitForPosition(buyer.live, isClosed);
    expect(reason).toContain('Your purchase is complete');
    await waitForPosition(next, isAdmitted);
  });

  it('of free seats ends the admission too', async () => {
    const show = await openShow({}, { priceMinor: 0 });
    const buyer = await admit(show);
    await buy(testApp, show, [0], buyer.token);
    expect((await waitForPosition(buyer.live, isClosed)).reason).toContain('Your purchase is complete');
  });

  it('that is declined keeps the buyer admitted as long as the hold then lives', async () => {
    const show = await openShow({ insideSeconds: 30 }, { holdSeconds: 30 });
    const buyer = await admit(show);
    const { id: holdId } = await holdFree(testApp, show, [0], buyer.token);
    const answer = await purchase(testApp, { holdId, paymentMethod: 'pm_card_chargeDeclined' }, buyer.token);
    expect(answer).toMatchObject({ __typename: 'PaymentDeclined', hold: { status: 'ACTIVE' } });
    const { expiresAt = '' } = answer.hold ?? {};
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(buyer.admittedUntil));
    await waitForPosition(buyer.live, ({ admittedUntil }) => admittedUntil === expiresAt);
  });

  it('in a show without a waiting room requires no admission', async () => {
    const show = await makeShow(testApp);
    expect(await buy(testApp, show, [0], await testApp.token())).toMatchObject({ status: 'CONFIRMED' });
  });
});

describe('a waiting buyer is notified', () => {
  it('that every seat is sold, as soon as it is; whoever joins later is told at once', async () => {
    const show = await openShow({ shopSize: 1 }, { seatMap: plainSeatMap(1, 3) });
    const buyer = await admit(show);
    const waiting = await joinAndWatch(show, await makeBuyer());
    const { id: holdId } = await holdFree(testApp, show, [0, 1, 2], buyer.token);
    await waitForPosition(waiting, ({ notice }) => notice?.startsWith('No seat is free just now') ?? false);
    await purchase(testApp, { holdId }, buyer.token);
    expect((await waitForPosition(waiting, isClosed)).reason).toBe('Every seat of this show is sold.');
    await eventually(() => waiting.ended());
    const late = await join(testApp, show.id, await testApp.token());
    expect(late.position).toEqual({ __typename: 'QueueClosed', reason: 'Every seat of this show is sold.' });
  });

  it('of that also if the waiting room is switched on for a show that is already sold out', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 1) });
    await buy(testApp, show, [0], await testApp.token());
    await eventually(async () => {
      const { show: read } = await testApp.ask(graphql('query ($id: ID!) { show(id: $id) { status } }'), {
        id: show.id,
      });
      return read?.status === 'SOLD_OUT';
    });
    await testApp.app.modules.waitingRoom.configureWaitingRoom(show.showId, { active: true });
    await eventually(async () => {
      const { position } = await join(testApp, show.id, await testApp.token());
      return position?.reason === 'Every seat of this show is sold.';
    });
  });

  it('of that also if the process that sold the last seat died before it closed the queue', async () => {
    const show = await openShow({}, { seatMap: plainSeatMap(1, 1) });
    const buyer = await admit(show);
    const { waitingRoom } = testApp.app.modules;
    await buy(testApp, show, [0], buyer.token);
    // So that whoever joins waits.
    await waitingRoom.configureWaitingRoom(show.showId, { pauseReason: 'Later.' });
    await waitForPosition(await joinAndWatch(show, await makeBuyer()), isClosed);
    // As the queue is if nobody has counted.
    await waitingRoom.closeQueue(show.showId, null);
    await waitForPosition(await joinAndWatch(show, await makeBuyer()), isClosed);
  });

  it('that the show is cancelled', async () => {
    const organizerId = newId();
    const show = await openShow({ pauseReason: 'Later.' }, { organizerId });
    const waiting = await joinAndWatch(show, await makeBuyer());
    await testApp.ask(
      graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { status } } }'),
      { input: { showId: show.id } },
      await testApp.token({ roles: ['organizer'], id: organizerId }),
    );
    expect((await waitForPosition(waiting, isClosed)).reason).toBe('This show is cancelled.');
  });

  it('why admission is paused and that it continues, before and after the opening and on every process', async () => {
    const { waitingRoom } = testApp.app.modules;
    const [open, early] = [await openShow({ shopSize: 1 }), await openShow({}, { salesOpenInHours: 1 })];
    await admit(open);
    const buyers = [await makeBuyer(), await makeBuyer()];
    const waiting = await Promise.all(
      [open, early].flatMap((show) => buyers.map(async (buyer) => joinAndWatch(show, buyer))),
    );
    for (const each of waiting) expect((await each.at(0)).queuePosition.notice).toBeNull();
    const another = await testApp.openAnother({ QUEUE_TICK_MS: '100' });
    const elsewhere = new LiveClient(() => another.url);
    const remote = elsewhere.subscribe<{ queuePosition: { __typename: 'QueueWaiting'; notice: string | null } }>(
      `subscription ($id: ID!) { queuePosition(showId: $id) { __typename ... on QueueWaiting { notice } } }`,
      { id: open.id },
      buyers[0]?.token,
    );
    await remote.at(0);

    for (const pauseReason of ['The band is late.', null]) {
      for (const { showId } of [open, early]) await waitingRoom.configureWaitingRoom(showId, { pauseReason });
      for (const each of [...waiting, remote]) await waitForPosition(each, ({ notice }) => notice === pauseReason);
    }
    await elsewhere.close();
  });

  it('that the organizer revoked their admission', async () => {
    const show = await openShow();
    const buyer = await admit(show);
    await testApp.ask(
      graphql('mutation ($input: RevokeAdmissionInput!) { revokeAdmission(input: $input) { revoked } }'),
      { input: { showId: show.id, viewerId: encodeId('viewer', buyer.id) } },
      await testApp.token({ roles: ['admin'] }),
    );
    expect((await waitForPosition(buyer.live, isClosed)).reason).toContain('The organizer has ended your time');
  });

  it('of positions that never rise, however often and wherever they connect again', async () => {
    const show = await openShow({ pauseReason: 'One by one.' });
    const another = await testApp.openAnother({ QUEUE_TICK_MS: '100' });
    const clients = [new LiveClient(() => testApp.url), new LiveClient(() => another.url)];
    const ahead = await Promise.all(Array.from({ length: 12 }, makeBuyer));
    for (const { token } of ahead) await join(testApp, show.id, token);
    const buyer = await makeBuyer();
    await join(testApp, show.id, buyer.token);
    const admin = await testApp.token({ roles: ['admin'] });
    const removeOne = async (turn: number) => {
      const leaver = turn % 3 === 0 ? ahead.pop() : undefined;
      if (leaver !== undefined) return leave(testApp, show.id, leaver.token);
      const query = graphql('mutation ($input: LetBuyersInInput!) { letBuyersIn(input: $input) { asked } }');
      return testApp.ask(query, { input: { showId: show.id, count: 1 } }, admin);
    };

    const positions: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      const client = clients[turn % 2] ?? clients[0];
      const live = client?.subscribe<{ queuePosition: { position: number } }>(
        'subscription ($id: ID!) { queuePosition(showId: $id) { ... on QueueWaiting { position } } }',
        { id: show.id },
        buyer.token,
      );
      const first = (await live?.at(0))?.queuePosition.position ?? 0;
      await removeOne(turn);
      await live?.until((messages) => (messages.at(-1)?.queuePosition.position ?? first) < first);
      live?.stop();
      positions.push(...(live?.messages ?? []).map(({ queuePosition: { position } }) => position));
    }
    expect(positions[0]).toBe(13);
    expect(positions.at(-1)).toBe(1);
    expect(positions).toEqual([...positions].sort((a, b) => b - a));
    await Promise.all(clients.map((client) => client.close()));
  });
});

describe('while Redis does not answer', () => {
  it('holds are refused or allowed as the organizer chose; nobody joins, and everybody is told', async () => {
    const show = await openShow();
    const isolated = await testApp.openAnother({ REDIS_URL: 'redis://127.0.0.1:1' });
    const http = new HttpClient(() => isolated.url);
    const { token } = await makeBuyer();
    const holdOnIsolated = (seatNo: number) =>
      http.graphql(
        graphql(
          'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on Problem { message } } }',
        ),
        { input: { showId: show.id, seatIds: show.seats(seatNo), idempotencyKey: newId() } },
        token,
      );
    const closed = await holdOnIsolated(0);
    expect(closed.body.data?.holdSeats).toEqual({
      __typename: 'NotAdmitted',
      message: expect.stringContaining('cannot be reached just now'),
    });
    const joining = graphql('mutation ($input: JoinQueueInput!) { joinQueue(input: $input) { __typename } }');
    const joined = await http.graphql(joining, { input: { showId: show.id } }, token);
    expect(joined.body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Try again in a moment'),
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    await testApp.app.modules.waitingRoom.configureWaitingRoom(show.showId, { whenUnreachable: 'open' });
    await eventually(async () => (await holdOnIsolated(1)).body.data?.holdSeats.__typename === 'HoldSeatsPayload');
    http.close();
  });
});

describe('the seats left', () => {
  it('reach buyers who wait, by zone, with an early notice where they can no longer be enough', async () => {
    // Of ten seats the buyer in the shop takes nine: one is left for three who wait.
    const show = await openShow({ shopSize: 1 }, { seatMap: plainSeatMap(2, 5), seatsPerBuyerMax: 9 });
    const buyer = await admit(show);
    const first = await joinAndWatch(show, await makeBuyer());
    await joinAndWatch(show, await makeBuyer());
    const last = await joinAndWatch(show, await makeBuyer());
    await waitForPosition(first, ({ outlook }) => outlook === 'GOOD');

    const { id: holdId } = await holdFree(testApp, show, [0, 1, 2, 3, 4, 5, 6, 7, 8], buyer.token);
    testApp.clock.advanceSeconds(10);
    // What is held may come back, so it is tight and not yet poor.
    const tight = await waitForPosition(last, ({ outlook }) => outlook === 'TIGHT');
    expect(tight).toMatchObject({ position: 3, peopleAhead: 2, notice: null });

    await purchase(testApp, { holdId }, buyer.token);
    const poor = await waitForPosition(last, ({ outlook }) => outlook === 'POOR');
    expect(poor.notice).toContain('Fewer seats are left than people ahead of you.');
    expect(poor.seatsLeft).toBe(1);
    expect(poor.seatsLeftByZone?.reduce((sum, { seatsLeft }) => sum + seatsLeft, 0)).toBe(1);
    await waitForPosition(first, isAdmitted);
  });
});
