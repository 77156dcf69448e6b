import { encodeOrderId } from '../../orders';
import type { Clock, DeadLetterSource, SqlExecutor } from '../../platform';
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

const MAILS_MAX = 10_000;

/** Messages that were refused for good, were tried too often, or whose address refuses mail; oldest first. */
export async function readDeadMail(database: SqlExecutor): Promise<DeadMail[]> {
  const mails = await database.run<DeadMail>(readDead, [null, MAILS_MAX]);
  return mails.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

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

/** For the list of all that waits for an operator. */
export const mailDeadLetters = (database: SqlExecutor, clock: Clock): DeadLetterSource => ({
  kind: 'MAIL',
  read: async ({ first, after }) =>
    (await database.run<DeadMail>(readDead, [after, first])).map(
      ({ showId, id, kind, orderId, recipient, attempts, lastError, createdAt }) => ({
        kind: 'MAIL',
        key: id,
        about: `mail ${kind} to ${recipient}  ${attempts} attempts`,
        reason: lastError ?? '',
        subjectId: orderId === null ? null : encodeOrderId({ showId, orderId }),
        subjectText: orderId === null ? '' : `order ${orderId}`,
        createdAt,
      }),
    ),
  replay: ({ keys, subject }) =>
    replayDeadMail(database, clock, {
      ...(keys === undefined ? {} : { ids: keys }),
      ...(subject === undefined ? {} : { orderId: subject }),
    }),
});
