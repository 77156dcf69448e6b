import type { SaleTerms } from '../../catalog';
import { badUserInput, type SqlExecutor } from '../../platform';
import type { SeatMap } from '../../seating';
import type { InventoryContext } from '../context';
import { insertShowSeats } from './show-seats.sql';
import { isPricedZone } from './unpriced-seats';

/** Creates the seats of a show from its map. A second run adds nothing. */
export async function createShowSeats(
  { database, catalog, seating }: InventoryContext,
  showId: string,
): Promise<{ seatCount: number }> {
  const terms = await catalog.refreshSaleTerms(showId);
  if (terms === null) throw badUserInput('There is no such show.');
  if (terms.seatMapVersion === null) throw badUserInput('The show has no seat map. Call setSeatMap first.');
  const seatMap = await seating.seatMapOf(terms.seatMapVersion);
  // The show goes on sale with its count, so the seats come with it.
  return database.transaction(async (transaction) => {
    const { seatCount, availableCount } = await insertSeatsOfMap(transaction, terms, seatMap);
    if (terms.seatsTotal === null)
      await catalog.recordSeatsLeft([{ showId, total: seatCount, left: availableCount }], transaction);
    return { seatCount };
  });
}

/** Inserts the seats of a map in map order. Those of a zone without a price are blocked until it has one. */
export async function insertSeatsOfMap(
  executor: SqlExecutor,
  terms: SaleTerms,
  seatMap: SeatMap,
): Promise<{ seatCount: number; availableCount: number }> {
  const isPriced = isPricedZone(terms, seatMap);
  const unpriced: number[] = [];
  for (let seatNo = 0; seatNo < seatMap.seatCount; seatNo += 1) {
    if (!isPriced[seatMap.zoneOf(seatNo)]) unpriced.push(seatNo);
  }
  await executor.run(insertShowSeats, [terms.showId, seatMap.seatCount, unpriced]);
  return { seatCount: seatMap.seatCount, availableCount: seatMap.seatCount - unpriced.length };
}
