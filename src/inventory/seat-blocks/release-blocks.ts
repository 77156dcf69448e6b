import { runPeriodically, type Stop } from '../../platform';
import type { InventoryContext } from '../context';
import { lockSeatBlock, markBlockReleased, readShowsWithDueBlocks } from './seat-blocks.sql';
import { unblockSeats } from './unblock-seats';

const RELEASE_EVERY_MS = 1000;
const BLOCKS_PER_SWEEP_MAX = 100;

interface BlockKey {
  readonly showId: string;
  readonly blockId: string;
}

/**
 * Returns the seats of blocks whose time has come to the sale. Any number of processes may do it at once: a seat is
 * unblocked by one of them, and a block that a process left half done is due until all of its seats are back. Returns how
 * many blocks ended.
 */
export async function releaseBlocks(context: InventoryContext): Promise<number> {
  const { database, clock, logger } = context;
  const due = await database.run<BlockKey>(readShowsWithDueBlocks, [clock.now(), BLOCKS_PER_SWEEP_MAX]);
  let ended = 0;
  for (const block of due) {
    try {
      ended += Number(await release(context, block));
    } catch (error) {
      // One show must not keep the others waiting.
      logger.warn({ err: error, ...block }, 'The seats of a block could not be released; the next sweep tries again');
    }
  }
  return ended;
}

async function release(context: InventoryContext, { showId, blockId }: BlockKey): Promise<boolean> {
  const { database, clock } = context;
  await unblockSeats(context, { showId, blockId, seats: null, by: null });
  return database.transaction(async (transaction) => {
    await transaction.run(lockSeatBlock, [showId, blockId]);
    return (await transaction.run(markBlockReleased, [showId, blockId, clock.now()])).length > 0;
  });
}

/** Looks once a second. */
export const startBlockRelease = (context: InventoryContext): Stop =>
  runPeriodically({
    everyMs: RELEASE_EVERY_MS,
    work: () => releaseBlocks(context),
    logger: context.logger,
    complaint: 'The blocks to release could not be read; the next sweep tries again',
  });
