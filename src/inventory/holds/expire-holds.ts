import { type OutboxRow, runPeriodically, type Stop } from '../../platform';
import type { InventoryContext } from '../context';
import { expireHolds as expire, readShowsToExpire } from './holds.sql';

const HOLDS_PER_BATCH_MAX = 200;
const BATCHES_PER_SWEEP_MAX = 20;
const SHOWS_PER_SWEEP_MAX = 100;
const SWEEP_EVERY_MS = 1000;

/**
 * Puts the seats of holds that ran out back on the map. Nobody depends on it for being right: the next buyer takes an
 * expired seat by the claim itself. Goes show by show, the longest due first. Returns how many holds ended.
 */
export async function expireHolds(context: InventoryContext): Promise<number> {
  const { database, clock } = context;
  const shows = await database.run<{ showId: string }>(readShowsToExpire, [clock.now(), SHOWS_PER_SWEEP_MAX]);
  let ended = 0;
  for (const { showId } of shows) ended += await expireHoldsOfShow(context, showId);
  return ended;
}

async function expireHoldsOfShow({ database, clock, outbox }: InventoryContext, showId: string): Promise<number> {
  let ended = 0;
  for (let batch = 0; batch < BATCHES_PER_SWEEP_MAX; batch += 1) {
    const [row] = await database.run<{ hold_count: number; outbox_rows: OutboxRow[] | null }>(expire, [
      showId,
      clock.now(),
      HOLDS_PER_BATCH_MAX,
    ]);
    outbox.deliver(row?.outbox_rows ?? []);
    ended += row?.hold_count ?? 0;
    if ((row?.hold_count ?? 0) < HOLDS_PER_BATCH_MAX) break;
  }
  return ended;
}

/** Sweeps once a second. Any number of processes may do so at once. */
export const startSweeper = (context: InventoryContext): Stop =>
  runPeriodically({
    everyMs: SWEEP_EVERY_MS,
    work: () => expireHolds(context),
    logger: context.logger,
    complaint: 'Expired holds could not be ended; the next sweep tries again',
  });
