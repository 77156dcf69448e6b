import { badUserInput, type OutboxRow } from '../../platform';
import type { InventoryContext } from '../context';
import { encodeSeatId } from '../ledger/seat-id';
import { setSeatBlocks as setBlocks } from './show-seats.sql';
import { isPricedZone } from './unpriced-seats';

export interface SeatBlocks {
  /** Number of seats that were blocked, or unblocked, by this call. */
  readonly changedCount: number;
  /** Seats that a buyer has: those become blocked when they return to the sale. Empty where seats are unblocked. */
  readonly takenSeatNos: readonly number[];
  /** Seats that stay blocked although they were unblocked, because their zone has no price. */
  readonly unpricedSeatNos: readonly number[];
}

interface SeatBlocksRow {
  readonly is_sale_current: boolean;
  readonly changed_count: number;
  readonly taken_seat_nos: readonly number[];
  readonly unpriced_seat_nos: readonly number[];
  readonly outbox_rows: readonly OutboxRow[] | null;
}

/** The statement runs again where the terms of the show, and with them its prices, changed in the meantime. */
const ATTEMPTS_MAX = 4;
/** In a message, and in the extensions of the error. */
const IDS_SHOWN_MAX = 5;
const IDS_NAMED_MAX = 100;

/**
 * Blocks seats, or unblocks them. A seat that a buyer holds or owns stays with the buyer and becomes blocked when it is
 * released. A seat of a zone without a price cannot be unblocked.
 */
export async function setSeatBlocks(
  { database, catalog, seatLayouts, outbox }: InventoryContext,
  input: { readonly showId: string; readonly seatNos: readonly number[]; readonly isBlocked: boolean },
): Promise<SeatBlocks> {
  const { showId, seatNos, isBlocked } = input;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const terms = await catalog.refreshSaleTerms(showId);
    const layout = terms === null ? null : await seatLayouts.of(terms);
    if (terms === null || layout === null) throw badUserInput('This show has no seats.');
    const { seatMap, numbering } = layout;
    const isPriced = isPricedZone(terms, seatMap);
    const indexes = seatNos.map((seatNo) => numbering.indexOf(seatNo));
    const unknown = seatNos
      .filter((_, place) => (indexes[place] ?? -1) < 0)
      .map((seatNo) => encodeSeatId(showId, seatNo));
    if (unknown.length > 0)
      throw badUserInput(`These are not seats of the show's map: ${unknown.slice(0, IDS_SHOWN_MAX).join(', ')}.`, {
        seatIds: unknown.slice(0, IDS_NAMED_MAX),
      });
    const hasPrice = indexes.map((index) => isPriced[seatMap.zoneOf(index)] === true);
    const values = [showId, seatNos, hasPrice, isBlocked, terms.termsVersion];
    const [row] = await database.run<SeatBlocksRow>(setBlocks, values);
    if (row?.is_sale_current !== true) continue;
    outbox.deliver(row.outbox_rows ?? []);
    return {
      changedCount: row.changed_count,
      takenSeatNos: isBlocked ? row.taken_seat_nos : [],
      unpricedSeatNos: isBlocked ? [] : row.unpriced_seat_nos,
    };
  }
  throw new Error(`The terms of show ${showId} changed ${ATTEMPTS_MAX} times while its seats were blocked`);
}
