import type { WaitingRoomContext } from './context';
import { ACTIVE_ROOMS_MAX } from './room-book';
import type { RoomSettings } from './room-settings';
import { newSeed } from './shuffle';
import { changeSettings } from './waiting-room.sql';

/** What changes; what is left out stays as it is. */
export interface WaitingRoomChange {
  readonly active?: boolean;
  readonly admissionsPerMinute?: number;
  readonly shopSize?: number;
  readonly insideSeconds?: number;
  readonly graceSeconds?: number;
  readonly whenUnreachable?: 'closed' | 'open';
  /** A reason that all who wait will see; null to go on. */
  readonly pauseReason?: string | null;
}

export type ConfigureWaitingRoomOutcome =
  | { readonly kind: 'Configured'; readonly settings: RoomSettings }
  | { readonly kind: 'ShowNotFound' }
  | { readonly kind: 'TooManyRooms'; readonly roomsMax: number };

/**
 * Changes how a show's room runs. Other processes go by it within a second. Switching it off gives up who waits: when
 * it is switched on again, it begins empty and with a new draw.
 */
export async function configureWaitingRoom(
  { database, rooms, state }: WaitingRoomContext,
  showId: string,
  change: WaitingRoomChange,
): Promise<ConfigureWaitingRoomOutcome> {
  if (!(await rooms.hasShow(showId))) return { kind: 'ShowNotFound' };
  if (change.active === true) {
    const active = await rooms.active();
    if (active.size >= ACTIVE_ROOMS_MAX && !active.has(showId))
      return { kind: 'TooManyRooms', roomsMax: ACTIVE_ROOMS_MAX };
  }
  await database.run(changeSettings, [
    showId,
    change.active ?? null,
    change.admissionsPerMinute ?? null,
    change.shopSize ?? null,
    change.insideSeconds ?? null,
    change.graceSeconds ?? null,
    change.whenUnreachable ?? null,
    change.pauseReason !== undefined,
    change.pauseReason ?? null,
    newSeed(),
  ]);
  const settings = await rooms.findNow(showId);
  if (settings === null) return { kind: 'ShowNotFound' };
  // What an older epoch left behind would go by itself a day after the show; this is tidier.
  if (change.active === false) await state.end(showId).catch(() => undefined);
  return { kind: 'Configured', settings };
}
