import type { AuditWriter } from '../../organizations';
import type { Transaction } from '../../platform';
import type { WaitingRoomContext } from '../context';
import { newSeed } from '../draw/shuffle';
import { changeSettings, countOthersActive, lockActivation } from '../store/waiting-room.sql';
import type { WaitingRoomSettings } from './waiting-room-settings';

/** Each process ticks each active waiting room once a second. */
export const ACTIVE_WAITING_ROOMS_MAX = 500;

/** The changes; what is left out stays as it is. */
export interface WaitingRoomChange {
  readonly active?: boolean;
  readonly admissionsPerMinute?: number;
  readonly shopSize?: number;
  readonly insideSeconds?: number;
  readonly graceSeconds?: number;
  readonly whenUnreachable?: 'closed' | 'open';
  /** A reason that all who wait see; null to continue. */
  readonly pauseReason?: string | null;
}

export type ConfigureWaitingRoomOutcome =
  | { readonly kind: 'Configured'; readonly settings: WaitingRoomSettings }
  | { readonly kind: 'ShowNotFound' }
  | { readonly kind: 'TooManyActive'; readonly activeMax: number };

/**
 * Changes the settings of a show's waiting room. They apply in other processes within a second. Switching it off ends the
 * epoch: when it is switched on again, it starts with an empty queue and a new draw.
 */
export async function configureWaitingRoom(
  { database, settingsCache, state }: WaitingRoomContext,
  showId: string,
  change: WaitingRoomChange,
  audit: AuditWriter = async () => undefined,
): Promise<ConfigureWaitingRoomOutcome> {
  if (!(await settingsCache.hasShow(showId))) return { kind: 'ShowNotFound' };
  const isChanged = await database.transaction(async (transaction) => {
    if (!(await writeSettings(transaction, showId, change))) return false;
    await audit(transaction);
    return true;
  });
  if (!isChanged) return { kind: 'TooManyActive', activeMax: ACTIVE_WAITING_ROOMS_MAX };
  const settings = await settingsCache.refresh(showId);
  if (settings === null) return { kind: 'ShowNotFound' };
  // Redis would expire the state by itself a day after the show; this frees the memory now. The epoch matters: another
  // process may have switched the waiting room on again meanwhile, and its state must stay.
  if (change.active === false) await state.endEpochsBefore(showId, settings.epoch).catch(() => undefined);
  return { kind: 'Configured', settings };
}

/** Writes the changes in a transaction of the caller. False where as many waiting rooms are active as may be. */
export async function writeSettings(
  transaction: Pick<Transaction, 'run'>,
  showId: string,
  change: WaitingRoomChange,
): Promise<boolean> {
  if (change.active === true) {
    await transaction.run(lockActivation);
    const [others] = await transaction.run<{ readonly count: number }>(countOthersActive, [showId]);
    if (others !== undefined && others.count >= ACTIVE_WAITING_ROOMS_MAX) return false;
  }
  await transaction.run(changeSettings, [
    showId,
    change.active ?? null,
    change.admissionsPerMinute ?? null,
    change.shopSize ?? null,
    change.insideSeconds ?? null,
    change.graceSeconds ?? null,
    change.whenUnreachable ?? null,
    change.pauseReason !== undefined,
    change.pauseReason ?? null,
    newSeed(),
  ]);
  return true;
}
