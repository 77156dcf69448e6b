/**
 * The service's clock. All deadlines are compared with it and with nothing else.
 *
 * Processes on several machines must agree on whether a hold has run out, so the clock is PostgreSQL's: each process
 * measures its distance to the database and counts on from there with a monotonic counter. A machine whose own clock
 * is off, or is set back while it runs, sells the same seats as the others.
 */
export interface Clock {
  now(): Date;
}

/** A clock that starts at the machine's own time and can be set by what the database says. */
export class FollowingClock implements Clock {
  private baseMs = Date.now();
  private baseTicksMs = performance.now();

  now(): Date {
    return new Date(this.nowMs());
  }

  /** Takes the database's time, read between the two ticks (milliseconds of `performance.now`). */
  follow(databaseTime: Date, askedTicksMs: number, answeredTicksMs: number): void {
    // The answer was true about half a round trip ago.
    this.baseMs = databaseTime.getTime() + (answeredTicksMs - askedTicksMs) / 2;
    this.baseTicksMs = answeredTicksMs;
  }

  private nowMs(): number {
    return Math.round(this.baseMs + performance.now() - this.baseTicksMs);
  }
}
