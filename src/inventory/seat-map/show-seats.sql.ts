/** What the organizer decides: which seats a show has, and which of them are for sale. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';

/** available ↔ blocked, by the organizer. Seats in another status stay as they are. $1 show, $2 seats, $3 status code. */
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
  returning s.show_id, s.seat_no, s.status, s.version
),
${writeSeatEvents('moved')}
select (select count(*)::integer from moved) as seat_count, ${outboxRows} as outbox_rows`,
);

/** Creates the seats of a show, once. $1 show, $2 how many, $3 those not for sale. */
export const insertShowSeats = statement(
  'insert_show_seats',
  `insert into show_seat (show_id, seat_no, status)
select $1::uuid, seat_no, case when seat_no = any($3::integer[]) then 'B'::"char" else 'A'::"char" end
  from generate_series(0, $2::integer - 1) as seat_no
on conflict do nothing`,
);
