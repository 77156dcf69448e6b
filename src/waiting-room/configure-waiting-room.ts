import type { Ground } from './ground';
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
  | { readonly kind: 'ShowNotFound' };

/**
 * Changes how a show's room runs. Other processes go by it within a second. Switching it off gives up who waits: when
 * it is switched on again, it begins empty and with a new draw.
 */
export async function configureWaitingRoom(
  { database, rooms, state }: Ground,
  showId: string,
  change: WaitingRoomChange,
): Promise<ConfigureWaitingRoomOutcome> {
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
