import { newId } from '../../../src/platform';
import { checkAdmission } from '../../../src/waiting-room/admission/check-admission';
import { initializeEpoch } from '../../../src/waiting-room/admission/initialize-epoch';
import { tick } from '../../../src/waiting-room/admission/tick';
import type { WaitingRoomContext } from '../../../src/waiting-room/context';
import { QueueBroadcaster } from '../../../src/waiting-room/live/queue-broadcaster';
import { findPosition } from '../../../src/waiting-room/queue/find-position';
import { joinQueue } from '../../../src/waiting-room/queue/join-queue';
import { leaveQueue } from '../../../src/waiting-room/queue/leave-queue';
import {
  ACTIVE_WAITING_ROOMS_MAX,
  configureWaitingRoom,
  type WaitingRoomChange,
} from '../../../src/waiting-room/settings/configure-waiting-room';
import { WaitingRoomUnreachable } from '../../../src/waiting-room/store/waiting-room-unreachable';
import { eventually } from '../../support/eventually';
import { insertShow } from '../../support/factories/shows';
import { openContexts, type WaitingRoomContexts } from './open-contexts';

let services: WaitingRoomContexts;
let context: WaitingRoomContext;

beforeAll(async () => {
  services = await openContexts();
  context = services.openContext();
});
afterAll(() => services.close());

/** A show on sale with an active waiting room. */
async function openShow(change: WaitingRoomChange = {}): Promise<string> {
  const salesOpenAt = new Date(services.clock.now().getTime() - 1000);
  const { showId } = await insertShow(services.platform.database, { salesOpenAt });
  await configureWaitingRoom(context, showId, { active: true, ...change });
  return showId;
}

it('a process that learns late of a missing state does not discard the queue that another has started since', async () => {
  const [showId, buyer] = [await openShow({ pauseReason: 'Later.' }), newId()];
  await joinQueue(context, showId, buyer);
  services.clock.advanceSeconds(10);
  expect(await initializeEpoch(services.openContext(), showId, 1)).toMatchObject({ kind: 'Initialized' });
  expect((await findPosition(context, showId, buyer)).position).toMatchObject({ kind: 'QueueWaiting', position: 1 });
});

describe('a stream of positions', () => {
  it('that is opened and dropped before its first use leaves nothing behind', async () => {
    const broadcaster = new QueueBroadcaster(context, services.platform.redis.newSubscriber());
    const [showId, buyer] = [await openShow({ pauseReason: 'Later.' }), newId()];
    await joinQueue(context, showId, buyer);
    const dropped = await Promise.all(Array.from({ length: 50 }, () => broadcaster.open(showId, buyer)));
    expect(broadcaster.connectedBuyerCount).toBe(0);
    for (const stream of dropped.slice(0, 25)) await stream.return();
    expect(broadcaster.connectedBuyerCount).toBe(0);
    expect(await dropped[0]?.next()).toEqual({ done: true, value: undefined });

    const used = await broadcaster.open(showId, buyer);
    expect(await used.next()).toMatchObject({ value: { kind: 'QueueWaiting', position: 1 } });
    expect(broadcaster.connectedBuyerCount).toBe(1);
    await used.return();
    expect(broadcaster.connectedBuyerCount).toBe(0);
  });

  it('that starts after the server has stopped ends at once', async () => {
    const broadcaster = new QueueBroadcaster(context, services.platform.redis.newSubscriber());
    const stop = broadcaster.start();
    const [showId, buyer] = [await openShow({ pauseReason: 'Later.' }), newId()];
    await joinQueue(context, showId, buyer);
    const stream = await broadcaster.open(showId, buyer);
    await stop();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(broadcaster.connectedBuyerCount).toBe(0);
  });

  it('that starts after its epoch has ended is closed rather than given a place of the new epoch', async () => {
    const broadcaster = new QueueBroadcaster(context, services.platform.redis.newSubscriber());
    const [showId, early, late] = [await openShow({ pauseReason: 'Later.' }), newId(), newId()];
    await joinQueue(context, showId, early);
    const stale = await broadcaster.open(showId, early);
    await configureWaitingRoom(context, showId, { active: false });
    await configureWaitingRoom(context, showId, { active: true });
    await joinQueue(context, showId, late);
    const current = await broadcaster.open(showId, late);
    expect(await current.next()).toMatchObject({ value: { kind: 'QueueWaiting' } });
    expect(await stale.next()).toMatchObject({
      value: { kind: 'QueueClosed', reason: expect.stringContaining('again') },
    });
    expect(broadcaster.connectedBuyerCount).toBe(1);
    await current.return();
  });
});

describe('switching a waiting room off', () => {
  it('removes the state of its epoch', async () => {
    const showId = await openShow();
    await joinQueue(context, showId, newId());
    const keys = () =>
      services.platform.redis.commands.keys(services.platform.redis.key('waiting-room', `{${showId}}`, '*'));
    expect((await keys()).length).toBeGreaterThan(0);
    await configureWaitingRoom(context, showId, { active: false });
    expect(await keys()).toEqual([]);
  });

  it('does not remove the state of an epoch that another process has started meanwhile', async () => {
    const another = services.openContext();
    const [showId, buyer] = [await openShow({ pauseReason: 'Later.' }), newId()];
    await joinQueue(context, showId, newId());
    // The first process is slow: before it removes the state, the other one switches the waiting room on again.
    const { state } = context;
    const slow: WaitingRoomContext = {
      ...context,
      state: Object.assign(Object.create(state), {
        async endEpochsBefore(ended: string, epoch: number) {
          await configureWaitingRoom(another, ended, { active: true });
          expect(await joinQueue(another, ended, buyer)).toMatchObject({ ticket: 1 });
          return state.endEpochsBefore(ended, epoch);
        },
      }),
    };
    await configureWaitingRoom(slow, showId, { active: false });
    expect((await findPosition(another, showId, buyer)).position).toMatchObject({ kind: 'QueueWaiting', position: 1 });
    expect(await joinQueue(another, showId, buyer)).toMatchObject({ ticket: 1 });
  });
});

describe('a Redis that has become a read-only replica', () => {
  it('counts as unreachable, and everyone keeps their place when it accepts writes again', async () => {
    const { commands } = services.platform.redis;
    const [showId, admitted, waiting] = [await openShow({ shopSize: 1 }), newId(), newId()];
    await joinQueue(context, showId, admitted);
    await tick(context, showId);
    await tick(context, showId);
    await joinQueue(context, showId, waiting);
    await commands.replicaof('127.0.0.1', 1);
    await expect(joinQueue(context, showId, newId())).rejects.toThrow(WaitingRoomUnreachable);
    await expect(leaveQueue(context, showId, waiting)).rejects.toThrow(WaitingRoomUnreachable);
    await expect(tick(context, showId)).rejects.toThrow(WaitingRoomUnreachable);

    // The client may connect again meanwhile, so the command may need more than one attempt.
    await eventually(async () => (await commands.replicaof('NO', 'ONE').catch(() => 'unreachable')) === 'OK');
    await eventually(async () => (await tick(context, showId).catch(() => null))?.kind === 'leading');
    expect(await checkAdmission(context, showId, admitted)).toMatchObject({ kind: 'Admitted' });
    expect((await findPosition(context, showId, waiting)).position).toMatchObject({
      kind: 'QueueWaiting',
      position: 1,
    });
  });
});

describe('the number of active waiting rooms', () => {
  /** Switches waiting rooms on without the API, which refuses so many. */
  async function activate(count: number): Promise<void> {
    const { database } = services.platform;
    const shows = await Promise.all(
      Array.from({ length: count }, () => insertShow(database, { salesOpenAt: services.clock.now() })),
    );
    await database.dataSource.query(
      `with room as (insert into waiting_room (show_id, active) select unnest($1::uuid[]), true returning show_id, epoch)
       insert into waiting_room_draw (show_id, epoch, seed) select show_id, epoch, repeat('a5', 32) from room`,
      [shows.map(({ showId }) => showId)],
    );
  }
  const activeCount = async (): Promise<number> => {
    const rows = await services.platform.database.dataSource.query(
      'select count(*)::int as count from waiting_room where active',
    );
    return rows[0].count;
  };

  it('never exceeds the limit, however many are switched on at once, and none fails open beyond it', async () => {
    await services.platform.database.dataSource.query('update waiting_room set active = false');
    await activate(ACTIVE_WAITING_ROOMS_MAX - 2);
    const { database } = services.platform;
    const shows = await Promise.all(
      Array.from({ length: 8 }, () => insertShow(database, { salesOpenAt: services.clock.now() })),
    );
    const outcomes = await Promise.all(
      shows.map(({ showId }) => configureWaitingRoom(services.openContext(), showId, { active: true })),
    );
    expect(outcomes.filter(({ kind }) => kind === 'Configured')).toHaveLength(2);
    expect(outcomes.filter(({ kind }) => kind === 'TooManyActive')).toHaveLength(6);
    expect(await activeCount()).toBe(ACTIVE_WAITING_ROOMS_MAX);

    // Rows that another program wrote are not dropped: whoever is not admitted may not hold in any of them.
    await activate(20);
    const fresh = services.openContext();
    expect((await fresh.settingsCache.active()).size).toBe(ACTIVE_WAITING_ROOMS_MAX + 20);
    for (const showId of (await fresh.settingsCache.active()).keys()) {
      const { mayHold } = await checkAdmission(fresh, showId, newId());
      if (mayHold) throw new Error(`The waiting room of show ${showId} let a stranger pass`);
    }
    await database.dataSource.query('update waiting_room set active = false');
  }, 60_000);
});
