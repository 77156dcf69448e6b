/** Statements of scans that were made without a network. Each runs in a transaction that has the ticket locked. */
import { statement } from '../../platform';
import { orderOf, ticketColumns } from '../ledger/tickets.sql';

/** The ticket and its show; nobody scans or returns it until the transaction ends. $1 show, $2 ticket. */
export const lockTicket = statement(
  'lock_ticket',
  `select ${ticketColumns}, s.doors_at as "doorsAt", s.cancelled_at is not null as "isCancelled"
  from ticket t
  cross join ${orderOf('t')}
  join show s on s.id = t.show_id
 where t.show_id = $1::uuid
   and t.id = $2::uuid
   for no key update of t`,
);

/** Records the scan. No row where device and nonce are known. $1 show, $2 device, $3 nonce, $4 gate, $5 direction,
 * $6 when it was, $7 now, $8 result, $9 whether a visitor passed, $10 ticket or null, $11 the earlier scan or null.
 */
export const recordOfflineScan = statement(
  'record_offline_scan',
  `insert into ticket_scan (show_id, device_id, nonce, gate_id, direction, is_offline, scanned_at, recorded_at, result,
                         passed, ticket_id, earlier_id)
values ($1::uuid, $2::text, $3::text, $4::text, $5::"char", true, $6::timestamptz, $7::timestamptz, $8::"char",
        $9::boolean, $10::uuid, $11::bigint)
    on conflict on constraint ticket_scan_nonce do nothing
returning id::text as "scanId"`,
);

/** $1 show, $2 device, $3 nonce. */
export const findScan = statement(
  'find_ticket_scan',
  `select id::text as "scanId" from ticket_scan where show_id = $1::uuid and device_id = $2::text and nonce = $3::text`,
);

const passed = `id::text as "scanId", direction, gate_id as "gateId", device_id as "deviceId", scanned_at as "scannedAt",
       is_offline as "isOffline"`;

/** The last visitor who passed with the ticket up to an instant, and the first one after it. $1 show, $2 ticket, $3 instant. */
export const readNeighbours = statement(
  'read_neighbouring_scans',
  `(select 'before' as side, ${passed}
  from ticket_scan
 where show_id = $1::uuid and ticket_id = $2::uuid and passed and scanned_at <= $3::timestamptz
 order by scanned_at desc, id desc
 limit 1)
union all
(select 'after', ${passed}
  from ticket_scan
 where show_id = $1::uuid and ticket_id = $2::uuid and passed and scanned_at > $3::timestamptz
 order by scanned_at, id
 limit 1)`,
);

/** What a scan that came late makes of the ticket: an older one does not change where the visitor is. $1 show, $2 ticket, $3 whether the scan leads in, $4 when it was. */
export const applyOfflineScan = statement(
  'apply_offline_scan',
  `with moved as (
  update ticket
     set is_inside = case when state_at is null or state_at <= $4::timestamptz then $3::boolean else is_inside end,
         was_inside = was_inside or $3::boolean,
         state_at = greatest(state_at, $4::timestamptz),
         version = version + 1
   where show_id = $1::uuid
     and id = $2::uuid
  returning show_id, seat_no, generation, version, ended_at, is_inside
)
insert into outbox (show_id, topic, key, body)
select show_id, 'door', show_id::text,
       jsonb_build_object('tickets', jsonb_build_array(
         jsonb_build_array(seat_no, generation, version, ended_at is not null, is_inside and ended_at is null)))
  from moved
returning show_id as "partition", id::text, topic, key, body`,
);

/** Records a conflict and writes its event. $1 show, $2 conflict, $3 ticket, $4 reason, $5 first scan or null, $6 second scan, $7 now, $8 the event. */
export const recordConflict = statement(
  'record_door_conflict',
  `with found as (
  insert into door_conflict (show_id, id, ticket_id, reason, first_scan_id, second_scan_id, found_at)
  values ($1::uuid, $2::uuid, $3::uuid, lower($4::text), $5::bigint, $6::bigint, $7::timestamptz)
  on conflict do nothing
  returning show_id
)
insert into outbox (show_id, topic, key, body)
select show_id, 'door', show_id::text, jsonb_build_object('conflicts', jsonb_build_array($8::jsonb))
  from found
returning show_id as "partition", id::text, topic, key, body`,
);
