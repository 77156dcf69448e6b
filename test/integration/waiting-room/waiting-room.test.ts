import pino from 'pino';
import { newId, RedisDoor } from '../../../src/platform';
import { openWaitingRoom, type ShowFacts, type WaitingRoom } from '../../../src/waiting-room';
import { commitmentOf, drawLots } from '../../../src/waiting-room/shuffle';
import { openHouse } from '../../support/house';

const house = openHouse();
const shows = new Map<string, ShowFacts>();
const readShow = async (showId: string) => shows.get(showId) ?? null;
let room: WaitingRoom;

beforeAll(() => {
  room = openWaitingRoom({ ...house.app.platform, clock: house.clock }, readShow);
});

/** A show whose sale opens in so many seconds, with its waiting room switched on. */
async function openShow(opensInSeconds: number, change: Parameters<WaitingRoom['configureWaitingRoom']>[1] = {}) {
  const showId = newId();
  const nowMs = house.clock.now().getTime();
  const show: ShowFacts = {
    salesOpenAt: new Date(nowMs + opensInSeconds * 1000),
    salesCloseAt: new Date(nowMs + 30 * 86_400_000),
    startsAt: new Date(nowMs + 31 * 86_400_000),
    salesPaused: false,
    cancelledAt: null,
    seatsLeft: 100,
  };
  shows.set(showId, show);
  await room.configureWaitingRoom(showId, { active: true, ...change });
  return { showId, show };
}

/** Beats until the line is open and the first have come in. */
async function beatThroughOpening(showId: string): Promise<void> {
  await room.tick(showId);
  await room.tick(showId);
}

const forgetRedis = () => house.app.platform.redis.commands.flushall();

async function draws(showId: string) {
  const rows: { epoch: number; seed: string; ticket_count: number | null }[] = await house.database.dataSource.query(
    'select epoch, seed, ticket_count from waiting_room_draw where show_id = $1 order by epoch',
    [showId],
  );
  return rows;
}

describe('a show without a waiting room', () => {
  test('lets everyone hold and gives nobody a place', async () => {
    const [showId, buyer] = [newId(), newId()];
    expect(await room.isAdmitted(showId, buyer)).toEqual({ kind: 'RoomNotActive', mayHold: true });
    expect(await room.joinQueue(showId, buyer)).toMatchObject({ kind: 'QueueNotActive' });
    expect(await room.leaveQueue(showId, buyer)).toEqual({ kind: 'LeaveQueuePayload', left: false });
    expect(await room.readPosition(showId, buyer)).toMatchObject({ kind: 'QueueClosed' });
    expect(await room.tick(showId)).toEqual({ kind: 'off' });
    expect(await room.letIn(showId, 1)).toEqual({ kind: 'RoomNotActive' });
  });

  test('is not found where there is no such show', async () => {
    expect(await room.configureWaitingRoom(newId(), { active: true })).toEqual({ kind: 'ShowNotFound' });
  });
});

describe('a show behind a waiting room', () => {
  test('leads a buyer from joining over the draw into the shop and out again', async () => {
    const { showId, show } = await openShow(60, { admissionsPerMinute: 600 });
    const buyers = Array.from({ length: 4 }, newId);
    for (const buyer of buyers) {
      expect(await room.joinQueue(showId, buyer)).toMatchObject({
        kind: 'JoinQueuePayload',
        position: { kind: 'QueueBeforeSale', ticket: buyers.indexOf(buyer) + 1, salesOpenAt: show.salesOpenAt },
      });
    }
    const [{ seed, ticket_count } = { seed: '', ticket_count: 0 }] = await draws(showId);
    expect(ticket_count).toBeNull();
    expect(commitmentOf(seed)).toMatch(/^[0-9a-f]{64}$/);
    expect(await room.isAdmitted(showId, buyers[0] ?? '')).toMatchObject({ kind: 'NotAdmitted', mayHold: false });

    house.clock.advanceSeconds(60);
    await room.tick(showId);
    const { ticketAtPlace } = await drawLots(seed, 4);
    const line = [...ticketAtPlace].map((ticket) => buyers[ticket - 1] ?? '');
    const [first = '', second = '', , last = ''] = line;
    expect(await room.readPosition(showId, second)).toMatchObject({ kind: 'QueueWaiting', position: 2 });

    await room.tick(showId);
    expect(await room.readPosition(showId, first)).toMatchObject({ kind: 'QueueAdmitted' });
    expect(await room.isAdmitted(showId, first)).toMatchObject({ kind: 'Admitted', mayHold: true });
    expect(await room.isAdmitted(showId, last)).toMatchObject({ kind: 'NotAdmitted' });
    expect(await draws(showId)).toMatchObject([{ epoch: 1, ticket_count: 4 }]);

    expect(await room.leaveShop(showId, first)).toEqual({ kind: 'Left' });
    expect(await room.isAdmitted(showId, first)).toMatchObject({ kind: 'NotAdmitted' });
    expect(await room.leaveShop(showId, first)).toEqual({ kind: 'NotInside' });
    expect(await room.leaveQueue(showId, last)).toEqual({ kind: 'LeaveQueuePayload', left: true });
    expect(await room.readPosition(showId, last)).toMatchObject({
      kind: 'QueueClosed',
      reason: expect.stringContaining('not in the queue'),
    });
  });

  test('shows the reason of a pause to all who wait, and goes on afterwards', async () => {
    const { showId } = await openShow(-1, { pauseReason: 'The band is late.' });
    const buyer = newId();
    await room.joinQueue(showId, buyer);
    await beatThroughOpening(showId);
    expect(await room.readPosition(showId, buyer)).toMatchObject({
      kind: 'QueueWaiting',
      position: 1,
      estimatedWaitSeconds: null,
      notice: 'The band is late.',
    });
    await room.configureWaitingRoom(showId, { pauseReason: null });
    house.clock.advanceSeconds(1);
    await room.tick(showId);
    expect(await room.isAdmitted(showId, buyer)).toMatchObject({ mayHold: true });
  });

  test('lets a number in by hand', async () => {
    const { showId } = await openShow(-1, { admissionsPerMinute: 1, shopSize: 3 });
    const buyers = Array.from({ length: 5 }, newId);
    await beatThroughOpening(showId);
    for (const buyer of buyers) await room.joinQueue(showId, buyer);
    expect(await room.letIn(showId, 10)).toEqual({ kind: 'Asked' });
    await room.tick(showId);
    const mayHold = await Promise.all(buyers.map(async (buyer) => (await room.isAdmitted(showId, buyer)).mayHold));
    expect(mayHold.filter((may) => may)).toHaveLength(3);
  });

  test('closes honestly: sold out, cancelled, sale over', async () => {
    const { showId, show } = await openShow(-1);
    const [inside, waiting, late] = [newId(), newId(), newId()];
    await room.joinQueue(showId, inside);
    await beatThroughOpening(showId);
    await room.joinQueue(showId, waiting);
    expect(await room.closeQueue(showId, 'Every seat is sold.')).toEqual({ kind: 'Changed' });
    expect(await room.closeQueue(showId, 'Every seat is sold.')).toEqual({ kind: 'Unchanged' });
    const closed = { kind: 'QueueClosed', reason: 'Every seat is sold.' };
    expect(await room.readPosition(showId, waiting)).toEqual(closed);
    expect(await room.joinQueue(showId, late)).toMatchObject({ position: closed });
    house.clock.advanceSeconds(5);
    await room.tick(showId);
    expect(await room.isAdmitted(showId, waiting)).toMatchObject({ mayHold: false });
    // Who is in the shop finishes there.
    expect(await room.isAdmitted(showId, inside)).toMatchObject({ mayHold: true });
    expect(await room.joinQueue(showId, inside)).toMatchObject({ position: { kind: 'QueueAdmitted' } });

    await room.closeQueue(showId, null);
    expect(await room.readPosition(showId, waiting)).toMatchObject({ kind: 'QueueWaiting', position: 1 });
    shows.set(showId, { ...show, cancelledAt: house.clock.now() });
    await room.configureWaitingRoom(showId, {});
    expect(await room.readPosition(showId, waiting)).toEqual({
      kind: 'QueueClosed',
      reason: 'This show is cancelled.',
    });
    shows.set(showId, { ...show, salesCloseAt: house.clock.now() });
    await room.configureWaitingRoom(showId, {});
    expect(await room.readPosition(showId, waiting)).toMatchObject({ reason: 'The sale for this show is over.' });
  });

  test('switched off, it lets everyone pass; switched on again, it begins empty and with a new draw', async () => {
    const { showId } = await openShow(60);
    const buyer = newId();
    await room.joinQueue(showId, buyer);
    await room.configureWaitingRoom(showId, { active: false });
    expect(await room.isAdmitted(showId, buyer)).toEqual({ kind: 'RoomNotActive', mayHold: true });
    expect(await room.joinQueue(showId, buyer)).toMatchObject({ kind: 'QueueNotActive' });
    await room.configureWaitingRoom(showId, { active: true });
    expect(await room.readPosition(showId, buyer)).toMatchObject({ kind: 'QueueClosed' });
    expect(await room.joinQueue(showId, newId())).toMatchObject({ position: { ticket: 1 } });
    const [one, two, ...others] = await draws(showId);
    expect(others).toEqual([]);
    expect(one?.seed).not.toBe(two?.seed);
  });
});

describe('Redis that forgot everything', () => {
  test('closes the room; buyers queue again, are told why, and are shuffled after a minute', async () => {
    const { showId } = await openShow(-1);
    const [inside, waiting] = [newId(), newId()];
    await room.joinQueue(showId, inside);
    await beatThroughOpening(showId);
    await room.joinQueue(showId, waiting);
    house.clock.advanceSeconds(10);
    await forgetRedis();

    expect(await room.isAdmitted(showId, inside)).toMatchObject({ kind: 'Unreachable', mayHold: false });
    expect(await room.leaveQueue(showId, waiting)).toMatchObject({ left: false });
    expect(await room.joinQueue(showId, waiting)).toMatchObject({
      position: {
        kind: 'QueueBeforeSale',
        ticket: 1,
        salesOpenAt: expect.any(Date),
        notice: expect.stringContaining('lost by a fault'),
      },
    });
    expect(await room.isAdmitted(showId, inside)).toMatchObject({ kind: 'NotAdmitted' });
    await beatThroughOpening(showId);
    expect(await room.isAdmitted(showId, waiting)).toMatchObject({ mayHold: false });

    house.clock.advanceSeconds(61);
    await beatThroughOpening(showId);
    expect(await room.isAdmitted(showId, waiting)).toMatchObject({ mayHold: true });
    const [first, second] = await draws(showId);
    expect(first).toMatchObject({ epoch: 1, ticket_count: 0 });
    expect(second).toMatchObject({ epoch: 2, ticket_count: 1 });
  });

  test('is noticed once, however many buyers and processes come upon it', async () => {
    const { showId } = await openShow(60);
    await room.joinQueue(showId, newId());
    house.clock.advanceSeconds(10);
    await forgetRedis();
    const another = openWaitingRoom({ ...house.app.platform, clock: house.clock }, readShow);
    const positions = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? room : another).joinQueue(showId, newId())),
    );
    const tickets = positions.map((joined) => joined.kind === 'JoinQueuePayload' && joined.position);
    expect(
      new Set(tickets.map((position) => position && position.kind === 'QueueBeforeSale' && position.ticket)).size,
    ).toBe(40);
    expect((await draws(showId)).map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  test('lets everyone pass where the organiser chose so, until the room has begun anew', async () => {
    const { showId } = await openShow(-1, { whenUnreachable: 'open' });
    await room.joinQueue(showId, newId());
    const buyer = newId();
    expect(await room.isAdmitted(showId, buyer)).toMatchObject({ mayHold: false });
    await forgetRedis();
    expect(await room.isAdmitted(showId, buyer)).toEqual({ kind: 'Unreachable', mayHold: true });
  });
});

test('a Redis that is away closes the room or opens it, as the organiser chose', async () => {
  const away = new RedisDoor('redis://127.0.0.1:1', 'frontrow:', pino({ level: 'silent' }));
  house.closing(() => away.close());
  const cut = openWaitingRoom({ ...house.app.platform, clock: house.clock, redis: away }, readShow);
  const { showId } = await openShow(-1);
  expect(await cut.isAdmitted(showId, newId())).toMatchObject({ kind: 'Unreachable', mayHold: false });
  await cut.configureWaitingRoom(showId, { whenUnreachable: 'open' });
  expect(await cut.isAdmitted(showId, newId())).toEqual({ kind: 'Unreachable', mayHold: true });
  expect(await cut.isAdmitted(newId(), newId())).toEqual({ kind: 'RoomNotActive', mayHold: true });
});
