/**
 * The time. Rooms ask this clock and nothing else.
 *
 * Processes on several machines must agree on whether a hold has run out, so the clock is PostgreSQL's: each process
 * measures its distance to the database and counts on from there with a monotonic counter. A machine whose own clock
 * is off, or is set back while it runs, sells the same seats as the others.
 */
export interface Clock {
  now(): Date;
}

/** How far a machine's counter may run away from true seconds, in milliseconds each: twice what oscillators do. */
const DRIFT = 0.0002;

/**
 * A clock that starts at the machine's own time and follows what the database says.
 *
 * An answer of the database was true at some moment between question and answer, so half of that time is its error
 * (Cristian's algorithm). The best answer counts until another is better, or contradicts it: an answer that was slow
 * because this process was busy does not make the clock jump, and a database clock that was set is followed at once.
 */
export class SyncedClock implements Clock {
  /** True time minus the counter `performance.now`, as measured at `measuredTicksMs` with so much error. */
  private distanceMs = Date.now() - performance.now();
  private errorMs = Number.POSITIVE_INFINITY;
  private measuredTicksMs = 0;

  now(): Date {
    return new Date(Math.round(this.distanceMs + performance.now()));
  }

  /** Takes the database's time, asked for and answered at these ticks (milliseconds of `performance.now`). */
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
