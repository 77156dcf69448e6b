import { type Beat, BUCKET_PLACES } from './beat';

/**
 * Positions by one beat. A position counts the places between the pointer and the buyer's, less those that are known to
 * be departed: one by one in the first buckets, where the beat tells of every place; by whole buckets farther back,
 * where those who left out of the buyer's own bucket are not yet taken off.
 *
 * So a position is at most a bucket too high, never too low, exact near the front, and it never rises: the pointer only
 * grows, a departed place only becomes known, and a departed place that the pointer passes leaves both counts at once.
 */
export class Line {
  private readonly firstPlace: number;
  /** How many of the first i places from `firstPlace` on are departed, for those that the beat tells one by one. */
  private readonly departedOfFirst: Uint16Array;
  /** How many departed after the pointer and before the i-th bucket from the pointer's on. */
  private readonly departedBefore: Uint32Array;

  constructor(readonly beat: Beat) {
    const { pointer, departedBits, tally } = beat;
    this.firstPlace = pointer - (pointer % BUCKET_PLACES) + 1;
    this.departedOfFirst = new Uint16Array(departedBits.length * 8 + 1);
    for (let i = 0; i < departedBits.length * 8; i += 1) {
      const bit = ((departedBits[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;
      this.departedOfFirst[i + 1] = (this.departedOfFirst[i] ?? 0) + bit;
    }
    const buckets = tally.length >> 1;
    this.departedBefore = new Uint32Array(buckets + 1);
    // Those that the pointer has passed were counted in its bucket too.
    let sum = -(this.departedOfFirst[pointer % BUCKET_PLACES] ?? 0);
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      sum += tally.readUInt16BE(bucket * 2);
      this.departedBefore[bucket + 1] = sum;
    }
  }

  /** One for the next to be let in, or null where the pointer has passed the place. */
  positionOf(place: number): number | null {
    const { pointer } = this.beat;
    if (place <= pointer) return null;
    const index = place - this.firstPlace;
    const passed = this.departedOfFirst[pointer % BUCKET_PLACES] ?? 0;
    const exact = this.departedOfFirst[index];
    if (exact !== undefined) return place - pointer - (exact - passed);
    const bucket = Math.min(Math.floor(index / BUCKET_PLACES), this.departedBefore.length - 1);
    return place - pointer - (this.departedBefore[bucket] ?? 0);
  }
}
