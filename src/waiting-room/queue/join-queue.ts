import { withEpoch } from '../admission/with-epoch';
import type { WaitingRoomContext } from '../context';
import { closedReasons, type QueuePosition, queuePosition } from './queue-position';

export type JoinQueueOutcome =
  | {
      readonly kind: 'JoinQueuePayload';
      readonly position: QueuePosition;
      /** The queue number, by its name in the API; null if the buyer does not wait. */
      readonly ticket: number | null;
    }
  | { readonly kind: 'QueueNotActive'; readonly message: string };

/** Gives the buyer a place in the show's queue, or returns the one they have. A repeat changes nothing else. */
export async function joinQueue(
  context: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<JoinQueueOutcome> {
  const { clock, snapshotCache, state } = context;
  const now = clock.now();
  const nowMs = now.getTime();
  const joined = await withEpoch(context, showId, async ({ epoch, graceSeconds, opensAt, closedReason }) => {
    const query = { epoch, buyerId, nowMs };
    // Nobody starts to wait when nothing is left to buy; a buyer who is admitted is still told so.
    if (closedReason !== null) return state.find(showId, query);
    const keepUntilMs = nowMs + graceSeconds * 1000;
    return state.join(showId, { ...query, keepUntilMs, opensAtMs: opensAt.getTime() });
  });
  if (joined === null) return { kind: 'QueueNotActive', message: closedReasons.switchedOff };
  const { settings, reply } = joined;
  if (reply.kind === 'full') {
    return { kind: 'JoinQueuePayload', position: { kind: 'QueueClosed', reason: closedReasons.full }, ticket: null };
  }
  const replied =
    reply.kind === 'waiting' && reply.snapshot !== null ? snapshotCache.put(showId, reply.snapshot) : null;
  // A new place is at the end, so an older snapshot is good enough: it can only count too many in front.
  const cached = snapshotCache.latest(showId);
  const estimator = replied ?? (cached?.snapshot.epoch === settings.epoch ? cached : null);
  const ticket = reply.kind === 'waiting' ? reply.queueNumber : null;
  const position = queuePosition(reply, estimator, settings, context.seatsLeft.of(showId), now);
  return { kind: 'JoinQueuePayload', position, ticket };
}
