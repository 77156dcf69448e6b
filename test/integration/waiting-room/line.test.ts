import { newId, type RedisConnections, type Stop } from '../../../src/platform';
import { paceOf } from '../../../src/waiting-room/beat';
import { drawPlaces } from '../../../src/waiting-room/draw-places';
import { drawLots } from '../../../src/waiting-room/shuffle';
import type { RoomState } from '../../../src/waiting-room/waiting-room.redis';
import { GRACE_MS, OPENS_AT_MS, openRedis, SimulatedRoom } from './room-on-redis';

let redis: RedisConnections;
let state: RoomState;
let stop: Stop;
let room: SimulatedRoom;

beforeAll(async () => {
  ({ redis, state, stop } = await openRedis());
});
afterAll(() => stop());
beforeEach(async () => {
  room = await new SimulatedRoom(redis, state).begin();
});
afterEach(() => state.end(room.showId));

/** Who came in with each of so many beats. */
async function comeIn(beats: number): Promise<string[][]> {
  const came: string[][] = [];
  const before = new Set((await room.inside()).keys());
  for (let beat = 0; beat < beats; beat += 1) {
    await room.nextBeat();
    const now = [...(await room.inside()).keys()].filter((buyer) => !before.has(buyer));
    for (const buyer of now) before.add(buyer);
    came.push(now);
  }
  return came;
}

describe('before the sale', () => {
  it('everyone takes a number and nobody has a place yet', async () => {
    const buyers = await room.joinMany(3);
    expect(await room.join(buyers[1] ?? '')).toMatchObject({ kind: 'waiting', ticket: 2, place: null });
    await room.nextBeat();
    expect(await room.find(buyers[2] ?? '')).toMatchObject({ kind: 'waiting', ticket: 3, place: null });
    expect((await room.inside()).size).toBe(0);
  });

  it('two hundred tabs of one buyer make one place', async () => {
    const buyer = newId();
    const standings = await Promise.all(Array.from({ length: 200 }, () => room.join(buyer)));
    expect(new Set(standings.map((standing) => standing.kind === 'waiting' && standing.ticket))).toEqual(new Set([1]));
    expect((await room.nextBeat()).waitingCount).toBe(1);
  });

  it('letting in by hand lets nobody in', async () => {
    await room.joinMany(3);
    await state.letIn(room.showId, 1, 2);
    await room.nextBeat();
    expect((await room.inside()).size).toBe(0);
  });
});

describe('at the opening', () => {
  it('the early ones come in as the draw says, then the late ones as they came', async () => {
    const early = await room.joinMany(30);
    await room.open();
    const late = await room.joinMany(5);
    room.orders = { ...room.orders, shopSize: 100 };

    const { ticketAtPlace } = await drawLots(room.seed, 30);
    const line = [...[...ticketAtPlace].map((ticket) => early[ticket - 1] ?? ''), ...late];
    const came = await comeIn(18);
    // The first second brings the one whose turn it was at the opening as well.
    expect(came.flat()).toHaveLength(35);
    let from = 0;
    for (const now of came) {
      expect(new Set(now)).toEqual(new Set(line.slice(from, from + now.length)));
      from += now.length;
    }
  });

  it('who left before it is passed over, and the others move up', async () => {
    const buyers = await room.joinMany(6);
    const { placeOfTicket } = await drawLots(room.seed, 6);
    const ticketAt = (place: number) => placeOfTicket.indexOf(place);
    await room.leave(buyers[ticketAt(1)] ?? '');
    await room.leave(buyers[ticketAt(3)] ?? '');
    await room.open();
    room.orders = { ...room.orders, admissionsPerMinute: 0 };
    await room.nextBeat();
    const positions = await Promise.all([2, 4, 5, 6].map((place) => room.positionOf(buyers[ticketAt(place)] ?? '')));
    expect(positions).toEqual([1, 2, 3, 4]);
  });

  it('who comes after the instant is late, even if no beat has noticed it yet', async () => {
    const [early = ''] = await room.joinMany(1);
    room.nowMs = OPENS_AT_MS;
    const late = newId();
    expect(await room.join(late)).toMatchObject({ kind: 'waiting', ticket: 2, place: 2 });
    expect(await room.find(early)).toMatchObject({ kind: 'waiting', ticket: 1, place: null });
    expect(await room.nextBeat()).toMatchObject({ earlyCount: 1 });
    expect(await room.positionOf(late)).toBe(2);
  });

  it('the first is let in with the first beat, and a room that nobody waits in opens too', async () => {
    room.orders = { ...room.orders, admissionsPerMinute: 2 };
    await room.open();
    const [buyer = ''] = await room.joinMany(2);
    await room.nextBeat();
    expect([...(await room.inside()).keys()]).toEqual([buyer]);
  });

  it('a leader who was overtaken writes nothing of the draw', async () => {
    await room.joinMany(10);
    room.nowMs = OPENS_AT_MS;
    const orders = { ...room.orders, nowMs: room.nowMs };
    const slow = await state.tick(room.showId, { ...orders, processId: 'slow' });
    const quick = await state.tick(room.showId, { ...orders, processId: 'quick', nowMs: room.nowMs + 1500 });
    if (slow.kind !== 'leading' || quick.kind !== 'leading') throw new Error('Both led, one after the other');
    expect(quick.fence).toBe(slow.fence + 1);

    const draw = { showId: room.showId, epoch: 1, seed: room.seed, earlyCount: 10 };
    expect(await drawPlaces(state, { ...draw, fence: slow.fence })).toEqual({ kind: 'Lost' });
    expect(await drawPlaces(state, { ...draw, fence: quick.fence })).toEqual({ kind: 'Drawn' });
    expect(await state.readPlaces(room.showId)).toEqual((await drawLots(room.seed, 10)).placeOfTicket);
  });
});

describe('while the sale runs', () => {
  beforeEach(() => room.open());

  it('a crowd of two thousand of whom half leave comes in to the last one, in order', async () => {
    room.orders = { ...room.orders, admissionsPerMinute: 6000, shopSize: 2000 };
    let line = await room.joinMany(2000);
    for (let second = 0; line.length > 0; second += 1) {
      const leaving = line.filter((_, index) => (index * 7919 + second) % 12 === 0);
      await Promise.all(leaving.map((buyer) => room.leave(buyer)));
      line = line.filter((buyer) => !leaving.includes(buyer));
      const [now = []] = await comeIn(1);
      expect(new Set(now)).toEqual(new Set(line.slice(0, Math.min(line.length, now.length))));
      if (second > 0) expect(now).toHaveLength(Math.min(line.length, 100));
      line = line.slice(now.length);
    }
    expect(await room.nextBeat()).toMatchObject({ waitingCount: 0, last: 2000 });
  });

  it('an admission lasts its time, and its end makes room at once', async () => {
    room.orders = { ...room.orders, shopSize: 1, insideMs: 30_000 };
    const [first = '', second = ''] = await room.joinMany(2);
    await room.nextBeat();
    expect(await room.admittedUntil(first)).toBe(room.nowMs + 30_000);
    expect(await room.admittedUntil(second)).toBe(0);
    await room.nextBeat(29);
    expect(await room.admittedUntil(first)).toBeGreaterThan(0);
    room.nowMs += 1000;
    // Over is over, before any beat has noticed it.
    expect(await room.admittedUntil(first)).toBe(0);
    expect(await room.find(first)).toMatchObject({ kind: 'nowhere' });
    await room.nextBeat(0);
    expect(await room.admittedUntil(second)).toBeGreaterThan(0);
  });

  it('who leaves the shop makes room at once, and may queue again behind the others', async () => {
    room.orders = { ...room.orders, shopSize: 1 };
    const [first = '', second = '', third = ''] = await room.joinMany(3);
    await room.nextBeat();
    expect(await room.leave(first, 'bought')).toBe('shop');
    expect(await room.admittedUntil(first)).toBe(0);
    expect(await room.join(first)).toMatchObject({ kind: 'waiting', ticket: 4 });
    await room.nextBeat();
    expect(await room.admittedUntil(second)).toBeGreaterThan(0);
    expect(await room.positionOf(third)).toBe(1);
    expect(await room.positionOf(first)).toBe(2);
  });

  it('who is inside is told so when they join again, and gets no second place', async () => {
    const [buyer = ''] = await room.joinMany(1);
    await room.nextBeat();
    expect(await room.join(buyer)).toMatchObject({ kind: 'inside', untilMs: room.nowMs + 600_000 });
    expect(await room.nextBeat()).toMatchObject({ waitingCount: 0, insideCount: 1, last: 1 });
  });

  it('a hold prolongs the time inside and never shortens it; it brings nobody in or back', async () => {
    room.orders = { ...room.orders, shopSize: 1 };
    const [inside = '', waiting = ''] = await room.joinMany(2);
    await room.nextBeat();
    const untilMs = room.nowMs + 600_000;
    expect(await state.prolong(room.showId, room.asked(inside), untilMs + 60_000)).toBe(true);
    expect(await state.prolong(room.showId, room.asked(inside), untilMs)).toBe(true);
    expect(await room.admittedUntil(inside)).toBe(untilMs + 60_000);
    expect(await state.prolong(room.showId, room.asked(waiting), untilMs)).toBe(false);
    expect(await room.admittedUntil(waiting)).toBe(0);
    room.nowMs = untilMs + 60_000;
    expect(await state.prolong(room.showId, room.asked(inside), untilMs + 120_000)).toBe(false);
    expect(await room.admittedUntil(inside)).toBe(0);
  });

  it('a smaller shop throws nobody out and lets nobody in before there is room', async () => {
    const [, , third = ''] = await room.joinMany(3);
    room.orders = { ...room.orders, shopSize: 2 };
    await room.nextBeat();
    expect((await room.inside()).size).toBe(2);
    room.orders = { ...room.orders, shopSize: 1 };
    const [one = ''] = (await room.inside()).keys();
    await room.leave(one);
    await room.nextBeat();
    expect((await room.inside()).size).toBe(1);
    expect(await room.positionOf(third)).toBe(1);
  });

  it('a lost connection keeps the place for the grace and then gives it up', async () => {
    room.orders = { ...room.orders, admissionsPerMinute: 0 };
    const [lost = '', kept = ''] = await room.joinMany(2);
    room.connected.delete(lost);
    await room.nextBeat(9.9);
    expect(await room.positionOf(kept)).toBe(2);
    await room.nextBeat(0.1);
    expect(await room.find(lost)).toMatchObject({ kind: 'nowhere' });
    expect(await room.positionOf(kept)).toBe(1);
    // Being heard of again afterwards brings nothing back; joining does, at the end.
    await state.keepPlaces(room.showId, [lost], room.nowMs + GRACE_MS);
    expect(await room.find(lost)).toMatchObject({ kind: 'nowhere' });
    expect(await room.join(lost)).toMatchObject({ kind: 'waiting', ticket: 3 });
  });

  it('a pause lets nobody in and saves nothing up; by hand some may still come in', async () => {
    const buyers = await room.joinMany(20);
    room.orders = { ...room.orders, admissionsPerMinute: 0 };
    await room.nextBeat(60);
    expect((await room.inside()).size).toBe(0);
    await state.letIn(room.showId, 1, 3);
    await room.nextBeat();
    expect(new Set((await room.inside()).keys())).toEqual(new Set(buyers.slice(0, 3)));
    room.orders = { ...room.orders, admissionsPerMinute: 60 };
    expect((await comeIn(3)).map((now) => now.length)).toEqual([1, 1, 1]);
  });

  it('letting in by hand fills the shop and no more, and what found no room is not owed', async () => {
    room.orders = { ...room.orders, shopSize: 5, admissionsPerMinute: 1 };
    const buyers = await room.joinMany(20);
    await state.letIn(room.showId, 1, 10);
    await room.nextBeat();
    expect(new Set((await room.inside()).keys())).toEqual(new Set(buyers.slice(0, 5)));
    await Promise.all(buyers.slice(0, 5).map((buyer) => room.leave(buyer)));
    await room.nextBeat();
    expect((await room.inside()).size).toBeLessThanOrEqual(1);
  });

  it('a rate of two a second admits two a second', async () => {
    room.orders = { ...room.orders, shopSize: 100 };
    await room.joinMany(30);
    const came = await comeIn(10);
    expect(came.map((now) => now.length)).toEqual([3, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('the pace is that of the time in which buyers waited, whatever stood still before or between', async () => {
    room.orders = { ...room.orders, shopSize: 100 };
    const paceNow = async () => paceOf(await room.nextBeat());
    expect(await paceNow()).toBeNull();
    await room.nextBeat(3600);
    await room.joinMany(40);
    await comeIn(5);
    expect(await paceNow()).toBeCloseTo(2, 0);

    const admissionsPerMinute = 120;
    room.orders = { ...room.orders, admissionsPerMinute: 0 };
    await state.letIn(room.showId, 1, 10);
    await room.nextBeat();
    await room.nextBeat(3600);
    room.orders = { ...room.orders, admissionsPerMinute };
    expect(await paceNow()).toBeCloseTo(2, 0);
  });

  it('a shop that is full is no idle time: the pace falls as nobody comes in', async () => {
    room.orders = { ...room.orders, shopSize: 10 };
    await room.joinMany(20);
    await comeIn(6);
    expect(paceOf(await room.nextBeat(13))).toBeCloseTo(0.5, 1);
    await room.nextBeat(60);
    expect(paceOf(await room.nextBeat(60))).toBeNull();
  });

  it('the clock of a process that is behind moves nothing back', async () => {
    const [buyer = ''] = await room.joinMany(1);
    await room.nextBeat();
    const untilMs = await room.admittedUntil(buyer);
    const answer = await room.tick('first', -30_000);
    expect(answer).toMatchObject({ kind: 'leading', beat: { atMs: room.nowMs } });
    expect(await room.admittedUntil(buyer)).toBe(untilMs);
  });
});

describe('the lead', () => {
  it('stays with one process and goes to another when the first is silent for a second and a half', async () => {
    const first = await room.tick('first');
    room.nowMs += 1000;
    expect(await room.tick('second')).toMatchObject({
      kind: 'following',
      leaseUntilMs: room.nowMs + 500,
      beat: first.kind === 'leading' && first.beat,
    });
    expect(await room.tick('first')).toMatchObject({ kind: 'leading', fence: first.kind === 'leading' && first.fence });
    room.nowMs += 1499;
    expect(await room.tick('second')).toMatchObject({ kind: 'following' });
    room.nowMs += 1;
    expect(await room.tick('second')).toMatchObject({ kind: 'leading' });
    expect(await room.tick('first')).toMatchObject({ kind: 'following' });
  });

  it('ten processes at once are one leader, and let in no more than one would', async () => {
    await room.open();
    await room.joinMany(50);
    room.nowMs += 2000;
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => room.tick(`process ${index}`)));
    expect(answers.filter(({ kind }) => kind === 'leading')).toHaveLength(1);
    expect((await room.inside()).size).toBe(4);
  });
});

describe('what Redis keeps', () => {
  it('all keys of a show are on one slot and expire', async () => {
    await room.joinMany(5);
    const [leaver = ''] = await room.joinMany(1);
    await room.leave(leaver);
    await room.open();
    await room.nextBeat();
    const keys = await redis.commands.keys(redis.key('queue', '*'));
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.every((key) => key.includes(`{${room.showId}}`))).toBe(true);
    const expiring = await Promise.all(keys.map((key) => redis.commands.pexpiretime(key)));
    expect(new Set(expiring)).toEqual(new Set([room.orders.expireAtMs]));
    await state.end(room.showId);
    expect(await redis.commands.keys(redis.key('queue', '*'))).toEqual([]);
  });

  it('a room that was forgotten answers so everywhere, and begins anew as another epoch only', async () => {
    const [buyer = ''] = await room.joinMany(1);
    await redis.commands.flushall();
    expect(await room.join(buyer)).toEqual({ kind: 'absent' });
    expect(await room.find(buyer)).toEqual({ kind: 'absent' });
    expect(await room.tick()).toEqual({ kind: 'absent' });
    expect(await room.admittedUntil(buyer)).toBe('absent');
    expect(await room.leave(buyer)).toBe('nowhere');
    expect(await state.letIn(room.showId, 1, 1)).toBe(false);

    expect(await state.begin(room.showId, 2, room.nowMs, room.orders.expireAtMs)).toBe(true);
    expect(await state.begin(room.showId, 2, room.nowMs, room.orders.expireAtMs)).toBe(false);
    expect(await state.begin(room.showId, 1, room.nowMs, room.orders.expireAtMs)).toBe(false);
    expect(await room.join(buyer)).toEqual({ kind: 'absent' });
    room.orders = { ...room.orders, epoch: 2 };
    expect(await room.join(buyer)).toMatchObject({ kind: 'waiting', ticket: 1 });
  });

  it.each(['tickets', 'present', 'inside', 'order', 'places'])(
    'a room that lost its %s is no room: the next beat gives it up as a whole',
    async (part) => {
      await room.joinMany(5);
      await room.open();
      room.orders = { ...room.orders, shopSize: 2 };
      expect(await room.nextBeat()).toMatchObject({ waitingCount: 3, insideCount: 2 });
      await redis.commands.del(redis.key('queue', `{${room.showId}}`, part));
      room.nowMs += 1000;
      expect(await room.tick()).toEqual({ kind: 'absent' });
      expect(await redis.commands.keys(redis.key('queue', '*'))).toEqual([]);
    },
  );

  it('a room that lost what it knew of departed places lets everyone in all the same', async () => {
    await room.open();
    const [leaver = '', stayer = ''] = await room.joinMany(2);
    await room.leave(leaver);
    await redis.commands.del(redis.key('queue', `{${room.showId}}`, 'departed'));
    await room.nextBeat();
    expect([...(await room.inside()).keys()]).toEqual([stayer]);
  });

  it('the tickets are bounded, and who gets none is not half in', async () => {
    await redis.commands.hset(redis.key('queue', `{${room.showId}}`, 'room'), 'last', 1_999_999);
    const [last = '', late = ''] = [newId(), newId()];
    expect(await room.join(last)).toMatchObject({ kind: 'waiting', ticket: 2_000_000 });
    expect(await room.join(late)).toEqual({ kind: 'full' });
    expect(await room.find(late)).toMatchObject({ kind: 'nowhere' });
    expect(await room.join(last)).toMatchObject({ kind: 'waiting', ticket: 2_000_000 });
  });

  it('an admission opens no other show, to no other buyer', async () => {
    await room.open();
    const [buyer = ''] = await room.joinMany(1);
    await room.nextBeat();
    const other = await new SimulatedRoom(redis, state).begin();
    other.nowMs = room.nowMs;
    expect(await room.admittedUntil(buyer)).toBeGreaterThan(0);
    expect(await other.admittedUntil(buyer)).toBe(0);
    expect(await room.admittedUntil(newId())).toBe(0);
    await state.end(other.showId);
  });
});
