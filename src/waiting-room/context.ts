import { type Clock, type Database, type Logger, newId, type Platform } from '../platform';
import { SeatsLeftCache } from './queue/seats-left';
import { SnapshotCache } from './queue/snapshot-cache';
import { type ReadShow, SettingsCache } from './settings/settings-cache';
import { WaitingRoomState } from './store/waiting-room.redis';

/** What the use cases of this module need. */
export interface WaitingRoomContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly settingsCache: SettingsCache;
  readonly snapshotCache: SnapshotCache;
  readonly seatsLeft: SeatsLeftCache;
  readonly state: WaitingRoomState;
  /** Identifies this process among those that may lead. New with each start. */
  readonly processId: string;
  /** A leader that does not tick for this long loses the lead. */
  readonly leaseMs: number;
}

/** Together with the next attempt of another process, admission continues within two seconds after a leader's death. */
const LEASE_MS_MIN = 1_500;

export function openContext(
  { clock, config, database, logger, redis }: Platform,
  readShow: ReadShow,
): WaitingRoomContext {
  return {
    clock,
    logger,
    database,
    settingsCache: new SettingsCache(database, readShow, clock, logger),
    snapshotCache: new SnapshotCache(),
    seatsLeft: new SeatsLeftCache(),
    state: new WaitingRoomState(redis),
    processId: newId(),
    leaseMs: Math.max(LEASE_MS_MIN, 1.5 * config.QUEUE_TICK_MS),
  };
}
