import type { WaitingRoomContext } from '../context';

export type ExtendAdmissionOutcome = { readonly kind: 'Extended' } | { readonly kind: 'NotAdmitted' };

/** No hold lives longer, so no admission is extended further. */
const EXTENSION_MS_MAX = 2 * 3_600_000;

/** Keeps an admitted buyer admitted at least until then, such as while they hold seats. Never admits anybody. */
export async function extendAdmission(
  { clock, settingsCache, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
  until: Date,
): Promise<ExtendAdmissionOutcome> {
  const settings = await settingsCache.find(showId);
  if (settings === null) return { kind: 'NotAdmitted' };
  const nowMs = clock.now().getTime();
  const untilMs = Math.min(until.getTime(), nowMs + EXTENSION_MS_MAX);
  const isAdmitted = await state.extendAdmission(showId, { epoch: settings.epoch, buyerId, nowMs }, untilMs);
  return { kind: isAdmitted ? 'Extended' : 'NotAdmitted' };
}
