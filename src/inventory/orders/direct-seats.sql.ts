/** Seats that go to their buyers without a hold of theirs: given away, sold at the desk, or in place of other seats. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';
import { hasStatus, statusWhenFree } from '../ledger/seat-row.sql';

const placeOf = (seatNo: string) => `width_bucket(${seatNo}, $2::integer[])`;
const partyOf = (seatNo: string) => `($3::integer[])[${placeOf(seatNo)}]`;

/**
 * Lends blocked seats to a statement that follows in the same transaction. Their marks stay, so that they are blocked again
 * when they come back. Nobody else sees them on sale. $1 show, $2 seats.
 */
export const lendBlocked = statement(
  'lend_blocked_seats',
  `with locked as materialized (
  select s.show_id, s.seat_no
    from show_seat s
   where s.show_id = $1::uuid
     and s.seat_no = any($2::integer[])
     and s.status = 'B'
     and s.has_price
   order by s.seat_no
     for update of s
)
update show_seat s
   set status = 'A', version = s.version + 1
  from locked
 where s.show_id = locked.show_id
   and s.seat_no = locked.seat_no`,
);

/**
 * Reserves seats for the orders of many parties, each as a hold of its order. Nothing for a seat that is not available.
 * The party of a seat is looked up in the lists by a binary search: as a join, PostgreSQL would go through all of them for
 * each seat, since it expects few.
 *
 * $1 show, $2 seats, ascending, and for each seat $3 its party and $9 its price; for each party $4 hold, $5 order, $6 buyer;
 * $7 now, $8 currency.
 */
export const reserveDirectly = statement(
  'reserve_given',
  `with moved as (
  update show_seat s
     set status = 'R', version = s.version + 1, hold_id = ($4::uuid[])[${partyOf('s.seat_no')}],
         order_id = ($5::uuid[])[${partyOf('s.seat_no')}]
   where s.show_id = $1::uuid
     and s.seat_no = any($2::integer[])
     and s.status = 'A'
  returning s.seat_no, ${partyOf('s.seat_no')} as party, ($9::bigint[])[${placeOf('s.seat_no')}] as price
),
whole as materialized (
  select ($4::uuid[])[party] as hold_id, ($5::uuid[])[party] as order_id, ($6::uuid[])[party] as buyer_id,
         array_agg(seat_no order by seat_no) as seat_nos, array_agg(price order by seat_no) as prices,
         sum(price)::bigint as total
    from moved
   group by party
),
counted as (
  insert into buyer_allowance (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select $1::uuid, buyer_id, array[hold_id], array[cardinality(seat_nos)], array['infinity'::timestamptz] from whole
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, status, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max, order_id, was_reserved)
  select hold_id, $1::uuid, buyer_id, hold_id::text, 'R', seat_nos, prices, total,
         $8::text, $7::timestamptz, $7::timestamptz, $7::timestamptz, order_id, true
    from whole
  returning id, order_id, buyer_id, seat_nos, prices_minor
)
select id as "holdId", order_id as "orderId", buyer_id as "buyerId", seat_nos as "seatNos", prices_minor as "pricesMinor"
  from held`,
);

/** reserved → sold, for many orders of one show. $1 show, $2 orders. */
export const sellDirectly = statement(
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

/** Reserves a free seat for an order that changes places. No row where it is not free. $1 show, $2 order, $3 seat. */
export const reserveOtherSeat = statement(
  'reserve_other_seat',
  `with mine as materialized (
  select h.id
    from seat_hold h
   where h.show_id = $1::uuid
     and h.order_id = $2::uuid
     and ${hasStatus('h', 'C')}
     for update of h
)
update show_seat s
   set status = 'R', version = s.version + 1, hold_id = mine.id, order_id = $2::uuid
  from mine
 where s.show_id = $1::uuid
   and s.seat_no = $3::integer
   and s.status = 'A'
returning s.seat_no`,
);

/**
 * Two seats of an order change places: the reserved one is sold, the sold one is free. No row where either is not so.
 * $1 show, $2 order, $3 the sold seat, $4 the reserved one.
 */
export const changePlaces = statement(
  'change_places',
  `with locked as materialized (
  select s.seat_no
    from show_seat s
   where s.show_id = $1::uuid
     and s.order_id = $2::uuid
     and ((s.seat_no = $3::integer and s.status = 'S') or (s.seat_no = $4::integer and s.status = 'R'))
   order by s.seat_no
     for update of s
),
whole as materialized (
  select 1 from (select count(*) as seats from locked) as counted where seats = 2
),
moved as (
  update show_seat s
     set version = s.version + 1,
         status = case when s.seat_no = $4::integer then 'S'::"char" else ${statusWhenFree('s')} end,
         hold_id = null,
         order_id = case when s.seat_no = $4::integer then s.order_id end
    from whole
   where s.show_id = $1::uuid
     and s.seat_no in ($3::integer, $4::integer)
  returning s.show_id, s.seat_no, s.status, s.version
),
changed as (
  update seat_hold h
     set seat_nos = array_replace(h.seat_nos, $3::integer, $4::integer)
    from whole
   where h.show_id = $1::uuid
     and h.order_id = $2::uuid
     and ${hasStatus('h', 'C')}
),
${writeSeatEvents('moved')}
select ${outboxRows} as outbox_rows from whole`,
);
