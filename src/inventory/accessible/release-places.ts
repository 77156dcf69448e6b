import { type OutboxRow, runPeriodically, type Stop } from '../../platform';
import type { InventoryContext } from '../context';
import { ACCESSIBLE_RELEASED } from '../live/seat-topic';
import { insertSeatMessage } from '../seat-map/seat-map.sql';
import { reservedIndexesOf } from './accessible-places';
import { areOthersSold } from './release-places.sql';

const RELEASE_EVERY_MS = 1000;
const SHOWS_PER_SWEEP_MAX = 100;

/**
 * Releases the wheelchair and companion places of shows whose time has come, or where everything else is sold. Of many
 * processes one does it. It is noted in the row of the show, and all who watch the show are notified, in one transaction.
 * Returns how many shows were released.
 */
export async function releaseAccessiblePlaces(context: InventoryContext): Promise<number> {
  const { catalog, clock } = context;
  let released = 0;
  for (const show of await catalog.showsToReleaseAccessible(clock.now(), SHOWS_PER_SWEEP_MAX)) {
    if (show.isDue || (await areAllOthersSold(context, show))) released += Number(await release(context, show.showId));
  }
  return released;
}

async function areAllOthersSold(
  { catalog, seatLayouts, database }: InventoryContext,
  { showId, seatsLeft }: { readonly showId: string; readonly seatsLeft: number | null },
): Promise<boolean> {
  const terms = await catalog.saleTermsOf(showId);
  const layout = terms === null ? null : await seatLayouts.of(terms);
  if (layout === null || seatsLeft === null) return false;
  const reserved = reservedIndexesOf(layout.seatMap).map((index) => layout.numbering.seatNoAt(index));
  // A hint, which spares the reading of a show that has more left than these.
  if (reserved.length === 0 || seatsLeft > reserved.length) return false;
  const [row] = await database.run<{ is_sold: boolean }>(areOthersSold, [showId, reserved]);
  return row?.is_sold === true;
}

async function release({ database, catalog, clock, outbox }: InventoryContext, showId: string): Promise<boolean> {
  const isReleased = await database.transaction(async (transaction) => {
    if (!(await catalog.releaseAccessible(transaction, showId, clock.now()))) return false;
    const rows = await transaction.run<OutboxRow>(insertSeatMessage, [showId, ACCESSIBLE_RELEASED]);
    transaction.afterCommit(() => outbox.deliver(rows));
    return true;
  });
  if (isReleased) await catalog.refreshSaleTerms(showId);
  return isReleased;
}

/** Looks once a second. Any number of processes may do so at once. */
export const startAccessibleRelease = (context: InventoryContext): Stop =>
  runPeriodically({
    everyMs: RELEASE_EVERY_MS,
    work: () => releaseAccessiblePlaces(context),
    logger: context.logger,
    complaint: 'Accessible places could not be released; the next sweep tries again',
  });
