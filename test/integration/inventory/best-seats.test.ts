import { randomUUID } from 'node:crypto';
import { holdBest, seatsOf } from '../../support/best-seats';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { availability, damages, hold, holdFree, release } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ DATABASE_POOL_MAX: '16' });

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

const tokens = (count: number) => Promise.all(Array.from({ length: count }, () => testApp.token()));
const theatre = plainSeatMap(20, 20);

/** Another process of the service. */
async function another(): Promise<HttpClient> {
  const app = await testApp.openAnother();
  const client = new HttpClient(() => app.url);
  testApp.closing(async () => client.close());
  return client;
}

it('gives the seats nearest to where the section looks, side by side, and they are held', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(5, 10) });
  const answer = await holdBest(testApp, show, { quantity: 2 }, await testApp.token());
  expect(answer).toMatchObject({
    __typename: 'HoldBestSeatsPayload',
    together: true,
    singleSeatsLeft: 0,
    groups: [show.seats(0, 1)],
    why: { step: 'TOGETHER_WITHOUT_SINGLE_SEAT', tries: 1 },
    hold: { status: 'ACTIVE', total: { amountMinor: 8500 } },
  });
  expect((await hold(testApp, show, [0], await testApp.token())).__typename).toBe('SeatsUnavailable');
});

it('500 callers at once get 500 pairs, each with its first claim', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(30, 40) });
  const answers = await Promise.all(
    (await tokens(500)).map((token) => holdBest(testApp, show, { quantity: 2 }, token)),
  );
  const seats = answers.flatMap(seatsOf);
  expect(new Set(seats).size).toBe(1000);
  const tries = answers.map((answer) => (answer.__typename === 'HoldBestSeatsPayload' ? answer.why.tries : 0));
  expect(Math.max(...tries)).toBe(1);
});

it('callers of two processes at once sell a hall to its last seat, and everybody gets a typed answer', async () => {
  const show = await makeShow(testApp, { seatMap: theatre, seatsPerBuyerMax: 4 });
  const other = await another();
  const buyers = await tokens(150);
  const answers = await Promise.all(
    buyers.map((token, turn) => holdBest(turn % 2 === 0 ? testApp : other, show, { quantity: 4 }, token)),
  );
  const held = answers.filter(({ __typename }) => __typename === 'HoldBestSeatsPayload');
  expect(held).toHaveLength(100);
  expect(new Set(held.flatMap(seatsOf)).size).toBe(400);
  expect(answers.filter(({ __typename }) => __typename === 'NoSuchSeats')).toHaveLength(50);
  expect((await availability(testApp, show)).availableCount).toBe(0);
});

it('one key at once through two processes, and later, makes one hold', async () => {
  const show = await makeShow(testApp, { seatMap: theatre });
  const [other, token, key] = [await another(), await testApp.token(), randomUUID()];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, turn) =>
      holdBest(turn % 2 === 0 ? testApp : other, show, { quantity: 3 }, token, key),
    ),
  );
  const later = await holdBest(other, show, { quantity: 3 }, token, key);
  const first = seatsOf(later);
  expect(answers.map(seatsOf)).toEqual(answers.map(() => first));
  expect((await availability(testApp, show)).availableCount).toBe(397);
  const reused = await holdBest(testApp, show, { quantity: 2 }, token, key);
  expect(reused.__typename).toBe('IdempotencyKeyReused');
  expect((await hold(testApp, show, first, token, key)).__typename).toBe('IdempotencyKeyReused');
});

it('a repeat gets the first hold although no seats are left', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 4) });
  const [token, key] = [await testApp.token(), randomUUID()];
  const first = await holdBest(testApp, show, { quantity: 4 }, token, key);
  const again = await holdBest(testApp, show, { quantity: 4 }, token, key);
  expect(seatsOf(again)).toEqual(seatsOf(first));
  expect(again).toMatchObject({ why: { tries: 0 } });
  const refused = await holdBest(testApp, show, { quantity: 1 }, await testApp.token());
  expect(refused).toMatchObject({ __typename: 'NoSuchSeats', largestTogether: 0, cheapest: null, sectionsThatFit: [] });
});

it('seats that a buyer releases are given again, also by another process', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 4) });
  const [other, token] = [await another(), await testApp.token()];
  await holdBest(other, show, { quantity: 1 }, await testApp.token());
  const held = await holdBest(testApp, show, { quantity: 3 }, token);
  if (held.__typename !== 'HoldBestSeatsPayload') throw new Error(held.__typename);
  await release(testApp, held.hold.id, token);
  // The other process learns of it from the stream, some tens of milliseconds later.
  await eventually(async () => {
    const answer = await holdBest(other, show, { quantity: 3 }, await testApp.token());
    return answer.__typename === 'HoldBestSeatsPayload' || answer.__typename;
  });
});

it('says what would fit in place of what does not', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 5) });
  await holdFree(testApp, show, [2, 7], await testApp.token());
  const token = await testApp.token();
  expect(await holdBest(testApp, show, { quantity: 3, together: 'REQUIRED' }, token)).toMatchObject({
    __typename: 'NoSuchSeats',
    largestTogether: 2,
    cheapest: { amountMinor: 4250 },
  });
  expect(await holdBest(testApp, show, { quantity: 2, priceMinorMax: 4249 }, token)).toMatchObject({
    __typename: 'NoSuchSeats',
    largestTogether: 0,
    cheapest: { amountMinor: 4250 },
    sectionsThatFit: ['Stalls'],
  });
  expect(await holdBest(testApp, show, { quantity: 4 }, token)).toMatchObject({
    together: false,
    groups: [show.seats(0, 1), show.seats(5, 6)],
    why: { step: 'TWO_GROUPS' },
  });
});

it('never gives seats that the organizer blocked, and gives them once they are unblocked', async () => {
  const organizerId = randomUUID();
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 4), organizerId });
  const organizer = await testApp.token({ roles: ['organizer'], id: organizerId });
  const block = (isBlocked: boolean) =>
    testApp.ask(
      'mutation ($input: SetSeatBlocksInput!) { setSeatBlocks(input: $input) { changedCount } }',
      { input: { seatIds: show.seats(0, 1), blocked: isBlocked } },
      organizer,
    );
  await block(true);
  expect(seatsOf(await holdBest(testApp, show, { quantity: 2 }, await testApp.token()))).toEqual([2, 3]);
  await block(false);
  expect(seatsOf(await holdBest(testApp, show, { quantity: 2 }, await testApp.token()))).toEqual([0, 1]);
});

it('near to a seat means the seats around it', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(10, 20) });
  const answer = await holdBest(testApp, show, { quantity: 3, near: show.seat(110) }, await testApp.token());
  expect(seatsOf(answer)).toEqual([109, 110, 111]);
});

it('a buyer keeps to the limit of the show, and to what the show says', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 4 });
  const token = await testApp.token();
  await holdBest(testApp, show, { quantity: 3 }, token);
  expect(await holdBest(testApp, show, { quantity: 2 }, token)).toMatchObject({
    __typename: 'HoldLimitReached',
    seatsPerBuyerMax: 4,
  });
  const later = await makeShow(testApp, { salesOpenInHours: 1 });
  expect(await holdBest(testApp, later, { quantity: 1 }, token)).toMatchObject({ __typename: 'SalesNotOpen' });
});

it('a sale that is paused, and a waiting room that has not admitted the buyer, give no seats', async () => {
  const show = await makeShow(testApp);
  await holdBest(testApp, show, { quantity: 1 }, await testApp.token());
  await testApp.database.dataSource.query('update show set sales_paused = true where id = $1', [show.showId]);
  expect((await holdBest(testApp, show, { quantity: 1 }, await testApp.token())).__typename).toBe('SalesNotOpen');
  const guarded = await makeShow(testApp);
  const queue = { active: true, admissionsPerMinute: 60, shopSize: 1, pauseReason: 'Later' };
  await testApp.app.modules.waitingRoom.configureWaitingRoom(guarded.showId, queue);
  expect((await holdBest(testApp, guarded, { quantity: 1 }, await testApp.token())).__typename).toBe('NotAdmitted');
});

it('a buyer whose network holds too many seats waits, and a repeat gets its hold', async () => {
  const limits = { RATE_LIMITS: 'on', SEATS_HELD_BY_ADDRESS: '12', SEATS_HELD_PERCENT_BY_ADDRESS: '1' };
  const { inventory } = (await testApp.openAnother(limits)).modules;
  const show = await makeShow(testApp);
  const wish = () => ({
    ...{ buyerId: randomUUID(), showId: show.showId, idempotencyKey: randomUUID(), network: '192.0.2.7' },
    ...{ quantity: 6, wheelchairPlaces: 0, companions: 0, obstructedView: false },
  });
  const first = wish();
  const ask = (input: ReturnType<typeof wish>) => inventory.holdBestSeats({ ...input, together: 'PREFERRED' });
  for (const held of [first, wish()]) expect(await ask(held)).toMatchObject({ kind: 'HoldBestSeatsPayload' });
  await expect(ask(wish())).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  expect(await ask(first)).toMatchObject({ kind: 'HoldBestSeatsPayload', claims: 1 });
});

it('a memory that is behind chooses again: PostgreSQL decides', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 4) });
  await holdBest(testApp, show, { quantity: 1 }, await testApp.token());
  // As another process would, but without an event.
  await testApp.database.dataSource.query(
    `update show_seat set status = 'B', is_blocked = true, version = version + 1 where show_id = $1 and seat_no in (1, 2, 3)`,
    [show.showId],
  );
  const answer = await holdBest(testApp, show, { quantity: 3 }, await testApp.token());
  expect(seatsOf(answer)).toEqual([4, 5, 6]);
  expect(answer).toMatchObject({ why: { tries: 2 } });
});

it('a Redis that forgot everything, or does not answer, changes nothing about the seats', async () => {
  const show = await makeShow(testApp, { seatMap: theatre });
  const other = await another();
  const seats = seatsOf(await holdBest(testApp, show, { quantity: 2 }, await testApp.token()));
  await testApp.app.platform.redis.commands.flushall();
  for (const api of [other, testApp, other, testApp])
    seats.push(...seatsOf(await holdBest(api, show, { quantity: 2 }, await testApp.token())));
  expect(new Set(seats).size).toBe(10);
  const unseen = await makeShow(testApp, { seatMap: theatre });
  const [one, two] = await tokens(2);
  process.kill(testApp.redis.pid, 'SIGSTOP');
  try {
    const [first, second] = [
      await holdBest(testApp, unseen, { quantity: 2 }, one ?? ''),
      await holdBest(testApp, unseen, { quantity: 2 }, two ?? ''),
    ];
    expect(new Set([...seatsOf(first), ...seatsOf(second)]).size).toBe(4);
  } finally {
    process.kill(testApp.redis.pid, 'SIGCONT');
  }
});

it('a new map of the show is chosen from at once', async () => {
  const organizerId = randomUUID();
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 4), organizerId });
  await holdBest(testApp, show, { quantity: 4 }, await testApp.token());
  const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(3, 4));
  if (published.kind !== 'SeatMapPublished') throw new Error(published.kind);
  await testApp.ask(
    'mutation ($input: SetSeatMapInput!) { setSeatMap(input: $input) { __typename } }',
    { input: { showId: show.id, seatMapVersion: published.version } },
    await testApp.token({ roles: ['organizer'], id: organizerId }),
  );
  const [one, two] = await tokens(2);
  const seats = [
    ...seatsOf(await holdBest(testApp, show, { quantity: 4 }, one ?? '')),
    ...seatsOf(await holdBest(testApp, show, { quantity: 4 }, two ?? '')),
  ];
  expect(seats).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
});

describe('refuses as errors', () => {
  const query = 'mutation ($input: HoldBestSeatsInput!) { holdBestSeats(input: $input) { __typename } }';

  it.each([
    ['no seats', { quantity: 0 }],
    ['a negative number', { quantity: -3 }],
    ['more than the limit', { quantity: 7 }],
    ['the largest number', { quantity: 2 ** 31 - 1 }],
    ['a section that there is not', { sections: ['Moon'] }],
    ['a zone that there is not', { zones: ['Moon'] }],
    ['a wheelchair place beyond the party', { quantity: 1, wheelchairPlaces: 2 }],
    ['companions without a wheelchair', { companions: 1 }],
    ['four companions of one wheelchair', { quantity: 5, wheelchairPlaces: 1, companions: 4 }],
    ['a seat that is none', { near: 'seat_none' }],
    ['an empty key', { idempotencyKey: '' }],
  ])('%s', async (_, wishes) => {
    const show = await makeShow(testApp);
    const input = { showId: show.id, quantity: 2, idempotencyKey: 'key', ...wishes };
    const { body } = await testApp.graphql(query, { input }, await testApp.token());
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('a seat of another show, another show, and a caller without a token', async () => {
    const [show, other] = [await makeShow(testApp), await makeShow(testApp)];
    const input = { showId: show.id, quantity: 2, idempotencyKey: 'key' };
    const codeOf = async (more: object, token?: string) =>
      (await testApp.graphql(query, { input: { ...input, ...more } }, token)).body.errors?.[0]?.extensions?.code;
    const token = await testApp.token();
    expect(await codeOf({ near: other.seat(1) }, token)).toBe('BAD_USER_INPUT');
    expect(await codeOf({ showId: 'show_none' }, token)).toBe('BAD_USER_INPUT');
    expect(await codeOf({})).toBe('UNAUTHENTICATED');
  });

  it('lists that are empty match nothing, which is a refusal', async () => {
    const show = await makeShow(testApp);
    const token = await testApp.token();
    for (const wishes of [{ sections: [] }, { zones: [] }])
      expect((await holdBest(testApp, show, { quantity: 1, ...wishes }, token)).__typename).toBe('NoSuchSeats');
  });
});
