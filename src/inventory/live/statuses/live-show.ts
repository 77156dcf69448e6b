import type { Catalog } from '../../../catalog';
import { type Logger, type SqlExecutor, serviceUnavailable } from '../../../platform';
import type { StreamSubscription, SubscriptionHandle } from '../../../realtime';
import { readPackedShow } from '../../availability/read-seats.sql';
import type { SeatLayouts } from '../../seat-map/seat-layouts';
import { isSeatChanges, SEAT_MAP_REPLACED, type SeatMessage, type SeatTopic } from '../seat-topic';
import { settledSoon } from './settled-soon';
import { type SeatCodeChange, ShowStatuses } from './show-statuses';

export interface LiveShowContext {
  readonly database: SqlExecutor;
  readonly catalog: Pick<Catalog, 'refreshSaleTerms'>;
  readonly seatLayouts: SeatLayouts;
  readonly logger: Logger;
  readonly topic: SeatTopic;
}

/** The stream is polled every two seconds; when several polls are missing, changes may be missing too. */
const STREAM_SILENT_MAX_MS = 5000;
/** How long a snapshot serves while no stream says what has changed since. */
const SNAPSHOT_AGE_MAX_MS = 1000;
/** The map of a show may be replaced between the reading of its seats and that of its terms. */
const READS_MAX = 3;

/**
 * One show in the memory of this process: the statuses of its seats, kept current by the stream of the show. A process
 * that cannot read the stream reads the seats again, at most once in `SNAPSHOT_AGE_MAX_MS` and once for all who ask.
 */
export class LiveShow {
  private statuses: ShowStatuses | null = null;
  private loading: Promise<ShowStatuses | null> | null = null;
  private loadedAtMs = Number.NEGATIVE_INFINITY;
  private isOutdated = false;
  /** Changes of this process that were committed while the snapshot was being read. */
  private changesMeanwhile: SeatCodeChange[] = [];
  /** Where the stream stood after the last event that came meanwhile: the snapshot will have it. */
  private revisionMeanwhile: string | null = null;
  private handle: SubscriptionHandle<StreamSubscription<SeatMessage>> | null = null;
  private stopListening: (() => void) | null = null;
  private joining: Promise<void> | null = null;
  /** Redis has let a request wait for the stream in vain. */
  private isJoinSlow = false;
  /** What the stream is asked for now, and what it will be asked for next. */
  private reading: Promise<boolean> | null = null;
  private nextReading: Promise<boolean> | null = null;
  /** From the moment at which a snapshot may begin to lack what is published. */
  private isReadingSeats = false;
  /** The index in the stream's log of the next event; null while the stream is not followed. */
  private nextEvent: number | null = null;
  /** By seat number, how many claims of this process want the seat. */
  private readonly wantedSeats = new Map<number, number>();
  private isClosed = false;

  constructor(
    readonly showId: string,
    private readonly context: LiveShowContext,
  ) {}

  get seatCount(): number {
    return this.statuses?.codes.length ?? 0;
  }

  /** The statuses where they can be used without waiting. */
  get known(): ShowStatuses | null {
    return this.isCurrent ? this.statuses : null;
  }

  /** Null for a show without seats. */
  current(): Promise<ShowStatuses | null> {
    return this.isCurrent ? Promise.resolve(this.statuses) : this.load();
  }

  /** The statuses of a snapshot that is at most so old: for an answer that should not rest on the stream alone. */
  async readWithin(ageMaxMs: number): Promise<ShowStatuses | null> {
    return performance.now() - this.loadedAtMs <= ageMaxMs ? this.current() : this.load();
  }

  /**
   * The statuses with everything that was published before this call, and all that this process has committed. Null while
   * the stream cannot be read: then the ledger must be asked.
   */
  async upToDate(): Promise<ShowStatuses | null> {
    if (this.nextEvent === null) {
      if (this.isClosed || (this.isJoinSlow && this.joining !== null)) return null;
      await this.current();
    }
    if (!this.isFollowed || !(await this.readStream())) return null;
    const statuses = await this.current();
    return this.isOutdated ? null : statuses;
  }

  /** The next caller reads the seats again. */
  outdate(): void {
    this.isOutdated = true;
  }

  apply(changes: readonly SeatCodeChange[]): void {
    if (this.loading !== null) this.changesMeanwhile.push(...changes);
    this.statuses?.apply(changes);
  }

  /** Marks seats that a claim of this process wants, until the returned function is called. */
  want(seatNos: readonly number[]): () => void {
    this.count(seatNos, 1);
    let isOver = false;
    return () => {
      if (!isOver) this.count(seatNos, -1);
      isOver = true;
    };
  }

  close(): void {
    this.isClosed = true;
    this.stopListening?.();
    this.handle?.release();
    this.handle = null;
    this.nextEvent = null;
  }

  private get isCurrent(): boolean {
    if (this.statuses === null || this.isOutdated || this.loading !== null) return false;
    return performance.now() - this.loadedAtMs <= SNAPSHOT_AGE_MAX_MS || this.isFollowed;
  }

  /** Whether the stream keeps the statuses current: then equal revisions are equal statuses. */
  get isFollowed(): boolean {
    const subscription = this.nextEvent === null ? undefined : this.handle?.subscription;
    const confirmedAtMs = subscription?.closed === false ? subscription.confirmedAtMs : null;
    return confirmedAtMs !== null && performance.now() - confirmedAtMs <= STREAM_SILENT_MAX_MS;
  }

  private count(seatNos: readonly number[], step: 1 | -1): void {
    for (const seatNo of seatNos) {
      const count = (this.wantedSeats.get(seatNo) ?? 0) + step;
      if (count > 0) this.wantedSeats.set(seatNo, count);
      else this.wantedSeats.delete(seatNo);
      this.statuses?.setWanted(seatNo, count);
    }
  }

  private load(): Promise<ShowStatuses | null> {
    this.loading ??= this.read().finally(() => {
      this.loading = null;
      this.changesMeanwhile = [];
      this.revisionMeanwhile = null;
    });
    return this.loading;
  }

  private async read(): Promise<ShowStatuses | null> {
    await this.follow();
    this.isReadingSeats = true;
    try {
      for (let turn = 1; turn <= READS_MAX; turn += 1) {
        const statuses = await this.readOnce();
        // What the stream lost meanwhile may be missing in the last reading too: then the next caller reads again.
        if (statuses !== 'replaced' && (!this.isOutdated || turn === READS_MAX)) return this.keep(statuses);
      }
    } catch (error) {
      this.isOutdated = true;
      throw error;
    } finally {
      this.isReadingSeats = false;
    }
    this.isOutdated = true;
    throw serviceUnavailable('The seat map of this show is being replaced. Try again.');
  }

  /** `replaced`: the seats and their map were read at different moments. */
  private async readOnce(): Promise<ShowStatuses | 'replaced' | null> {
    const { database, catalog, seatLayouts } = this.context;
    this.isOutdated = false;
    this.revisionMeanwhile = null;
    const beganAtMs = performance.now();
    const revision = this.handle?.subscription.position ?? null;
    const packed = await readPackedShow(database, this.showId);
    const terms = await catalog.refreshSaleTerms(this.showId);
    if (terms === null) return null;
    // Another numbering would give the statuses to other seats.
    if (terms.seatNumberingId !== packed.seatNumberingId) return 'replaced';
    const layout = await seatLayouts.of(terms);
    if (layout === null) return null;
    const statuses = new ShowStatuses(layout, packed, this.wantedSeats, this.revisionMeanwhile ?? revision);
    statuses.apply(this.changesMeanwhile);
    this.loadedAtMs = beganAtMs;
    return statuses;
  }

  private keep(statuses: ShowStatuses | null): ShowStatuses | null {
    this.statuses = statuses;
    this.followEvents();
    // No event says when the seats of a new show are inserted.
    if (statuses !== null && !statuses.isInLedger) this.isOutdated = true;
    return statuses;
  }

  /** Joins the stream, and waits a moment for it. */
  private async follow(): Promise<void> {
    if (this.isClosed) return;
    this.joining ??= this.join().finally(() => {
      this.isJoinSlow = false;
    });
    if (!this.isJoinSlow) this.isJoinSlow = (await settledSoon(this.joining)) === 'late';
  }

  /** Takes what was published before this call. False where Redis does not answer. */
  private readStream(): Promise<boolean> {
    if (this.reading === null) return this.startReading();
    // The one under way may have begun before the last publishing: those who ask meanwhile share the next.
    this.nextReading ??= this.reading.then((isRead) => {
      this.nextReading = null;
      return isRead && this.startReading();
    });
    return this.nextReading;
  }

  private startReading(): Promise<boolean> {
    const read = this.handle?.subscription.readToEnd() ?? Promise.resolve(false);
    const reading = settledSoon(read).then(
      (result) => result === true,
      () => false,
    );
    this.reading = reading;
    void reading.then(() => {
      if (this.reading === reading) this.reading = null;
    });
    return reading;
  }

  private async join(): Promise<void> {
    const handle = this.context.topic.acquire(this.showId);
    this.handle = handle;
    try {
      const { index } = await handle.subscription.join(null);
      if (this.isClosed) return;
      this.nextEvent = index;
      this.stopListening = handle.subscription.onChange(() => this.followEvents());
      // What the snapshot lacks may have been published before this moment.
      if (this.statuses !== null || this.isReadingSeats) this.isOutdated = true;
    } catch (error) {
      this.context.logger.debug({ err: error, showId: this.showId }, 'The stream of a show cannot be followed');
      handle.release();
      if (this.handle === handle) this.handle = null;
      this.joining = null;
    }
  }

  /** Applies what the stream has; while a snapshot is being read also to that one, which may be the older. */
  private followEvents(): void {
    const subscription = this.handle?.subscription;
    if (subscription === undefined || this.statuses === null) return;
    while (this.nextEvent !== null) {
      const next = subscription.read(this.nextEvent, Number.POSITIVE_INFINITY);
      if (next === null) break;
      this.nextEvent = next.index;
      const { event } = next;
      const changes = event.kind === 'message' && isSeatChanges(event.message) ? event.message : [];
      if (this.loading !== null) this.changesMeanwhile.push(...changes);
      if (event.kind === 'resync' || (event.kind === 'message' && event.message === SEAT_MAP_REPLACED))
        this.isOutdated = true;
      if (this.isOutdated) {
        // After a gap the statuses lack changes: they are still those of the revision before it.
        this.statuses.apply(changes);
        continue;
      }
      if (this.loading !== null) this.revisionMeanwhile = event.revision;
      this.statuses.advance(event.revision, changes);
    }
  }
}
