import type { Clock, SqlExecutor } from '../../platform';
import type { NotificationKey, NotificationKind } from './notification';
import { readDead, replay } from './notifications.sql';

/** A message that waits for an operator. */
export interface DeadMail extends NotificationKey {
  readonly kind: NotificationKind;
  readonly state: 'FAILED' | 'SUPPRESSED';
  /** Null for a message about a hold, and for one to an organizer. */
  readonly orderId: string | null;
  readonly recipient: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

/** Every message that was refused for good, was tried too often, or whose address refuses mail. */
export const readDeadMail = (database: SqlExecutor): Promise<DeadMail[]> => database.run<DeadMail>(readDead);

/** Which of them; all where nothing is named. */
export interface DeadMailFilter {
  /** UUIDs of messages. */
  readonly ids?: readonly string[];
  readonly orderId?: string;
  readonly kind?: NotificationKind;
}

/** Has dead mail sent again, as if nothing was known of its addresses. Returns the number of messages. */
export async function replayDeadMail(
  database: SqlExecutor,
  clock: Clock,
  filter: DeadMailFilter = {},
): Promise<number> {
  const { ids = null, orderId = null, kind = null } = filter;
  return (await database.run(replay, [ids, orderId, kind, clock.now()])).length;
}
