import { type Logger, type OutboxRow, runPeriodically, type Stop } from '../../../platform';
import { isSeatChanges, SEAT_MAP_REPLACED, type SeatMessage } from '../seat-topic';
import { LiveShow, type LiveShowContext } from './live-show';
import type { ShowStatuses } from './show-statuses';

export interface LiveStatusesLimits {
  readonly showsMax: number;
  /** Together. A seat takes about 50 bytes, with all that is worked out from the statuses. */
  readonly seatsMax: number;
  /** A show that nobody asks for is kept for so long. */
  readonly idleMs: number;
}

interface KeptShow {
  readonly show: LiveShow;
  readonly askedAtMs: number;
  /** How often it was asked for, half of it counted for each minute that has passed. */
  asks: number;
}

const LIMITS: LiveStatusesLimits = { showsMax: 200, seatsMax: 2_000_000, idleMs: 10 * 60_000 };

/**
 * The statuses of the shows that are asked for, in the memory of this process: see `LiveShow`. Bounded in shows and seats;
 * the show that was asked for least often goes first, so that a reader of many shows does not displace the one on sale.
 * PostgreSQL alone decides a claim: what is read here is a hint from some tens of milliseconds ago, and says at which
 * revision of the stream it is true.
 */
export class LiveStatuses {
  /** The one that was asked for least recently is the first. */
  private readonly shows = new Map<string, KeptShow>();

  constructor(
    private readonly context: LiveShowContext,
    private readonly limits: LiveStatusesLimits = LIMITS,
  ) {}

  get size(): number {
    return this.shows.size;
  }

  /** The show, which is kept from now on. */
  show(showId: string): LiveShow {
    const known = this.shows.get(showId);
    const show = known?.show ?? new LiveShow(showId, this.context);
    this.shows.delete(showId);
    this.shows.set(showId, { show, askedAtMs: performance.now(), asks: (known?.asks ?? 0) + 1 });
    if (known === undefined) this.trim();
    return show;
  }

  /**
   * The present statuses of a show; null where it has no seats. Those up to date have all that was published before this
   * call.
   */
  async of(showId: string, areUpToDate = false): Promise<ShowStatuses | null> {
    const show = this.show(showId);
    const statuses = areUpToDate ? ((await show.upToDate()) ?? (await show.readWithin(0))) : await show.current();
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
    for (const [showId, kept] of this.shows) {
      if (kept.askedAtMs < before) this.forget(showId);
      // What was asked for long ago counts less.
      else kept.asks /= 2;
    }
  }

  close(): void {
    for (const showId of [...this.shows.keys()]) this.forget(showId);
  }

  private trim(): void {
    let seatCount = 0;
    for (const { show } of this.shows.values()) seatCount += show.seatCount;
    while (this.shows.size > this.limits.showsMax || seatCount > this.limits.seatsMax) {
      // The newest stays, however large.
      const [first, ...others] = [...this.shows].slice(0, -1);
      if (first === undefined) return;
      const [showId, { show }] = others.reduce((least, each) => (each[1].asks < least[1].asks ? each : least), first);
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
