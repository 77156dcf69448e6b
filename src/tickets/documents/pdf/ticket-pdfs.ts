import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import { pool as openPool, type Pool } from 'workerpool';
import { BoundedCache, type Stop } from '../../../platform';
import type { DocumentLanguage } from '../messages/languages';
import type { TicketDocument } from '../ticket-document';

export interface TicketPdfs {
  read(tickets: readonly TicketDocument[], language: DocumentLanguage): Promise<TicketPdfOutcome>;
  readonly close: Stop;
}

export type TicketPdfOutcome =
  | { readonly kind: 'Drawn'; readonly file: Buffer }
  /** Too many files are waiting already. */
  | { readonly kind: 'Overloaded' };

export interface TicketPdfLimits {
  /** At least one. Files that wait while another is drawn: at a tenth of a second each, the last one for three. */
  readonly waitingMax?: number;
  readonly cachedBytesMax?: number;
}

/** A hundred pages on a busy machine. After this time the thread is ended, and the next file gets a new one. */
const DRAWING_MS_MAX = 30_000;
/** Twice what a hundred pages took. */
const HEAP_MB_MAX = 256;

/**
 * Draws in one thread of its own, one file at a time, and keeps what was drawn. The thread starts with the first file.
 *
 * A file is kept under a hash of all that is printed: the ticket, its generation, the language, and whatever else may
 * change, such as the time of the show. Requests for one file at the same time wait for one drawing.
 */
export function openTicketPdfs(limits: TicketPdfLimits = {}): TicketPdfs {
  const { waitingMax = 30, cachedBytesMax = 32 * 1024 * 1024 } = limits;
  let threads: Pool | undefined;
  const drawings = () => {
    threads ??= openPool(join(compiledFolder(), 'draw-tickets.worker.js'), {
      workerType: 'thread',
      maxWorkers: 1,
      maxQueueSize: waitingMax,
      workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } },
    });
    return threads;
  };
  const draw = async (tickets: readonly TicketDocument[], language: DocumentLanguage): Promise<Buffer> => {
    const pool = drawings();
    // The library's own refusal is an error like any other.
    if (pool.stats().pendingTasks >= waitingMax) throw new Overloaded();
    const file: Uint8Array = await pool.exec('drawTickets', [tickets, language]).timeout(DRAWING_MS_MAX);
    return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  };
  const kept = new BoundedCache<Buffer>(cachedBytesMax, ({ byteLength }) => byteLength);
  return {
    async read(tickets, language) {
      try {
        const file = await kept.get(keyOf(tickets, language), () => draw(tickets, language));
        return { kind: 'Drawn', file };
      } catch (error) {
        if (error instanceof Overloaded) return { kind: 'Overloaded' };
        throw error;
      }
    },
    close: async () => {
      await threads?.terminate(true);
    },
  };
}

class Overloaded extends Error {}

/** `JSON.stringify` writes dates to the millisecond, and the fields in the order in which the reader made them. */
const keyOf = (tickets: readonly TicketDocument[], language: DocumentLanguage): string =>
  createHash('sha256')
    .update(JSON.stringify([language, tickets]))
    .digest('base64url');

/** A thread runs compiled code. Under jest this file is the source, and the build is in `dist`. */
const compiledFolder = (): string =>
  extname(__filename) === '.ts' ? join(__dirname, '../../../../dist/src/tickets/documents/pdf') : __dirname;
