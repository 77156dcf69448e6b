import type { Hold } from '../holds/hold';
import { holdStage, stageEndsInMs } from '../holds/hold-stage';

/** A timer at least so often: the service's clock may be corrected while it runs. */
const TIMER_MS_MAX = 60_000;

export interface HoldWatchEvents {
  readonly now: () => Date;
  /** With the first `next()`: a stream that is opened and then dropped holds nothing that must be released. */
  readonly onStart: (watch: HoldWatch) => void;
  /** Only the time may have changed the hold. */
  readonly onDue: (watch: HoldWatch) => void;
  /** Once, if it was started. */
  readonly onEnd: (watch: HoldWatch) => void;
}

/**
 * One client's view of one hold: the hold as it is, then after each change that the client can see. It keeps only the
 * latest state, so a client that reads slowly misses none that still matters.
 *
 * Not an async generator, whose `return()` would wait for the next change.
 */
export class HoldWatch implements AsyncIterableIterator<Hold> {
  #latest: Hold;
  #delivered: string | null = null;
  #started = false;
  #ended = false;
  #wake: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    hold: Hold,
    private readonly events: HoldWatchEvents,
  ) {
    this.#latest = hold;
  }

  get hold(): Hold {
    return this.#latest;
  }

  /** The hold as it was just read; null where it is gone, which ends the stream. */
  receive(hold: Hold | null): void {
    if (this.#ended) return;
    if (hold === null) {
      this.#end();
      return;
    }
    this.#latest = hold;
    this.#setTimer();
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Hold, undefined>> {
    if (!this.#started && !this.#ended) {
      this.#started = true;
      this.#setTimer();
      this.events.onStart(this);
    }
    while (!this.#ended) {
      const appearance = this.#appearance();
      if (appearance !== this.#delivered) {
        this.#delivered = appearance;
        return { done: false, value: this.#latest };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Hold, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  /** Two states of equal appearance are the same to the client. */
  #appearance(): string {
    return `${holdStage(this.#latest, this.events.now())} ${this.#latest.expiresAt.getTime()}`;
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const milliseconds = stageEndsInMs(this.#latest, this.events.now());
    if (milliseconds === null) return;
    this.#timer = setTimeout(() => this.events.onDue(this), Math.min(Math.max(milliseconds, 1), TIMER_MS_MAX)).unref();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    if (this.#started) this.events.onEnd(this);
  }
}
