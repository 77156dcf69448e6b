import type { Clock, Database, Logger } from '../platform';
import type { Beats } from './beats';
import type { RoomBook } from './room-book';
import type { RoomState } from './waiting-room.redis';

/** What the verbs of this room stand on. */
export interface Ground {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly rooms: RoomBook;
  readonly state: RoomState;
  readonly beats: Beats;
  /** Names this process where one of many leads. New with each start. */
  readonly processId: string;
}
