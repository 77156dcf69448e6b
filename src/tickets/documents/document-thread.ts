import { extname, join } from 'node:path';
import { pool as openPool, type Pool } from 'workerpool';
import { BoundedCache, type Stop } from '../../platform';

/** The functions of `document-thread.worker.ts`. */
type DocumentTask = 'drawTickets' | 'signApplePass';

/** A thread that makes files, one at a time, and a cache of what it has made. */
export interface DocumentThread {
  /** The file of this key: kept, being made for somebody else, or made now. */
  make(key: string, task: DocumentTask, values: readonly unknown[]): Promise<MadeDocument>;
  readonly close: Stop;
}

export type MadeDocument =
  | { readonly kind: 'Made'; readonly file: Buffer }
  /** Too many files are waiting already. */
  | { readonly kind: 'Overloaded' };

export interface DocumentThreadLimits {
  /** At least one. Files that wait while another is made: at a tenth of a second each, the last one for three. */
  readonly waitingMax?: number;
  readonly cachedBytesMax?: number;
}

/** A hundred pages on a busy machine. After this time the thread is ended, and the next file gets a new one. */
const TASK_MS_MAX = 30_000;
/** A file of a hundred pages needs half of it. */
const HEAP_MB_MAX = 256;

/** The thread starts with the first file. */
export function openDocumentThread(limits: DocumentThreadLimits = {}): DocumentThread {
  const { waitingMax = 30, cachedBytesMax = 32 * 1024 * 1024 } = limits;
  let opened: Pool | undefined;
  const run = async (task: DocumentTask, values: readonly unknown[]): Promise<Buffer> => {
    opened ??= openPool(join(compiledFolder(), 'document-thread.worker.js'), {
      workerType: 'thread',
      maxWorkers: 1,
      workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } },
    });
    // The library has a limit of its own, but its refusal is an error like any other.
    if (opened.stats().pendingTasks >= waitingMax) throw new Overloaded();
    const file: Uint8Array = await opened.exec(task, [...values]).timeout(TASK_MS_MAX);
    return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  };
  const kept = new BoundedCache<Buffer>(cachedBytesMax, ({ byteLength }) => byteLength);
  return {
    async make(key, task, values) {
      try {
        return { kind: 'Made', file: await kept.get(`${task} ${key}`, () => run(task, values)) };
      } catch (error) {
        if (error instanceof Overloaded) return { kind: 'Overloaded' };
        throw error;
      }
    },
    close: async () => {
      await opened?.terminate(true);
    },
  };
}

class Overloaded extends Error {}

/** A thread runs compiled code. Under jest this file is the source, and the build is in `dist`. */
const compiledFolder = (): string =>
  extname(__filename) === '.ts' ? join(__dirname, '../../../dist/src/tickets/documents') : __dirname;
