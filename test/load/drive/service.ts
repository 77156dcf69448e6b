import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedFault } from './faults';
import type { Proof } from './proofs';
import { startServiceProcess, stayedUp } from './service-process';

/** A service that this driver has started, and removes at the end with all that it kept. */
export interface OwnService {
  readonly urls: readonly string[];
  /** Of its local payment provider, where the buyers' banks are. */
  readonly bankUrl: string;
  /** What will be thrown at it. */
  readonly faults: readonly PlannedFault[];
  /** What only its owner can ask in the end. */
  audit(): Promise<Proof[]>;
  stop(): Promise<void>;
}

/**
 * The default start, as `npm start` makes it but for three things: a free port, a data folder that is removed afterwards,
 * and no rate limits, which are there to stop just what a driver does.
 *
 * @param profileDir where the service leaves a processor profile when it ends
 */
export async function startOwnService(
  say: (line: string) => void,
  profileDir: string | null = null,
): Promise<OwnService> {
  const dataDir = await makeDataDir();
  const profiling = profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  try {
    const service = await startServiceProcess({ PORT: '0', DATA_DIR: dataDir }, say, profiling, 'Demo data loaded');
    const { url, output, stop } = service;
    return {
      urls: [url],
      bankUrl: /local provider at (\S+?):? test cards/.exec(output)?.[1] ?? '',
      faults: [],
      audit: async () => [stayedUp([service])],
      async stop() {
        await stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

export async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontrow-load-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that its owner alone may enter.
  await chmod(dataDir, 0o755);
  return dataDir;
}
