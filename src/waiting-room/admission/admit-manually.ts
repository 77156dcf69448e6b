import type { WaitingRoomContext } from '../context';
import { withEpoch } from './with-epoch';

export type AdmitManuallyOutcome = { readonly kind: 'Scheduled' } | { readonly kind: 'WaitingRoomNotActive' };

/**
 * Admits the first buyers of the queue with the next tick, beyond the rate and even while admission is paused, as far as
 * the shop has room. Those for whom there is no room stay at the front.
 */
export async function admitManually(
  context: WaitingRoomContext,
  showId: string,
  count: number,
): Promise<AdmitManuallyOutcome> {
  const scheduled = await withEpoch(context, showId, async ({ epoch }) => {
    const isPresent = await context.state.admitManually(showId, epoch, count);
    return isPresent ? { kind: 'Scheduled' as const } : { kind: 'absent' as const };
  });
  return scheduled?.reply ?? { kind: 'WaitingRoomNotActive' };
}
