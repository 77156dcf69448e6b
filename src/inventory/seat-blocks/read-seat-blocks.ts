import type { SqlExecutor } from '../../platform';
import { SEATS_NAMED_MAX, type SeatBlock } from './seat-block';
import { readSeatBlocks as readBlocks } from './seat-blocks.sql';

const BLOCKS_MAX = 200;

/** The blocks of a show that have seats. */
export const readSeatBlocks = (database: SqlExecutor, showId: string): Promise<SeatBlock[]> =>
  database.run<SeatBlock>(readBlocks, [showId, SEATS_NAMED_MAX, BLOCKS_MAX]);
