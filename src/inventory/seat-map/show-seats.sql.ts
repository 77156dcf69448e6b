/** What the organizer decides: which seats a show has, and which of them are for sale. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';

/** The seats whose status an update of show_seat changed, from `moved`; the others have changed only in their marks. */
export const seatEventsOfMoved = `changed_status as materialized (
  select show_id, seat_no, status, version from moved where status <> old_status
),
${writeSeatEvents('changed_status')}`;

/** The status of a seat of `locked` with these marks. */
export const newStatus = (isBlocked: string, hasPrice: string) =>
  `case
             when locked.status not in ('A', 'B') then locked.status
             when ${isBlocked} or not ${hasPrice} then 'B'::"char"
             else 'A'::"char"
           end`;

/** The version of such a seat `s`: only a change of its status is news. */
export const versionAfter = (isBlocked: string, hasPrice: string) =>
  `s.version + case
           when locked.status = ${newStatus(isBlocked, hasPrice)} then 0
           else 1
         end`;

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
         version = ${versionAfter('s.is_blocked', 'locked.has_price')}
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
