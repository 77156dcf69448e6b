import { rm } from 'node:fs/promises';
import type { Stop } from '../../src/platform';

/** Carries what the global setup started to the global teardown, which run in one process. */
class TestServers {
  private dir: string | undefined;
  private stopServers: Stop | undefined;

  keep(dir: string, stop: Stop): void {
    this.dir = dir;
    this.stopServers = stop;
  }

  async stop(): Promise<void> {
    await this.stopServers?.();
    if (this.dir !== undefined) await rm(this.dir, { recursive: true, force: true });
  }
}

// Jest loads the two files apart from each other, so the state hangs on the process.
const holder = globalThis as { frontrowTestServers?: TestServers };
holder.frontrowTestServers ??= new TestServers();
export const testServers = holder.frontrowTestServers;
