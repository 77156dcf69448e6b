import type { WaitingRoomContext } from './context';
import type { EndOfVisit } from './waiting-room.redis';

/** `Left`: their admission is over and somebody else may come in. `NotInside`: it was over before. */
export type LeaveShopOutcome = { readonly kind: 'Left' } | { readonly kind: 'NotInside' };

/** Ends an admission before its time: the purchase is done, or the organiser takes it back. The buyer is told which. */
export async function leaveShop(
  { rooms, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
  why: EndOfVisit,
): Promise<LeaveShopOutcome> {
  const settings = await rooms.find(showId);
  if (settings === null) return { kind: 'NotInside' };
  const was = await state.leave(showId, settings.epoch, buyerId, why);
  return { kind: was === 'shop' ? 'Left' : 'NotInside' };
}
