import type { ShowChange } from '../../catalog';
import { badUserInput, type OutboxRow, type Transaction } from '../../platform';
import type { SeatMap } from '../../seating';
import type { InventoryContext } from '../context';
import { endHoldsOfShow, extendHoldsOfShow } from '../holds/holds.sql';
import { whyNotByTerms } from '../ledger/show-state';
import { publishHoldChange } from '../live/hold-topic';
import { insertSeatsOfMap } from './create-show-seats';
import { followPrices } from './show-seats.sql';
import { unpricedSeatNos } from './unpriced-seats';

/**
 * What the ledger does in the transaction that creates or changes a show, so that both are there or neither is.
 *
 * A new show with a map gets its seats. Seats follow the prices of their zones. While the sale is paused or has not
 * opened, the holds of the show get all the time that they can have: a buyer who cannot buy loses nothing, even where
 * every process of the service is down meanwhile. A cancellation ends them, and their seats return.
 *
 * @throws BAD_USER_INPUT for a price of a zone that the map does not have
 */
export async function followShowChange(
  context: InventoryContext,
  transaction: Transaction,
  { terms, isNew, pricedZones }: ShowChange,
): Promise<void> {
  const { showId } = terms;
  const layout = await context.seatLayouts.of(terms);
  if (layout !== null) {
    refuseUnknownZones(layout.seatMap, pricedZones);
    if (isNew) {
      const { seatCount, availableCount } = await insertSeatsOfMap(transaction, terms, layout.seatMap);
      await context.catalog.recordSeatsLeft([{ showId, total: seatCount, left: availableCount }], transaction);
    } else {
      await run(context, transaction, followPrices, [showId, unpricedSeatNos(terms, layout)]);
    }
  }
  if (isNew) return;
  const now = context.clock.now();
  const why = whyNotByTerms(terms, now);
  if (why?.status === 'CANCELLED') await run(context, transaction, endHoldsOfShow, [showId, now]);
  else if (why !== null) {
    await transaction.run(extendHoldsOfShow, [showId, now]);
    transaction.afterCommit(() => publishHoldChange(context.holdTopic, showId, 'all'));
  }
}

async function run(
  { outbox }: InventoryContext,
  transaction: Transaction,
  statement: typeof followPrices,
  values: unknown[],
): Promise<void> {
  const [row] = await transaction.run<{ outbox_rows: OutboxRow[] | null }>(statement, values);
  transaction.afterCommit(() => outbox.deliver(row?.outbox_rows ?? []));
}

/** The seats of a zone that the map does not have would stay out of the sale without a reason. */
function refuseUnknownZones({ zones }: SeatMap, pricedZones: readonly string[]): void {
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
