import { badUserInput, decodeId, serviceUnavailable } from '../../platform';
import type { WaitingRoomContext } from '../context';
import { WaitingRoomUnreachable } from '../store/waiting-room-unreachable';

/**
 * The UUID of an existing show.
 *
 * @throws BAD_USER_INPUT for anything else
 */
export async function requireShow({ settingsCache }: WaitingRoomContext, id: string): Promise<string> {
  const showId = decodeId('show', id);
  if (showId === null || !(await settingsCache.hasShow(showId))) {
    throw badUserInput('There is no such show.', { showId: id });
  }
  return showId;
}

/**
 * The result of an operation on the state in Redis.
 *
 * @throws SERVICE_UNAVAILABLE if Redis does not answer
 */
export async function orUnavailable<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof WaitingRoomUnreachable)) throw error;
    throw serviceUnavailable('The waiting room cannot be reached just now. Try again in a moment.');
  }
}
