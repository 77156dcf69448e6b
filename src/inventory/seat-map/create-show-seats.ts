import type { SaleTerms } from '../../catalog';
import { badUserInput, type OutboxRow, type SqlExecutor } from '../../platform';
import type { SeatMap } from '../../seating';
import type { InventoryContext } from '../context';
import { blockSeats as block, insertShowSeats as stock } from './show-seats.sql';

/** Enters every seat of the show's map into the ledger. A second run adds nothing. */
export async function createShowSeats(
  { database, catalog, seating }: InventoryContext,
  showId: string,
): Promise<{ seatCount: number }> {
  const terms = await catalog.refreshSaleTerms(showId);
  if (terms === null) throw badUserInput('There is no such show.');
  if (terms.seatMapVersion === null) throw badUserInput('The show has no seat map. Give it one first.');
  return insertSeatsOfMap(database, terms, await seating.seatMapOf(terms.seatMapVersion));
}

/** Enters the seats of a map in map order. Those of a zone without a price are not for sale and enter blocked. */
export async function insertSeatsOfMap(
  runs: SqlExecutor,
  terms: SaleTerms,
  seatMap: SeatMap,
): Promise<{ seatCount: number }> {
  const withoutPrice = seatMap.zones.map((zone) => !terms.tiers.has(zone));
  const blocked: number[] = [];
  for (let seatNo = 0; seatNo < seatMap.seatCount; seatNo += 1) {
    if (withoutPrice[seatMap.zoneOf(seatNo)]) blocked.push(seatNo);
  }
  await runs.run(stock, [terms.showId, seatMap.seatCount, blocked]);
  return { seatCount: seatMap.seatCount };
}

/**
 * Takes seats out of the sale, or puts them back. Seats that somebody holds or owns stay as they are. Returns how many
 * changed.
 */
export async function blockSeats(
  { database, outbox }: InventoryContext,
  input: { showId: string; seatNos: readonly number[]; isBlocked: boolean },
): Promise<{ seatCount: number }> {
  const [row] = await database.run<{ seat_count: number; outbox_rows: OutboxRow[] | null }>(block, [
    input.showId,
    input.seatNos,
    input.isBlocked ? 'B' : 'A',
  ]);
  outbox.deliver(row?.outbox_rows ?? []);
  return { seatCount: row?.seat_count ?? 0 };
}
