import type { WaitingRoomContext } from '../context';
import { drawPlaces } from '../draw/draw-places';
import { stateLifetimeMs, type WaitingRoomSettings } from '../settings/waiting-room-settings';
import type { TickReply } from '../store/redis-replies';
import type { TickOptions } from '../store/waiting-room.redis';
import { markDrawn } from '../store/waiting-room.sql';
import { withEpoch } from './with-epoch';

export type TickOutcome =
  | ({ readonly settings: WaitingRoomSettings } & Extract<TickReply, { kind: 'leading' | 'following' }>)
  /** The waiting room is switched off. */
  | { readonly kind: 'off' };

/**
 * One tick of a show's waiting room. The leading process also draws the places when the sale opens, and then publishes the
 * seed; the next leader may repeat both, with the same result.
 */
export async function tick(context: WaitingRoomContext, showId: string): Promise<TickOutcome> {
  const { clock, database, logger, snapshotCache, state } = context;
  const ticked = await withEpoch(context, showId, (settings) => state.tick(showId, optionsOf(context, settings)));
  if (ticked === null) return { kind: 'off' };
  const { settings, reply } = ticked;
  if (reply.kind === 'following') return { settings, ...reply };

  const { epoch, seed } = settings;
  const { fencingToken, snapshot } = reply;
  const { earlyCount, phase } = snapshot;
  snapshotCache.put(showId, snapshot);
  if (phase === 'shuffling') {
    const { kind } = await drawPlaces(state, { showId, epoch, fencingToken, seed, earlyCount });
    logger.info({ showId, epoch, earlyCount, kind }, 'The places of buyers who joined before the sale are drawn');
  }
  if (phase === 'open' && !settings.isDrawn) {
    await database.run(markDrawn, [showId, epoch, earlyCount, clock.now()]);
  }
  return { settings, ...reply };
}

function optionsOf({ clock, processId, leaseMs }: WaitingRoomContext, settings: WaitingRoomSettings): TickOptions {
  const { epoch, opensAt, admissionsPerMinute, shopSize, insideSeconds } = settings;
  const isPaused = settings.pauseReason !== null || settings.closedReason !== null;
  const now = clock.now();
  return {
    epoch,
    processId,
    nowMs: now.getTime(),
    leaseMs,
    opensAtMs: opensAt.getTime(),
    admissionsPerMinute: isPaused ? 0 : admissionsPerMinute,
    shopSize,
    admissionMs: insideSeconds * 1000,
    expiresInMs: stateLifetimeMs(settings, now),
  };
}
