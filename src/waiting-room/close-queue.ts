import type { WaitingRoomContext } from './context';
import { changeClosedReason } from './waiting-room.sql';

/** `Unchanged`: it was so before. */
export type CloseQueueOutcome = { readonly kind: 'Changed' } | { readonly kind: 'Unchanged' };

/**
 * Tells everyone who waits that there is nothing left to wait for, or, with null, lets them wait again. Who is in the
 * shop stays there.
 */
export async function closeQueue(
  { database, rooms }: WaitingRoomContext,
  showId: string,
  reason: string | null,
): Promise<CloseQueueOutcome> {
  const changed = await database.run(changeClosedReason, [showId, reason]);
  if (changed.length === 0) return { kind: 'Unchanged' };
  await rooms.findNow(showId);
  return { kind: 'Changed' };
}
