import type { QueuePosition } from '../queue/queue-position';

/**
 * The positions of one client. Keeps only the latest, so a client that reads slowly skips older positions rather than
 * filling memory. Ends after `QueueClosed`.
 *
 * It starts with the first `next()`: a stream that is opened and then dropped, because something fails before its first
 * use, holds nothing that must be released.
 *
 * Not an async generator: `return()` of a generator that waits would take effect only after the next position.
 */
export class PositionStream implements AsyncIterableIterator<QueuePosition> {
  private latest: QueuePosition | null = null;
  private started = false;
  private ended = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly onStart: (stream: PositionStream) => void,
    private readonly onEnd: (stream: PositionStream) => void,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(position: QueuePosition): void {
    if (this.ended || this.latest?.kind === 'QueueClosed') return;
    this.latest = position;
    this.wake?.();
  }

  async next(): Promise<IteratorResult<QueuePosition, undefined>> {
    if (!this.started && !this.ended) {
      this.started = true;
      this.onStart(this);
    }
    while (this.latest === null && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
    if (this.latest === null) return { done: true, value: undefined };
    const value = this.latest;
    this.latest = null;
    if (value.kind === 'QueueClosed') this.end();
    return { done: false, value };
  }

  return(): Promise<IteratorResult<QueuePosition, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.started) this.onEnd(this);
    this.wake?.();
  }
}
