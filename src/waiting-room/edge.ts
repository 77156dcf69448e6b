import { badUserInput, decodeId, serviceUnavailable } from '../platform';
import type { WaitingRoomContext } from './context';
import { RoomUnreachable } from './waiting-room.redis';

/** The UUID of a show that there is, or the error BAD_USER_INPUT. */
export async function knownShow({ rooms }: WaitingRoomContext, id: string): Promise<string> {
  const showId = decodeId('show', id);
  if (showId === null || !(await rooms.hasShow(showId))) throw badUserInput('There is no such show.', { showId: id });
  return showId;
}

/** The answer, or the error SERVICE_UNAVAILABLE where Redis is away. */
export async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof RoomUnreachable)) throw error;
    throw serviceUnavailable('The waiting room cannot be reached just now. Try again in a moment.');
  }
}
