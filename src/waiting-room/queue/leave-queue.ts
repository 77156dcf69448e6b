import type { WaitingRoomContext } from '../context';

export interface LeaveQueuePayload {
  readonly kind: 'LeaveQueuePayload';
  /** False if the buyer was not in the queue. */
  readonly left: boolean;
}

/** Gives up the buyer's place, or ends their admission. The buyers behind them move up with the next tick. */
export async function leaveQueue(
  { settingsCache, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<LeaveQueuePayload> {
  const settings = await settingsCache.find(showId);
  if (settings === null) return { kind: 'LeaveQueuePayload', left: false };
  const was = await state.leave(showId, settings.epoch, buyerId, 'left');
  return { kind: 'LeaveQueuePayload', left: was !== 'none' };
}
