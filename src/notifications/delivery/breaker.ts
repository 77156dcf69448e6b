/** Failures in a row after which the server counts as away. */
const FAILURES_MAX = 5;
const PAUSE_MS_MIN = 5000;
const PAUSE_MS_MAX = 60_000;

/**
 * Leaves a mail server alone that does not answer: after some failures in a row nothing is sent for a while; then one
 * message goes first, and its result decides. While nothing is sent, no message loses an attempt.
 */
export class Breaker {
  private failures = 0;
  private openings = 0;
  private openUntilMs: number | null = null;
  private isProbing = false;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** How many of so many messages may be sent now. */
  admit(count: number): number {
    if (this.openUntilMs === null) return count;
    if (this.isProbing || this.nowMs() < this.openUntilMs || count === 0) return 0;
    this.isProbing = true;
    return 1;
  }

  /** After how many milliseconds the next one may be sent; 0 where it may now. */
  get waitMs(): number {
    if (this.openUntilMs === null) return 0;
    const left = this.openUntilMs - this.nowMs();
    return left > 0 ? left : this.isProbing ? PAUSE_MS_MIN : 0;
  }

  get isOpen(): boolean {
    return this.openUntilMs !== null;
  }

  /** The server answered, whatever it said about the message. */
  answered(): void {
    this.failures = 0;
    this.openings = 0;
    this.openUntilMs = null;
    this.isProbing = false;
  }

  /** The server could not be reached, or accepts nothing from us. True where it is left alone from now on. */
  failed(): boolean {
    this.failures += 1;
    const wasProbe = this.isProbing;
    this.isProbing = false;
    if (!wasProbe && (this.openUntilMs !== null || this.failures < FAILURES_MAX)) return false;
    this.openUntilMs = this.nowMs() + Math.min(PAUSE_MS_MIN * 2 ** this.openings, PAUSE_MS_MAX);
    this.openings += 1;
    return !wasProbe;
  }

  /** The admitted message was not sent after all. */
  withdraw(): void {
    this.isProbing = false;
  }
}
