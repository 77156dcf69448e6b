import type { WaitingRoomContext } from './context';

export type ProlongOutcome = { readonly kind: 'Prolonged' } | { readonly kind: 'NotInside' };

/** No hold lives longer than this, so that no admission does. */
const PROLONGED_MS_MAX = 2 * 3_600_000;

/** Lets a buyer who is inside stay at least until then, as while a hold of theirs lives. Never brings anybody in. */
export async function prolong(
  { clock, rooms, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
  until: Date,
): Promise<ProlongOutcome> {
  const settings = await rooms.find(showId);
  if (settings === null) return { kind: 'NotInside' };
  const nowMs = clock.now().getTime();
  const untilMs = Math.min(until.getTime(), nowMs + PROLONGED_MS_MAX);
  const stays = await state.prolong(showId, { epoch: settings.epoch, buyerId, nowMs }, untilMs);
  return { kind: stays ? 'Prolonged' : 'NotInside' };
}
