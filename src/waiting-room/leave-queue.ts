import type { WaitingRoomContext } from './context';

export interface LeaveQueuePayload {
  readonly kind: 'LeaveQueuePayload';
  /** False where the buyer was not in the queue. */
  readonly left: boolean;
}

/** Gives up the buyer's place, or their time in the shop. Whoever stands behind moves up with the next beat. */
export async function leaveQueue(
  { rooms, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<LeaveQueuePayload> {
  const settings = await rooms.find(showId);
  if (settings === null) return { kind: 'LeaveQueuePayload', left: false };
  const was = await state.leave(showId, settings.epoch, buyerId, 'left');
  return { kind: 'LeaveQueuePayload', left: was !== 'nowhere' };
}
