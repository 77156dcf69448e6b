import type { Ground } from './ground';
import { inEpoch } from './in-epoch';
import { closedReasons, type QueuePosition, queuePosition } from './queue-position';

/** Where the buyer stands now. Not being in the queue is `QueueClosed` too, with a reason that says so. */
export async function readPosition(ground: Ground, showId: string, buyerId: string): Promise<QueuePosition> {
  const now = ground.clock.now();
  const found = await inEpoch(ground, showId, ({ epoch }) =>
    ground.state.find(showId, { epoch, buyerId, nowMs: now.getTime() }),
  );
  if (found === null) return { kind: 'QueueClosed', reason: closedReasons.switchedOff };
  const { settings, answer } = found;
  const beat = answer.kind === 'inside' ? null : answer.beat;
  return queuePosition(answer, beat === null ? null : ground.beats.take(showId, beat), settings, now);
}
