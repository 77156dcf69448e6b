import { withEpoch } from '../admission/with-epoch';
import type { WaitingRoomContext } from '../context';
import type { QueueEntry } from '../store/redis-replies';
import { closedReasons, type QueuePosition, queuePosition } from './queue-position';

export interface FoundPosition {
  readonly position: QueuePosition;
  /** The buyer's entry, or null if the position is final. */
  readonly entry: LiveEntry | null;
}

/** An entry that can change, and the epoch that it belongs to. */
export type LiveEntry = Extract<QueueEntry, { kind: 'waiting' | 'admitted' }> & { readonly epoch: number };

/** Finds the buyer's position. Not being in the queue is `QueueClosed` too, with a reason that says so. */
export async function findPosition(
  context: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<FoundPosition> {
  const { clock, snapshotCache, state } = context;
  const now = clock.now();
  const found = await withEpoch(context, showId, ({ epoch }) =>
    state.find(showId, { epoch, buyerId, nowMs: now.getTime() }),
  );
  if (found === null) return { position: { kind: 'QueueClosed', reason: closedReasons.switchedOff }, entry: null };
  const { settings, reply } = found;
  const estimator =
    reply.kind === 'admitted' || reply.snapshot === null ? null : snapshotCache.put(showId, reply.snapshot);
  const position = queuePosition(reply, estimator, settings, context.seatsLeft.of(showId), now);
  const isFinal = position.kind === 'QueueClosed' || reply.kind === 'none';
  return { position, entry: isFinal ? null : { ...reply, epoch: settings.epoch } };
}
