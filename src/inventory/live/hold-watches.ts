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

/**
 * The watched holds of every show, for `holdChanged`. One reader for each show and topic serves all of them: a change of a
 * seat or a message about holds marks the watches that it concerns, and those are read together, in one statement for up
 * to `HOLDS_PER_READ_MAX`. The ledger's statements do nothing for it.
 */
export class HoldWatches {
  private readonly shows = new Map<string, ShowHoldWatches>();

  constructor(
    private readonly context: Pick<InventoryContext, 'database' | 'clock' | 'logger'>,
    private readonly topics: { readonly seats: SeatTopic; readonly holds: HoldTopic },
  ) {}

  watch(hold: Hold): HoldWatch {
    const { showId } = hold;
    let show = this.shows.get(showId);
    if (show === undefined) {
      show = new ShowHoldWatches(showId, this.context, this.topics, () => this.shows.delete(showId));
      this.shows.set(showId, show);
    }
    return show.watch(hold);
  }
}

class ShowHoldWatches {
  private readonly watches = new Set<HoldWatch>();
  private readonly bySeat = new Map<number, Set<HoldWatch>>();
  private readonly changed = new Set<HoldWatch>();
  private readonly readers: AsyncIterator<unknown>[] = [];
  private reading = false;

  constructor(
    private readonly showId: string,
    private readonly context: Pick<InventoryContext, 'database' | 'clock' | 'logger'>,
    topics: { readonly seats: SeatTopic; readonly holds: HoldTopic },
    private readonly emptied: () => void,
  ) {
    this.follow(topics.seats, (changes) => {
      for (const [seatNo] of changes) this.mark(this.bySeat.get(seatNo) ?? []);
    });
    this.follow(topics.holds, (holdIds) => {
      const ids = new Set(holdIds);
      this.mark([...this.watches].filter(({ hold }) => ids.has(hold.id)));
    });
  }

  watch(hold: Hold): HoldWatch {
    const watch = new HoldWatch(
      hold,
      () => this.context.clock.now(),
      (expired) => this.mark([expired]),
      (ended) => this.leave(ended),
    );
    this.watches.add(watch);
    for (const seatNo of hold.seatNos) {
      const ofSeat = this.bySeat.get(seatNo) ?? new Set();
      this.bySeat.set(seatNo, ofSeat.add(watch));
    }
    // It may have changed between its reading and this moment.
    this.mark([watch]);
    return watch;
  }

  private leave(watch: HoldWatch): void {
    this.watches.delete(watch);
    this.changed.delete(watch);
    for (const seatNo of watch.hold.seatNos) {
      const ofSeat = this.bySeat.get(seatNo);
      ofSeat?.delete(watch);
      if (ofSeat?.size === 0) this.bySeat.delete(seatNo);
    }
    if (this.watches.size > 0) return;
    this.emptied();
    for (const reader of this.readers) void reader.return?.();
  }

  /** Reads a topic while there are watches. Whatever is not a plain list concerns every watch. */
  private follow<Message>(
    topic: Topic<readonly Message[] | string>,
    apply: (message: readonly Message[]) => void,
  ): void {
    const reader = topic.subscribe(this.showId, null);
    this.readers.push(reader);
    void (async () => {
      for await (const event of reader) {
        if (event.kind === 'message' && typeof event.message !== 'string') apply(event.message);
        else this.mark(this.watches);
      }
    })().catch((error) => {
      // The watches still notice the end of their holds, and a client that connects again opens the streams again.
      this.context.logger.warn({ err: error, showId: this.showId }, 'The changes of holds cannot be followed');
    });
  }

  private mark(watches: Iterable<HoldWatch>): void {
    for (const watch of watches) this.changed.add(watch);
    if (!this.reading && this.changed.size > 0) void this.readChanged();
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
