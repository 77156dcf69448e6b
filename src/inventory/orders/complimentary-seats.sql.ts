/** Seats that are given away without payment, such as those of the demo data. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';

/**
 * Gives seats away without payment, many parties at once: first $2 to $6 as holds of their orders, the seats reserved,
 * then (`sellGiven`) sold. Nothing for a seat that is not available.
 * $1 show, $2 seats, and for each seat $3 its party; for each party $4 hold, $5 order, $6 buyer; $7 now, $8 currency.
 */
export const reserveComplimentary = statement(
  'reserve_given',
  `with party as materialized (
  select number, hold_id, order_id, buyer_id
    from unnest($4::uuid[], $5::uuid[], $6::uuid[]) with ordinality as given (hold_id, order_id, buyer_id, number)
),
wanted as materialized (
  select seat_no, party.*
    from unnest($2::integer[], $3::integer[]) as given (seat_no, number)
    join party using (number)
),
moved as (
  update show_seat s
     set status = 'R', version = s.version + 1, hold_id = wanted.hold_id, order_id = wanted.order_id
    from wanted
   where s.show_id = $1::uuid
     and s.seat_no = wanted.seat_no
     and s.status = 'A'
  returning s.show_id, s.seat_no, s.version, wanted.number
),
whole as materialized (
  select party.*, seats.seat_nos
    from party
    join (select number, array_agg(seat_no order by seat_no) as seat_nos from moved group by number) as seats using (number)
),
counted as (
  insert into buyer_allowance (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select $1::uuid, buyer_id, array[hold_id], array[cardinality(seat_nos)], array['infinity'::timestamptz] from whole
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, status, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max, order_id, was_reserved)
  select hold_id, $1::uuid, buyer_id, hold_id::text, 'R', seat_nos, array_fill(0, array[cardinality(seat_nos)]), 0,
         $8::text, $7::timestamptz, $7::timestamptz, $7::timestamptz, order_id, true
    from whole
  returning id, order_id, buyer_id, seat_nos
)
select id as "holdId", order_id as "orderId", buyer_id as "buyerId", seat_nos as "seatNos" from held`,
);

/** reserved → sold, for many orders of one show. $1 show, $2 orders. */
export const sellComplimentary = statement(
  'sell_given',
  `with moved as (
  update show_seat
     set status = 'S', version = version + 1, hold_id = null
   where show_id = $1::uuid
     and order_id = any($2::uuid[])
     and status = 'R'
  returning show_id, seat_no, status, version
),
converted as (
  update seat_hold set status = 'C' where show_id = $1::uuid and order_id = any($2::uuid[]) and status = 'R'
),
${writeSeatEvents('moved')}
select ${outboxRows} as outbox_rows`,
);
