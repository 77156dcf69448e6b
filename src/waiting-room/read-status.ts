import type { WaitingRoomContext } from './context';
import type { RoomSettings } from './room-settings';

/** The settings, and the numbers of the latest beat. */
export interface RoomStatus extends RoomSettings {
  readonly waitingCount: number;
  readonly insideCount: number;
  readonly admittedCount: number;
  readonly departedCount: number;
}

/** What the organiser wants to know, or null where the show has no waiting room. */
export async function readStatus({ rooms, state }: WaitingRoomContext, showId: string): Promise<RoomStatus | null> {
  const settings = await rooms.findNow(showId);
  if (settings === null) return null;
  const beat = await state.readBeat(showId);
  const counts = beat !== null && beat.epoch === settings.epoch ? beat : null;
  return {
    ...settings,
    waitingCount: counts?.waitingCount ?? 0,
    insideCount: counts?.insideCount ?? 0,
    admittedCount: counts?.admittedCount ?? 0,
    departedCount: counts?.departedCount ?? 0,
  };
}
