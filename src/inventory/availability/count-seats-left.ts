import { runPeriodically, type Stop } from '../../platform';
import type { InventoryContext } from '../context';
import { countInMemory } from './count-in-memory';
import { countZonesLeft } from './count-zones';
import { readSeatsLeft, type SeatsLeft } from './read-seats.sql';

const COUNT_EVERY_MS = 1000;
/** A process may die between a sale and its count. Where people wait for seats, that must not last. */
const RECOUNT_EVERY_MS = 5000;
/** Zones are counted from the whole show, which a large one should not be asked for each second. */
const COUNT_ZONES_EVERY_MS = 4000;
const SHOWS_PER_COUNT_MAX = 20;
/**
 * The ledger reads every seat of a show for its count. A show of so many seats that keeps changing is counted there only so
 * often, and in memory in between.
 */
const SEATS_OF_LARGE_SHOW_MIN = 5000;
const COUNT_LARGE_IN_LEDGER_EVERY_MS = 10_000;

/** A large show, since the ledger counted it. */
interface CountedShow {
  readonly atMs: number;
  wasLoaded: boolean;
  wasCountedInMemory: boolean;
}

type ZonesLeft = Awaited<ReturnType<typeof countZonesLeft>>;

/**
 * Records in the catalog how many seats are left in the shows that changed. The number is a hint for lists and for "sold
 * out", some seconds old; no sale depends on it.
 *
 * While a large show keeps changing it is counted in the memory of this process, which may lack what other processes do at
 * this moment. The ledger has the last word when the changes pause, and before a show is called sold.
 */
export class SeatsLeftCounter {
  private readonly changed = new Set<string>();
  /** The large shows that the ledger counted a short time ago. */
  private readonly counted = new Map<string, CountedShow>();
  private readonly zones = new Map<string, { readonly atMs: number; readonly byZone: ZonesLeft }>();

  constructor(private readonly context: InventoryContext) {}

  /** Remembers to count a show. */
  note(showId: string): void {
    this.changed.add(showId);
  }

  /** Counts the shows that changed, some at a time. */
  async count(): Promise<void> {
    const inLedger = this.settled();
    const inMemory: SeatsLeft[] = [];
    for (const showId of [...this.changed].slice(0, SHOWS_PER_COUNT_MAX)) {
      this.changed.delete(showId);
      const count = await this.countInMemory(showId);
      if (count === null) inLedger.push(showId);
      else inMemory.push(count);
    }
    if (inMemory.length > 0) await this.record(inMemory);
    if (inLedger.length > 0) await this.countShows(inLedger);
  }

  /** Counts these in the ledger now. */
  async countShows(showIds: readonly string[]): Promise<void> {
    const atMs = performance.now();
    const counts = await readSeatsLeft(this.context.database, showIds);
    for (const { showId, total } of counts) {
      if (total >= SEATS_OF_LARGE_SHOW_MIN)
        this.counted.set(showId, { atMs, wasLoaded: false, wasCountedInMemory: false });
    }
    await this.record(counts);
  }

  /** Shows that were counted in memory and have not changed since. Forgets those that have not changed for long. */
  private settled(): string[] {
    const settled: string[] = [];
    for (const [showId, { atMs, wasCountedInMemory }] of this.counted) {
      if (this.changed.has(showId)) continue;
      if (wasCountedInMemory) settled.push(showId);
      else if (isLongAgo(atMs)) this.counted.delete(showId);
    }
    return settled.slice(0, SHOWS_PER_COUNT_MAX);
  }

  /** Null where the ledger has to count the show. */
  private async countInMemory(showId: string): Promise<SeatsLeft | null> {
    const { liveStatuses, logger } = this.context;
    const last = this.counted.get(showId);
    if (last === undefined || isLongAgo(last.atMs)) return null;
    if (liveStatuses.find(showId) === undefined && !last.wasLoaded) {
      // It changed again, so it will go on changing. Once: where memory is short it may be displaced at once.
      last.wasLoaded = true;
      await liveStatuses
        .of(showId)
        .catch((error) => logger.debug({ err: error, showId }, 'A show could not be read into memory'));
    }
    const count = countInMemory(liveStatuses.find(showId));
    if (count === null || count.left + count.promised === 0) return null;
    last.wasCountedInMemory = true;
    return count;
  }

  private async record(counts: readonly SeatsLeft[]): Promise<void> {
    await this.context.catalog.recordSeatsLeft(counts);
    // A queue for a sold-out show is closed. Written each time, since another process may have written an older state.
    for (const { showId, left, promised } of counts) {
      await this.context.waitingRoom.closeQueue(
        showId,
        left + promised === 0 ? 'Every seat of this show is sold.' : null,
      );
    }
    await this.reportToQueues(counts);
  }

  /** Buyers who wait learn how many seats are left. Each process counts for its own clients, by zone only while it has any. */
  private async reportToQueues(counts: readonly SeatsLeft[]): Promise<void> {
    const { waitingRoom, clock } = this.context;
    const active = new Set(await waitingRoom.activeShows());
    for (const showId of this.zones.keys()) {
      if (!active.has(showId) || !waitingRoom.hasConnectedBuyers(showId)) this.zones.delete(showId);
    }
    const nowMs = clock.now().getTime();
    for (const { showId, total, left, promised } of counts) {
      if (!active.has(showId)) continue;
      const countedAtMs = this.zones.get(showId)?.atMs ?? 0;
      if (waitingRoom.hasConnectedBuyers(showId) && Math.abs(nowMs - countedAtMs) >= COUNT_ZONES_EVERY_MS)
        this.zones.set(showId, { atMs: nowMs, byZone: await countZonesLeft(this.context, showId) });
      const byZone = this.zones.get(showId)?.byZone ?? [];
      waitingRoom.reportSeatsLeft(showId, { total, left, promised, byZone });
    }
  }

  start(): Stop {
    const { logger, waitingRoom } = this.context;
    const complaint = 'The seats left could not be counted';
    const stops = [
      runPeriodically({ everyMs: COUNT_EVERY_MS, work: () => this.count(), logger, complaint }),
      runPeriodically({
        everyMs: RECOUNT_EVERY_MS,
        work: async () => {
          for (const showId of await waitingRoom.activeShows()) if (!this.counted.has(showId)) this.note(showId);
        },
        logger,
        complaint,
      }),
    ];
    return async () => {
      for (const stop of stops) await stop();
    };
  }
}

const isLongAgo = (atMs: number): boolean => performance.now() - atMs > COUNT_LARGE_IN_LEDGER_EVERY_MS;
