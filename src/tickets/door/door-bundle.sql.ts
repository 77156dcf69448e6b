import { statement } from '../../platform';
import { ticketColumns } from '../ledger/tickets.sql';

/**
 * Everything of the tickets of a show that a gate needs. One row; null where a list is empty. $1 show; $2 time of an
 * earlier read, null for all revocations. A transaction that was open at that time commits within the two minutes: it has
 * a time limit, and processes agree on the time to far less.
 */
export const readDoorBundle = statement(
  'read_door_bundle',
  `with revoked as materialized (
  select seat_no, max(generation) as generation
    from ticket
   where show_id = $1::uuid
     and ended_at is not null
     and ($2::timestamptz is null or ended_at > $2::timestamptz - interval '2 minutes')
   group by seat_no
)
select s.cancelled_at is not null as "isCancelled",
       (select array_agg(seat_no order by seat_no) from revoked) as "revokedSeats",
       (select array_agg(generation order by seat_no) from revoked) as "revokedGenerations",
       (select array_agg(seat_no)
          from ticket
         where show_id = s.id
           and was_inside
           and ended_at is null
           and (is_inside or not s.allows_reentry)) as inside,
       (select count(*)::integer from ticket where show_id = s.id and ended_at is null) as "ticketCount"
  from show s
 where s.id = $1::uuid`,
);

/** Live tickets whose holder's name, or order's email address, begins so. $1 show, $2 beginning in lower case, $3 how many. */
export const findTicketsByName = statement(
  'find_tickets_by_name',
  `select ${ticketColumns}
  from ticket t
  join ticket_order o on o.show_id = t.show_id and o.id = t.order_id
 where t.show_id = $1::uuid
   and t.ended_at is null
   and (starts_with(lower(t.holder_name), $2::text) or starts_with(lower(o.email), $2::text)
        or lower(t.holder_name) like '% ' || replace(replace(replace($2::text, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
 order by t.holder_name, t.seat_no
 limit $3::integer`,
);

/** The latest first. $1 show, $2 how many at most. */
export const readConflicts = statement(
  'read_door_conflicts',
  `select c.id, t.seat_no as "seatNo", t.holder_name as "holderName", upper(c.reason) as reason, c.found_at as "foundAt",
       (select json_build_object('gateId', x.gate_id, 'deviceId', x.device_id, 'scannedAt', x.scanned_at, 'isOffline', x.is_offline)
          from ticket_scan x where x.show_id = c.show_id and x.id = c.first_scan_id) as first,
       (select json_build_object('gateId', x.gate_id, 'deviceId', x.device_id, 'scannedAt', x.scanned_at, 'isOffline', x.is_offline)
          from ticket_scan x where x.show_id = c.show_id and x.id = c.second_scan_id) as second
  from door_conflict c
  join ticket t on t.show_id = c.show_id and t.id = c.ticket_id
 where c.show_id = $1::uuid
 order by c.found_at desc, c.id
 limit $2::integer`,
);
