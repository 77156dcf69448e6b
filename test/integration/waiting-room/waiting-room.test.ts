import { newId } from '../../../src/platform';
import { closeQueue } from '../../../src/waiting-room/close-queue';
import { configureWaitingRoom, type WaitingRoomChange } from '../../../src/waiting-room/configure-waiting-room';
import type { WaitingRoomContext } from '../../../src/waiting-room/context';
import { findPosition } from '../../../src/waiting-room/find-position';
import { isAdmitted } from '../../../src/waiting-room/is-admitted';
import { joinQueue } from '../../../src/waiting-room/join-queue';
import { leaveQueue } from '../../../src/waiting-room/leave-queue';
import { leaveShop } from '../../../src/waiting-room/leave-shop';
import { letIn } from '../../../src/waiting-room/let-in';
import { readDraws } from '../../../src/waiting-room/read-draws';
import { commitmentOf, drawLots } from '../../../src/waiting-room/shuffle';
import { tick } from '../../../src/waiting-room/tick';
import { RoomUnreachable } from '../../../src/waiting-room/waiting-room.redis';
import { insertShow } from '../../support/factories/shows';
import { type Groundwork, openGroundwork, redisAway } from './open-groundwork';

let testApp: Groundwork;
let ground: WaitingRoomContext;

beforeAll(async () => {
  testApp = await openGroundwork();
  ground = testApp.ground();
});
afterAll(() => testApp.close());

/** A show whose sale opens in so many seconds, with its waiting room switched on. */
async function openShow(opensInSeconds: number, change: WaitingRoomChange = {}) {
  const salesOpenAt = new Date(testApp.clock.now().getTime() + opensInSeconds * 1000);
  const { showId } = await insertShow(testApp.platform.database, { salesOpenAt });
  await configureWaitingRoom(ground, showId, { active: true, ...change });
  return { showId, salesOpenAt };
}

/** Beats until the line is open and the first have come in. */
async function beatThroughOpening(showId: string): Promise<void> {
  await tick(ground, showId);
  await tick(ground, showId);
}

const readPosition = async (on: WaitingRoomContext, showId: string, buyerId: string) =>
  (await findPosition(on, showId, buyerId)).position;

const forgetRedis = () => testApp.platform.redis.commands.flushall();

describe('a show without a waiting room', () => {
  it('lets everyone hold and gives nobody a place', async () => {
    const [showId, buyer] = [newId(), newId()];
    expect(await isAdmitted(ground, showId, buyer)).toEqual({ kind: 'RoomNotActive', mayHold: true });
    expect(await joinQueue(ground, showId, buyer)).toMatchObject({ kind: 'QueueNotActive' });
    expect(await leaveQueue(ground, showId, buyer)).toEqual({ kind: 'LeaveQueuePayload', left: false });
    expect(await readPosition(ground, showId, buyer)).toMatchObject({ kind: 'QueueClosed' });
    expect(await tick(ground, showId)).toEqual({ kind: 'off' });
    expect(await letIn(ground, showId, 1)).toEqual({ kind: 'RoomNotActive' });
  });

  it('is not found where there is no such show', async () => {
    expect(await configureWaitingRoom(ground, newId(), { active: true })).toEqual({ kind: 'ShowNotFound' });
  });
});

describe('a show behind a waiting room', () => {
  it('leads a buyer from joining over the draw into the shop and out again', async () => {
    const { showId, salesOpenAt } = await openShow(60, { admissionsPerMinute: 600 });
    const buyers = Array.from({ length: 4 }, newId);
    for (const buyer of buyers) {
      expect(await joinQueue(ground, showId, buyer)).toMatchObject({
        kind: 'JoinQueuePayload',
        position: { kind: 'QueueBeforeSale', ticket: buyers.indexOf(buyer) + 1, salesOpenAt },
      });
    }
    const [before] = await readDraws(ground, showId);
    expect(before).toEqual({
      epoch: 1,
      commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      seed: null,
      ticketCount: null,
      drawnAt: null,
    });
    expect(await isAdmitted(ground, showId, buyers[0] ?? '')).toMatchObject({ kind: 'NotAdmitted', mayHold: false });

    testApp.clock.advanceSeconds(60);
    await tick(ground, showId);
    // The seed is public as soon as the line is open.
    await tick(ground, showId);
    const [drawn] = await readDraws(ground, showId);
    expect(drawn).toMatchObject({ epoch: 1, commitment: before?.commitment, ticketCount: 4 });
    expect(commitmentOf(drawn?.seed ?? '')).toBe(before?.commitment);
    const { ticketAtPlace } = await drawLots(drawn?.seed ?? '', 4);
    const line = [...ticketAtPlace].map((ticket) => buyers[ticket - 1] ?? '');
    const [first = '', second = '', , last = ''] = line;
    expect(await readPosition(ground, showId, first)).toMatchObject({ kind: 'QueueAdmitted' });
    expect(await readPosition(ground, showId, second)).toMatchObject({ kind: 'QueueWaiting', position: 1 });
    expect(await isAdmitted(ground, showId, first)).toMatchObject({ kind: 'Admitted', mayHold: true });
    expect(await isAdmitted(ground, showId, last)).toMatchObject({ kind: 'NotAdmitted' });

    expect(await leaveShop(ground, showId, first, 'bought')).toEqual({ kind: 'Left' });
    expect(await isAdmitted(ground, showId, first)).toMatchObject({ kind: 'NotAdmitted' });
    expect(await leaveShop(ground, showId, first, 'bought')).toEqual({ kind: 'NotInside' });
    expect(await leaveQueue(ground, showId, last)).toEqual({ kind: 'LeaveQueuePayload', left: true });
    expect(await readPosition(ground, showId, last)).toMatchObject({
      kind: 'QueueClosed',
      reason: expect.stringContaining('not in the queue'),
    });
  });

  it('shows the reason of a pause to all who wait, and goes on afterwards', async () => {
    const { showId } = await openShow(-1, { pauseReason: 'The band is late.' });
    const buyer = newId();
    await joinQueue(ground, showId, buyer);
    await beatThroughOpening(showId);
    expect(await readPosition(ground, showId, buyer)).toMatchObject({
      kind: 'QueueWaiting',
      position: 1,
      estimatedWaitSeconds: null,
      notice: 'The band is late.',
    });
    await configureWaitingRoom(ground, showId, { pauseReason: null });
    testApp.clock.advanceSeconds(1);
    await tick(ground, showId);
    expect(await isAdmitted(ground, showId, buyer)).toMatchObject({ mayHold: true });
  });

  it('lets a number in by hand', async () => {
    const { showId } = await openShow(-1, { admissionsPerMinute: 1, shopSize: 3 });
    const buyers = Array.from({ length: 5 }, newId);
    await beatThroughOpening(showId);
    for (const buyer of buyers) await joinQueue(ground, showId, buyer);
    expect(await letIn(ground, showId, 10)).toEqual({ kind: 'Asked' });
    await tick(ground, showId);
    const mayHold = await Promise.all(buyers.map(async (buyer) => (await isAdmitted(ground, showId, buyer)).mayHold));
    expect(mayHold.filter((may) => may)).toHaveLength(3);
  });

  it('closes honestly: sold out, cancelled, sale over', async () => {
    const { showId } = await openShow(-1);
    const [inside, waiting, late] = [newId(), newId(), newId()];
    await joinQueue(ground, showId, inside);
    await beatThroughOpening(showId);
    await joinQueue(ground, showId, waiting);
    expect(await closeQueue(ground, showId, 'Every seat is sold.')).toEqual({ kind: 'Changed' });
    expect(await closeQueue(ground, showId, 'Every seat is sold.')).toEqual({ kind: 'Unchanged' });
    const closed = { kind: 'QueueClosed', reason: 'Every seat is sold.' };
    expect(await readPosition(ground, showId, waiting)).toEqual(closed);
    expect(await joinQueue(ground, showId, late)).toMatchObject({ position: closed });
    testApp.clock.advanceSeconds(5);
    await tick(ground, showId);
    expect(await isAdmitted(ground, showId, waiting)).toMatchObject({ mayHold: false });
    // Who is in the shop finishes there.
    expect(await isAdmitted(ground, showId, inside)).toMatchObject({ mayHold: true });
    expect(await joinQueue(ground, showId, inside)).toMatchObject({ position: { kind: 'QueueAdmitted' } });

    await closeQueue(ground, showId, null);
    expect(await readPosition(ground, showId, waiting)).toMatchObject({ kind: 'QueueWaiting', position: 1 });
    await testApp.changeShow(showId, 'cancelled_at = now()');
    expect(await readPosition(ground, showId, waiting)).toEqual({
      kind: 'QueueClosed',
      reason: 'This show is cancelled.',
    });
    await testApp.changeShow(
      showId,
      "cancelled_at = null, sales_open_at = sales_open_at - interval '1 hour', sales_close_at = sales_open_at",
    );
    expect(await readPosition(ground, showId, waiting)).toMatchObject({ reason: 'The sale for this show is over.' });
  });

  it('switched off, it lets everyone pass; switched on again, it begins empty and with a new draw', async () => {
    const { showId } = await openShow(60);
    const buyer = newId();
    await joinQueue(ground, showId, buyer);
    await configureWaitingRoom(ground, showId, { active: false });
    expect(await isAdmitted(ground, showId, buyer)).toEqual({ kind: 'RoomNotActive', mayHold: true });
    expect(await joinQueue(ground, showId, buyer)).toMatchObject({ kind: 'QueueNotActive' });
    await configureWaitingRoom(ground, showId, { active: true });
    expect(await readPosition(ground, showId, buyer)).toMatchObject({ kind: 'QueueClosed' });
    expect(await joinQueue(ground, showId, newId())).toMatchObject({ position: { ticket: 1 } });
    const [second, first, ...others] = await readDraws(ground, showId);
    expect(others).toEqual([]);
    expect(first?.commitment).not.toBe(second?.commitment);
  });
});

describe('Redis that forgot everything', () => {
  it('closes the room; buyers queue again, are told why, and are shuffled after a minute', async () => {
    const { showId } = await openShow(-1);
    const [inside, waiting] = [newId(), newId()];
    await joinQueue(ground, showId, inside);
    await beatThroughOpening(showId);
    await joinQueue(ground, showId, waiting);
    testApp.clock.advanceSeconds(10);
    await forgetRedis();

    expect(await isAdmitted(ground, showId, inside)).toMatchObject({ kind: 'Unreachable', mayHold: false });
    expect(await leaveQueue(ground, showId, waiting)).toMatchObject({ left: false });
    expect(await joinQueue(ground, showId, waiting)).toMatchObject({
      position: {
        kind: 'QueueBeforeSale',
        ticket: 1,
        salesOpenAt: expect.any(Date),
        notice: expect.stringContaining('lost by a fault'),
      },
    });
    expect(await isAdmitted(ground, showId, inside)).toMatchObject({ kind: 'NotAdmitted' });
    await beatThroughOpening(showId);
    expect(await isAdmitted(ground, showId, waiting)).toMatchObject({ mayHold: false });

    testApp.clock.advanceSeconds(61);
    await beatThroughOpening(showId);
    expect(await isAdmitted(ground, showId, waiting)).toMatchObject({ mayHold: true });
    const [second, first] = await readDraws(ground, showId);
    expect(first).toMatchObject({ epoch: 1, ticketCount: 0 });
    expect(second).toMatchObject({ epoch: 2, ticketCount: 1 });
  });

  it('is noticed once, however many buyers and processes come upon it', async () => {
    const { showId } = await openShow(60);
    await joinQueue(ground, showId, newId());
    testApp.clock.advanceSeconds(10);
    await forgetRedis();
    const another = testApp.ground();
    const positions = await Promise.all(
      Array.from({ length: 40 }, (_, index) => joinQueue(index % 2 === 0 ? ground : another, showId, newId())),
    );
    const tickets = positions.map((joined) => joined.kind === 'JoinQueuePayload' && joined.position);
    expect(
      new Set(tickets.map((position) => position && position.kind === 'QueueBeforeSale' && position.ticket)).size,
    ).toBe(40);
    expect((await readDraws(ground, showId)).map(({ epoch }) => epoch)).toEqual([2, 1]);
  });

  it('lets everyone pass where the organiser chose so, until the room has begun anew', async () => {
    const { showId } = await openShow(-1, { whenUnreachable: 'open' });
    await joinQueue(ground, showId, newId());
    const buyer = newId();
    expect(await isAdmitted(ground, showId, buyer)).toMatchObject({ mayHold: false });
    await forgetRedis();
    expect(await isAdmitted(ground, showId, buyer)).toEqual({ kind: 'Unreachable', mayHold: true });
  });
});

it('a Redis that is away closes the room or opens it, as the organiser chose', async () => {
  const away = redisAway();
  const cut = testApp.ground(away);
  const { showId } = await openShow(-1);
  expect(await isAdmitted(cut, showId, newId())).toMatchObject({ kind: 'Unreachable', mayHold: false });
  await configureWaitingRoom(cut, showId, { whenUnreachable: 'open' });
  expect(await isAdmitted(cut, showId, newId())).toEqual({ kind: 'Unreachable', mayHold: true });
  expect(await isAdmitted(cut, newId(), newId())).toEqual({ kind: 'RoomNotActive', mayHold: true });
  await expect(joinQueue(cut, showId, newId())).rejects.toThrow(RoomUnreachable);
  await expect(readPosition(cut, showId, newId())).rejects.toThrow(RoomUnreachable);
  await away.close();
});
