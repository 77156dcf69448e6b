import { beginState } from './begin-state';
import type { WaitingRoomContext } from './context';
import type { RoomSettings } from './room-settings';

const ATTEMPTS_MAX = 3;

/**
 * Does something with the room's state, making the state first where there is none. Null where the show has no room or
 * it is switched off.
 *
 * @throws Error where Redis goes on having no state, which means that it forgets as fast as we write
 */
export async function inEpoch<T extends { readonly kind: string }>(
  ground: WaitingRoomContext,
  showId: string,
  work: (settings: RoomSettings) => Promise<T | { readonly kind: 'absent' }>,
): Promise<{ readonly settings: RoomSettings; readonly answer: Exclude<T, { readonly kind: 'absent' }> } | null> {
  let settings = await ground.rooms.find(showId);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    if (settings === null || !settings.active) return null;
    const answer = await work(settings);
    // The one kind that is excluded has just been looked for.
    if (answer.kind !== 'absent') return { settings, answer: answer as Exclude<T, { readonly kind: 'absent' }> };
    ({ settings } = await beginState(ground, showId, settings.epoch));
  }
  throw new Error(`Redis keeps no state of the waiting room of show ${showId}`);
}
