import { type Logger, type OutboxRow, runPeriodically, type Stop } from '../../../platform';
import { isSeatChanges, SEAT_MAP_REPLACED, type SeatMessage } from '../seat-topic';
import { LiveShow, type LiveShowContext } from './live-show';
import type { ShowStatuses } from './show-statuses';

export interface LiveStatusesLimits {
  readonly showsMax: number;
  /** Together. A seat takes about 30 bytes, with all that is worked out from the statuses. */
  readonly seatsMax: number;
  /** A show that nobody asks for is kept for so long. */
  readonly idleMs: number;
}

const LIMITS: LiveStatusesLimits = { showsMax: 200, seatsMax: 2_000_000, idleMs: 10 * 60_000 };

/**
 * The statuses of the shows that are asked for, in the memory of this process: see `LiveShow`. Bounded in shows and seats;
 * the show that was asked for least recently goes first. PostgreSQL alone decides a claim: what is read here is a hint
 * from some tens of milliseconds ago, and says at which revision of the stream it is true.
 */
export class LiveStatuses {
  /** The one that was asked for least recently is the first. */
  private readonly shows = new Map<string, { readonly show: LiveShow; askedAtMs: number }>();

  constructor(
    private readonly context: LiveShowContext,
    private readonly limits: LiveStatusesLimits = LIMITS,
  ) {}

  get size(): number {
    return this.shows.size;
  }

  /** The show, which is kept from now on. */
  show(showId: string): LiveShow {
    const known = this.shows.get(showId)?.show;
    const show = known ?? new LiveShow(showId, this.context);
    this.shows.delete(showId);
    this.shows.set(showId, { show, askedAtMs: performance.now() });
    if (known === undefined) this.trim();
    return show;
  }

  /** The present statuses of a show; null where it has no seats. */
  async of(showId: string): Promise<ShowStatuses | null> {
    const statuses = await this.show(showId).current();
    this.trim();
    return statuses;
  }

  /** The show where it is kept already. */
  find(showId: string): LiveShow | undefined {
    return this.shows.get(showId)?.show;
  }

  /** What a statement of this process has just committed: the stream brings it to the others. */
  applyCommitted(rows: readonly OutboxRow[]): void {
    for (const { topic, key, body } of rows) {
      const show = topic === 'seats' ? this.find(key) : undefined;
      // Only the ledger's statements write rows of this topic, in this shape.
      const message = body as SeatMessage;
      if (message === SEAT_MAP_REPLACED) show?.outdate();
      else if (isSeatChanges(message)) show?.apply(message);
    }
  }

  /** Forgets shows that nobody has asked for in a while, so that their streams are not followed for nothing. */
  forgetIdle(): void {
    const before = performance.now() - this.limits.idleMs;
    for (const [showId, { askedAtMs }] of this.shows) {
      if (askedAtMs >= before) return;
      this.forget(showId);
    }
  }

  close(): void {
    for (const showId of [...this.shows.keys()]) this.forget(showId);
  }

  private trim(): void {
    let seatCount = 0;
    for (const { show } of this.shows.values()) seatCount += show.seatCount;
    for (const [showId, { show }] of this.shows) {
      // The newest stays, however large.
      if (this.shows.size === 1) return;
      if (this.shows.size <= this.limits.showsMax && seatCount <= this.limits.seatsMax) return;
      seatCount -= show.seatCount;
      this.forget(showId);
    }
  }

  private forget(showId: string): void {
    this.shows.get(showId)?.show.close();
    this.shows.delete(showId);
  }
}

const FORGET_EVERY_MS = 60_000;

/** Forgets idle shows once a minute. */
export const startForgetting = (statuses: LiveStatuses, logger: Logger): Stop =>
  runPeriodically({
    everyMs: FORGET_EVERY_MS,
    work: async () => statuses.forgetIdle(),
    logger,
    complaint: 'Shows that nobody asks for could not be forgotten',
  });
