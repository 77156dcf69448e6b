import fc from 'fast-check';
import { PositionEstimator } from '../../../src/waiting-room/queue/position-estimator';
import { BUCKET_PLACES, type QueueSnapshot } from '../../../src/waiting-room/queue/queue-snapshot';

const EXACT_BUCKETS = 4;

/** A snapshot of a queue in which these places are departed. */
function snapshotOf(places: number, departed: ReadonlySet<number>, pointer: number): QueueSnapshot {
  const first = Math.floor(pointer / BUCKET_PLACES);
  const bits = Buffer.alloc(Math.min(EXACT_BUCKETS * 32, Math.ceil(places / 8) - first * 32));
  const counts = Buffer.alloc((Math.ceil(places / BUCKET_PLACES) - first) * 2);
  for (const place of departed) {
    const index = place - 1 - first * BUCKET_PLACES;
    if (index < 0) continue;
    if (index < bits.length * 8) bits.writeUInt8(bits.readUInt8(index >> 3) | (128 >> (index & 7)), index >> 3);
    const bucket = Math.floor(index / BUCKET_PLACES) * 2;
    counts.writeUInt16BE(counts.readUInt16BE(bucket) + 1, bucket);
  }
  return {
    epoch: 1,
    sequence: 1,
    atMs: 0,
    phase: 'open',
    earlyCount: 0,
    pointer,
    lastNumber: places,
    waitingCount: 0,
    insideCount: 0,
    admittedCount: 0,
    departedCount: departed.size,
    pace: { fromMs: 0, before: -1, now: 0 },
    departedBits: bits,
    departedCounts: counts,
  };
}

it('positions never rise, are at most a bucket too high, and exact near the front', () => {
  const step = fc.record({ admitted: fc.nat(900), leaving: fc.array(fc.nat(1_000_000), { maxLength: 300 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6000 }), fc.array(step, { minLength: 1, maxLength: 8 }), (places, steps) => {
      const departed = new Set<number>();
      const sent = new Map<number, number>();
      let pointer = 0;
      for (const { admitted, leaving } of steps) {
        for (const number of leaving) {
          const place = pointer + 1 + (number % (places - pointer + 1));
          if (place <= places) departed.add(place);
        }
        for (let left = admitted; left > 0 && pointer < places; left -= departed.has(pointer) ? 0 : 1) pointer += 1;

        const estimator = new PositionEstimator(snapshotOf(places, departed, pointer));
        expect(estimator.positionOf(pointer)).toBeNull();
        let exact = 0;
        for (let place = pointer + 1; place <= places; place += 1) {
          if (departed.has(place)) continue;
          exact += 1;
          const position = estimator.positionOf(place) ?? 0;
          if (position > (sent.get(place) ?? places)) throw new Error(`Place ${place} rose to ${position}`);
          if (position < exact) throw new Error(`Place ${place} is ${exact}, not ${position}`);
          if (position >= exact + BUCKET_PLACES) throw new Error(`Place ${place} is ${exact}, far from ${position}`);
          const isNear = place - pointer <= (EXACT_BUCKETS - 1) * BUCKET_PLACES;
          if (isNear && position !== exact) throw new Error(`Place ${place} is near, ${exact}, not ${position}`);
          sent.set(place, position);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('a place beyond the snapshot subtracts all places that are known to be departed', () => {
  const estimator = new PositionEstimator(snapshotOf(300, new Set([2, 5, 299]), 2));
  // It was taken after the snapshot, so the counts of the snapshot end before it.
  expect(estimator.positionOf(10_000)).toBe(10_000 - 2 - 2);
});
