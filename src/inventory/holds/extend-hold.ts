import type { InventoryContext } from '../context';
import { extendAdmission } from './extend-admission';
import type { Hold } from './hold';
import { extendHold as extend } from './holds.sql';
import { readHold } from './read-holds.sql';
import { holdExpired, holdNotFound } from './refusals';

export type ExtendHoldOutcome =
  | { readonly kind: 'ExtendHoldPayload'; readonly hold: Hold; readonly serverTime: Date }
  | { readonly kind: 'HoldNotFound'; readonly message: string }
  | { readonly kind: 'HoldExpired'; readonly message: string; readonly expiredAt: Date };

/**
 * Extends a live hold by the show's hold time, counted from now, never past its `expiresAtMax`. A hold that has reached
 * it stays as it is, which is no error. A hold that became an order, or was released, counts as ended.
 */
export async function extendHold(
  context: InventoryContext,
  input: { holdId: string; buyerId: string },
): Promise<ExtendHoldOutcome> {
  const { database, clock, catalog } = context;
  const before = await readHold(database, input.holdId, input.buyerId);
  if (before === null) return holdNotFound;
  const terms = await catalog.saleTermsOf(before.showId);
  const now = clock.now();
  const until = new Date(now.getTime() + (terms?.holdSeconds ?? 0) * 1000);
  const extended = await database.run(extend, [input.holdId, input.buyerId, now, until]);
  const hold = await readHold(database, input.holdId, input.buyerId);
  if (hold === null) return holdNotFound;
  if (extended.length === 1) extendAdmission(context, hold);
  return extended.length === 1 ? { kind: 'ExtendHoldPayload', hold, serverTime: now } : holdExpired(hold);
}
