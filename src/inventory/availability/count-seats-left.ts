import { runPeriodically, type Stop } from '../../platform';
import type { InventoryContext } from '../context';
import { countZonesLeft } from './count-zones';
import { readSeatsLeft } from './read-seats.sql';

const COUNT_EVERY_MS = 1000;
/** A process may die between a sale and its count. Where people wait for seats, that must not last. */
const RECOUNT_EVERY_MS = 5000;
/** Zones are counted from the whole show, which a large one should not be asked for each second. */
const COUNT_ZONES_EVERY_MS = 4000;
const SHOWS_PER_COUNT_MAX = 20;

type ZonesLeft = Awaited<ReturnType<typeof countZonesLeft>>;

/**
 * Records in the catalog how many seats are left in the shows that changed. The number is a hint for lists and for "sold
 * out", some seconds old; no sale depends on it.
 */
export class SeatsLeftCounter {
  private readonly changed = new Set<string>();
  private readonly zones = new Map<string, { readonly atMs: number; readonly byZone: ZonesLeft }>();

  constructor(private readonly context: InventoryContext) {}

  /** Remembers to count a show. */
  note(showId: string): void {
    this.changed.add(showId);
  }

  /** Counts the shows that changed, some at a time. */
  async count(): Promise<void> {
    const showIds = [...this.changed].slice(0, SHOWS_PER_COUNT_MAX);
    for (const showId of showIds) this.changed.delete(showId);
    if (showIds.length > 0) await this.countShows(showIds);
  }

  /** Counts these now. */
  async countShows(showIds: readonly string[]): Promise<void> {
    const counts = await readSeatsLeft(this.context.database, showIds);
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
  private async reportToQueues(counts: Awaited<ReturnType<typeof readSeatsLeft>>): Promise<void> {
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
          for (const showId of await waitingRoom.activeShows()) this.note(showId);
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
