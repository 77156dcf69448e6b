import type { WaitingRoomContext } from '../context';
import { changeClosedReason } from '../store/waiting-room.sql';

/** `Unchanged`: the queue already had this state. */
export type CloseQueueOutcome = { readonly kind: 'Changed' } | { readonly kind: 'Unchanged' };

/**
 * Closes the queue because nothing is left to wait for, and notifies everyone in it; null opens it again. Admitted buyers
 * stay admitted.
 */
export async function closeQueue(
  { database, settingsCache }: WaitingRoomContext,
  showId: string,
  reason: string | null,
): Promise<CloseQueueOutcome> {
  const changed = await database.run(changeClosedReason, [showId, reason]);
  if (changed.length === 0) return { kind: 'Unchanged' };
  await settingsCache.refresh(showId);
  return { kind: 'Changed' };
}
