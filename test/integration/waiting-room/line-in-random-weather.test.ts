import fc from 'fast-check';
import { newId, type RedisConnections, type Stop } from '../../../src/platform';
import { drawLots } from '../../../src/waiting-room/shuffle';
import { BURST_MS, type RoomState } from '../../../src/waiting-room/waiting-room.redis';
import { GRACE_MS, OPENS_AT_MS, openRedis, SimulatedRoom } from './room-on-redis';

let redis: RedisConnections;
let state: RoomState;
let stop: Stop;

beforeAll(async () => {
  ({ redis, state, stop } = await openRedis());
});
afterAll(() => stop());

/** What may happen, in any order. `who` picks one of those it can happen to. */
type Happening =
  | { readonly kind: 'come'; readonly count: number }
  | {
      readonly kind: 'askAgain' | 'leave' | 'loseConnection' | 'reconnect' | 'leaveShop' | 'prolong';
      readonly who: number;
    }
  | { readonly kind: 'beat'; readonly afterMs: number; readonly process: number; readonly skewMs: number }
  | { readonly kind: 'changeShop'; readonly size: number }
  | { readonly kind: 'changeRate'; readonly admissionsPerMinute: number };

const who = fc.nat(10_000);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('come' as const), count: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'askAgain' as const,
        'leave' as const,
        'loseConnection' as const,
        'reconnect' as const,
        'leaveShop' as const,
        'prolong' as const,
      ),
      who,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('beat' as const),
      afterMs: fc.integer({ min: 0, max: 4000 }),
      process: fc.nat(2),
      skewMs: fc.integer({ min: -200, max: 200 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('changeShop' as const), size: fc.integer({ min: 0, max: 30 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('changeRate' as const),
      admissionsPerMinute: fc.constantFrom(0, 30, 120, 1200),
    }),
  },
);

/** What must be so, kept with plain lists: everyone's ticket, the line in its order, who is connected. */
class Expected {
  tickets = 0;
  earlyTickets = 0;
  /** Those who wait, by ticket. */
  readonly waiting = new Map<string, number>();
  readonly connected = new Set<string>();
  readonly keepUntilMs = new Map<string, number>();
  readonly told = new Map<string, number>();
  readonly admittedTickets = new Set<number>();
  readonly admissions: { atMs: number; count: number; perMinuteMax: number }[] = [];
  placeOfTicket: Uint32Array | null = null;

  place(ticket: number): number {
    return this.placeOfTicket?.[ticket - 1] ?? ticket;
  }

  line(): string[] {
    return [...this.waiting].sort(([, a], [, b]) => this.place(a) - this.place(b)).map(([buyer]) => buyer);
  }

  forget(buyer: string): void {
    this.waiting.delete(buyer);
    this.connected.delete(buyer);
    this.told.delete(buyer);
  }
}

const pick = <T>(from: Iterable<T>, number: number): T | undefined => {
  const all = [...from];
  return all[number % all.length];
};

async function live(room: SimulatedRoom, expected: Expected, happening: Happening): Promise<void> {
  switch (happening.kind) {
    case 'come':
      for (const buyer of Array.from({ length: happening.count }, newId)) {
        const standing = await room.join(buyer);
        expected.tickets += 1;
        if (room.nowMs < OPENS_AT_MS && expected.placeOfTicket === null) expected.earlyTickets = expected.tickets;
        expect(standing).toMatchObject({ kind: 'waiting', ticket: expected.tickets });
        expected.waiting.set(buyer, expected.tickets);
        expected.connected.add(buyer);
        expected.keepUntilMs.set(buyer, room.nowMs + GRACE_MS);
      }
      return;
    case 'askAgain':
    case 'reconnect': {
      const lost = [...expected.waiting.keys()].filter((buyer) => !expected.connected.has(buyer));
      const buyer = pick(happening.kind === 'reconnect' ? lost : expected.waiting.keys(), happening.who);
      if (buyer === undefined) return;
      expect(await room.join(buyer)).toMatchObject({ kind: 'waiting', ticket: expected.waiting.get(buyer) });
      expected.connected.add(buyer);
      expected.keepUntilMs.set(buyer, room.nowMs + GRACE_MS);
      return;
    }
    case 'leave': {
      const buyer = pick(expected.waiting.keys(), happening.who);
      if (buyer === undefined) return;
      expect(await room.leave(buyer)).toBe('line');
      expected.forget(buyer);
      expect(await room.leave(buyer)).toBe('nowhere');
      return;
    }
    case 'loseConnection': {
      const buyer = pick(expected.connected, happening.who);
      if (buyer !== undefined) expected.connected.delete(buyer);
      return;
    }
    case 'leaveShop': {
      const buyer = pick((await room.inside()).keys(), happening.who);
      if (buyer === undefined) return;
      expect(await room.leave(buyer, 'bought')).toBe('shop');
      expect(await room.admittedUntil(buyer)).toBe(0);
      return;
    }
    case 'prolong': {
      const [buyer, untilMs] = pick(await room.inside(), happening.who) ?? [];
      if (buyer === undefined || untilMs === undefined) return;
      const stays = await state.prolong(room.showId, room.asked(buyer), untilMs + 3000);
      // Time may be ahead of the caller's clock by what another process was ahead.
      if (untilMs <= room.nowMs) expect(stays).toBe(false);
      return;
    }
    case 'changeShop':
      room.orders = { ...room.orders, shopSize: happening.size };
      return;
    case 'changeRate':
      room.orders = { ...room.orders, admissionsPerMinute: happening.admissionsPerMinute };
      return;
    case 'beat':
      return beat(room, expected, happening);
  }
}

async function beat(
  room: SimulatedRoom,
  expected: Expected,
  { afterMs, process, skewMs }: Extract<Happening, { kind: 'beat' }>,
): Promise<void> {
  room.nowMs += afterMs;
  const connected = [...expected.connected];
  await state.keepPlaces(room.showId, connected, room.nowMs + GRACE_MS);
  for (const buyer of connected) expected.keepUntilMs.set(buyer, room.nowMs + GRACE_MS);

  const before = await room.inside();
  const answer = await room.tick(`process ${process}`, skewMs);
  if (answer.kind !== 'leading') {
    expect(answer.kind).toBe('following');
    return;
  }
  const { atMs, phase, earlyCount } = answer.beat;
  const inside = await room.inside();

  for (const [buyer, untilMs] of expected.keepUntilMs) {
    if (untilMs > atMs || !expected.waiting.has(buyer)) continue;
    // Their connection was lost for longer than the grace.
    expected.forget(buyer);
  }
  if (phase !== 'gathering' && expected.placeOfTicket === null) {
    expect(atMs).toBeGreaterThanOrEqual(OPENS_AT_MS);
    expect(earlyCount).toBe(expected.earlyTickets);
    expected.placeOfTicket = (await drawLots(room.seed, earlyCount)).placeOfTicket;
  }

  // Whoever was let in now are the first of the line: nobody else, nobody skipped, nobody twice.
  const admitted = [...inside.keys()].filter((buyer) => !before.has(buyer));
  expect(new Set(admitted)).toEqual(new Set(expected.line().slice(0, admitted.length)));
  for (const buyer of admitted) {
    const ticket = expected.waiting.get(buyer) ?? 0;
    expect(expected.admittedTickets.has(ticket)).toBe(false);
    expected.admittedTickets.add(ticket);
    expected.forget(buyer);
  }

  // Nobody stays whose time is over, and nobody comes in beyond the size.
  for (const untilMs of inside.values()) expect(untilMs).toBeGreaterThan(atMs);
  if (admitted.length > 0) expect(inside.size).toBeLessThanOrEqual(room.orders.shopSize);
  expect(answer.beat).toMatchObject({ waitingCount: expected.waiting.size, insideCount: inside.size });

  expected.admissions.push({ atMs, count: admitted.length, perMinuteMax: room.orders.admissionsPerMinute });
  if (phase === 'open') await expectPositions(room, expected);
}

/** Positions never rise, are never too low, and are exact near the front. */
async function expectPositions(room: SimulatedRoom, expected: Expected): Promise<void> {
  const line = expected.line();
  const looked = line.filter((_, index) => index < 5 || index % 41 === 0 || index === line.length - 1);
  await Promise.all(
    looked.map(async (buyer) => {
      const position = await room.positionOf(buyer);
      const truth = line.indexOf(buyer) + 1;
      expect(typeof position).toBe('number');
      expect(position).toBeLessThanOrEqual(expected.told.get(buyer) ?? Number.POSITIVE_INFINITY);
      expect(position).toBeGreaterThanOrEqual(truth);
      expect(Number(position) - truth).toBeLessThan(256);
      if (truth < 100) expect(position).toBe(truth);
      expected.told.set(buyer, Number(position));
    }),
  );
}

/** In no window more than the rate brings in it, and what may be caught up on. */
function expectRateKept({ admissions }: Expected): void {
  for (let from = 0; from < admissions.length; from += 1) {
    let count = 0;
    let allowed = 0;
    let perMinuteMax = 0;
    for (let to = from; to < admissions.length; to += 1) {
      const at = admissions[to];
      if (at === undefined) throw new Error('There is one at each index');
      perMinuteMax = Math.max(perMinuteMax, at.perMinuteMax);
      if (to > from) allowed += ((at.atMs - (admissions[to - 1]?.atMs ?? at.atMs)) * at.perMinuteMax) / 60_000;
      count += at.count;
      expect(count).toBeLessThanOrEqual(allowed + Math.max(1, (BURST_MS * perMinuteMax) / 60_000) + 1e-6);
    }
  }
}

it('order, places, room and rate are kept whatever comes in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 40, 1800),
      fc.integer({ min: 0, max: 20_000 }),
      fc.array(happening, { minLength: 20, maxLength: 90 }),
      async (crowd, untilOpeningMs, happenings) => {
        const room = new SimulatedRoom(redis, state);
        room.nowMs = OPENS_AT_MS - untilOpeningMs;
        room.orders = { ...room.orders, insideMs: 8000 };
        await room.begin();
        const expected = new Expected();
        for (let left = crowd; left > 0; left -= 600) {
          await live(room, expected, { kind: 'come', count: Math.min(left, 600) });
        }
        for (const happening of happenings) await live(room, expected, happening);
        expectRateKept(expected);
        await state.end(room.showId);
      },
    ),
    { numRuns: 40 },
  );
}, 180_000);
