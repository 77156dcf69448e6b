import type { OutboxRow } from '../platform';
import type { InventoryContext } from './context';
import { holdNotFound } from './extend-hold';
import { releaseHold as release } from './ledger/holds.sql';
import { type Hold, readHold } from './seat-hold';

export type ReleaseHoldOutcome =
  | { readonly kind: 'ReleaseHoldPayload'; readonly hold: Hold }
  | { readonly kind: 'HoldNotFound'; readonly message: string };

/** Gives the seats of a hold back to the sale. A hold that has ended in whatever way stays as it is. */
export async function releaseHold(
  parts: InventoryContext,
  input: { holdId: string; buyerId: string },
): Promise<ReleaseHoldOutcome> {
  const { database, clock, outbox } = parts;
  const [row] = await database.run<{ news: OutboxRow[] | null }>(release, [input.holdId, input.buyerId, clock.now()]);
  outbox.deliver(row?.news ?? []);
  const hold = await readHold(database, input.holdId, input.buyerId);
  return hold === null ? holdNotFound : { kind: 'ReleaseHoldPayload', hold };
}
