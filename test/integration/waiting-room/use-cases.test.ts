import { newId } from '../../../src/platform';
import { admitManually } from '../../../src/waiting-room/admission/admit-manually';
import { checkAdmission } from '../../../src/waiting-room/admission/check-admission';
import { endAdmission } from '../../../src/waiting-room/admission/end-admission';
import { tick } from '../../../src/waiting-room/admission/tick';
import type { WaitingRoomContext } from '../../../src/waiting-room/context';
import { readDraws } from '../../../src/waiting-room/draw/read-draws';
import { commitmentOf, drawLots } from '../../../src/waiting-room/draw/shuffle';
import { findPosition } from '../../../src/waiting-room/queue/find-position';
import { joinQueue } from '../../../src/waiting-room/queue/join-queue';
import { leaveQueue } from '../../../src/waiting-room/queue/leave-queue';
import { closeQueue } from '../../../src/waiting-room/settings/close-queue';
import {
  configureWaitingRoom,
  type WaitingRoomChange,
} from '../../../src/waiting-room/settings/configure-waiting-room';
import { WaitingRoomUnreachable } from '../../../src/waiting-room/store/waiting-room-unreachable';
import { insertShow } from '../../support/factories/shows';
import { openContexts, unreachableRedis, type WaitingRoomContexts } from './open-contexts';

let services: WaitingRoomContexts;
let context: WaitingRoomContext;

beforeAll(async () => {
  services = await openContexts();
  context = services.openContext();
});
afterAll(() => services.close());

/** A show whose sale opens in so many seconds, with its waiting room switched on. */
async function openShow(opensInSeconds: number, change: WaitingRoomChange = {}) {
  const salesOpenAt = new Date(services.clock.now().getTime() + opensInSeconds * 1000);
  const { showId } = await insertShow(services.platform.database, { salesOpenAt });
  await configureWaitingRoom(context, showId, { active: true, ...change });
  return { showId, salesOpenAt };
}

/** Ticks until the queue is open and the first buyers are admitted. */
async function tickThroughOpening(showId: string): Promise<void> {
  await tick(context, showId);
  await tick(context, showId);
}

const readPosition = async (on: WaitingRoomContext, showId: string, buyerId: string) =>
  (await findPosition(on, showId, buyerId)).position;

const flushRedis = () => services.platform.redis.commands.flushall();

describe('a show without a waiting room', () => {
  it('allows everyone to hold and gives nobody a place', async () => {
    const [showId, buyer] = [newId(), newId()];
    expect(await checkAdmission(context, showId, buyer)).toEqual({ kind: 'WaitingRoomNotActive', mayHold: true });
    expect(await joinQueue(context, showId, buyer)).toMatchObject({ kind: 'QueueNotActive' });
    expect(await leaveQueue(context, showId, buyer)).toEqual({ kind: 'LeaveQueuePayload', left: false });
    expect(await readPosition(context, showId, buyer)).toMatchObject({ kind: 'QueueClosed' });
    expect(await tick(context, showId)).toEqual({ kind: 'off' });
    expect(await admitManually(context, showId, 1)).toEqual({ kind: 'WaitingRoomNotActive' });
  });

  it('cannot be configured for an unknown show', async () => {
    expect(await configureWaitingRoom(context, newId(), { active: true })).toEqual({ kind: 'ShowNotFound' });
  });
});

describe('a show with a waiting room', () => {
  it('takes a buyer from joining through the draw to an admission and its end', async () => {
    const { showId, salesOpenAt } = await openShow(60, { admissionsPerMinute: 1 });
    const buyers = Array.from({ length: 4 }, newId);
    for (const buyer of buyers) {
      expect(await joinQueue(context, showId, buyer)).toMatchObject({
        kind: 'JoinQueuePayload',
        position: { kind: 'QueueBeforeSale', ticket: buyers.indexOf(buyer) + 1, salesOpenAt },
      });
    }
    const [before] = await readDraws(context, showId);
    expect(before).toEqual({
      epoch: 1,
      commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      seed: null,
      ticketCount: null,
      drawnAt: null,
    });
    expect(await checkAdmission(context, showId, buyers[0] ?? '')).toMatchObject({
      kind: 'NotAdmitted',
      mayHold: false,
    });

    services.clock.advanceSeconds(60);
    await tick(context, showId);
    // The seed is public as soon as the queue is open.
    await tick(context, showId);
    const [drawn] = await readDraws(context, showId);
    expect(drawn).toMatchObject({ epoch: 1, commitment: before?.commitment, ticketCount: 4 });
    expect(commitmentOf(drawn?.seed ?? '')).toBe(before?.commitment);
    const { numberAtPlace } = await drawLots(drawn?.seed ?? '', 4);
    const inOrder = [...numberAtPlace].map((number) => buyers[number - 1] ?? '');
    const [first = '', second = '', , last = ''] = inOrder;
    expect(await readPosition(context, showId, first)).toMatchObject({ kind: 'QueueAdmitted' });
    expect(await readPosition(context, showId, second)).toMatchObject({ kind: 'QueueWaiting', position: 1 });
    expect(await checkAdmission(context, showId, first)).toMatchObject({ kind: 'Admitted', mayHold: true });
    expect(await checkAdmission(context, showId, last)).toMatchObject({ kind: 'NotAdmitted' });

    expect(await endAdmission(context, showId, first, 'purchased')).toEqual({ kind: 'Ended' });
    expect(await checkAdmission(context, showId, first)).toMatchObject({ kind: 'NotAdmitted' });
    expect(await endAdmission(context, showId, first, 'purchased')).toEqual({ kind: 'NotAdmitted' });
    expect(await leaveQueue(context, showId, last)).toEqual({ kind: 'LeaveQueuePayload', left: true });
    expect(await readPosition(context, showId, last)).toMatchObject({
      kind: 'QueueClosed',
      reason: expect.stringContaining('not in the queue'),
    });
  });

  it('shows the reason of a pause to all who wait, and continues afterwards', async () => {
    const { showId } = await openShow(-1, { pauseReason: 'The band is late.' });
    const buyer = newId();
    await joinQueue(context, showId, buyer);
    await tickThroughOpening(showId);
    expect(await readPosition(context, showId, buyer)).toMatchObject({
      kind: 'QueueWaiting',
      position: 1,
      estimatedWaitSeconds: null,
      notice: 'The band is late.',
    });
    await configureWaitingRoom(context, showId, { pauseReason: null });
    services.clock.advanceSeconds(1);
    await tick(context, showId);
    expect(await checkAdmission(context, showId, buyer)).toMatchObject({ mayHold: true });
  });

  it('admits a number of buyers manually', async () => {
    const { showId } = await openShow(-1, { admissionsPerMinute: 1, shopSize: 3 });
    const buyers = Array.from({ length: 5 }, newId);
    await tickThroughOpening(showId);
    for (const buyer of buyers) await joinQueue(context, showId, buyer);
    expect(await admitManually(context, showId, 10)).toEqual({ kind: 'Scheduled' });
    await tick(context, showId);
    const mayHold = await Promise.all(
      buyers.map(async (buyer) => (await checkAdmission(context, showId, buyer)).mayHold),
    );
    expect(mayHold.filter((may) => may)).toHaveLength(3);
  });

  it('closes with the reason: sold out, cancelled, sale over', async () => {
    const { showId } = await openShow(-1);
    const [admitted, waiting, late] = [newId(), newId(), newId()];
    await joinQueue(context, showId, admitted);
    await tickThroughOpening(showId);
    await joinQueue(context, showId, waiting);
    expect(await closeQueue(context, showId, 'Every seat is sold.')).toEqual({ kind: 'Changed' });
    expect(await closeQueue(context, showId, 'Every seat is sold.')).toEqual({ kind: 'Unchanged' });
    const closed = { kind: 'QueueClosed', reason: 'Every seat is sold.' };
    expect(await readPosition(context, showId, waiting)).toEqual(closed);
    expect(await joinQueue(context, showId, late)).toMatchObject({ position: closed });
    services.clock.advanceSeconds(5);
    await tick(context, showId);
    expect(await checkAdmission(context, showId, waiting)).toMatchObject({ mayHold: false });
    // An admitted buyer stays admitted.
    expect(await checkAdmission(context, showId, admitted)).toMatchObject({ mayHold: true });
    expect(await joinQueue(context, showId, admitted)).toMatchObject({ position: { kind: 'QueueAdmitted' } });

    await closeQueue(context, showId, null);
    expect(await readPosition(context, showId, waiting)).toMatchObject({ kind: 'QueueWaiting', position: 1 });
    await services.changeShow(showId, 'cancelled_at = now()');
    expect(await readPosition(context, showId, waiting)).toEqual({
      kind: 'QueueClosed',
      reason: 'This show is cancelled.',
    });
    await services.changeShow(
      showId,
      "cancelled_at = null, sales_open_at = sales_open_at - interval '1 hour', sales_close_at = sales_open_at",
    );
    expect(await readPosition(context, showId, waiting)).toMatchObject({ reason: 'The sale for this show is over.' });
  });

  it('lets everyone pass while it is off, and starts with an empty queue and a new draw when it is on again', async () => {
    const { showId } = await openShow(60);
    const buyer = newId();
    await joinQueue(context, showId, buyer);
    await configureWaitingRoom(context, showId, { active: false });
    expect(await checkAdmission(context, showId, buyer)).toEqual({ kind: 'WaitingRoomNotActive', mayHold: true });
    expect(await joinQueue(context, showId, buyer)).toMatchObject({ kind: 'QueueNotActive' });
    await configureWaitingRoom(context, showId, { active: true });
    expect(await readPosition(context, showId, buyer)).toMatchObject({ kind: 'QueueClosed' });
    expect(await joinQueue(context, showId, newId())).toMatchObject({ position: { ticket: 1 } });
    const [second, first, ...others] = await readDraws(context, showId);
    expect(others).toEqual([]);
    expect(first?.commitment).not.toBe(second?.commitment);
  });
});

describe('a Redis that lost everything', () => {
  it('closes the waiting room; buyers join again, are told why, and are shuffled after a minute', async () => {
    const { showId } = await openShow(-1);
    const [admitted, waiting] = [newId(), newId()];
    await joinQueue(context, showId, admitted);
    await tickThroughOpening(showId);
    await joinQueue(context, showId, waiting);
    services.clock.advanceSeconds(10);
    await flushRedis();

    expect(await checkAdmission(context, showId, admitted)).toMatchObject({ kind: 'Unreachable', mayHold: false });
    expect(await leaveQueue(context, showId, waiting)).toMatchObject({ left: false });
    expect(await joinQueue(context, showId, waiting)).toMatchObject({
      position: {
        kind: 'QueueBeforeSale',
        ticket: 1,
        salesOpenAt: expect.any(Date),
        notice: expect.stringContaining('lost because of a technical error'),
      },
    });
    expect(await checkAdmission(context, showId, admitted)).toMatchObject({ kind: 'NotAdmitted' });
    await tickThroughOpening(showId);
    expect(await checkAdmission(context, showId, waiting)).toMatchObject({ mayHold: false });

    services.clock.advanceSeconds(61);
    await tickThroughOpening(showId);
    expect(await checkAdmission(context, showId, waiting)).toMatchObject({ mayHold: true });
    const [second, first] = await readDraws(context, showId);
    expect(first).toMatchObject({ epoch: 1, ticketCount: 0 });
    expect(second).toMatchObject({ epoch: 2, ticketCount: 1 });
  });

  it('is noticed once, however many buyers and processes find it', async () => {
    const { showId } = await openShow(60);
    await joinQueue(context, showId, newId());
    services.clock.advanceSeconds(10);
    await flushRedis();
    const another = services.openContext();
    const positions = await Promise.all(
      Array.from({ length: 40 }, (_, index) => joinQueue(index % 2 === 0 ? context : another, showId, newId())),
    );
    const joined = positions.map((outcome) => outcome.kind === 'JoinQueuePayload' && outcome.position);
    expect(
      new Set(joined.map((position) => position && position.kind === 'QueueBeforeSale' && position.ticket)).size,
    ).toBe(40);
    expect((await readDraws(context, showId)).map(({ epoch }) => epoch)).toEqual([2, 1]);
  });

  it('lets everyone pass if the organizer chose so, until the queue has started again', async () => {
    const { showId } = await openShow(-1, { whenUnreachable: 'open' });
    await joinQueue(context, showId, newId());
    const buyer = newId();
    expect(await checkAdmission(context, showId, buyer)).toMatchObject({ mayHold: false });
    await flushRedis();
    expect(await checkAdmission(context, showId, buyer)).toEqual({ kind: 'Unreachable', mayHold: true });
  });
});

it('a Redis that does not answer closes the waiting room or opens it, as the organizer chose', async () => {
  const unreachable = unreachableRedis();
  const isolated = services.openContext(unreachable);
  const { showId } = await openShow(-1);
  expect(await checkAdmission(isolated, showId, newId())).toMatchObject({ kind: 'Unreachable', mayHold: false });
  await configureWaitingRoom(isolated, showId, { whenUnreachable: 'open' });
  expect(await checkAdmission(isolated, showId, newId())).toEqual({ kind: 'Unreachable', mayHold: true });
  expect(await checkAdmission(isolated, newId(), newId())).toEqual({ kind: 'WaitingRoomNotActive', mayHold: true });
  await expect(joinQueue(isolated, showId, newId())).rejects.toThrow(WaitingRoomUnreachable);
  await expect(readPosition(isolated, showId, newId())).rejects.toThrow(WaitingRoomUnreachable);
  await unreachable.close();
});
