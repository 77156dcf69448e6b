import { countStatements } from '../../support/count-statements';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, damages, extend, hold, holdFree, release } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

it('a buyer holds seats for the hold time, at the price of the moment', async () => {
  const show = await makeShow(testApp, { holdSeconds: 300, priceMinor: 4250 });
  const answer = await hold(testApp, show, [12, 13], await testApp.token());
  expect(answer).toMatchObject({
    __typename: 'HoldSeatsPayload',
    hold: {
      status: 'ACTIVE',
      total: { amountMinor: 8500, currency: 'EUR' },
      seats: [
        { index: 12, status: 'HELD', version: 1 },
        { index: 13, status: 'HELD', version: 1 },
      ],
    },
  });
  const lifeMs = Date.parse(answer.hold?.expiresAt ?? '') - Date.parse(answer.serverTime ?? '');
  const lifeMaxMs = Date.parse(answer.hold?.expiresAtMax ?? '') - Date.parse(answer.serverTime ?? '');
  expect([lifeMs, lifeMaxMs]).toEqual([300_000, 900_000]);
  const { statuses, availableCount } = await availability(testApp, show);
  expect(statuses.slice(11, 15)).toBe('AHHA');
  expect(availableCount).toBe(98);
});

it('the second buyer learns which seats are taken, as they are now, and holds nothing', async () => {
  const show = await makeShow(testApp);
  await holdFree(testApp, show, [3, 4], await testApp.token());
  const answer = await hold(testApp, show, [4, 5], await testApp.token());
  expect(answer).toMatchObject({ __typename: 'SeatsUnavailable', seats: [{ index: 4, status: 'HELD', version: 1 }] });
  expect(answer.message).toBeTruthy();
  expect((await availability(testApp, show)).statuses.slice(3, 6)).toBe('HHA');
});

it('the same key with the same seats gives the first answer again', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const first = await hold(testApp, show, [1, 2], token, 'once');
  const again = await hold(testApp, show, [2, 1], token, 'once');
  expect(again.hold).toEqual(first.hold);
  expect((await hold(testApp, show, [5], token, 'once')).__typename).toBe('IdempotencyKeyReused');
  // Keys belong to one buyer: another one may have the same.
  expect((await hold(testApp, show, [5], await testApp.token(), 'once')).__typename).toBe('HoldSeatsPayload');
});

it('the seats of a live hold of one own under a new key are that hold, unrefreshed', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const first = await holdFree(testApp, show, [1, 2], token);
  testApp.clock.advanceSeconds(10);
  expect((await hold(testApp, show, [1, 2], token)).hold).toEqual(first);
  expect(await hold(testApp, show, [2, 3], token)).toMatchObject({
    __typename: 'SeatsUnavailable',
    seats: [{ index: 2 }],
  });
});

it('a refusal keeps nothing, so its key may be tried again', async () => {
  const show = await makeShow(testApp);
  const first = await testApp.token();
  const held = await holdFree(testApp, show, [7], first);
  const second = await testApp.token();
  expect((await hold(testApp, show, [7], second, 'mine')).__typename).toBe('SeatsUnavailable');
  await release(testApp, held.id, first);
  expect((await hold(testApp, show, [7], second, 'mine')).__typename).toBe('HoldSeatsPayload');
});

it('a buyer has no more seats of a show than it allows, in all holds together', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 4 });
  const token = await testApp.token();
  const three = await holdFree(testApp, show, [0, 1, 2], token);
  expect(await hold(testApp, show, [3, 4], token)).toMatchObject({
    __typename: 'HoldLimitReached',
    seatsPerBuyerMax: 4,
  });
  expect((await hold(testApp, show, [3], token)).__typename).toBe('HoldSeatsPayload');
  await release(testApp, three.id, token);
  expect((await hold(testApp, show, [5, 6, 7], token)).__typename).toBe('HoldSeatsPayload');
});

it('an expired hold counts no more, and its seats go to the next buyer without any sweep', async () => {
  const quiet = await makeShow(testApp, { holdSeconds: 60, seatsPerBuyerMax: 2 });
  const [first, second] = [await testApp.token(), await testApp.token()];
  const held = await holdFree(testApp, quiet, [0, 1], first);
  testApp.clock.advanceSeconds(61);
  const taken = await hold(testApp, quiet, [1], second);
  expect(taken.__typename).toBe('HoldSeatsPayload');
  expect((await hold(testApp, quiet, [2, 3], first)).__typename).toBe('HoldSeatsPayload');
  expect(await extend(testApp, held.id, first)).toMatchObject({ __typename: 'HoldExpired', expiredAt: held.expiresAt });
  expect(await release(testApp, held.id, first)).toMatchObject({
    __typename: 'ReleaseHoldPayload',
    hold: { status: 'EXPIRED' },
  });
});

it('a hold is extended from now, never past its latest end', async () => {
  const show = await makeShow(testApp, { holdSeconds: 100 });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0], token);
  testApp.clock.advanceSeconds(50);
  const { hold: once } = await extend(testApp, held.id, token);
  const gainedMs = Date.parse(once?.expiresAt ?? '') - Date.parse(held.expiresAt);
  expect(gainedMs).toBeGreaterThanOrEqual(50_000);
  expect(gainedMs).toBeLessThan(60_000);
  expect(once?.seats[0]?.version).toBe(held.seats[0]?.version);
  for (let turn = 0; turn < 5; turn += 1) {
    testApp.clock.advanceSeconds(45);
    await extend(testApp, held.id, token);
  }
  const { hold: last } = await extend(testApp, held.id, token);
  expect(last?.expiresAt).toBe(held.expiresAtMax);
});

it('another buyer sees, extends and releases nothing', async () => {
  const show = await makeShow(testApp);
  const [owner, stranger] = [await testApp.token(), await testApp.token()];
  const held = await holdFree(testApp, show, [0], owner);
  expect((await extend(testApp, held.id, stranger)).__typename).toBe('HoldNotFound');
  expect((await release(testApp, held.id, stranger)).__typename).toBe('HoldNotFound');
  const query = 'query ($id: ID!) { hold(id: $id) { id } node(id: $id) { id } viewer { holds { id } } }';
  expect(await testApp.ask(query, { id: held.id }, stranger)).toEqual({
    hold: null,
    node: null,
    viewer: { holds: [] },
  });
  expect(await testApp.ask(query, { id: held.id }, owner)).toEqual({
    hold: { id: held.id },
    node: { id: held.id },
    viewer: { holds: [{ id: held.id }] },
  });
});

it('releasing twice is no fault, and frees the seats once', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0, 1], token);
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await release(testApp, held.id, token)).toMatchObject({
      __typename: 'ReleaseHoldPayload',
      hold: {
        status: 'RELEASED',
        seats: [
          { status: 'AVAILABLE', version: 2 },
          { status: 'AVAILABLE', version: 2 },
        ],
      },
    });
  }
});

it.each([
  ['no seats', (seats: string[]) => seats.slice(0, 0), 'at least one'],
  ['too many', (seats: string[]) => seats, '7 seats'],
  ['the same seat twice', ([a = '']: string[]) => [a, a], 'named twice'],
  ['something that is no seat', () => ['seat_nonsense'], 'seat_nonsense'],
])('input with %s is refused by name', async (_case, choose, said) => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 6 });
  const seatIds = choose(show.seats(0, 1, 2, 3, 4, 5, 6));
  const input = { showId: show.id, seatIds, idempotencyKey: 'k' };
  const { body } = await testApp.graphql(
    graphql('mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }'),
    { input },
    await testApp.token(),
  );
  expect(body.errors?.[0]).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
    message: expect.stringContaining(said),
  });
});

it('seats of another show or past the last one are refused by name', async () => {
  const [show, other] = [await makeShow(testApp), await makeShow(testApp)];
  for (const seatId of [other.seat(1), show.seat(100)]) {
    const input = { showId: show.id, seatIds: [show.seat(0), seatId], idempotencyKey: 'k' };
    const { body } = await testApp.graphql(
      graphql('mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }'),
      { input },
      await testApp.token(),
    );
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', seatIds: [seatId] } });
  }
});

it('before the sale, while it is paused and after it nothing is held', async () => {
  const early = await makeShow(testApp, { salesOpenInHours: 1 });
  expect(await hold(testApp, early, [0], await testApp.token())).toMatchObject({
    __typename: 'SalesNotOpen',
    status: 'SCHEDULED',
  });
  testApp.clock.advanceSeconds(3601);
  expect((await hold(testApp, early, [0], await testApp.token())).__typename).toBe('HoldSeatsPayload');
});

it('a pause takes effect on the next request, whatever the process remembers', async () => {
  const show = await makeShow(testApp);
  await holdFree(testApp, show, [0], await testApp.token());
  await testApp.database.dataSource.query('update show set sales_paused = true where id = $1', [show.showId]);
  expect(await hold(testApp, show, [1], await testApp.token())).toMatchObject({
    __typename: 'SalesNotOpen',
    status: 'SALES_PAUSED',
  });
});

it('without a token nothing is held', async () => {
  const show = await makeShow(testApp);
  const input = { showId: show.id, seatIds: show.seats(0), idempotencyKey: 'k' };
  const { body } = await testApp.graphql(
    graphql('mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }'),
    { input },
  );
  expect(body.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
});

it('seats are given away to many parties at once, and nobody gets a seat that is taken', async () => {
  const show = await makeShow(testApp);
  await holdFree(testApp, show, [2], await testApp.token());
  const given = await testApp.database.transaction((transaction) =>
    testApp.app.modules.inventory.orderSeatTransitions.issueComplimentary(transaction, {
      showId: show.showId,
      currency: 'EUR',
      parties: [[0, 1], [2], [3, 4, 5]],
      now: testApp.clock.now(),
    }),
  );
  expect(given.map(({ seatNos }) => seatNos).sort()).toEqual([
    [0, 1],
    [3, 4, 5],
  ]);
  expect((await availability(testApp, show)).statuses.slice(0, 7)).toBe('SSHSSSA');
});

it('an expired seat is sold while nothing tidies', async () => {
  const show = await makeShow(testApp, { holdSeconds: 60 });
  await holdFree(testApp, show, [0, 1], await testApp.token());
  // The sweep passes over holds that somebody has locked: as good as one that is switched off.
  const runner = testApp.database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('select from seat_hold where show_id = $1 for update', [show.showId]);
    testApp.clock.advanceSeconds(61);
    expect((await availability(testApp, show)).statuses.slice(0, 2)).toBe('HH');
    expect((await hold(testApp, show, [0, 1], await testApp.token())).hold?.seats).toMatchObject([
      { version: 2 },
      { version: 2 },
    ]);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
});

it('a refusal costs one statement, and the seats as they are now cost none beside it', async () => {
  const show = await makeShow(testApp);
  await holdFree(testApp, show, [0], await testApp.token());
  const token = await testApp.token();
  await hold(testApp, show, [0], token);
  for (const selected of ['__typename', '__typename ... on SeatsUnavailable { seats { label status version } }']) {
    const input = { showId: show.id, seatIds: show.seats(0, 1), idempotencyKey: selected };
    const counted = await countStatements(testApp, () =>
      testApp.ask(`mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { ${selected} } }`, { input }, token),
    );
    const ofRequest = counted.filter((name) => /^(claim|read)_/.test(name));
    expect(ofRequest).toEqual(['claim_seats']);
  }
});
