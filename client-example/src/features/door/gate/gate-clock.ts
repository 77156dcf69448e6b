/**
 * The service's time by this device's clock and the difference between both. Unlike a stopwatch it goes on while a phone
 * sleeps and after a reload without network.
 */
export class GateClock {
  offsetMs = 0;

  constructor(private readonly deviceMs: () => number = Date.now) {}

  learn(serverTime: string): void {
    this.offsetMs = Date.parse(serverTime) - this.deviceMs();
  }

  nowMs(): number {
    return this.deviceMs() + this.offsetMs;
  }

  now(): string {
    return new Date(this.nowMs()).toISOString();
  }
}
