/** The ledger of the desk: what members took from buyers in cash or by a terminal, and what went back. */
import { statement } from '../../platform';

/** $1 show, $2 order, $3 method, $4 amount, $5 currency, $6 note or null, $7 now, $8 reference. */
export const recordTaken = statement(
  'desk_record_taken',
  `insert into desk_entry (show_id, reference, order_id, kind, method, amount_minor, currency, note, at, idempotency_key)
values ($1::uuid, $8::text, $2::uuid, 'taken', $3::text, $4::bigint, $5::text, $6::text, $7::timestamptz, $8::text)`,
);

/**
 * Money goes back in the way in which it came, once for each key. No row where the desk took nothing for the order.
 * $1 show, $2 order, $3 reference, $4 amount, $5 return or null, $6 now, $7 idempotency key.
 */
export const recordReturned = statement(
  'desk_record_returned',
  `insert into desk_entry (show_id, reference, order_id, kind, method, amount_minor, currency, return_id, at, idempotency_key)
select taken.show_id, $3::text, taken.order_id, 'returned', taken.method, $4::bigint, taken.currency, $5::uuid,
       $6::timestamptz, $7::text
  from desk_entry taken
 where taken.show_id = $1::uuid
   and taken.order_id = $2::uuid
   and taken.kind = 'taken'
   and not exists (select from desk_entry where show_id = $1::uuid and idempotency_key = $7::text)
on conflict on constraint desk_entry_once do nothing`,
);

/** What was recorded under a key. $1 show, $2 idempotency key. */
export const readReturned = statement(
  'desk_read_returned',
  `select reference, amount_minor as "amountMinor", currency, return_id as "returnId"
  from desk_entry
 where show_id = $1::uuid
   and idempotency_key = $2::text`,
);

/** All entries of an order, in the order of time. $1 show, $2 order. */
export const readEntries = statement(
  'desk_read_entries',
  `select reference, kind, amount_minor as "amountMinor", currency, return_id as "returnId"
  from desk_entry
 where show_id = $1::uuid
   and order_id = $2::uuid
 order by at, reference`,
);

/**
 * A page of what was taken in a span, with what went back of it, oldest first. $1 from, $2 before, $3 and $4 the instant and
 * the reference of the last one seen, or null, $5 how many at most.
 */
export const readTakenWithin = statement(
  'desk_read_taken_within',
  `select taken.show_id as "showId", taken.order_id as "orderId", taken.reference, taken.currency, taken.at,
       taken.amount_minor as "amountMinor", returned.minor as "returnedMinor"
  from desk_entry taken
 cross join lateral (
   select coalesce(sum(amount_minor), 0)::bigint as minor
     from desk_entry
    where show_id = taken.show_id and order_id = taken.order_id and kind = 'returned') as returned
 where taken.kind = 'taken'
   and taken.at >= $1::timestamptz
   and taken.at < $2::timestamptz
   and ($3::timestamptz is null or (taken.at, taken.reference) > ($3::timestamptz, $4::text))
 order by taken.at, taken.reference
 limit $5::integer`,
);
