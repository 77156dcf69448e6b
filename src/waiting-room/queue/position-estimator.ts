import { BUCKET_PLACES, type QueueSnapshot } from './queue-snapshot';

/**
 * Computes positions from one snapshot. A position counts the places between the pointer and the buyer's place, less those
 * that are known to be departed: one by one in the first buckets, for which the snapshot has a bit for each place; by
 * whole buckets farther back, where departed places in the buyer's own bucket are not subtracted yet.
 *
 * So a position is at most one bucket too high, never too low, exact near the front, and it never rises: the pointer only
 * grows, a departed place only becomes known, and a departed place that the pointer passes leaves both counts at once.
 */
export class PositionEstimator {
  private readonly firstPlace: number;
  /** How many of the first i places from `firstPlace` on are departed, for the places that have a bit. */
  private readonly departedOfFirst: Uint16Array;
  /** How many places departed after the pointer and before the i-th bucket from the pointer's on. */
  private readonly departedBefore: Uint32Array;

  constructor(readonly snapshot: QueueSnapshot) {
    const { pointer, departedBits, departedCounts } = snapshot;
    this.firstPlace = pointer - (pointer % BUCKET_PLACES) + 1;
    this.departedOfFirst = new Uint16Array(departedBits.length * 8 + 1);
    for (let i = 0; i < departedBits.length * 8; i += 1) {
      const bit = ((departedBits[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;
      this.departedOfFirst[i + 1] = (this.departedOfFirst[i] ?? 0) + bit;
    }
    const buckets = departedCounts.length >> 1;
    this.departedBefore = new Uint32Array(buckets + 1);
    // Places that the pointer has passed are counted in its bucket too.
    let sum = -(this.departedOfFirst[pointer % BUCKET_PLACES] ?? 0);
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      sum += departedCounts.readUInt16BE(bucket * 2);
      this.departedBefore[bucket + 1] = sum;
    }
  }

  /** 1 for the buyer who is admitted next, or null if the pointer has passed the place. */
  positionOf(place: number): number | null {
    const { pointer } = this.snapshot;
    if (place <= pointer) return null;
    const index = place - this.firstPlace;
    const passed = this.departedOfFirst[pointer % BUCKET_PLACES] ?? 0;
    const exact = this.departedOfFirst[index];
    if (exact !== undefined) return place - pointer - (exact - passed);
    const bucket = Math.min(Math.floor(index / BUCKET_PLACES), this.departedBefore.length - 1);
    return place - pointer - (this.departedBefore[bucket] ?? 0);
  }
}
