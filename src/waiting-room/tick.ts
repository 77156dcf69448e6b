import type { WaitingRoomContext } from './context';
import { drawPlaces } from './draw-places';
import { inEpoch } from './in-epoch';
import type { RoomSettings } from './room-settings';
import { type TickAnswer, type TickOrders } from './waiting-room.redis';
import { markDrawn } from './waiting-room.sql';

export type TickOutcome =
  | ({ readonly settings: RoomSettings } & Extract<TickAnswer, { kind: 'leading' | 'following' }>)
  /** The room is switched off. */
  | { readonly kind: 'off' };

/**
 * One beat of a show's room. The leading process also draws the places when the sale opens, and then makes the seed
 * public: both may be done again by the next leader, with the same result.
 */
export async function tick(ground: WaitingRoomContext, showId: string): Promise<TickOutcome> {
  const ticked = await inEpoch(ground, showId, (settings) => ground.state.tick(showId, ordersOf(ground, settings)));
  if (ticked === null) return { kind: 'off' };
  const { settings, answer } = ticked;
  if (answer.kind === 'following') return { settings, ...answer };

  const { epoch, seed } = settings;
  const { fence, beat } = answer;
  ground.beats.take(showId, beat);
  if (beat.phase === 'shuffling') {
    const { kind } = await drawPlaces(ground.state, { showId, epoch, fence, seed, earlyCount: beat.earlyCount });
    ground.logger.info({ showId, epoch, tickets: beat.earlyCount, kind }, 'The places of the early ones are drawn');
  }
  if (beat.phase === 'open' && !settings.isDrawn) {
    await ground.database.run(markDrawn, [showId, epoch, beat.earlyCount, ground.clock.now()]);
  }
  return { settings, ...answer };
}

function ordersOf({ clock, processId, leaseMs }: WaitingRoomContext, settings: RoomSettings): TickOrders {
  const { epoch, opensAt, admissionsPerMinute, shopSize, insideSeconds, expiresAt } = settings;
  const isStill = settings.pauseReason !== null || settings.closedReason !== null;
  return {
    epoch,
    processId,
    nowMs: clock.now().getTime(),
    leaseMs,
    opensAtMs: opensAt.getTime(),
    admissionsPerMinute: isStill ? 0 : admissionsPerMinute,
    shopSize,
    insideMs: insideSeconds * 1000,
    expireAtMs: expiresAt.getTime(),
  };
}
