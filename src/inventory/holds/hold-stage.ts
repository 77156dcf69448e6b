import type { Hold } from './hold';

/**
 * Where a hold is on its way, as its buyer sees it. ENDING: it ends within `ENDING_SECONDS`. PAYING: an order waits for its
 * payment. RETURNED: its order was refunded.
 */
export type HoldStage = 'ACTIVE' | 'ENDING' | 'PAYING' | 'CONVERTED' | 'RETURNED' | 'EXPIRED' | 'RELEASED';

export const ENDING_SECONDS = 60;

export function holdStage({ status, expiresAt }: Pick<Hold, 'status' | 'expiresAt'>, now: Date): HoldStage {
  switch (status) {
    case 'ACTIVE':
      if (expiresAt <= now) return 'EXPIRED';
      return endingAt(expiresAt) <= now ? 'ENDING' : 'ACTIVE';
    case 'RESERVED':
      return 'PAYING';
    default:
      return status;
  }
}

const endingAt = (expiresAt: Date): Date => new Date(expiresAt.getTime() - ENDING_SECONDS * 1000);

/** How long until the stage changes by itself. Null where time changes nothing. */
export function stageEndsInMs(hold: Pick<Hold, 'status' | 'expiresAt'>, now: Date): number | null {
  const stage = holdStage(hold, now);
  if (stage === 'ACTIVE') return endingAt(hold.expiresAt).getTime() - now.getTime();
  return stage === 'ENDING' ? hold.expiresAt.getTime() - now.getTime() : null;
}
