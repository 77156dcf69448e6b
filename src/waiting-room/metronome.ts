import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stop } from '../platform';
import { configureWaitingRoom } from './configure-waiting-room';
import type { WaitingRoomContext } from './context';
import { type TickOutcome, tick } from './tick';

/** How long after the end of a leader's lease another tries. */
const TAKE_OVER_MS = 20;
const ATTEMPT_MS_MIN = 20;

/**
 * Beats every room that is switched on, in every process: once a second where this process leads, else as soon as the
 * leader's lease has run out.
 */
export class Metronome {
  private readonly beating = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly ground: WaitingRoomContext,
    private readonly beatMs: number,
    private readonly ticked: (showId: string, outcome: TickOutcome) => void,
  ) {
    // Each room that beats waits for it.
    setMaxListeners(0, this.stopping.signal);
  }

  start(): Stop {
    const looking = this.look();
    return async () => {
      this.stopping.abort();
      await looking;
      await Promise.all(this.beating.values());
    };
  }

  /** Finds rooms that were switched on. */
  private async look(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        for (const [showId, { isOver }] of await this.ground.rooms.active()) {
          // Nobody needs the room of a show that is over, and each one that is on costs a beat a second.
          if (isOver) await configureWaitingRoom(this.ground, showId, { active: false });
          if (isOver || this.beating.has(showId)) continue;
          const beating = this.beat(showId).finally(() => this.beating.delete(showId));
          this.beating.set(showId, beating);
        }
      } catch (error) {
        this.ground.logger.warn({ err: error }, 'The waiting rooms could not be read; trying again');
      }
      await this.pause(this.beatMs);
    }
  }

  /** Beats one room until it is switched off. */
  private async beat(showId: string): Promise<void> {
    let faults = 0;
    while (!this.stopping.signal.aborted) {
      const startedMs = performance.now();
      let waitMs = this.beatMs;
      try {
        const outcome = await tick(this.ground, showId);
        this.ticked(showId, outcome);
        if (outcome.kind === 'off') return;
        waitMs = this.waitAfter(outcome);
        faults = 0;
      } catch (error) {
        // One beat may fail. The second says it, and only the second: not each second what is known.
        faults += 1;
        if (faults === 2) this.ground.logger.error({ err: error, showId }, 'A waiting room stands still; trying again');
      }
      await this.pause(waitMs - (performance.now() - startedMs));
    }
  }

  private waitAfter(outcome: Exclude<TickOutcome, { kind: 'off' }>): number {
    const nowMs = this.ground.clock.now().getTime();
    if (outcome.kind === 'following') return outcome.leaseUntilMs - nowMs + TAKE_OVER_MS;
    // What was drawn in this beat is opened by the next; and the opening itself waits for nobody's second.
    if (outcome.beat.phase === 'shuffling') return 0;
    const opensInMs = outcome.settings.opensAt.getTime() - nowMs;
    return outcome.beat.phase === 'gathering' && opensInMs > 0 ? Math.min(this.beatMs, opensInMs + 1) : this.beatMs;
  }

  private async pause(ms: number): Promise<void> {
    const bounded = Math.min(Math.max(ms, ATTEMPT_MS_MIN), 2 * this.beatMs);
    await delay(bounded, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
