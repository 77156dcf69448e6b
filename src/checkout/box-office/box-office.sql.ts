/** What members of an organization did at the box office. */
import { statement } from '../../platform';

/**
 * No row where the key was used. Waits for a transaction that uses it at this moment. $1 show, $2 caller, $3 idempotency key,
 * $4 hash of the request, $5 order, $6 seat or null, $7 now.
 */
export const claimRequest = statement(
  'box_office_claim_request',
  `insert into box_office_request (show_id, caller_id, idempotency_key, request_hash, order_id, seat_no, created_at)
values ($1::uuid, $2::uuid, $3::text, $4::bytea, $5::uuid, $6::integer, $7::timestamptz)
on conflict (show_id, caller_id, idempotency_key) do nothing
returning order_id as "orderId"`,
);

/** $1 show, $2 caller, $3 idempotency key, $4 hash of the request. */
export const readRequest = statement(
  'box_office_read_request',
  `select order_id as "orderId", seat_no as "seatNo", request_hash = $4::bytea as "isSame"
  from box_office_request
 where show_id = $1::uuid
   and caller_id = $2::uuid
   and idempotency_key = $3::text`,
);

/** $1 show, $2 order, $3 kind, $4 guest or null, $5 reason or null, $6 caller. */
export const recordBoxOfficeOrder = statement(
  'box_office_record_order',
  `insert into box_office_order (show_id, order_id, kind, guest_name, reason, made_by)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid)`,
);
