import type { Ground } from './ground';

/** `Left`: their admission is over and somebody else may come in. `NotInside`: it was over before. */
export type LeaveShopOutcome = { readonly kind: 'Left' } | { readonly kind: 'NotInside' };

/** Ends an admission before its time: the purchase is done, or the organiser takes it back. */
export async function leaveShop({ rooms, state }: Ground, showId: string, buyerId: string): Promise<LeaveShopOutcome> {
  const settings = await rooms.find(showId);
  if (settings === null) return { kind: 'NotInside' };
  const was = await state.leave(showId, settings.epoch, buyerId, 'shop');
  return { kind: was === 'shop' ? 'Left' : 'NotInside' };
}
