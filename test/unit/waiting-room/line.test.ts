import fc from 'fast-check';
import { type Beat, BUCKET_PLACES } from '../../../src/waiting-room/beat';
import { Line } from '../../../src/waiting-room/line';

const HEAD_BUCKETS = 4;

/** The beat of a line in which these places are departed. */
function beatOf(places: number, departed: ReadonlySet<number>, pointer: number): Beat {
  const first = Math.floor(pointer / BUCKET_PLACES);
  const bits = Buffer.alloc(Math.min(HEAD_BUCKETS * 32, Math.ceil(places / 8) - first * 32));
  const tally = Buffer.alloc((Math.ceil(places / BUCKET_PLACES) - first) * 2);
  for (const place of departed) {
    const index = place - 1 - first * BUCKET_PLACES;
    if (index < 0) continue;
    if (index < bits.length * 8) bits.writeUInt8(bits.readUInt8(index >> 3) | (128 >> (index & 7)), index >> 3);
    const bucket = Math.floor(index / BUCKET_PLACES) * 2;
    tally.writeUInt16BE(tally.readUInt16BE(bucket) + 1, bucket);
  }
  return {
    epoch: 1,
    number: 1,
    atMs: 0,
    phase: 'open',
    earlyCount: 0,
    pointer,
    last: places,
    waitingCount: 0,
    insideCount: 0,
    admittedCount: 0,
    departedCount: departed.size,
    pace: { fromMs: 0, before: -1, now: 0 },
    departedBits: bits,
    tally,
  };
}

it('positions never rise, are at most a bucket too high, and exact near the front', () => {
  const step = fc.record({ admitted: fc.nat(900), leaving: fc.array(fc.nat(1_000_000), { maxLength: 300 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6000 }), fc.array(step, { minLength: 1, maxLength: 8 }), (places, steps) => {
      const departed = new Set<number>();
      const told = new Map<number, number>();
      let pointer = 0;
      for (const { admitted, leaving } of steps) {
        for (const number of leaving) {
          const place = pointer + 1 + (number % (places - pointer + 1));
          if (place <= places) departed.add(place);
        }
        for (let left = admitted; left > 0 && pointer < places; left -= departed.has(pointer) ? 0 : 1) pointer += 1;

        const line = new Line(beatOf(places, departed, pointer));
        expect(line.positionOf(pointer)).toBeNull();
        let truth = 0;
        for (let place = pointer + 1; place <= places; place += 1) {
          if (departed.has(place)) continue;
          truth += 1;
          const position = line.positionOf(place) ?? 0;
          if (position > (told.get(place) ?? places)) throw new Error(`Place ${place} rose to ${position}`);
          if (position < truth) throw new Error(`Place ${place} is ${truth}, not ${position}`);
          if (position >= truth + BUCKET_PLACES) throw new Error(`Place ${place} is ${truth}, far from ${position}`);
          const isNear = place - pointer <= (HEAD_BUCKETS - 1) * BUCKET_PLACES;
          if (isNear && position !== truth) throw new Error(`Place ${place} is near, ${truth}, not ${position}`);
          told.set(place, position);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('a place after all that the beat tells of counts all who are known to be departed', () => {
  const line = new Line(beatOf(300, new Set([2, 5, 299]), 2));
  // It came after the beat, so the beat's tally ends before it.
  expect(line.positionOf(10_000)).toBe(10_000 - 2 - 2);
});
