import type { Hold } from '../holds/hold';
import { holdStage, stageEndsInMs } from '../holds/hold-stage';

/** A timer at least so often: the service's clock may be corrected while it runs. */
const TIMER_MS_MAX = 60_000;

/**
 * One client's view of one hold: the hold as it is, then after each change that the client can see. It keeps only the
 * latest state, so a client that reads slowly misses none that still matters.
 *
 * Not an async generator, whose `return()` would wait for the next change.
 */
export class HoldWatch implements AsyncIterableIterator<Hold> {
  #latest: Hold;
  #delivered: string | null = null;
  #ended = false;
  #wake: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    hold: Hold,
    private readonly now: () => Date,
    /** Called where only the time may have changed the hold. */
    private readonly reread: (watch: HoldWatch) => void,
    private readonly left: (watch: HoldWatch) => void,
  ) {
    this.#latest = hold;
    this.#setTimer();
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
    return `${holdStage(this.#latest, this.now())} ${this.#latest.expiresAt.getTime()}`;
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const milliseconds = stageEndsInMs(this.#latest, this.now());
    if (milliseconds === null) return;
    this.#timer = setTimeout(() => this.reread(this), Math.min(Math.max(milliseconds, 1), TIMER_MS_MAX)).unref();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    this.left(this);
  }
}
