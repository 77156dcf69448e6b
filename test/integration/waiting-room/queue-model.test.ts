import fc from 'fast-check';
import { newId, type RedisConnections, type Stop } from '../../../src/platform';
import { drawLots } from '../../../src/waiting-room/draw/shuffle';
import { BURST_MS, type WaitingRoomState } from '../../../src/waiting-room/store/waiting-room.redis';
import { walksAll } from '../../support/walks';
import { GRACE_MS, OPENS_AT_MS, openRedis, SimulatedQueue } from './simulated-queue';

let redis: RedisConnections;
let state: WaitingRoomState;
let stop: Stop;

beforeAll(async () => {
  ({ redis, state, stop } = await openRedis());
});
afterAll(() => stop());

/** What may happen, in any order. `who` selects one of the buyers to whom it can happen. */
type Step =
  | { readonly kind: 'join'; readonly count: number }
  | {
      readonly kind: 'joinAgain' | 'leave' | 'loseConnection' | 'reconnect' | 'purchase' | 'extendAdmission';
      readonly who: number;
    }
  | { readonly kind: 'tick'; readonly afterMs: number; readonly process: number; readonly skewMs: number }
  | { readonly kind: 'changeShopSize'; readonly size: number }
  | { readonly kind: 'changeRate'; readonly admissionsPerMinute: number };

const who = fc.nat(10_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join' as const), count: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'joinAgain' as const,
        'leave' as const,
        'loseConnection' as const,
        'reconnect' as const,
        'purchase' as const,
        'extendAdmission' as const,
      ),
      who,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      afterMs: fc.integer({ min: 0, max: 4000 }),
      process: fc.nat(2),
      skewMs: fc.integer({ min: -200, max: 200 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('changeShopSize' as const), size: fc.integer({ min: 0, max: 30 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('changeRate' as const),
      admissionsPerMinute: fc.constantFrom(0, 30, 120, 1200),
    }),
  },
);

/** The expected state, kept with plain lists: everyone's queue number, the queue in its order, who is connected. */
class Expected {
  lastNumber = 0;
  earlyCount = 0;
  /** The queue number of each waiting buyer. */
  readonly waiting = new Map<string, number>();
  readonly connected = new Set<string>();
  readonly keepUntilMs = new Map<string, number>();
  readonly sent = new Map<string, number>();
  readonly admittedNumbers = new Set<number>();
  readonly admissions: { atMs: number; count: number; perMinuteMax: number }[] = [];
  placeOfNumber: Uint32Array | null = null;

  place(number: number): number {
    return this.placeOfNumber?.[number - 1] ?? number;
  }

  inOrder(): string[] {
    return [...this.waiting].sort(([, a], [, b]) => this.place(a) - this.place(b)).map(([buyer]) => buyer);
  }

  forget(buyer: string): void {
    this.waiting.delete(buyer);
    this.connected.delete(buyer);
    this.sent.delete(buyer);
  }
}

const pick = <T>(from: Iterable<T>, number: number): T | undefined => {
  const all = [...from];
  return all[number % all.length];
};

async function apply(queue: SimulatedQueue, expected: Expected, step: Step): Promise<void> {
  switch (step.kind) {
    case 'join':
      for (const buyer of Array.from({ length: step.count }, newId)) {
        const entry = await queue.join(buyer);
        expected.lastNumber += 1;
        if (queue.nowMs < OPENS_AT_MS && expected.placeOfNumber === null) expected.earlyCount = expected.lastNumber;
        expect(entry).toMatchObject({ kind: 'waiting', queueNumber: expected.lastNumber });
        expected.waiting.set(buyer, expected.lastNumber);
        expected.connected.add(buyer);
        expected.keepUntilMs.set(buyer, queue.nowMs + GRACE_MS);
      }
      return;
    case 'joinAgain':
    case 'reconnect': {
      const lost = [...expected.waiting.keys()].filter((buyer) => !expected.connected.has(buyer));
      const buyer = pick(step.kind === 'reconnect' ? lost : expected.waiting.keys(), step.who);
      if (buyer === undefined) return;
      expect(await queue.join(buyer)).toMatchObject({ kind: 'waiting', queueNumber: expected.waiting.get(buyer) });
      expected.connected.add(buyer);
      expected.keepUntilMs.set(buyer, queue.nowMs + GRACE_MS);
      return;
    }
    case 'leave': {
      const buyer = pick(expected.waiting.keys(), step.who);
      if (buyer === undefined) return;
      expect(await queue.leave(buyer)).toBe('waiting');
      expected.forget(buyer);
      expect(await queue.leave(buyer)).toBe('none');
      return;
    }
    case 'loseConnection': {
      const buyer = pick(expected.connected, step.who);
      if (buyer !== undefined) expected.connected.delete(buyer);
      return;
    }
    case 'purchase': {
      const buyer = pick((await queue.admitted()).keys(), step.who);
      if (buyer === undefined) return;
      expect(await queue.leave(buyer, 'purchased')).toBe('admitted');
      expect(await queue.admittedUntil(buyer)).toBe(0);
      return;
    }
    case 'extendAdmission': {
      const [buyer, untilMs] = pick(await queue.admitted(), step.who) ?? [];
      if (buyer === undefined || untilMs === undefined) return;
      const isExtended = await state.extendAdmission(queue.showId, queue.query(buyer), untilMs + 3000);
      // The time of the state may be ahead of the caller's clock by the skew of another process.
      if (untilMs <= queue.nowMs) expect(isExtended).toBe(false);
      return;
    }
    case 'changeShopSize':
      queue.options = { ...queue.options, shopSize: step.size };
      return;
    case 'changeRate':
      queue.options = { ...queue.options, admissionsPerMinute: step.admissionsPerMinute };
      return;
    case 'tick':
      return tick(queue, expected, step);
  }
}

async function tick(
  queue: SimulatedQueue,
  expected: Expected,
  { afterMs, process, skewMs }: Extract<Step, { kind: 'tick' }>,
): Promise<void> {
  queue.nowMs += afterMs;
  const connected = [...expected.connected];
  await state.keepPlaces(queue.showId, connected, queue.nowMs + GRACE_MS);
  for (const buyer of connected) expected.keepUntilMs.set(buyer, queue.nowMs + GRACE_MS);

  const before = await queue.admitted();
  const reply = await queue.tick(`process ${process}`, skewMs);
  if (reply.kind !== 'leading') {
    expect(reply.kind).toBe('following');
    return;
  }
  const { atMs, phase, earlyCount } = reply.snapshot;
  const admittedNow = await queue.admitted();

  for (const [buyer, untilMs] of expected.keepUntilMs) {
    if (untilMs > atMs || !expected.waiting.has(buyer)) continue;
    // The buyer was disconnected for longer than the grace period.
    expected.forget(buyer);
  }
  if (phase !== 'gathering' && expected.placeOfNumber === null) {
    expect(atMs).toBeGreaterThanOrEqual(OPENS_AT_MS);
    expect(earlyCount).toBe(expected.earlyCount);
    expected.placeOfNumber = (await drawLots(queue.seed, earlyCount)).placeOfNumber;
  }

  // The buyers admitted now are the first of the queue: nobody else, nobody skipped, nobody twice.
  const admitted = [...admittedNow.keys()].filter((buyer) => !before.has(buyer));
  expect(new Set(admitted)).toEqual(new Set(expected.inOrder().slice(0, admitted.length)));
  for (const buyer of admitted) {
    const number = expected.waiting.get(buyer) ?? 0;
    expect(expected.admittedNumbers.has(number)).toBe(false);
    expected.admittedNumbers.add(number);
    expected.forget(buyer);
  }

  // No expired admission remains, and nobody is admitted beyond the size of the shop.
  for (const untilMs of admittedNow.values()) expect(untilMs).toBeGreaterThan(atMs);
  if (admitted.length > 0) expect(admittedNow.size).toBeLessThanOrEqual(queue.options.shopSize);
  expect(reply.snapshot).toMatchObject({ waitingCount: expected.waiting.size, insideCount: admittedNow.size });

  expected.admissions.push({ atMs, count: admitted.length, perMinuteMax: queue.options.admissionsPerMinute });
  if (phase === 'open') await expectPositions(queue, expected);
}

/** Positions never rise, are never too low, and are exact near the front. */
async function expectPositions(queue: SimulatedQueue, expected: Expected): Promise<void> {
  const inOrder = expected.inOrder();
  const checked = inOrder.filter((_, index) => index < 5 || index % 41 === 0 || index === inOrder.length - 1);
  await Promise.all(
    checked.map(async (buyer) => {
      const position = await queue.positionOf(buyer);
      const exact = inOrder.indexOf(buyer) + 1;
      expect(typeof position).toBe('number');
      expect(position).toBeLessThanOrEqual(expected.sent.get(buyer) ?? Number.POSITIVE_INFINITY);
      expect(position).toBeGreaterThanOrEqual(exact);
      expect(Number(position) - exact).toBeLessThan(256);
      if (exact < 100) expect(position).toBe(exact);
      expected.sent.set(buyer, Number(position));
    }),
  );
}

/** In no period more admissions than the rate allows, plus those that it may catch up on. */
function expectRateRespected({ admissions }: Expected): void {
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

it('keeps order, positions, shop size and rate, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 40, 1800),
      fc.integer({ min: 0, max: 20_000 }),
      fc.array(step, { minLength: 20, maxLength: 90 }),
      async (crowd, untilOpeningMs, steps) => {
        const queue = new SimulatedQueue(redis, state);
        queue.nowMs = OPENS_AT_MS - untilOpeningMs;
        queue.options = { ...queue.options, admissionMs: 8000 };
        await queue.initialize();
        const expected = new Expected();
        for (let left = crowd; left > 0; left -= 600) {
          await apply(queue, expected, { kind: 'join', count: Math.min(left, 600) });
        }
        for (const step of steps) await apply(queue, expected, step);
        expectRateRespected(expected);
        await queue.remove();
      },
    ),
    // What fails is made smaller for as long as there is time to report it.
    { numRuns: walksAll ? 40 : 20, interruptAfterTimeLimit: 120_000 },
  );
}, 180_000);
