import type { QueuePosition } from '../queue/queue-position';

type Result = IteratorResult<QueuePosition, undefined>;

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
  /** Settles a `next()` that waits. */
  private settle: ((result: Result) => void) | null = null;

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
    this.deliver();
  }

  /** Not an async function: of each position there would be two promises more, for tens of thousands of clients a second. */
  next(): Promise<Result> {
    if (!this.started && !this.ended) {
      this.started = true;
      this.onStart(this);
    }
    return new Promise((resolve) => {
      this.settle = resolve;
      this.deliver();
    });
  }

  return(): Promise<Result> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.started) this.onEnd(this);
    this.deliver();
  }

  /** What there is goes to the `next()` that waits, if one does. */
  private deliver(): void {
    const { settle, latest } = this;
    if (settle === null || (latest === null && !this.ended)) return;
    this.settle = null;
    this.latest = null;
    settle(latest === null ? { done: true, value: undefined } : { done: false, value: latest });
    if (latest?.kind === 'QueueClosed') this.end();
  }
}
