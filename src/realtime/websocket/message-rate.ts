/** A token bucket: how many messages a client may still send at this moment. */
export class MessageRate {
  #tokens: number;
  #at: number;

  constructor(
    private readonly perSecondMax: number,
    private readonly burstMax: number,
    nowMs: number,
  ) {
    this.#tokens = burstMax;
    this.#at = nowMs;
  }

  /** Counts a message. It counts even if there is no token left, and delays the next ones. */
  take(nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens -= 1;
  }

  /** How long the next message has to wait. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.perSecondMax) * 1000);
  }

  #refill(nowMs: number): void {
    this.#tokens = Math.min(this.burstMax, this.#tokens + ((nowMs - this.#at) / 1000) * this.perSecondMax);
    this.#at = nowMs;
  }
}
