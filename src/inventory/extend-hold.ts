import type { InventoryContext } from './context';
import { stayInside } from './hold-seats';
import { extendHold as extend } from './ledger/holds.sql';
import { type Hold, readHold } from './seat-hold';

export type ExtendHoldOutcome =
  | { readonly kind: 'ExtendHoldPayload'; readonly hold: Hold; readonly serverTime: Date }
  | { readonly kind: 'HoldNotFound'; readonly message: string }
  | { readonly kind: 'HoldExpired'; readonly message: string; readonly expiredAt: Date };

export const holdNotFound = { kind: 'HoldNotFound', message: 'You have no such hold.' } as const;

export const holdExpired = (hold: Hold) =>
  ({
    kind: 'HoldExpired',
    message: 'This hold has ended. Hold the seats again if they are still free.',
    expiredAt: hold.expiresAt,
  }) as const;

/**
 * Gives a live hold the show's hold time once more from now, never past its `expiresAtMax`. At that moment an
 * extension is no fault: it changes nothing. A hold that became an order, or was released, counts as ended.
 */
export async function extendHold(
  parts: InventoryContext,
  input: { holdId: string; buyerId: string },
): Promise<ExtendHoldOutcome> {
  const { database, clock, catalog } = parts;
  const before = await readHold(database, input.holdId, input.buyerId);
  if (before === null) return holdNotFound;
  const terms = await catalog.saleTermsOf(before.showId);
  const now = clock.now();
  const until = new Date(now.getTime() + (terms?.holdSeconds ?? 0) * 1000);
  const extended = await database.run(extend, [input.holdId, input.buyerId, now, until]);
  const hold = await readHold(database, input.holdId, input.buyerId);
  if (hold === null) return holdNotFound;
  if (extended.length === 1) stayInside(parts, hold);
  return extended.length === 1 ? { kind: 'ExtendHoldPayload', hold, serverTime: now } : holdExpired(hold);
}
