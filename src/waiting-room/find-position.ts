import type { WaitingRoomContext } from './context';
import { inEpoch } from './in-epoch';
import { closedReasons, type QueuePosition, queuePosition } from './queue-position';
import type { Standing } from './waiting-room.redis';

export interface FoundPosition {
  readonly position: QueuePosition;
  /** Null where there is nothing more to hear: `position` says why. */
  readonly stands: { readonly epoch: number; readonly standing: PlaceOrVisit } | null;
}

type PlaceOrVisit = Extract<Standing, { kind: 'waiting' | 'inside' }>;

/** Finds where the buyer stands now. Not being in the queue is `QueueClosed` too, with a reason that says so. */
export async function findPosition(
  ground: WaitingRoomContext,
  showId: string,
  buyerId: string,
): Promise<FoundPosition> {
  const { beats, clock, state } = ground;
  const now = clock.now();
  const found = await inEpoch(ground, showId, ({ epoch }) =>
    state.find(showId, { epoch, buyerId, nowMs: now.getTime() }),
  );
  if (found === null) return { position: { kind: 'QueueClosed', reason: closedReasons.switchedOff }, stands: null };
  const { settings, answer } = found;
  const line = answer.kind === 'inside' || answer.beat === null ? null : beats.take(showId, answer.beat);
  const position = queuePosition(answer, line, settings, now);
  const isOver = position.kind === 'QueueClosed' || answer.kind === 'nowhere';
  return { position, stands: isOver ? null : { epoch: settings.epoch, standing: answer } };
}
