/** What the organiser decides: which seats there are, and which of them are for sale. */
import { statement } from '../../platform';
import { newsColumn } from './news.sql';

/** available ↔ blocked, by the organiser. Seats in another status stay as they are. $1 show, $2 seats, $3 letter. */
export const blockSeats = statement(
  'block_seats',
  `with locked as materialized (
  select show_id, seat_no
    from show_seat
   where show_id = $1::uuid
     and seat_no = any($2::integer[])
     and status = case $3::text when 'B' then 'A'::"char" else 'B'::"char" end
   order by seat_no
     for update
),
moved as (
  update show_seat s
     set status = $3::text::"char", version = s.version + 1
    from locked
   where s.show_id = locked.show_id
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.version, s.status
),
news as (
  insert into outbox (topic, key, body)
  select 'seats', show_id::text, jsonb_agg(jsonb_build_array(seat_no, status, version))
    from moved
   group by show_id
  returning id::text, topic, key, body
)
select (select count(*)::integer from moved) as seat_count, ${newsColumn}`,
);

/** Enters the seats of a show into the ledger, once. $1 show, $2 how many, $3 those not for sale. */
export const stockShow = statement(
  'stock_show',
  `insert into show_seat (show_id, seat_no, status)
select $1::uuid, seat_no, case when seat_no = any($3::integer[]) then 'B'::"char" else 'A'::"char" end
  from generate_series(0, $2::integer - 1) as seat_no
on conflict do nothing`,
);
