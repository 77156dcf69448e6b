import type { WaitingRoomContext } from './context';
import { inEpoch } from './in-epoch';
import { closedReasons, type QueuePosition, queuePosition } from './queue-position';

export type JoinQueueOutcome =
  | {
      readonly kind: 'JoinQueuePayload';
      readonly position: QueuePosition;
      /** The number that the buyer took; null where they do not wait. */
      readonly ticket: number | null;
    }
  | { readonly kind: 'QueueNotActive'; readonly message: string };

/** Gives the buyer a place in the show's queue, or tells the one they have. A repeat changes nothing but that. */
export async function joinQueue(
  ground: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<JoinQueueOutcome> {
  const now = ground.clock.now();
  const nowMs = now.getTime();
  const joined = await inEpoch(ground, showId, async ({ epoch, graceSeconds, opensAt, closedReason }) => {
    const asked = { epoch, buyerId, nowMs };
    // Nobody starts to wait for what cannot be had; who is in the shop is still told so.
    if (closedReason !== null) return ground.state.find(showId, asked);
    const keepUntilMs = nowMs + graceSeconds * 1000;
    return ground.state.join(showId, { ...asked, keepUntilMs, opensAtMs: opensAt.getTime() });
  });
  if (joined === null) return { kind: 'QueueNotActive', message: closedReasons.switchedOff };
  const { settings, answer } = joined;
  if (answer.kind === 'full') {
    return { kind: 'JoinQueuePayload', position: { kind: 'QueueClosed', reason: closedReasons.full }, ticket: null };
  }
  const told = answer.kind === 'waiting' && answer.beat !== null ? ground.beats.take(showId, answer.beat) : null;
  // A new place is at the end, so a beat of a moment ago serves as well: it can only tell of too many in front.
  const heard = ground.beats.latest(showId);
  const line = told ?? (heard?.beat.epoch === settings.epoch ? heard : null);
  const ticket = answer.kind === 'waiting' ? answer.ticket : null;
  return { kind: 'JoinQueuePayload', position: queuePosition(answer, line, settings, now), ticket };
}
