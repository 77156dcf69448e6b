/** Every statement on the log of events. Triggers of the database write new events, in the transaction of their cause. */
import { statement } from '../../platform';

/** The columns of an event `e` as `EventRow` has them. */
export const eventColumns = `e.position::float8 as position, e.show_id as "showId", e.sequence::float8 as sequence, e.type, e.data,
       e.created_at as "createdAt"`;

export const readIsAnyNew = statement(
  'read_is_any_event_new',
  'select exists(select from new_organizer_event) as "isAny"',
);

/** Begins to number: no row where another process does. The lock is held until the transaction ends. */
export const lockHead = statement(
  'lock_event_head',
  'select position::float8 as position from organizer_event_head for update skip locked',
);

/**
 * Numbers new events, and gives each endpoint that wants one a delivery. $1 how many events, $2 now.
 *
 * Runs as a statement of its own after `lockHead`, so that it sees whatever the process before has numbered. An event
 * that follows from another one has the greater id, and is visible only where that one is: so the order of ids, in which
 * those that are visible are numbered, is an order of causes too.
 */
export const numberEvents = statement(
  'number_events',
  `with taken as (
  delete from new_organizer_event n
   using (select id from new_organizer_event order by id limit $1::integer) as oldest
   where n.id = oldest.id
  returning n.id, n.show_id, n.type, n.data, n.created_at
), ordered as (
  select taken.*, row_number() over (order by id) as nth, row_number() over (partition by show_id order by id desc) as nth_last
    from taken
), counted as (
  insert into organizer_event_count as c (show_id, last_sequence)
  select show_id, count(*) from taken group by show_id
      on conflict (show_id) do update set last_sequence = c.last_sequence + excluded.last_sequence
  returning show_id, last_sequence
), numbered as (
  insert into organizer_event (position, show_id, sequence, organizer_id, type, data, created_at)
  select head.position + o.nth, o.show_id, c.last_sequence - o.nth_last + 1, s.organizer_id, o.type, o.data, o.created_at
    from organizer_event_head head, ordered o
    join counted c on c.show_id = o.show_id
    left join show s on s.id = o.show_id
   order by o.nth
  returning position, organizer_id, type
), advanced as (
  update organizer_event_head set position = position + (select count(*) from taken)
), addressed as (
  insert into webhook_delivery (endpoint_id, position, type, next_at, created_at)
  select w.id, n.position, n.type, $2::timestamptz, $2::timestamptz
    from numbered n
    join webhook_endpoint w on w.organizer_id = n.organizer_id
   where w.disabled_at is null
     and w.deleted_at is null
     and (w.types is null or n.type = any(w.types))
   order by n.position
  returning 1
)
select (select count(*)::integer from taken) as "eventCount", (select count(*)::integer from addressed) as "deliveryCount"`,
);

/** Locks shows whose status time may have changed, until the transaction ends. $1 now, $2 how many. */
export const lockDueSaleStates = statement(
  'lock_due_sale_states',
  `select show_id as "showId"
  from show_sale_state
 where next_at <= $1::timestamptz
 order by next_at
 limit $2::integer
   for update skip locked`,
);

/**
 * Works out their status, and writes an event where it is another one. $1 shows, $2 now.
 *
 * Runs after `lockDueSaleStates`: a transaction that changes a show waits for that lock before it commits, so what is read
 * of the shows here is not older than their state.
 */
export const advanceSaleStates = statement(
  'advance_sale_states',
  `with judged as (
  select t.show_id, t.state as before, sale_state(s, $2::timestamptz) as state, sale_changes_at(s, $2::timestamptz) as next_at
    from show_sale_state t
    join show s on s.id = t.show_id
   where t.show_id = any($1::uuid[])
), moved as (
  update show_sale_state t set state = j.state, next_at = j.next_at
    from judged j
   where t.show_id = j.show_id
)
insert into new_organizer_event (show_id, type, data)
select show_id,
       case state when 'ON_SALE' then 'show.on_sale' when 'SOLD_OUT' then 'show.sold_out' else 'show.paused' end,
       jsonb_build_object('status', state)
  from judged
 where state <> before
   and state in ('ON_SALE', 'SOLD_OUT', 'SALES_PAUSED')`,
);

/** The events of an organizer after a position, in order. $1 organizer, $2 position, $3 how many. */
export const readEventsAfter = statement(
  'read_events_after',
  `select ${eventColumns}
  from organizer_event e
 where e.organizer_id = $1::uuid
   and e.position > $2::bigint
 order by e.position
 limit $3::integer`,
);

/** How far events were removed. */
export const readRemoved = statement(
  'read_removed_events',
  'select removed_position::float8 as position from organizer_event_head',
);

/** Removes the oldest events. $1 created before, $2 how many at most. Returns how many. */
export const removeOldEvents = statement(
  'remove_old_events',
  `with old as (
  select position from organizer_event order by position limit $2::integer
), removed as (
  delete from organizer_event e
   using old
   where e.position = old.position
     and e.created_at < $1::timestamptz
  returning e.position
), noted as (
  update organizer_event_head
     set removed_position = greatest(removed_position, (select max(position) from removed))
   where exists (select from removed)
)
select count(*)::integer as count from removed`,
);
