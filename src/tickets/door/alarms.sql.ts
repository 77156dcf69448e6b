import { statement } from '../../platform';

/** How many of the latest scans of a device were refused, up to a bound. $1 show, $2 device, $3 since when, $4 the bound. */
export const countRefusals = statement(
  'count_refused_scans',
  `select count(*)::integer as count
  from (select from ticket_scan
         where show_id = $1::uuid and device_id = $2::text and recorded_at >= $3::timestamptz and not passed
         limit $4::integer) as refused`,
);

/**
 * Records an alarm and writes its event. No row where the same was raised in this period. $1 show, $2 alarm, $3 kind,
 * $4 subject, $5 message, $6 now, $7 number of the period, $8 the event.
 */
export const raiseAlarm = statement(
  'raise_door_alarm',
  `with raised as (
  insert into door_alarm (show_id, id, kind, subject, message, raised_at, period)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::timestamptz, $7::bigint)
  on conflict do nothing
  returning show_id
)
insert into outbox (show_id, topic, key, body)
select show_id, 'door', show_id::text, jsonb_build_object('alarms', jsonb_build_array($8::jsonb))
  from raised
returning show_id as "partition", id::text, topic, key, body`,
);

/** $1 show, $2 how many at most. The latest first. */
export const readAlarms = statement(
  'read_door_alarms',
  `select id, kind, message, raised_at as "raisedAt"
  from door_alarm
 where show_id = $1::uuid
 order by raised_at desc, id
 limit $2::integer`,
);

/** Buyers with at least $2 live tickets of a show, with their number. $1 show. */
export const readBuyersOfMany = statement(
  'read_buyers_of_many_tickets',
  `select o.buyer_id as "buyerId", count(*)::integer as count
  from ticket t
  join ticket_order o on o.show_id = t.show_id and o.id = t.order_id
 where t.show_id = $1::uuid
   and t.ended_at is null
 group by o.buyer_id
having count(*) >= $2::integer
 limit 100`,
);

/** Shows whose doors open between $1 and $2. */
export const readShowsAtTheDoor = statement(
  'read_shows_at_the_door',
  'select id as "showId" from show where doors_at between $1::timestamptz and $2::timestamptz and cancelled_at is null',
);
