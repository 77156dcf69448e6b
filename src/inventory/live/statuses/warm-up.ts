import { runPeriodically, type Stop } from '../../../platform';
import type { InventoryContext } from '../../context';

const WARM_EVERY_MS = 10_000;
/** How long before its sale opens a show is read. */
const AHEAD_MS = 60_000;
/** Less than the memory keeps, so that shows which are asked for stay in it. */
const SHOWS_PER_ROUND_MAX = 50;

/**
 * Reads shows into the memory of this process before the crowd asks for them: those whose sale opens within a minute, and
 * those for which buyers wait that are connected to this process. Returns how many.
 */
export async function warmUp({ catalog, clock, liveStatuses, waitingRoom }: InventoryContext): Promise<number> {
  const now = clock.now();
  const opening = await catalog.showsThatOpen(now, new Date(now.getTime() + AHEAD_MS), SHOWS_PER_ROUND_MAX);
  const waitedFor = (await waitingRoom.activeShows()).filter((showId) => waitingRoom.hasConnectedBuyers(showId));
  const showIds = [...new Set([...opening, ...waitedFor])].slice(0, SHOWS_PER_ROUND_MAX);
  // One after the other: there is time, and others need the database.
  for (const showId of showIds) await liveStatuses.of(showId);
  return showIds.length;
}

export const startWarmUp = (context: InventoryContext): Stop =>
  runPeriodically({
    everyMs: WARM_EVERY_MS,
    work: () => warmUp(context),
    logger: context.logger,
    complaint: 'Shows that are about to open could not be read into memory',
  });
