import type { InventoryContext } from '../context';
import { type ShowStateRow, whyNotForHolder } from '../ledger/show-state';
import { publishHoldChange } from '../live/hold-topic';
import { extendAdmission } from './extend-admission';
import type { Hold, HoldKey } from './hold';
import { extendHold as extend } from './holds.sql';
import { readHold } from './read-holds.sql';
import { holdExpired, holdNotFound, type SalesNotOpenOutcome, salesNotOpen } from './refusals';

export type ExtendHoldOutcome =
  | { readonly kind: 'ExtendHoldPayload'; readonly hold: Hold; readonly serverTime: Date }
  | { readonly kind: 'HoldNotFound'; readonly message: string }
  | { readonly kind: 'HoldExpired'; readonly message: string; readonly expiredAt: Date }
  | SalesNotOpenOutcome;

interface ExtendRow extends ShowStateRow {
  readonly is_extended: boolean;
  /** The hold as it was before. */
  readonly hold_code: string;
  readonly hold_expires_at: Date;
}

/**
 * Extends a live hold by the show's hold time, counted from now, never past its `expiresAtMax`. A hold that has reached
 * it stays as it is, which is no error. A hold that became an order, or was released, counts as ended.
 *
 * The statement reads the state of the show: while the sale is paused nothing is extended, and the hold lives on. After
 * the sale has closed, who held in time may still extend.
 */
export async function extendHold(
  context: InventoryContext,
  input: HoldKey & { readonly buyerId: string },
): Promise<ExtendHoldOutcome> {
  const { database, clock, catalog } = context;
  const before = await readHold(database, input, input.buyerId);
  if (before === null) return holdNotFound;
  const terms = await catalog.saleTermsOf(before.showId);
  const now = clock.now();
  const until = new Date(now.getTime() + (terms?.holdSeconds ?? 0) * 1000);
  const [row] = await database.run<ExtendRow>(extend, [input.showId, input.holdId, input.buyerId, now, until]);
  const hold = await readHold(database, input, input.buyerId);
  if (row === undefined || hold === null) return holdNotFound;
  if (row.is_extended) {
    extendAdmission(context, hold);
    context.heldSeatsByNetwork.moveEnd(hold, hold.expiresAt);
    publishHoldChange(context.holdTopic, hold.showId, [hold.id]);
    return { kind: 'ExtendHoldPayload', hold, serverTime: now };
  }
  const why = whyNotForHolder(row, now);
  const wasLive = row.hold_code === 'A' && row.hold_expires_at > now;
  // A cancellation ends the holds of its show: it is the reason why this one has ended.
  const endedWithShow = row.hold_code === 'E' && why?.status === 'CANCELLED';
  return why !== null && (wasLive || endedWithShow) ? salesNotOpen(why.status, why) : holdExpired(hold);
}
