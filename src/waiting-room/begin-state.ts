import type { WaitingRoomContext } from './context';
import type { RoomSettings } from './room-settings';
import { newSeed } from './shuffle';
import { giveUpEpoch, markBegun } from './waiting-room.sql';

/**
 * `Begun`: the room has a state now. `Lost`: Redis had one and has forgotten it; the next epoch has begun, empty.
 * `Changed`: the epoch in question is over or the room is off, as the settings in hand now tell.
 */
export type BeginStateOutcome =
  | { readonly kind: 'Begun'; readonly settings: RoomSettings }
  | { readonly kind: 'Lost'; readonly settings: RoomSettings }
  | { readonly kind: 'Changed'; readonly settings: RoomSettings | null };

/** An epoch that PostgreSQL calls begun may be without a state for so long, while whoever began it makes the state. */
const BEGINNING_MS_MAX = 2_000;
/** After a loss everyone has so long to come back before those who are there are shuffled. */
export const REGATHER_MS = 60_000;

/** Makes the room's state where Redis has none of this epoch: the first time, or because it forgot everything. */
export async function beginState(
  ground: WaitingRoomContext,
  showId: string,
  missingEpoch: number,
): Promise<BeginStateOutcome> {
  const { clock, database, logger, rooms, state } = ground;
  const settings = await rooms.findNow(showId);
  if (settings === null || !settings.active || settings.epoch !== missingEpoch) return { kind: 'Changed', settings };

  const now = clock.now();
  const begin = (epoch: number) => state.begin(showId, epoch, now.getTime(), settings.expiresAt.getTime());
  if (settings.begunAt === null) {
    await database.run(markBegun, [showId, missingEpoch, now]);
    await begin(missingEpoch);
    return { kind: 'Begun', settings };
  }
  if (now.getTime() - settings.begunAt.getTime() < BEGINNING_MS_MAX) {
    await begin(missingEpoch);
    return { kind: 'Begun', settings };
  }

  const opensNotBefore = new Date(now.getTime() + REGATHER_MS);
  const given = await database.run(giveUpEpoch, [showId, missingEpoch, now, newSeed(), opensNotBefore]);
  const next = await rooms.findNow(showId);
  if (next === null || !next.active) return { kind: 'Changed', settings: next };
  // Of many processes one gives the epoch up; whoever is first makes the next one's state.
  await begin(next.epoch);
  if (given.length > 0) logger.error({ showId, epoch: next.epoch }, 'Redis has lost a waiting room; it begins anew');
  return { kind: 'Lost', settings: next };
}
