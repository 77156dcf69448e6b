import type { OutboxRow } from '../../platform';
import type { InventoryContext } from '../context';
import type { Hold, HoldKey } from './hold';
import { releaseHold as release } from './holds.sql';
import { readHold } from './read-holds.sql';
import { holdNotFound } from './refusals';

export type ReleaseHoldOutcome =
  | { readonly kind: 'ReleaseHoldPayload'; readonly hold: Hold }
  | { readonly kind: 'HoldNotFound'; readonly message: string };

/** Puts the seats of a hold back on sale. A hold that has already ended, in whatever way, stays as it is. */
export async function releaseHold(
  context: InventoryContext,
  input: HoldKey & { readonly buyerId: string },
): Promise<ReleaseHoldOutcome> {
  const { database, clock, outbox, heldSeatsByNetwork } = context;
  const [row] = await database.run<{ outbox_rows: OutboxRow[] | null }>(release, [
    input.showId,
    input.holdId,
    input.buyerId,
    clock.now(),
  ]);
  outbox.deliver(row?.outbox_rows ?? []);
  const hold = await readHold(database, input, input.buyerId);
  if (hold?.status === 'RELEASED') heldSeatsByNetwork.remove(hold);
  return hold === null ? holdNotFound : { kind: 'ReleaseHoldPayload', hold };
}
