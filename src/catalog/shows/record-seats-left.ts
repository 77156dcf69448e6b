import type { SqlExecutor } from '../../platform';
import { writeSeatsLeft } from './show.sql';

/** How many seats a show has, and how many of them could be had when they were counted. */
export interface SeatCount {
  /** A UUID. */
  readonly showId: string;
  readonly total: number;
  readonly left: number;
}

/** Keeps what the ledger counted, for lists and for `SOLD_OUT`. It does not raise `termsVersion`. */
export async function recordSeatsLeft(database: SqlExecutor, counts: readonly SeatCount[]): Promise<void> {
  if (counts.length === 0) return;
  await database.run(writeSeatsLeft, [
    counts.map(({ showId }) => showId),
    counts.map(({ total }) => total),
    counts.map(({ left }) => left),
  ]);
}
