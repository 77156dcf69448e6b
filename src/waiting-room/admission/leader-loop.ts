import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stop } from '../../platform';
import type { WaitingRoomContext } from '../context';
import { configureWaitingRoom } from '../settings/configure-waiting-room';
import { type TickOutcome, tick } from './tick';

/** How long after the end of a leader's lease another process tries to lead. */
const TAKE_OVER_MS = 20;
const PAUSE_MS_MIN = 20;

/**
 * Ticks every active waiting room, in every process: at the configured interval if this process leads, else as soon as
 * the leader's lease has ended.
 */
export class LeaderLoop {
  private readonly ticking = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly context: WaitingRoomContext,
    private readonly tickMs: number,
    private readonly onTick: (showId: string, outcome: TickOutcome) => void,
  ) {
    // Each waiting room listens to the signal.
    setMaxListeners(0, this.stopping.signal);
  }

  start(): Stop {
    const finding = this.findWaitingRooms();
    return async () => {
      this.stopping.abort();
      await finding;
      await Promise.all(this.ticking.values());
    };
  }

  /** Finds waiting rooms that were switched on, and starts to tick them. */
  private async findWaitingRooms(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        for (const [showId, { isOver }] of await this.context.settingsCache.active()) {
          // Nobody needs the waiting room of a show that is over, and each active one costs a tick every interval.
          if (isOver) await configureWaitingRoom(this.context, showId, { active: false });
          if (isOver || this.ticking.has(showId)) continue;
          const ticking = this.tickUntilOff(showId).finally(() => this.ticking.delete(showId));
          this.ticking.set(showId, ticking);
        }
      } catch (error) {
        this.context.logger.warn({ err: error }, 'The active waiting rooms could not be read; trying again');
      }
      await this.pause(this.tickMs);
    }
  }

  private async tickUntilOff(showId: string): Promise<void> {
    let faults = 0;
    while (!this.stopping.signal.aborted) {
      const startedMs = performance.now();
      let waitMs = this.tickMs;
      try {
        const outcome = await tick(this.context, showId);
        this.onTick(showId, outcome);
        if (outcome.kind === 'off') return;
        waitMs = this.waitAfter(outcome);
        faults = 0;
      } catch (error) {
        // A single tick may fail. The second failure in a row is logged, and only that one, so that an outage is one line.
        faults += 1;
        if (faults === 2) {
          this.context.logger.error({ err: error, showId }, 'A waiting room does not advance; trying again');
        }
      }
      await this.pause(waitMs - (performance.now() - startedMs));
    }
  }

  private waitAfter(outcome: Exclude<TickOutcome, { kind: 'off' }>): number {
    const nowMs = this.context.clock.now().getTime();
    if (outcome.kind === 'following') return outcome.leaseUntilMs - nowMs + TAKE_OVER_MS;
    // The tick after the draw opens the queue; it is due at once, and so is the tick at the opening of the sale.
    if (outcome.snapshot.phase === 'shuffling') return 0;
    const opensInMs = outcome.settings.opensAt.getTime() - nowMs;
    const isBeforeOpening = outcome.snapshot.phase === 'gathering' && opensInMs > 0;
    return isBeforeOpening ? Math.min(this.tickMs, opensInMs + 1) : this.tickMs;
  }

  private async pause(ms: number): Promise<void> {
    const bounded = Math.min(Math.max(ms, PAUSE_MS_MIN), 2 * this.tickMs);
    await delay(bounded, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
