/** Statements about who is inside, for organizers. */
import { statement } from '../../platform';

/**
 * One row. Tickets that are valid now, with which of them somebody came in, and is inside; how many have ended; what was
 * scanned, by quarter of an hour, the latest first, and by gate. $1 show, $2 quarters and gates at most.
 */
export const readAdmission = statement(
  'read_admission',
  `with live as materialized (
  select seat_no, was_inside, is_inside from ticket where show_id = $1::uuid and ended_at is null
),
scan as materialized (
  select gate_id, direction, passed,
         to_timestamp(floor(extract(epoch from scanned_at) / 900) * 900) as quarter
    from ticket_scan
   where show_id = $1::uuid
),
counted as (
  select quarter, gate_id,
         count(*) filter (where passed and direction = 'I')::integer as ins,
         count(*) filter (where passed and direction = 'O')::integer as outs,
         count(*) filter (where not passed)::integer as refused
    from scan
   group by grouping sets ((quarter), (gate_id))
)
select (select array_agg(seat_no) from live) as "seatNos",
       (select array_agg(seat_no) from live where was_inside) as admitted,
       (select array_agg(seat_no) from live where is_inside) as inside,
       (select count(*)::integer from ticket where show_id = $1::uuid and ended_at is not null) as "revokedCount",
       (select count(*)::integer from scan where not passed) as "refusedScanCount",
       (select json_agg(q) from (select quarter as "from", ins as "inCount", outs as "outCount", refused as "refusedCount"
                                   from counted where quarter is not null
                                  order by quarter desc limit $2::integer) as q) as "byTime",
       (select json_agg(g) from (select gate_id as "gateId", ins as "inCount", outs as "outCount", refused as "refusedCount"
                                   from counted where gate_id is not null
                                  order by gate_id limit $2::integer) as g) as "byGate"`,
);

/** The latest first. $1 show, $2 the scan after which it goes on or null, $3 refused ones alone, $4 how many. */
export const listScans = statement(
  'list_door_scans',
  `select x.id::text as "scanId", x.gate_id as "gateId", x.device_id as "deviceId",
       case x.direction when 'I' then 'IN' else 'OUT' end as direction,
       case x.result when 'A' then 'ACCEPTED' when 'D' then 'ALREADY_SCANNED' when 'R' then 'REVOKED' when 'W' then 'WRONG_SHOW'
                     when 'E' then 'TOO_EARLY' when 'O' then 'NOT_INSIDE' else 'NOT_A_TICKET' end as result,
       x.passed as "isLetThrough", x.is_offline as "isOffline", x.scanned_at as "scannedAt", t.seat_no as "seatNo",
       t.holder_name as "holderName"
  from ticket_scan x
  left join ticket t on t.show_id = $1::uuid and t.id = x.ticket_id
 where x.show_id = $1::uuid
   and ($2::bigint is null or x.id < $2::bigint)
   and (not $3::boolean or not x.passed)
 order by x.id desc
 limit $4::integer`,
);

/** Tickets that opened the door once and do not any more, the latest first. $1 show, $2 and $3 the last one, $4 how many. */
export const listRevokedTickets = statement(
  'list_revoked_tickets',
  `select t.id as "ticketId", t.seat_no as "seatNo", t.ended_at as "endedAt", upper(t.end_reason) as reason,
       t.holder_name as "holderName", t.was_inside as "wasInside"
  from ticket t
 where t.show_id = $1::uuid
   and t.ended_at is not null
   and ($2::timestamptz is null or (t.ended_at, t.id) < ($2::timestamptz, $3::uuid))
 order by t.ended_at desc, t.id desc
 limit $4::integer`,
);
