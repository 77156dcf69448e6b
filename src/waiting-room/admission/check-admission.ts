import type { WaitingRoomContext } from '../context';

/** `mayHold` is the answer; the kind says why. */
export type CheckAdmissionOutcome =
  | {
      readonly kind: 'Admitted';
      readonly mayHold: true;
      readonly until: Date;
      readonly epoch: number;
      readonly queueNumber: number;
    }
  | { readonly kind: 'WaitingRoomNotActive'; readonly mayHold: true }
  | { readonly kind: 'NotAdmitted'; readonly mayHold: false; readonly message: string }
  /** Redis does not answer, or has just lost the waiting room: the organizer chose what follows. */
  | { readonly kind: 'Unreachable'; readonly mayHold: true }
  | { readonly kind: 'Unreachable'; readonly mayHold: false; readonly message: string };

const NOT_ADMITTED =
  'This show has a waiting room. You can choose seats once you are admitted, and until your time is over.';
const UNREACHABLE = 'The waiting room of this show cannot be reached just now. Seats that you hold stay yours.';

/**
 * Checks whether the buyer may hold seats of the show now: one round trip to Redis if the waiting room is active, none if
 * it is not. An admission belongs to the buyer and the show in the arguments, so nothing that a client sends can widen it.
 */
export async function checkAdmission(
  { clock, logger, settingsCache, state }: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<CheckAdmissionOutcome> {
  const settings = await settingsCache.find(showId);
  if (settings === null) return { kind: 'WaitingRoomNotActive', mayHold: true };
  const query = { epoch: settings.epoch, buyerId, nowMs: clock.now().getTime() };
  const admission = await state.admissionOf(showId, query).catch((error: unknown) => {
    logger.warn({ err: error, showId }, 'The admission of a buyer cannot be checked');
    return 'absent' as const;
  });
  if (admission === 'absent') {
    if (settings.whenUnreachable === 'open') return { kind: 'Unreachable', mayHold: true };
    return { kind: 'Unreachable', mayHold: false, message: UNREACHABLE };
  }
  if (admission !== null) {
    const { untilMs, queueNumber } = admission;
    return { kind: 'Admitted', mayHold: true, until: new Date(untilMs), epoch: settings.epoch, queueNumber };
  }
  return { kind: 'NotAdmitted', mayHold: false, message: NOT_ADMITTED };
}
