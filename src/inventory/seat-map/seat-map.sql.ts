/** Replaces the map of a show, inside one transaction that has locked the show. */
import { statement } from '../../platform';
import { statusWhenFree } from '../ledger/seat-row.sql';

/** The number that the next new seat gets; 0 where the show has no seats yet. $1 show. */
export const readNextSeatNo = statement(
  'read_next_seat_no',
  `select coalesce(max(seat_no) + 1, 0) as "nextSeatNo" from show_seat where show_id = $1::uuid`,
);

/**
 * Locks seats in their order, waiting for claims in progress, and returns those that a buyer has.
 * $1 show, $2 seats, $3 now.
 */
export const lockSeats = statement(
  'lock_seats',
  `with locked as materialized (
  select seat_no, status, hold_expires_at
    from show_seat
   where show_id = $1::uuid
     and seat_no = any($2::integer[])
   order by seat_no
     for update
)
select seat_no as "seatNo"
  from locked
 where status in ('R', 'S')
    or (status = 'H' and hold_expires_at > $3::timestamptz)`,
);

/** Frees those of the locked seats whose hold has run out. $1 show, $2 seats, $3 now. */
export const freeLapsed = statement(
  'free_lapsed',
  `update show_seat
   set status = ${statusWhenFree('show_seat')}, version = version + 1, hold_id = null, hold_expires_at = null
 where show_id = $1::uuid
   and seat_no = any($2::integer[])
   and status = 'H'
   and hold_expires_at <= $3::timestamptz`,
);

/** Retires seats that no buyer has, for ever. $1 show, $2 seats, $3 the index of each in the old map, $4 that map. */
export const retireSeats = statement(
  'retire_seats',
  `with retired as (
  update show_seat
     set status = 'X', version = version + 1
   where show_id = $1::uuid
     and seat_no = any($2::integer[])
  returning 1
)
insert into retired_seat (show_id, seat_no, seat_map_version, map_index)
select $1::uuid, seat_no, $4::text, map_index
  from unnest($2::integer[], $3::integer[]) as retired_at (seat_no, map_index)
 where (select count(*) from retired) = cardinality($2::integer[])`,
);

/** Inserts the seats that only the new map has. $1 show, $2 seats, $3 those of them without a price. */
export const insertNewSeats = statement(
  'insert_new_seats',
  `insert into show_seat (show_id, seat_no, status, has_price)
select $1::uuid, seat_no, case when unpriced.seat_no is null then 'A'::"char" else 'B'::"char" end,
       unpriced.seat_no is null
  from unnest($2::integer[]) as seat_no
  left join unnest($3::integer[]) as unpriced (seat_no) using (seat_no)`,
);

/** $1 numbering, $2 show, $3 version of the map, $4 the number of each seat in map order. */
export const insertNumbering = statement(
  'insert_seat_numbering',
  `insert into seat_numbering (id, show_id, seat_map_version, seat_nos)
values ($1::uuid, $2::uuid, $3::text, $4::integer[])`,
);

/** A message to all who watch the seats of a show. $1 show, $2 the message. */
export const insertSeatMessage = statement(
  'insert_seat_message',
  `insert into outbox (show_id, topic, key, body)
values ($1::uuid, 'seats', $1::uuid::text, to_jsonb($2::text))
returning show_id as "partition", id::text, topic, key, body`,
);
