import { randomUUID } from 'node:crypto';
import { idempotencyLockOf } from '../../../src/inventory/holds/claim-while-on-sale';
import { statement } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { damages, hold, holdFree } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

// What one buyer sends never becomes another buyer's error.
const lockAllowance = statement(
  'test_lock_allowance',
  'select 1 as locked from buyer_allowance where show_id = $1 and buyer_id = $2 for update',
);
const lockSeat = statement(
  'test_lock_seat',
  'select 1 as locked from show_seat where show_id = $1 and seat_no = $2 for update',
);
const lockKey = statement('test_lock_key', 'select pg_advisory_xact_lock($1::bigint)');
const countWaiting = statement(
  'test_count_waiting',
  `select count(*)::integer as count
     from pg_locks
    where locktype = 'advisory'
      and not granted
      and database = (select oid from pg_database where datname = current_database())`,
);
const readSeats = statement(
  'test_read_seats',
  'select seat_no, status, version, hold_id from show_seat where show_id = $1 and seat_no <= $2 order by seat_no',
);
const testApp = openTestApp();

it('hundreds of honest buyers hold their seats beside claims that fail', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 4 });
  const other = await makeShow(testApp);
  const tokens = await Promise.all(Array.from({ length: 50 }, () => testApp.token()));
  const { inventory } = testApp.app.modules;
  const buyerId = randomUUID();
  const hostile = Array.from({ length: 60 }, (_, turn) =>
    inventory
      .holdSeats({
        buyerId,
        showId: other.showId,
        seatIds: other.seats(turn),
        // Past the checks of the API: PostgreSQL cannot store it, and fails the whole statement.
        idempotencyKey: `x\u0000${turn}`,
      })
      .then(
        ({ kind }) => kind,
        () => 'refused',
      ),
  );
  const honest = await Promise.all(
    Array.from({ length: 100 }, (_, seatNo) => hold(testApp, show, [seatNo], tokens[seatNo % 50] ?? '')),
  );
  expect(honest.map(({ __typename }) => __typename).filter((kind) => kind !== 'HoldSeatsPayload')).toEqual([]);
  expect(new Set(await Promise.all(hostile))).toEqual(new Set(['refused']));
  expect(await damages(testApp)).toEqual([]);
});

it('the same key with other seats at the same moment: one hold, and IdempotencyKeyReused for all others', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 100 });
  const another = await testApp.openAnother();
  const buyerId = randomUUID();
  const idempotencyKey = randomUUID();
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, turn) =>
      (turn % 2 === 0 ? testApp.app : another).modules.inventory.holdSeats({
        buyerId,
        showId: show.showId,
        seatIds: show.seats(turn),
        idempotencyKey,
      }),
    ),
  );
  const kinds = outcomes.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'HoldSeatsPayload')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'IdempotencyKeyReused')).toHaveLength(59);
});

it('a sum beyond 32 bits is held and charged in full', async () => {
  const show = await makeShow(testApp, { currency: 'IDR', priceMinor: 100_000_000, seatsPerBuyerMax: 30 });
  const seatNos = Array.from({ length: 22 }, (_, seatNo) => seatNo);
  const held = await holdFree(testApp, show, seatNos, await testApp.token());
  expect(held.total).toEqual({ amountMinor: 2_200_000_000, currency: 'IDR' });
});

it('a total that no number holds exactly is refused, and says so', async () => {
  const show = await makeShow(testApp, { currency: 'VND', priceMinor: 9_000_000_000_000_000 });
  await expect(hold(testApp, show, [0, 1], await testApp.token())).rejects.toThrow(/BAD_USER_INPUT/);
});

it("A and B, then A, B and C: the refusal shows the buyer's own hold", async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const own = await holdFree(testApp, show, [0, 1], token);
  const query = graphql(`mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename
    ... on SeatsUnavailable { message seats { index } ownHolds { id seats { index } } } } }`);
  const input = { showId: show.id, seatIds: show.seats(0, 1, 2), idempotencyKey: randomUUID() };
  const { holdSeats } = await testApp.ask(query, { input }, token);
  expect(holdSeats).toMatchObject({
    __typename: 'SeatsUnavailable',
    message: expect.stringContaining('You already hold'),
    ownHolds: [{ id: own.id, seats: [{ index: 0 }, { index: 1 }] }],
  });
  const stranger = await testApp.ask(
    query,
    { input: { ...input, idempotencyKey: randomUUID() } },
    await testApp.token(),
  );
  expect(stranger.holdSeats).toMatchObject({ ownHolds: [] });
});

it('a lock that is not given in time is no taken seat', async () => {
  const show = await makeShow(testApp);
  const buyerId = randomUUID();
  const { inventory } = testApp.app.modules;
  const claim = (seatNo: number) =>
    inventory.holdSeats({
      buyerId,
      showId: show.showId,
      seatIds: show.seats(seatNo),
      idempotencyKey: randomUUID(),
    });
  expect((await claim(0)).kind).toBe('HoldSeatsPayload');
  await testApp.database.transaction(async (transaction) => {
    await transaction.run(lockAllowance, [show.showId, buyerId]);
    await expect(claim(1)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  });
  expect((await claim(1)).kind).toBe('HoldSeatsPayload');
});

it('of claims that are sent together only the one whose seat is locked is refused', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(20, 20) });
  // Seats are locked in their order: the others are, when this one cannot be.
  const LAST = 399;
  const { inventory } = testApp.app.modules;
  const claim = (seatNo: number) =>
    inventory.holdSeats({
      ...{ showId: show.showId, seatIds: show.seats(seatNo) },
      ...{ buyerId: randomUUID(), idempotencyKey: randomUUID() },
    });
  await testApp.database.transaction(async (transaction) => {
    await transaction.run(lockSeat, [show.showId, LAST]);
    const kinds = new Set<string>();
    for (let round = 0; round < 40; round += 1) {
      const [locked, ...others] = await Promise.all(
        Array.from({ length: 8 }, (_, nth) => claim(nth === 0 ? LAST : 8 * round + nth)),
      );
      expect(locked?.kind).toBe('SeatsUnavailable');
      for (const { kind } of others) kinds.add(kind);
    }
    expect([...kinds]).toEqual(['HoldSeatsPayload']);
  });
});

it.each([1, 3])('%i claims that wait are made on seats which changed meanwhile, as these are now', async (count) => {
  const show = await makeShow(testApp);
  const { inventory } = testApp.app.modules;
  const claim = (seatNo: number, idempotencyKey = randomUUID(), buyerId = randomUUID()) =>
    inventory.holdSeats({ buyerId, showId: show.showId, seatIds: show.seats(seatNo), idempotencyKey });
  const [buyerId, key] = [randomUUID(), randomUUID()];
  // From now on the terms of sale are known, and what is claimed at once goes into one statement.
  await claim(count);
  const waiting = await testApp.database.transaction(async (transaction) => {
    // The statement has looked, and waits before it locks.
    await transaction.run(lockKey, [idempotencyLockOf(buyerId, key)]);
    const claims = Array.from({ length: count }, (_, seatNo) =>
      seatNo === 0 ? claim(0, key, buyerId) : claim(seatNo),
    );
    await eventually(async () => {
      const [row] = await testApp.database.run<{ count: number }>(countWaiting);
      return row?.count === 1;
    });
    const other = randomUUID();
    for (let seatNo = 0; seatNo < count; seatNo += 1) {
      const held = await claim(seatNo, randomUUID(), other);
      if (held.kind !== 'HoldSeatsPayload') throw new Error(held.kind);
      await inventory.releaseHold({ showId: show.showId, holdId: held.hold.id, buyerId: other });
    }
    return { claims };
  });
  const outcomes = await Promise.all(waiting.claims);
  const holdIds = outcomes.map((outcome) => (outcome.kind === 'HoldSeatsPayload' ? outcome.hold.id : outcome.kind));
  expect(await testApp.database.run(readSeats, [show.showId, count - 1])).toEqual(
    holdIds.map((holdId, seatNo) => ({ seat_no: seatNo, status: 'H', version: 3, hold_id: holdId })),
  );
  expect(await damages(testApp)).toEqual([]);
});
