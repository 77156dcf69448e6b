import type { Duplex } from 'node:stream';

/** Bytes that wait in this process, and those of them that the kernel has not accepted of the current write. */
interface Waiting {
  readonly bytes: number;
  readonly unsentBytes: number;
}

/**
 * What waits for one client beyond the bound, from the moment that the bound is exceeded until everything is written.
 * A write is only finished as a whole, so for a large one the number of bytes that the kernel has accepted is the only
 * sign that the client reads.
 */
export class Backlog {
  readonly startedAt: number;
  #progressAt: number;
  #waiting: Waiting;

  constructor(
    private readonly raw: Duplex,
    nowMs: number,
  ) {
    this.startedAt = nowMs;
    this.#progressAt = nowMs;
    this.#waiting = waitingOf(raw);
  }

  /** Since when the client has not read anything, as far as previous calls have seen. */
  stuckSince(nowMs: number): number {
    const waiting = waitingOf(this.raw);
    const { bytes, unsentBytes } = this.#waiting;
    if (waiting.bytes < bytes || waiting.unsentBytes < unsentBytes) this.#progressAt = nowMs;
    this.#waiting = waiting;
    return this.#progressAt;
  }
}

function waitingOf(raw: Duplex): Waiting {
  // Node's own idle timeout of sockets reads this property. Without it, only finished writes count as progress.
  const { _handle: handle } = raw as { _handle?: { writeQueueSize?: number } | null };
  return { bytes: raw.writableLength, unsentBytes: handle?.writeQueueSize ?? 0 };
}
