import type { WaitingRoomContext } from '../context';
import { newSeed } from '../draw/shuffle';
import { stateLifetimeMs, type WaitingRoomSettings } from '../settings/waiting-room-settings';
import { markEpochInitialized, replaceLostEpoch } from '../store/waiting-room.sql';

/**
 * `Initialized`: the epoch has state now. `Lost`: Redis had state of the epoch and lost it; the next epoch exists, with an
 * empty queue. `Changed`: the epoch has ended or the waiting room is off, as the returned settings say.
 */
export type InitializeEpochOutcome =
  | { readonly kind: 'Initialized'; readonly settings: WaitingRoomSettings }
  | { readonly kind: 'Lost'; readonly settings: WaitingRoomSettings }
  | { readonly kind: 'Changed'; readonly settings: WaitingRoomSettings | null };

/** How long an epoch that PostgreSQL calls initialized may lack state, while the process that marked it creates the state. */
const INITIALIZING_MS_MAX = 2_000;
/** After a loss buyers have this long to come back before all who are there are shuffled. */
export const REJOIN_MS = 60_000;

/** Creates the state of the epoch if Redis has none: for the first time, or because Redis lost it. */
export async function initializeEpoch(
  context: WaitingRoomContext,
  showId: string,
  missingEpoch: number,
): Promise<InitializeEpochOutcome> {
  const { clock, database, logger, settingsCache, state } = context;
  const settings = await settingsCache.refresh(showId);
  if (settings === null || !settings.active || settings.epoch !== missingEpoch) return { kind: 'Changed', settings };

  const now = clock.now();
  const create = (epoch: number) => state.initializeEpoch(showId, epoch, now.getTime(), stateLifetimeMs(settings, now));
  if (settings.initializedAt === null) {
    await database.run(markEpochInitialized, [showId, missingEpoch, now]);
    await create(missingEpoch);
    return { kind: 'Initialized', settings };
  }
  if (now.getTime() - settings.initializedAt.getTime() < INITIALIZING_MS_MAX) {
    await create(missingEpoch);
    return { kind: 'Initialized', settings };
  }

  // Since the reply that found no state, another process may have created it: replacing the epoch then would discard its
  // queue.
  if (await state.hasEpoch(showId, missingEpoch)) return { kind: 'Initialized', settings };
  const opensNotBefore = new Date(now.getTime() + REJOIN_MS);
  const replaced = await database.run(replaceLostEpoch, [showId, missingEpoch, now, newSeed(), opensNotBefore]);
  const next = await settingsCache.refresh(showId);
  if (next === null || !next.active) return { kind: 'Changed', settings: next };
  // Of many processes one replaces the epoch; the first to get here creates the state of the next one.
  await create(next.epoch);
  if (replaced.length > 0) {
    logger.error({ showId, epoch: next.epoch }, 'Redis lost a waiting room; it starts again with an empty queue');
  }
  return { kind: 'Lost', settings: next };
}
