import type { WaitingRoomContext } from './context';
import { inEpoch } from './in-epoch';

export type LetInOutcome = { readonly kind: 'Asked' } | { readonly kind: 'RoomNotActive' };

/**
 * Lets the first of the line in with the next beat, beyond the rate and even while the room is paused, as far as the
 * shop has room. Who finds no room stays the first of the line.
 */
export async function letIn(ground: WaitingRoomContext, showId: string, count: number): Promise<LetInOutcome> {
  const asked = await inEpoch(ground, showId, async ({ epoch }) => {
    const isThere = await ground.state.letIn(showId, epoch, count);
    return isThere ? { kind: 'Asked' as const } : { kind: 'absent' as const };
  });
  return asked?.answer ?? { kind: 'RoomNotActive' };
}
