import { statement } from '../../platform';

const statusOf = (letter: string) =>
  `case ${letter} when 'A' then 'AVAILABLE' when 'H' then 'HELD' when 'R' then 'RESERVED' when 'S' then 'SOLD' else 'BLOCKED' end`;

/** A change by an organizer is audited before it begins, and has made its last step by then. */
const STEPS_SECONDS_MAX = 60;

/**
 * What has happened to a seat, oldest first. Who did it: the buyer of the hold; else whoever changed the order at that moment,
 * by its audit; else the member who asked for the seats to be blocked or unblocked, by the audit of the organizer. $1 show,
 * $2 seat, $3 the version after which it goes on, $4 how many.
 */
export const readSeatHistory = statement(
  'reports_read_seat_history',
  `select h.version, ${statusOf('h.was')} as "previousStatus", ${statusOf('h.status')} as status, upper(h.reason) as reason, h.at,
          h.hold_id as "holdId", h.order_id as "orderId",
          coalesce(h.changed_by, changed.changed_by, asked.actor) as "changedBy",
          coalesce(h.request_key, case when h.reason = 'reserved' then o.idempotency_key end, asked.request_id) as "requestKey"
     from seat_history h
     left join ticket_order o on o.show_id = $1::uuid and o.id = h.order_id
     left join lateral (
       select a.changed_by
         from order_audit a
        where a.show_id = $1::uuid
          and a.order_id = h.order_id
        order by abs(extract(epoch from a.at - h.at)), a.id
        limit 1) as changed on h.changed_by is null
     left join lateral (
       select 'organizer:' || a.actor_id as actor, a.request_id
         from organizer_audit a
        where a.show_id = $1::uuid
          and a.at <= h.at + interval '1 second'
          and a.at > h.at - interval '${STEPS_SECONDS_MAX} seconds'
          and a.action in ('blockSeats', 'unblockSeats', 'setSeatBlocks')
        order by a.at desc
        limit 1) as asked on h.reason in ('blocked', 'unblocked')
    where h.show_id = $1::uuid
      and h.seat_no = $2::integer
      and h.version > $3::integer
    order by h.version
    limit $4::integer`,
);
