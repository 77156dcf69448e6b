import type { Catalog, ShowChange } from '../../catalog';
import { badUserInput, type Transaction } from '../../platform';
import type { Seating, SeatMap } from '../../seating';
import { insertSeatsOfMap } from './create-show-seats';

/**
 * Gives a new show the seats of its map in the transaction that inserts it, so that one call makes a show that can sell.
 * A price for a zone that the map does not have is refused: its seats would stay out of the sale without a word.
 */
export function followShowChanges({
  catalog,
  seating,
}: {
  readonly catalog: Catalog;
  readonly seating: Seating;
}): void {
  catalog.onShowChange(async (transaction, change) => {
    const { seatMapVersion } = change.terms;
    if (seatMapVersion === null) return;
    const seatMap = await seating.seatMapOf(seatMapVersion);
    requireZones(change, seatMap);
    if (change.isNew) await insertFirstSeats(transaction, catalog, change, seatMap);
  });
}

function requireZones({ pricedZones }: ShowChange, { zones }: SeatMap): void {
  const unknown = pricedZones.flatMap((zone, index) => (zones.includes(zone) ? [] : [{ zone, index }]));
  if (unknown.length === 0) return;
  const has = `The zones of the seat map are ${zones.map((zone) => JSON.stringify(zone)).join(', ')}.`;
  const faults = unknown.map(({ zone, index }) => ({
    field: `priceTiers.${index}.zone`,
    message: `is not a zone of the seat map: ${JSON.stringify(zone)}`,
  }));
  throw badUserInput(`${faults.map(({ field, message }) => `"${field}" ${message}`).join('; ')}. ${has}`, {
    faults,
    zones,
  });
}

async function insertFirstSeats(
  transaction: Transaction,
  catalog: Catalog,
  { terms }: ShowChange,
  seatMap: SeatMap,
): Promise<void> {
  await insertSeatsOfMap(transaction, terms, seatMap);
  let left = 0;
  for (let index = 0; index < seatMap.seatCount; index += 1) {
    if (terms.tiers.has(seatMap.zones[seatMap.zoneOf(index)] ?? '')) left += 1;
  }
  await catalog.recordSeatsLeft([{ showId: terms.showId, total: seatMap.seatCount, left }], transaction);
}
