import { newId, type RedisConnections, type Stop } from '../../../src/platform';
import { drawPlaces } from '../../../src/waiting-room/draw/draw-places';
import { drawLots } from '../../../src/waiting-room/draw/shuffle';
import { paceOf } from '../../../src/waiting-room/queue/queue-snapshot';
import type { WaitingRoomState } from '../../../src/waiting-room/store/waiting-room.redis';
import { GRACE_MS, OPENS_AT_MS, openRedis, SimulatedQueue } from './simulated-queue';

let redis: RedisConnections;
let state: WaitingRoomState;
let stop: Stop;
let queue: SimulatedQueue;

beforeAll(async () => {
  ({ redis, state, stop } = await openRedis());
});
afterAll(() => stop());
beforeEach(async () => {
  queue = await new SimulatedQueue(redis, state).initialize();
});
afterEach(() => queue.remove());

/** Who was admitted with each of so many ticks. */
async function admitted(ticks: number): Promise<string[][]> {
  const admissions: string[][] = [];
  const before = new Set((await queue.admitted()).keys());
  for (let tick = 0; tick < ticks; tick += 1) {
    await queue.nextSnapshot();
    const now = [...(await queue.admitted()).keys()].filter((buyer) => !before.has(buyer));
    for (const buyer of now) before.add(buyer);
    admissions.push(now);
  }
  return admissions;
}

describe('before the sale', () => {
  it('everyone takes a queue number and nobody has a place yet', async () => {
    const buyers = await queue.joinMany(3);
    expect(await queue.join(buyers[1] ?? '')).toMatchObject({ kind: 'waiting', queueNumber: 2, place: null });
    await queue.nextSnapshot();
    expect(await queue.find(buyers[2] ?? '')).toMatchObject({ kind: 'waiting', queueNumber: 3, place: null });
    expect((await queue.admitted()).size).toBe(0);
  });

  it('two hundred tabs of one buyer make one place', async () => {
    const buyer = newId();
    const entries = await Promise.all(Array.from({ length: 200 }, () => queue.join(buyer)));
    expect(new Set(entries.map((entry) => entry.kind === 'waiting' && entry.queueNumber))).toEqual(new Set([1]));
    expect((await queue.nextSnapshot()).waitingCount).toBe(1);
  });

  it('manual admission admits nobody', async () => {
    await queue.joinMany(3);
    await state.admitManually(queue.showId, 1, 2);
    await queue.nextSnapshot();
    expect((await queue.admitted()).size).toBe(0);
  });
});

describe('at the opening', () => {
  it('early buyers are admitted in the order of the draw, then late ones in the order of joining', async () => {
    const early = await queue.joinMany(30);
    await queue.open();
    const late = await queue.joinMany(5);
    queue.options = { ...queue.options, shopSize: 100 };

    const { numberAtPlace } = await drawLots(queue.seed, 30);
    const inOrder = [...[...numberAtPlace].map((number) => early[number - 1] ?? ''), ...late];
    const admissions = await admitted(18);
    // The first second also admits the buyer who was due at the opening.
    expect(admissions.flat()).toHaveLength(35);
    let from = 0;
    for (const now of admissions) {
      expect(new Set(now)).toEqual(new Set(inOrder.slice(from, from + now.length)));
      from += now.length;
    }
  });

  it('a buyer who left before it is skipped, and the others move up', async () => {
    const buyers = await queue.joinMany(6);
    const { placeOfNumber } = await drawLots(queue.seed, 6);
    const indexAt = (place: number) => placeOfNumber.indexOf(place);
    await queue.leave(buyers[indexAt(1)] ?? '');
    await queue.leave(buyers[indexAt(3)] ?? '');
    await queue.open();
    queue.options = { ...queue.options, admissionsPerMinute: 0 };
    await queue.nextSnapshot();
    const positions = await Promise.all([2, 4, 5, 6].map((place) => queue.positionOf(buyers[indexAt(place)] ?? '')));
    expect(positions).toEqual([1, 2, 3, 4]);
  });

  it('a buyer who joins after the opening is late, even before the next tick', async () => {
    const [early = ''] = await queue.joinMany(1);
    queue.nowMs = OPENS_AT_MS;
    const late = newId();
    expect(await queue.join(late)).toMatchObject({ kind: 'waiting', queueNumber: 2, place: 2 });
    expect(await queue.find(early)).toMatchObject({ kind: 'waiting', queueNumber: 1, place: null });
    expect(await queue.nextSnapshot()).toMatchObject({ earlyCount: 1 });
    expect(await queue.positionOf(late)).toBe(2);
  });

  it('the first is admitted with the first tick, and a queue that nobody waits in opens too', async () => {
    queue.options = { ...queue.options, admissionsPerMinute: 2 };
    await queue.open();
    const [buyer = ''] = await queue.joinMany(2);
    await queue.nextSnapshot();
    expect([...(await queue.admitted()).keys()]).toEqual([buyer]);
  });

  it('a replaced leader writes nothing of the draw', async () => {
    await queue.joinMany(10);
    queue.nowMs = OPENS_AT_MS;
    const orders = { ...queue.options, nowMs: queue.nowMs };
    const slow = await state.tick(queue.showId, { ...orders, processId: 'slow' });
    const quick = await state.tick(queue.showId, { ...orders, processId: 'quick', nowMs: queue.nowMs + 1500 });
    if (slow.kind !== 'leading' || quick.kind !== 'leading') throw new Error('Both led, one after the other');
    expect(quick.fencingToken).toBe(slow.fencingToken + 1);

    const draw = { showId: queue.showId, epoch: 1, seed: queue.seed, earlyCount: 10 };
    expect(await drawPlaces(state, { ...draw, fencingToken: slow.fencingToken })).toEqual({ kind: 'Lost' });
    expect(await drawPlaces(state, { ...draw, fencingToken: quick.fencingToken })).toEqual({ kind: 'Drawn' });
    expect(await state.readPlaces(queue.showId)).toEqual((await drawLots(queue.seed, 10)).placeOfNumber);
  });
});

describe('while the sale runs', () => {
  beforeEach(() => queue.open());

  it('two thousand buyers of whom half leave are admitted to the last one, in order', async () => {
    queue.options = { ...queue.options, admissionsPerMinute: 6000, shopSize: 2000 };
    let inOrder = await queue.joinMany(2000);
    for (let second = 0; inOrder.length > 0; second += 1) {
      const leaving = inOrder.filter((_, index) => (index * 7919 + second) % 12 === 0);
      await Promise.all(leaving.map((buyer) => queue.leave(buyer)));
      inOrder = inOrder.filter((buyer) => !leaving.includes(buyer));
      const [now = []] = await admitted(1);
      expect(new Set(now)).toEqual(new Set(inOrder.slice(0, Math.min(inOrder.length, now.length))));
      if (second > 0) expect(now).toHaveLength(Math.min(inOrder.length, 100));
      inOrder = inOrder.slice(now.length);
    }
    expect(await queue.nextSnapshot()).toMatchObject({ waitingCount: 0, lastNumber: 2000 });
  });

  it('an admission lasts its time, and its end makes room at once', async () => {
    queue.options = { ...queue.options, shopSize: 1, admissionMs: 30_000 };
    const [first = '', second = ''] = await queue.joinMany(2);
    await queue.nextSnapshot();
    expect(await queue.admittedUntil(first)).toBe(queue.nowMs + 30_000);
    expect(await queue.admittedUntil(second)).toBe(0);
    await queue.nextSnapshot(29);
    expect(await queue.admittedUntil(first)).toBeGreaterThan(0);
    queue.nowMs += 1000;
    // It has ended even before the next tick.
    expect(await queue.admittedUntil(first)).toBe(0);
    expect(await queue.find(first)).toMatchObject({ kind: 'none' });
    await queue.nextSnapshot(0);
    expect(await queue.admittedUntil(second)).toBeGreaterThan(0);
  });

  it('a buyer who leaves the shop makes room at once, and may join again behind the others', async () => {
    queue.options = { ...queue.options, shopSize: 1 };
    const [first = '', second = '', third = ''] = await queue.joinMany(3);
    await queue.nextSnapshot();
    expect(await queue.leave(first, 'purchased')).toBe('admitted');
    expect(await queue.admittedUntil(first)).toBe(0);
    expect(await queue.join(first)).toMatchObject({ kind: 'waiting', queueNumber: 4 });
    await queue.nextSnapshot();
    expect(await queue.admittedUntil(second)).toBeGreaterThan(0);
    expect(await queue.positionOf(third)).toBe(1);
    expect(await queue.positionOf(first)).toBe(2);
  });

  it('an admitted buyer who joins again is told so, and gets no second place', async () => {
    const [buyer = ''] = await queue.joinMany(1);
    await queue.nextSnapshot();
    expect(await queue.join(buyer)).toMatchObject({ kind: 'admitted', untilMs: queue.nowMs + 600_000 });
    expect(await queue.nextSnapshot()).toMatchObject({ waitingCount: 0, insideCount: 1, lastNumber: 1 });
  });

  it('an admission can be extended and never shortened, and nobody is admitted by it', async () => {
    queue.options = { ...queue.options, shopSize: 1 };
    const [admittedBuyer = '', waiting = ''] = await queue.joinMany(2);
    await queue.nextSnapshot();
    const untilMs = queue.nowMs + 600_000;
    expect(await state.extendAdmission(queue.showId, queue.query(admittedBuyer), untilMs + 60_000)).toBe(true);
    expect(await state.extendAdmission(queue.showId, queue.query(admittedBuyer), untilMs)).toBe(true);
    expect(await queue.admittedUntil(admittedBuyer)).toBe(untilMs + 60_000);
    expect(await state.extendAdmission(queue.showId, queue.query(waiting), untilMs)).toBe(false);
    expect(await queue.admittedUntil(waiting)).toBe(0);
    queue.nowMs = untilMs + 60_000;
    expect(await state.extendAdmission(queue.showId, queue.query(admittedBuyer), untilMs + 120_000)).toBe(false);
    expect(await queue.admittedUntil(admittedBuyer)).toBe(0);
  });

  it('a smaller shop ends no admission and admits nobody before there is room', async () => {
    const [, , third = ''] = await queue.joinMany(3);
    queue.options = { ...queue.options, shopSize: 2 };
    await queue.nextSnapshot();
    expect((await queue.admitted()).size).toBe(2);
    queue.options = { ...queue.options, shopSize: 1 };
    const [one = ''] = (await queue.admitted()).keys();
    await queue.leave(one);
    await queue.nextSnapshot();
    expect((await queue.admitted()).size).toBe(1);
    expect(await queue.positionOf(third)).toBe(1);
  });

  it('a disconnected buyer keeps the place for the grace period and then loses it', async () => {
    queue.options = { ...queue.options, admissionsPerMinute: 0 };
    const [lost = '', kept = ''] = await queue.joinMany(2);
    queue.connected.delete(lost);
    await queue.nextSnapshot(9.9);
    expect(await queue.positionOf(kept)).toBe(2);
    await queue.nextSnapshot(0.1);
    expect(await queue.find(lost)).toMatchObject({ kind: 'none' });
    expect(await queue.positionOf(kept)).toBe(1);
    // Renewing it afterwards brings nothing back; joining does, at the end.
    await state.keepPlaces(queue.showId, [lost], queue.nowMs + GRACE_MS);
    expect(await queue.find(lost)).toMatchObject({ kind: 'none' });
    expect(await queue.join(lost)).toMatchObject({ kind: 'waiting', queueNumber: 3 });
  });

  it('a pause admits nobody and saves no credit; manual admission still works', async () => {
    const buyers = await queue.joinMany(20);
    queue.options = { ...queue.options, admissionsPerMinute: 0 };
    await queue.nextSnapshot(60);
    expect((await queue.admitted()).size).toBe(0);
    await state.admitManually(queue.showId, 1, 3);
    await queue.nextSnapshot();
    expect(new Set((await queue.admitted()).keys())).toEqual(new Set(buyers.slice(0, 3)));
    queue.options = { ...queue.options, admissionsPerMinute: 60 };
    expect((await admitted(3)).map((now) => now.length)).toEqual([1, 1, 1]);
  });

  it('manual admission fills the shop and no more, and the rest is not admitted later', async () => {
    queue.options = { ...queue.options, shopSize: 5, admissionsPerMinute: 1 };
    const buyers = await queue.joinMany(20);
    await state.admitManually(queue.showId, 1, 10);
    await queue.nextSnapshot();
    expect(new Set((await queue.admitted()).keys())).toEqual(new Set(buyers.slice(0, 5)));
    await Promise.all(buyers.slice(0, 5).map((buyer) => queue.leave(buyer)));
    await queue.nextSnapshot();
    expect((await queue.admitted()).size).toBeLessThanOrEqual(1);
  });

  it('a rate of two a second admits two a second', async () => {
    queue.options = { ...queue.options, shopSize: 100 };
    await queue.joinMany(30);
    const admissions = await admitted(10);
    expect(admissions.map((now) => now.length)).toEqual([3, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('the pace covers only the time in which buyers waited and admission was not paused', async () => {
    queue.options = { ...queue.options, shopSize: 100 };
    const paceNow = async () => paceOf(await queue.nextSnapshot());
    expect(await paceNow()).toBeNull();
    await queue.nextSnapshot(3600);
    await queue.joinMany(40);
    await admitted(5);
    expect(await paceNow()).toBeCloseTo(2, 0);

    const admissionsPerMinute = 120;
    queue.options = { ...queue.options, admissionsPerMinute: 0 };
    await state.admitManually(queue.showId, 1, 10);
    await queue.nextSnapshot();
    await queue.nextSnapshot(3600);
    queue.options = { ...queue.options, admissionsPerMinute };
    expect(await paceNow()).toBeCloseTo(2, 0);
  });

  it('the time in which the shop is full counts: the pace falls when nobody is admitted', async () => {
    queue.options = { ...queue.options, shopSize: 10 };
    await queue.joinMany(20);
    await admitted(6);
    expect(paceOf(await queue.nextSnapshot(13))).toBeCloseTo(0.5, 1);
    await queue.nextSnapshot(60);
    expect(paceOf(await queue.nextSnapshot(60))).toBeNull();
  });

  it('a process whose clock is behind moves nothing back', async () => {
    const [buyer = ''] = await queue.joinMany(1);
    await queue.nextSnapshot();
    const untilMs = await queue.admittedUntil(buyer);
    const reply = await queue.tick('first', -30_000);
    expect(reply).toMatchObject({ kind: 'leading', snapshot: { atMs: queue.nowMs } });
    expect(await queue.admittedUntil(buyer)).toBe(untilMs);
  });
});

describe('the lead', () => {
  it('stays with one process and goes to another when the first does not tick for a second and a half', async () => {
    const first = await queue.tick('first');
    queue.nowMs += 1000;
    expect(await queue.tick('second')).toMatchObject({
      kind: 'following',
      leaseUntilMs: queue.nowMs + 500,
      snapshot: first.kind === 'leading' && first.snapshot,
    });
    expect(await queue.tick('first')).toMatchObject({
      kind: 'leading',
      fencingToken: first.kind === 'leading' && first.fencingToken,
    });
    queue.nowMs += 1499;
    expect(await queue.tick('second')).toMatchObject({ kind: 'following' });
    queue.nowMs += 1;
    expect(await queue.tick('second')).toMatchObject({ kind: 'leading' });
    expect(await queue.tick('first')).toMatchObject({ kind: 'following' });
  });

  it('of ten processes at once one leads, and together they admit no more than one would', async () => {
    await queue.open();
    await queue.joinMany(50);
    queue.nowMs += 2000;
    const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => queue.tick(`process ${index}`)));
    expect(replies.filter(({ kind }) => kind === 'leading')).toHaveLength(1);
    expect((await queue.admitted()).size).toBe(4);
  });
});

describe('the state in Redis', () => {
  it('all keys of a show are on one slot, and expire by a duration that no clock can shorten', async () => {
    await queue.joinMany(5);
    const [leaver = ''] = await queue.joinMany(1);
    await queue.leave(leaver);
    await queue.open();
    await queue.nextSnapshot();
    const keys = await redis.commands.keys(redis.key('waiting-room', '*'));
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.every((key) => key.includes(`{${queue.showId}}`))).toBe(true);
    const lifetimes = await Promise.all(keys.map((key) => redis.commands.pttl(key)));
    for (const lifetime of lifetimes) {
      expect(lifetime).toBeGreaterThan(queue.options.expiresInMs - 60_000);
      expect(lifetime).toBeLessThanOrEqual(queue.options.expiresInMs);
    }
    await queue.remove();
    expect(await redis.commands.keys(redis.key('waiting-room', '*'))).toEqual([]);
  });

  it('lost state is reported by every operation, and only a new epoch replaces it', async () => {
    const [buyer = ''] = await queue.joinMany(1);
    await redis.commands.flushall();
    expect(await queue.join(buyer)).toEqual({ kind: 'absent' });
    expect(await queue.find(buyer)).toEqual({ kind: 'absent' });
    expect(await queue.tick()).toEqual({ kind: 'absent' });
    expect(await queue.admittedUntil(buyer)).toBe('absent');
    expect(await queue.leave(buyer)).toBe('none');
    expect(await state.admitManually(queue.showId, 1, 1)).toBe(false);

    expect(await state.initializeEpoch(queue.showId, 2, queue.nowMs, queue.options.expiresInMs)).toBe(true);
    expect(await state.initializeEpoch(queue.showId, 2, queue.nowMs, queue.options.expiresInMs)).toBe(false);
    expect(await state.initializeEpoch(queue.showId, 1, queue.nowMs, queue.options.expiresInMs)).toBe(false);
    expect(await queue.join(buyer)).toEqual({ kind: 'absent' });
    queue.options = { ...queue.options, epoch: 2 };
    expect(await queue.join(buyer)).toMatchObject({ kind: 'waiting', queueNumber: 1 });
  });

  it.each(['numbers', 'waiting', 'admitted', 'order', 'places'])(
    'a state that lost its %s is removed as a whole by the next tick',
    async (part) => {
      await queue.joinMany(5);
      await queue.open();
      queue.options = { ...queue.options, shopSize: 2 };
      expect(await queue.nextSnapshot()).toMatchObject({ waitingCount: 3, insideCount: 2 });
      await redis.commands.del(queue.key(part));
      queue.nowMs += 1000;
      expect(await queue.tick()).toEqual({ kind: 'absent' });
      expect(await redis.commands.keys(redis.key('waiting-room', '*'))).toEqual([]);
    },
  );

  it('a state that lost the departed places still admits everyone', async () => {
    await queue.open();
    const [leaver = '', stayer = ''] = await queue.joinMany(2);
    await queue.leave(leaver);
    await redis.commands.del(queue.key('departed'));
    await queue.nextSnapshot();
    expect([...(await queue.admitted()).keys()]).toEqual([stayer]);
  });

  it('queue numbers are bounded, and a buyer who gets none leaves no trace', async () => {
    await redis.commands.hset(queue.key('state'), 'lastNumber', 1_999_999);
    const [last = '', late = ''] = [newId(), newId()];
    expect(await queue.join(last)).toMatchObject({ kind: 'waiting', queueNumber: 2_000_000 });
    expect(await queue.join(late)).toEqual({ kind: 'full' });
    expect(await queue.find(late)).toMatchObject({ kind: 'none' });
    expect(await queue.join(last)).toMatchObject({ kind: 'waiting', queueNumber: 2_000_000 });
  });

  it('an admission is valid for one show and one buyer', async () => {
    await queue.open();
    const [buyer = ''] = await queue.joinMany(1);
    await queue.nextSnapshot();
    const other = await new SimulatedQueue(redis, state).initialize();
    other.nowMs = queue.nowMs;
    expect(await queue.admittedUntil(buyer)).toBeGreaterThan(0);
    expect(await other.admittedUntil(buyer)).toBe(0);
    expect(await queue.admittedUntil(newId())).toBe(0);
    await other.remove();
  });
});
