import type { WaitingRoomContext } from '../context';
import type { WaitingRoomSettings } from './waiting-room-settings';

/** The settings, and the counts of the latest snapshot. */
export interface WaitingRoomStatusView extends WaitingRoomSettings {
  readonly waitingCount: number;
  readonly insideCount: number;
  readonly admittedCount: number;
  readonly departedCount: number;
}

/** The status for the organizer, or null if the show never had a waiting room. */
export async function readStatus(
  { settingsCache, state }: WaitingRoomContext,
  showId: string,
): Promise<WaitingRoomStatusView | null> {
  const settings = await settingsCache.refresh(showId);
  if (settings === null) return null;
  const snapshot = await state.readSnapshot(showId);
  const counts = snapshot !== null && snapshot.epoch === settings.epoch ? snapshot : null;
  return {
    ...settings,
    waitingCount: counts?.waitingCount ?? 0,
    insideCount: counts?.insideCount ?? 0,
    admittedCount: counts?.admittedCount ?? 0,
    departedCount: counts?.departedCount ?? 0,
  };
}
