import { readFileSync } from 'node:fs';

/** What a process has used. */
export interface Reading {
  readonly cpuMs: number;
  /** Its own pages and its share of common ones; only where it was asked for, since it collects garbage first. */
  readonly memoryBytes: number;
}

export interface ReadingOrder {
  readonly read: 'processor' | 'memory';
}

export async function takeReading({ read }: ReadingOrder): Promise<Reading> {
  const memoryBytes = read === 'memory' ? await memoryAfterCollection() : Number.NaN;
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, memoryBytes };
}

async function memoryAfterCollection(): Promise<number> {
  for (let times = 0; times < 4; times += 1) {
    global.gc?.();
    // Finalisers and the freeing of pages have their turn in between.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
