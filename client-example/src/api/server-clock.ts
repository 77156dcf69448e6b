/**
 * RECIPE "count down without the device's clock". Deadlines are compared with the time of the server, which answers
 * carry as `serverTime`. From there on a stopwatch counts, so a device whose clock is ten minutes off, or is corrected
 * meanwhile, shows the same seconds as any other.
 */
export class ServerClock {
  private serverMs = Date.now();
  private stopwatchMs = performance.now();
  private isKnown = false;

  /** Call it with the `serverTime` of an answer, as soon as that arrives. */
  learn(serverTime: string): void {
    this.serverMs = Date.parse(serverTime);
    this.stopwatchMs = performance.now();
    this.isKnown = true;
  }

  /** The server's time now, in milliseconds. Before the first answer the device's clock is all there is. */
  now(): number {
    return this.isKnown ? this.serverMs + (performance.now() - this.stopwatchMs) : Date.now();
  }

  secondsUntil(instant: string): number {
    return (Date.parse(instant) - this.now()) / 1000;
  }
}
