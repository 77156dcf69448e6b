/** Every statement on the entries of the event log. Triggers of the database record new ones, in the transaction of their cause. */
import { statement } from '../../platform';

/**
 * Lets changes be recorded for some more hours. Where they were not recorded for a time, an entry says so. $1 hours.
 */
export const renewRecording = statement(
  'event_log_renew_recording',
  `with before as (
  select until from event_log_recording for update
), renewed as (
  update event_log_recording set until = clock_timestamp() + $1::integer * interval '1 hour'
)
insert into new_event_log_entry (show_id, type, data)
select null, 'log.gap', jsonb_build_object('reason', 'NOT_RECORDED')
  from before
 where until < clock_timestamp()
   and until <> '-infinity'`,
);

export const readIsAnyNew = statement(
  'event_log_read_is_any_new',
  'select exists(select from new_event_log_entry) as "isAny"',
);

/**
 * Numbers new entries. $1 how many. Returns how many there were.
 *
 * Runs as a statement of its own after `lockHead`, so that it sees what the process before has numbered. An entry that
 * follows from another one has the greater id, and is visible only where that one is: so the order of ids, in which those
 * that are visible are numbered, is an order of causes too.
 */
export const numberEntries = statement(
  'event_log_number_entries',
  `with taken as (
  delete from new_event_log_entry n
   using (select id from new_event_log_entry order by id limit $1::integer) as oldest
   where n.id = oldest.id
  returning n.id, n.show_id, n.type, n.data, n.created_at
), ordered as (
  select taken.*, row_number() over (order by id) as nth, row_number() over (partition by show_id order by id desc) as nth_last
    from taken
), counted as (
  insert into event_log_count as c (show_id, last_sequence)
  select show_id, count(*) from taken where show_id is not null group by show_id
      on conflict (show_id) do update set last_sequence = c.last_sequence + excluded.last_sequence
  returning show_id, last_sequence
), numbered as (
  insert into event_log_entry (position, show_id, sequence, type, data, created_at)
  select head.position + o.nth, o.show_id, c.last_sequence - o.nth_last + 1, o.type, o.data, o.created_at
    from event_log_head head, ordered o
    left join counted c on c.show_id = o.show_id
   order by o.nth
), advanced as (
  update event_log_head set position = position + (select count(*) from taken)
   where exists (select from taken)
)
select count(*)::integer as count from taken`,
);

const entryColumns = `e.position::float8 as position, e.id::text, e.show_id::text as "showId", e.sequence::float8 as sequence,
       e.type, e.data, e.created_at as "createdAt"`;

/** The entry after a position. $1 the position. */
export const readNextEntry = statement(
  'event_log_read_next_entry',
  `select ${entryColumns}
  from event_log_entry e
 where e.position > $1::bigint
 order by e.position
 limit 1`,
);

/**
 * Entries to feed, in order. $1 after which position, $2 how many, $3 feeder, $4 term. One row without a position if there
 * are none, and no row where another process feeds, or where this is not the database that has acknowledged the position:
 * a standby may have been promoted that lacks the end, and may have numbered other entries since.
 */
export const readEntriesToFeed = statement(
  'event_log_read_entries_to_feed',
  `select ${entryColumns}
  from event_log_head h
  left join lateral (
    select * from event_log_entry where position > $1::bigint order by position limit $2::integer) as e on true
 where h.feeder = $3::uuid
   and h.term = $4::bigint
   and h.fed_position = $1::bigint
 order by e.position`,
);

/** The id of the entry at a position. $1 the position. */
export const readEntryId = statement(
  'event_log_read_entry_id',
  'select id::text from event_log_entry where position = $1::bigint',
);

/**
 * Removes the oldest entries: those that were fed and are old enough, and those that are too many. $1 feeder, $2 term,
 * $3 hours, $4 how many are kept at most, $5 how many at once. Returns how many, and how many of them were not fed.
 *
 * The last one that was fed stays, so that it can be compared with the last one in the log.
 */
export const removeOldEntries = statement(
  'event_log_remove_old_entries',
  `with head as (
  select position, fed_position from event_log_head where feeder = $1::uuid and term = $2::bigint
), old as (
  select position from event_log_entry order by position limit $5::integer
), removed as (
  delete from event_log_entry e
   using old, head
   where e.position = old.position
     and (e.position < head.fed_position and e.created_at < clock_timestamp() - $3::integer * interval '1 hour'
          or e.position <= head.position - $4::bigint)
  returning e.position, e.position > head.fed_position as is_lost
), noted as (
  update event_log_head
     set removed_position = greatest(removed_position, (select max(position) from removed))
   where exists (select from removed)
)
select count(*)::integer as count, (count(*) filter (where is_lost))::integer as "lostCount" from removed`,
);

/** What waits: how many entries, of new ones at most $1, and since when the oldest. */
export const readWaiting = statement(
  'event_log_read_waiting',
  `select ((select count(*) from event_log_entry e, event_log_head h where e.position > h.fed_position)
        + (select count(*) from (select from new_event_log_entry limit $1::integer) as new))::float8 as count,
       coalesce(extract(epoch from clock_timestamp() - coalesce(
         (select e.created_at
            from event_log_entry e
           where e.position > (select fed_position from event_log_head)
           order by e.position
           limit 1),
         (select created_at from new_event_log_entry order by id limit 1))), 0)::float8 as seconds`,
);
