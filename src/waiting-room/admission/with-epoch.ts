import type { WaitingRoomContext } from '../context';
import type { WaitingRoomSettings } from '../settings/waiting-room-settings';
import { initializeEpoch } from './initialize-epoch';

const ATTEMPTS_MAX = 3;

type Present<Reply> = Exclude<Reply, { readonly kind: 'absent' }>;

/**
 * Runs an operation on the state of the current epoch, and creates that state first if Redis has none. Null if the show
 * has no active waiting room.
 *
 * @throws Error if Redis still has no state afterwards, which means that it loses what we write
 */
export async function withEpoch<Reply extends { readonly kind: string }>(
  context: WaitingRoomContext,
  showId: string,
  operation: (settings: WaitingRoomSettings) => Promise<Reply | { readonly kind: 'absent' }>,
): Promise<{ readonly settings: WaitingRoomSettings; readonly reply: Present<Reply> } | null> {
  let settings = await context.settingsCache.find(showId);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    if (settings === null || !settings.active) return null;
    const reply = await operation(settings);
    // The one kind that the type excludes is excluded by the condition.
    if (reply.kind !== 'absent') return { settings, reply: reply as Present<Reply> };
    ({ settings } = await initializeEpoch(context, showId, settings.epoch));
  }
  throw new Error(`Redis keeps no state of the waiting room of show ${showId}`);
}
