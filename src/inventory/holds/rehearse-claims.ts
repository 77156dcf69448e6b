import { newId } from '../../platform';
import type { InventoryContext } from '../context';
import type { WantedHold } from './claim-batcher';
import { holdTimes, idempotencyLockOf } from './claim-while-on-sale';

const ROUNDS = 12;
const CLAIMS_OF_ROUND = 16;
const HOLD_SECONDS = 60;

/**
 * Claims seats of shows that are not there, so that nothing is found, locked or written. Connections are opened for it, on
 * each of which PostgreSQL plans the statements of claims, and the way to them and back is compiled.
 */
export async function rehearseClaims(context: InventoryContext, connections: number): Promise<void> {
  await context.claims.planOn(connections, [madeUpClaim(context), madeUpClaim(context)]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const claims = Array.from({ length: CLAIMS_OF_ROUND }, () => context.claims.claim(madeUpClaim(context)));
    await Promise.all(claims);
  }
}

function madeUpClaim({ clock }: InventoryContext): WantedHold {
  const now = clock.now();
  const [showId, buyerId, idempotencyKey] = [newId(), newId(), newId()];
  return {
    hold: {
      ...{ id: newId(), showId, buyerId, status: 'ACTIVE', currency: 'EUR' },
      ...holdTimes({ holdSeconds: HOLD_SECONDS }, now),
      ...{ seatNos: [0, 1], pricesMinor: [1, 1], totalMinor: 2, orderId: null, choice: null },
    },
    ...{ idempotencyKey, seatsPerBuyerMax: 2, termsVersion: 0, admission: null },
    idempotencyLock: idempotencyLockOf(buyerId, idempotencyKey),
  };
}
