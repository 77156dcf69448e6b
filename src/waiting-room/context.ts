import { type Clock, type Database, type Logger, newId, type Platform } from '../platform';
import { Beats } from './beats';
import { type ReadShow, RoomBook } from './room-book';
import { RoomState } from './waiting-room.redis';

/** What the verbs of this room stand on. */
export interface WaitingRoomContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly rooms: RoomBook;
  readonly state: RoomState;
  readonly beats: Beats;
  /** Names this process where one of many leads. New with each start. */
  readonly processId: string;
  /** A leader that is silent for so long has lost the lead. */
  readonly leaseMs: number;
}

/** With the next attempt of another process, admission goes on within two seconds after a leader's death. */
const LEASE_MS_MIN = 1_500;

export function openContext(
  { clock, config, database, logger, redis }: Platform,
  readShow: ReadShow,
): WaitingRoomContext {
  return {
    clock,
    logger,
    database,
    rooms: new RoomBook(database, readShow, clock, logger),
    state: new RoomState(redis),
    beats: new Beats(),
    processId: newId(),
    leaseMs: Math.max(LEASE_MS_MIN, 1.5 * config.QUEUE_BEAT_MS),
  };
}
