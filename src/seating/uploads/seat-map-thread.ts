import { extname, join } from 'node:path';
import { pool as openPool, type Pool } from 'workerpool';
import type { Stop } from '../../platform';
import type { ReadOptions } from '../import/converted-map';
import type { SeatMapReading } from './seat-map-thread.worker';

/**
 * A thread that reads the files of organizers, one at a time: a stadium is two seconds of work, which would stop a running
 * sale in the thread of the requests.
 */
export interface SeatMapThread {
  /** Null where too many files are waiting. Throws where a file needs more time or memory than one may. */
  read(file: Uint8Array, options: ReadOptions): Promise<SeatMapReading | null>;
  readonly close: Stop;
}

/** Files that wait while another is read. Each may be as large as a map may be. */
const WAITING_MAX = 3;
const READ_MS_MAX = 60_000;
/** A file of the greatest size needs less than half of it. */
const HEAP_MB_MAX = 1024;

/** The thread starts with the first file. */
export function openSeatMapThread(): SeatMapThread {
  let opened: Pool | undefined;
  return {
    async read(file, options) {
      opened ??= openPool(join(compiledFolder(), 'seat-map-thread.worker.js'), {
        workerType: 'thread',
        maxWorkers: 1,
        workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } },
      });
      if (opened.stats().pendingTasks >= WAITING_MAX) return null;
      return opened.exec('read', [file, options]).timeout(READ_MS_MAX);
    },
    close: async () => {
      await opened?.terminate(true);
    },
  };
}

/** A thread runs compiled code. Under jest this file is the source, and the build is in `dist`. */
const compiledFolder = (): string =>
  extname(__filename) === '.ts' ? join(__dirname, '../../../dist/src/seating/uploads') : __dirname;
