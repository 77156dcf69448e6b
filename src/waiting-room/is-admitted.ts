import type { WaitingRoomContext } from './context';

/** `mayHold` says it in one word; the kind says why. */
export type IsAdmittedOutcome =
  | { readonly kind: 'Admitted'; readonly mayHold: true; readonly until: Date }
  | { readonly kind: 'RoomNotActive'; readonly mayHold: true }
  | { readonly kind: 'NotAdmitted'; readonly mayHold: false; readonly message: string }
  /** Redis is away, or has just forgotten the room: the organiser has said what follows. */
  | { readonly kind: 'Unreachable'; readonly mayHold: true }
  | { readonly kind: 'Unreachable'; readonly mayHold: false; readonly message: string };

const NOT_ADMITTED =
  'This show has a waiting room. You can choose seats once you are let in, and until your time is over.';
const UNREACHABLE = 'The waiting room of this show cannot be reached just now. Seats that you hold stay yours.';

/**
 * Tells whether the buyer may hold seats of the show now: one round trip to Redis where the room is on, none where it
 * is off. An admission belongs to the buyer and the show that are asked for, so nothing that a client sends can widen it.
 */
export async function isAdmitted(
  ground: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<IsAdmittedOutcome> {
  const settings = await ground.rooms.find(showId);
  if (settings === null) return { kind: 'RoomNotActive', mayHold: true };
  const asked = { epoch: settings.epoch, buyerId, nowMs: ground.clock.now().getTime() };
  const untilMs = await ground.state.admittedUntil(showId, asked).catch((error: unknown) => {
    ground.logger.warn({ err: error, showId }, 'A waiting room cannot be asked');
    return 'absent' as const;
  });
  if (untilMs === 'absent') {
    if (settings.whenUnreachable === 'open') return { kind: 'Unreachable', mayHold: true };
    return { kind: 'Unreachable', mayHold: false, message: UNREACHABLE };
  }
  if (untilMs > 0) return { kind: 'Admitted', mayHold: true, until: new Date(untilMs) };
  return { kind: 'NotAdmitted', mayHold: false, message: NOT_ADMITTED };
}
