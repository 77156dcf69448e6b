/** What the organizer decides: which seats a show has, and which of them are for sale. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';

/** The seats whose status an update of show_seat changed, from `moved`; the others have changed only in their marks. */
const seatEventsOfMoved = `changed_status as materialized (
  select show_id, seat_no, status, version from moved where status <> old_status
),
${writeSeatEvents('changed_status')}`;

const newStatus = (isBlocked: string, hasPrice: string) =>
  `case
             when locked.status not in ('A', 'B') then locked.status
             when ${isBlocked} or not ${hasPrice} then 'B'::"char"
             else 'A'::"char"
           end`;

/**
 * Blocks seats, or unblocks them. Seats that a buyer has keep their status and are only marked: they become blocked when
 * they return to the sale. An unblocked seat without a price stays blocked. One row comes back, without a count where
 * the terms of the show have changed.
 *
 * $1 show, $2 seats, $3 for each whether its zone has a price, $4 whether to block, $5 version of the terms.
 */
export const setSeatBlocks = statement(
  'set_seat_blocks',
  `with sale as materialized (
  select 1 from show where id = $1::uuid and terms_version = $5::integer
),
locked as materialized (
  select s.show_id, s.seat_no, s.status,
         case when s.status in ('A', 'B') then wanted.has_price else s.has_price end as has_price
    from unnest($2::integer[], $3::boolean[]) as wanted (seat_no, has_price)
    join show_seat s on s.show_id = $1::uuid and s.seat_no = wanted.seat_no
   where exists (select from sale)
     and s.status <> 'X'
   order by s.seat_no
     for update of s
),
moved as (
  update show_seat s
     set is_blocked = $4::boolean,
         has_price = locked.has_price,
         status = ${newStatus('$4::boolean', 'locked.has_price')},
         version = s.version + case
           when locked.status = ${newStatus('$4::boolean', 'locked.has_price')} then 0
           else 1
         end
    from locked
   where s.show_id = locked.show_id
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version, s.has_price, locked.status as old_status
),
${seatEventsOfMoved}
select exists (select from sale) as is_sale_current,
       (select count(*)::integer from changed_status) as changed_count,
       (select coalesce(json_agg(seat_no order by seat_no), '[]') from moved
         where status in ('H', 'R', 'S')) as taken_seat_nos,
       (select coalesce(json_agg(seat_no order by seat_no), '[]') from moved where not has_price) as unpriced_seat_nos,
       ${outboxRows} as outbox_rows`,
);

/**
 * Lets seats follow the prices of their zones: those that have got a price go on sale unless the organizer blocked them,
 * those that have none are blocked. Seats that a buyer has keep the price of their hold. $1 show, $2 seats without a price.
 */
export const followPrices = statement(
  'follow_prices',
  `with unpriced as materialized (
  select seat_no from unnest($2::integer[]) as seat_no
),
locked as materialized (
  select s.show_id, s.seat_no, s.status, unpriced.seat_no is null as has_price
    from show_seat s
    left join unpriced using (seat_no)
   where s.show_id = $1::uuid
     and s.status in ('A', 'B')
     and s.has_price <> (unpriced.seat_no is null)
   order by s.seat_no
     for update of s
),
moved as (
  update show_seat s
     set has_price = locked.has_price,
         status = ${newStatus('s.is_blocked', 'locked.has_price')},
         version = s.version + case
           when locked.status = ${newStatus('s.is_blocked', 'locked.has_price')} then 0
           else 1
         end
    from locked
   where s.show_id = locked.show_id
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version, locked.status as old_status
),
${seatEventsOfMoved}
select ${outboxRows} as outbox_rows`,
);

/** Inserts the seats of a show, once. $1 show, $2 how many, $3 those without a price. */
export const insertShowSeats = statement(
  'insert_show_seats',
  `insert into show_seat (show_id, seat_no, status, has_price)
select $1::uuid, seat_no, case when unpriced.seat_no is null then 'A'::"char" else 'B'::"char" end,
       unpriced.seat_no is null
  from generate_series(0, $2::integer - 1) as seat_no
  left join unnest($3::integer[]) as unpriced (seat_no) using (seat_no)
on conflict do nothing`,
);
