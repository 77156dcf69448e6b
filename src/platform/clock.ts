/**
 * The time. Modules read this clock and no other.
 *
 * Processes on several machines must agree on whether a hold has expired, so the clock is PostgreSQL's: each process
 * measures its offset from the database and advances from there with a monotonic counter. A machine whose own clock
 * is wrong, or is set back while it runs, sells the same seats as the others.
 */
export interface Clock {
  now(): Date;
}

/** How far a machine's counter may drift, in milliseconds per millisecond: twice the tolerance of usual oscillators. */
const DRIFT = 0.0002;

/**
 * A clock that starts at the machine's own time and is corrected by readings of the database's clock.
 *
 * A reading was true at some moment between request and answer, so half of that time is its error (Cristian's
 * algorithm). The most exact reading is kept until another is more exact or contradicts it: a reading that was slow
 * because this process was busy does not make the clock jump, and a change of the database's clock is followed at once.
 */
export class SyncedClock implements Clock {
  /** True time minus the counter `performance.now`, as measured at `measuredTicksMs` with an error of `errorMs`. */
  private distanceMs = Date.now() - performance.now();
  private errorMs = Number.POSITIVE_INFINITY;
  private measuredTicksMs = 0;

  now(): Date {
    return new Date(Math.round(this.distanceMs + performance.now()));
  }

  /** Applies a reading of the database's clock, requested and answered at these milliseconds of `performance.now`. */
  follow(databaseTime: Date, askedTicksMs: number, answeredTicksMs: number): void {
    const errorMs = (answeredTicksMs - askedTicksMs) / 2;
    const distanceMs = databaseTime.getTime() - (askedTicksMs + errorMs);
    const agedErrorMs = this.errorMs + (answeredTicksMs - this.measuredTicksMs) * DRIFT;
    const contradicts = Math.abs(distanceMs - this.distanceMs) > errorMs + agedErrorMs;
    if (errorMs > agedErrorMs && !contradicts) return;
    this.distanceMs = distanceMs;
    this.errorMs = errorMs;
    this.measuredTicksMs = answeredTicksMs;
  }
}
