import { setTimeout as delay } from 'node:timers/promises';
import type { Topic } from '../../realtime';
import type { InventoryContext } from '../context';
import type { Hold } from '../holds/hold';
import { readHoldsOfShow } from '../holds/read-holds.sql';
import type { HoldTopic } from './hold-topic';
import { HoldWatch } from './hold-watch';
import type { SeatTopic } from './seat-topic';

const HOLDS_PER_READ_MAX = 200;
const RETRY_MS = 1000;

type Context = Pick<InventoryContext, 'database' | 'clock' | 'logger'>;

interface HoldTopics {
  readonly seats: Pick<SeatTopic, 'subscribe'>;
  readonly holds: Pick<HoldTopic, 'subscribe'>;
}

/**
 * The watched holds of every show, for `holdChanged`. One reader for each show and topic serves all of them: a change of a
 * seat or a message about holds marks the watches that it concerns, and those are read together, in one statement for up
 * to `HOLDS_PER_READ_MAX`. The ledger's statements do nothing for it.
 */
export class HoldWatches {
  private readonly shows = new Map<string, ShowHoldWatches>();

  constructor(
    private readonly context: Context,
    private readonly topics: HoldTopics,
  ) {}

  /** How many clients watch a hold. */
  get size(): number {
    let count = 0;
    for (const show of this.shows.values()) count += show.size;
    return count;
  }

  watch(hold: Hold): HoldWatch {
    const { showId } = hold;
    return new HoldWatch(hold, {
      now: () => this.context.clock.now(),
      onStart: (watch) => this.ofShow(showId).add(watch),
      onDue: (watch) => this.shows.get(showId)?.mark([watch]),
      onEnd: (watch) => {
        const show = this.shows.get(showId);
        show?.remove(watch);
        if (show?.size !== 0) return;
        this.shows.delete(showId);
        show.end();
      },
    });
  }

  private ofShow(showId: string): ShowHoldWatches {
    let show = this.shows.get(showId);
    if (show === undefined) {
      show = new ShowHoldWatches(showId, this.context, this.topics);
      this.shows.set(showId, show);
    }
    return show;
  }
}

class ShowHoldWatches {
  private readonly watches = new Set<HoldWatch>();
  private readonly bySeat = new Map<number, Set<HoldWatch>>();
  private readonly changed = new Set<HoldWatch>();
  private readonly readers = new Set<AsyncIterator<unknown>>();
  private reading = false;
  private ended = false;

  constructor(
    private readonly showId: string,
    private readonly context: Context,
    topics: HoldTopics,
  ) {
    void this.follow(topics.seats, (changes) => {
      for (const [seatNo] of changes) this.mark(this.bySeat.get(seatNo) ?? []);
    });
    void this.follow(topics.holds, (holdIds) => {
      const ids = new Set(holdIds);
      this.mark([...this.watches].filter(({ hold }) => ids.has(hold.id)));
    });
  }

  get size(): number {
    return this.watches.size;
  }

  add(watch: HoldWatch): void {
    this.watches.add(watch);
    for (const seatNo of watch.hold.seatNos) {
      const ofSeat = this.bySeat.get(seatNo) ?? new Set();
      this.bySeat.set(seatNo, ofSeat.add(watch));
    }
    // It may have changed between its reading and this moment.
    this.mark([watch]);
  }

  remove(watch: HoldWatch): void {
    this.watches.delete(watch);
    this.changed.delete(watch);
    for (const seatNo of watch.hold.seatNos) {
      const ofSeat = this.bySeat.get(seatNo);
      ofSeat?.delete(watch);
      if (ofSeat?.size === 0) this.bySeat.delete(seatNo);
    }
  }

  /** Has these holds read. */
  mark(watches: Iterable<HoldWatch>): void {
    for (const watch of watches) this.changed.add(watch);
    if (!this.reading && this.changed.size > 0) void this.readChanged();
  }

  end(): void {
    this.ended = true;
    for (const reader of this.readers) void reader.return?.();
  }

  /**
   * Reads a topic until the end. Whatever is not a plain list concerns every watch. A stream that cannot be opened,
   * because Redis is away, is opened again: its first event has every watched hold read.
   */
  private async follow<Message>(
    topic: Pick<Topic<readonly Message[] | string>, 'subscribe'>,
    apply: (message: readonly Message[]) => void,
  ): Promise<void> {
    while (!this.ended) {
      const reader = topic.subscribe(this.showId, null);
      this.readers.add(reader);
      try {
        for await (const event of reader) {
          if (event.kind === 'message' && typeof event.message !== 'string') apply(event.message);
          else this.mark(this.watches);
        }
        // The service stops.
        return;
      } catch (error) {
        this.context.logger.warn(
          { err: error, showId: this.showId },
          'Changes of holds cannot be followed; trying again',
        );
        await delay(RETRY_MS, undefined, { ref: false });
      } finally {
        this.readers.delete(reader);
      }
    }
  }

  private async readChanged(): Promise<void> {
    this.reading = true;
    while (this.changed.size > 0) {
      const batch = [...this.changed].slice(0, HOLDS_PER_READ_MAX);
      for (const watch of batch) this.changed.delete(watch);
      try {
        const ids = batch.map(({ hold }) => hold.id);
        const holds = await readHoldsOfShow(this.context.database, this.showId, ids);
        const byId = new Map(holds.map((hold) => [hold.id, hold]));
        for (const watch of batch) watch.receive(byId.get(watch.hold.id) ?? null);
      } catch (error) {
        this.context.logger.warn({ err: error, showId: this.showId }, 'Watched holds could not be read; trying again');
        for (const watch of batch) if (this.watches.has(watch)) this.changed.add(watch);
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
    this.reading = false;
  }
}
