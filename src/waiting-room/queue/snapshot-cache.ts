import { PositionEstimator } from './position-estimator';
import type { QueueSnapshot } from './queue-snapshot';

const SHOWS_MAX = 1_000;

/** The latest snapshot of each show that this process has received, as an estimator that is built once. */
export class SnapshotCache {
  private readonly estimators = new Map<string, PositionEstimator>();

  /** Keeps the snapshot unless a later one is known, and returns the estimator of the latest. */
  put(showId: string, snapshot: QueueSnapshot): PositionEstimator {
    const known = this.estimators.get(showId);
    if (known !== undefined && isAsLateAs(known.snapshot, snapshot)) return known;
    const estimator = new PositionEstimator(snapshot);
    this.estimators.delete(showId);
    this.estimators.set(showId, estimator);
    const [oldest] = this.estimators.keys();
    if (this.estimators.size > SHOWS_MAX && oldest !== undefined) this.estimators.delete(oldest);
    return estimator;
  }

  latest(showId: string): PositionEstimator | null {
    return this.estimators.get(showId) ?? null;
  }
}

/** Whether the first is at least as late as the second. */
const isAsLateAs = (one: QueueSnapshot, other: QueueSnapshot): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.sequence >= other.sequence);
