/** Every statement on who feeds the event log, and on how far it has got. */
import { statement } from '../../platform';

export interface Head {
  /** A UUID that tells the log of this service from that of another one. */
  readonly source: string;
  readonly term: number;
  readonly position: number;
  readonly fedPosition: number;
  readonly removedPosition: number;
}

const headColumns = `source::text, term::float8 as term, position::float8 as position, fed_position::float8 as "fedPosition",
       removed_position::float8 as "removedPosition"`;

/**
 * Begins to feed, or goes on. No row where another process feeds. $1 feeder, $2 for how many seconds. The time is that of
 * the database, so processes need no common clock.
 */
export const holdLease = statement(
  'event_log_hold_lease',
  `update event_log_head
   set term = case when feeder = $1::uuid then term else term + 1 end,
       feeder = $1::uuid,
       feeder_until = clock_timestamp() + $2::integer * interval '1 second'
 where feeder = $1::uuid
    or feeder_until < clock_timestamp()
returning ${headColumns}`,
);

/** Lets another process feed at once. $1 feeder. */
export const endLease = statement(
  'event_log_end_lease',
  `update event_log_head set feeder_until = '-infinity' where feeder = $1::uuid`,
);

/** Locks the head for whoever feeds, until the transaction ends; no row for whoever does not any more. $1 feeder, $2 term. */
export const lockHead = statement(
  'event_log_lock_head',
  `select ${headColumns} from event_log_head where feeder = $1::uuid and term = $2::bigint for update`,
);

/**
 * The log has accepted entries. $1 feeder, $2 term, $3 after which position, $4 up to which. No row for whoever does not feed
 * any more, and none where this is not the database that has acknowledged the former position.
 */
export const acknowledge = statement(
  'event_log_acknowledge',
  `update event_log_head
   set fed_position = $4::bigint
 where feeder = $1::uuid
   and term = $2::bigint
   and fed_position = $3::bigint
returning ${headColumns}`,
);

/** Sets how far the log has got, by what it says itself, in a transaction that has locked the head. $1 position. */
export const feedAfter = statement('event_log_feed_after', 'update event_log_head set fed_position = $1::bigint');

/** Writes in the place of the last entry that was removed that some are missing. $1 feeder, $2 term, $3 the position of the removed one. */
export const writeGap = statement(
  'event_log_write_gap',
  `with moved as (
  update event_log_head
     set removed_position = removed_position - 1
   where feeder = $1::uuid
     and term = $2::bigint
     and removed_position = $3::bigint
  returning removed_position + 1 as position
)
insert into event_log_entry (position, type, data, created_at)
select position, 'log.gap', jsonb_build_object('reason', 'REMOVED'), clock_timestamp()
  from moved`,
);

/** The first step of moving entries behind a position. $1 after which entry, $2 by how much. */
export const moveAside = statement(
  'event_log_move_aside',
  'update event_log_entry set position = -(position + $2::bigint) where position > $1::bigint',
);

export const moveBack = statement(
  'event_log_move_back',
  'update event_log_entry set position = -position where position < 0',
);

/** The last step: an entry before them says what happened. $1 after which entry, $2 by how much, $3 the position that the log has. */
export const writeWentBack = statement(
  'event_log_write_went_back',
  `with moved as (
  update event_log_head
     set position = greatest(position, $1::bigint) + $2::bigint,
         fed_position = $3::bigint,
         removed_position = case when removed_position > $1::bigint then $3::bigint else removed_position end
)
insert into event_log_entry (position, type, data, created_at)
values ($3::bigint + 1, 'log.gap', jsonb_build_object('reason', 'DATABASE_WENT_BACK', 'after', $1::bigint), clock_timestamp())`,
);
