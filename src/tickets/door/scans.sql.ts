/** Statements of single scans. */
import { statement } from '../../platform';
import { isLive, orderOf, ticketColumns } from '../ledger/tickets.sql';

const outboxRows = `(select json_agg(json_build_object('partition', show_id, 'id', id, 'topic', topic, 'key', key, 'body', body)) from door_events)`;

/**
 * A scan with a network: decides, changes the ticket, records the scan and writes the event, or does nothing. A repeat of
 * device and nonce changes nothing. No row in \`scan\` where the ticket changed between the look and the lock, or the
 * device may not scan: then the statement runs again, or \`may_scan\` says why.
 *
 * Breaks \`ticket_scan_nonce\` where the same scan is being recorded at this moment.
 *
 * Locks: the ticket. $1 show, $2 ticket or null, $3 seat, $4 generation, $5 device, $6 nonce, $7 gate, $8 direction
 * (I or O), $9 now, $10 how many seconds before the doors open a scan counts, $11 the paired device or null for the
 * organizer, $12 the verdict where the code alone decides, or null.
 */
export const scanTicketOnce = statement(
  'scan_ticket',
  `with known as materialized (
  select id from ticket_scan where show_id = $1::uuid and device_id = $5::text and nonce = $6::text
),
allowed as materialized (
  select $11::uuid is null or exists (
           select from door_device
            where show_id = $1::uuid and id = $11::uuid and unpaired_at is null and expires_at > $9::timestamptz) as may_scan
),
asked as materialized (
  select ${ticketColumns}, t.id, s.allows_reentry, s.doors_at, s.cancelled_at,
         case
           when $12::text is not null then $12::text
           when t.id is null then 'N'
           when t.ended_at is not null or t.generation <> $4::integer or t.seat_no <> $3::integer
             or s.cancelled_at is not null then 'R'
           when $9::timestamptz < s.doors_at - make_interval(secs => $10::integer) then 'E'
           when $8::text = 'I' and (t.is_inside or (t.was_inside and not s.allows_reentry)) then 'D'
           when $8::text = 'O' and not t.is_inside then 'O'
           else 'A'
         end as verdict
    from show s
    left join ticket t on t.show_id = s.id and t.id = $2::uuid
    left join ${orderOf('t')} on true
   where s.id = $1::uuid
     and (select may_scan from allowed)
     and not exists (select from known)
),
moved as (
  update ticket t
     set is_inside = $8::text = 'I', was_inside = true, state_at = $9::timestamptz, version = t.version + 1
   where t.show_id = $1::uuid
     and t.id = any(array(select id from asked where verdict = 'A'))
     and ${isLive('t')}
     and t.is_inside = ($8::text = 'O')
     and ($8::text = 'O' or (select allows_reentry from asked) or not t.was_inside)
  returning t.show_id, t.id, t.seat_no, t.generation, t.version, t.is_inside
),
earlier as materialized (
  select x.*
    from asked
   cross join lateral (
     select id, gate_id, scanned_at
       from ticket_scan
      where show_id = $1::uuid
        and ticket_id = asked.id
        and passed
        and direction = 'I'
      order by scanned_at desc
      limit 1
   ) as x
   where asked.verdict = 'D'
),
scan as (
  insert into ticket_scan (show_id, device_id, nonce, gate_id, direction, is_offline, scanned_at, recorded_at, result,
                           passed, ticket_id, earlier_id)
  select $1::uuid, $5::text, $6::text, $7::text, $8::"char", false, $9::timestamptz, $9::timestamptz, verdict::"char",
         verdict = 'A', asked.id, (select id from earlier)
    from asked
   where verdict <> 'A'
      or exists (select from moved)
  returning id
),
door_events as (
  insert into outbox (show_id, topic, key, body)
  select show_id, 'door', show_id::text,
         jsonb_build_object('tickets', jsonb_build_array(jsonb_build_array(seat_no, generation, version, false, is_inside)))
    from moved
  returning show_id, id::text, topic, key, body
)
select allowed.may_scan as "mayScan", known.id::text as "knownId", scan.id::text as "scanId", asked.verdict as result,
       $9::timestamptz as "recordedAt", asked.doors_at as "doorsAt", asked.cancelled_at is not null as "isCancelled",
       asked."showId", asked."ticketId", asked."seatNo", asked.generation, asked."orderId", asked."buyerId",
       asked."holderName", asked."issuedAt", asked."endedAt", asked."endReason",
       coalesce(moved.is_inside, asked."isInside") as "isInside", asked."wasInside" or moved.id is not null as "wasInside",
       coalesce(moved.version, asked.version) as version,
       earlier.gate_id as "earlierGateId", earlier.scanned_at as "earlierAt", ${outboxRows} as "outboxRows"
  from allowed
  left join known on true
  left join asked on true
  left join moved on true
  left join earlier on true
  left join scan on true`,
);

/** A scan as it was recorded, for a repeat of it. $1 show, $2 scan. */
export const readScan = statement(
  'read_ticket_scan',
  `select x.id::text as "scanId", x.result, x.recorded_at as "recordedAt", e.gate_id as "earlierGateId",
       e.scanned_at as "earlierAt", s.doors_at as "doorsAt", s.cancelled_at is not null as "isCancelled", ${ticketColumns}
  from ticket_scan x
  join show s on s.id = x.show_id
  left join ticket t on t.show_id = x.show_id and t.id = x.ticket_id
  left join ${orderOf('t')} on true
  left join ticket_scan e on e.show_id = x.show_id and e.id = x.earlier_id
 where x.show_id = $1::uuid
   and x.id = $2::bigint`,
);
