import type { WaitingRoomContext } from '../context';
import type { AdmissionEndReason } from '../store/waiting-room.redis';

/** `NotAdmitted`: the admission had ended before, or there was none. */
export type EndAdmissionOutcome = { readonly kind: 'Ended' } | { readonly kind: 'NotAdmitted' };

/**
 * Ends an admission before its time: the purchase is complete, or the organizer revokes it. The buyer is notified of the
 * reason.
 */
export async function endAdmission(
  { settingsCache, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
  reason: AdmissionEndReason,
): Promise<EndAdmissionOutcome> {
  const settings = await settingsCache.find(showId);
  if (settings === null) return { kind: 'NotAdmitted' };
  const was = await state.leave(showId, settings.epoch, buyerId, reason);
  return { kind: was === 'admitted' ? 'Ended' : 'NotAdmitted' };
}
