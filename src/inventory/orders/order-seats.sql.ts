/** The transitions of the seats of an order. */
import { statement } from '../../platform';
import { countUntil, countWithinLimit } from '../ledger/allowance.sql';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';
import { hasStatus, statusWhenFree } from '../ledger/seat-row.sql';
import { mayBuy, showStateColumns } from '../ledger/show-state.sql';

interface SeatMove {
  readonly name: string;
  /** Which hold the statement is about, live or not: a condition on `h`, a row of `seat_hold`. */
  readonly hold: string;
  /** The hold's own state and the show's, as they must be: a condition on `h` and `show`. */
  readonly when: string;
  /** Which seats of it: a condition on `s`, and the hold as `mine`. */
  readonly seats: string;
  /** The new columns of the seats; `s` is the seat, `whole` the hold and its show's state. */
  readonly seatColumns: string;
  /** The new columns of the hold. */
  readonly holdColumns: string;
  /** Until when the seats count against the buyer's limit. */
  readonly countsUntil: string;
  /**
   * For seats that no longer counted: now. They count again, and nothing moves where the buyer has got other seats since
   * then and would have more than the show allows.
   */
  readonly countsAgainAt?: string;
}

/**
 * Moves the seats of one hold or order from one status to another, all or none. One row comes back always: what
 * moved, and the state of the show by which the statement decided. No column of the hold where nothing moved.
 *
 * Locks: the hold, its seats by number, the buyer's allowance. The show is read without a lock: a statement that
 * began before a cancellation was committed counts as before it. $1 is the show in all of them.
 */
const moveSeats = ({ name, hold, when, seats, seatColumns, holdColumns, countsUntil, countsAgainAt }: SeatMove) =>
  statement(
    name,
    `with asked as materialized (
  select h.id, h.status, h.expires_at, ${showStateColumns('show')}
    from seat_hold h
    join show on show.id = h.show_id
   where h.show_id = $1::uuid
     and ${hold}
),
mine as materialized (
  select h.id, h.show_id, h.buyer_id, h.seat_nos, h.expires_at_max, ${showStateColumns('show')}
    from asked show
    join seat_hold h on h.show_id = $1::uuid and h.id = show.id
   where ${hold}
     and ${when}
     for update of h
),
locked as materialized (
  select s.seat_no
    from mine
    join show_seat s on s.show_id = $1::uuid and s.seat_no = any(mine.seat_nos)
   where ${seats}
   order by s.seat_no
     for update of s
),
${countsAgainAt === undefined ? 'whole' : 'complete'} as materialized (
  select * from mine where cardinality(seat_nos) = (select count(*) from locked)
),
${
  countsAgainAt === undefined
    ? countUntil('whole', countsUntil)
    : `${countWithinLimit('complete', countsUntil, countsAgainAt)},
whole as materialized (select * from complete where exists (select from counted))`
},
moved as (
  update show_seat s
     set version = s.version + 1, ${seatColumns}
    from whole
   where s.show_id = $1::uuid
     and s.seat_no = any(whole.seat_nos)
  returning s.show_id, s.seat_no, s.status, s.version
),
changed as (
  update seat_hold h
     set ${holdColumns}
    from whole
   where h.show_id = $1::uuid
     and h.id = whole.id
  returning h.id, h.show_id, h.buyer_id, h.status, h.seat_nos, h.prices_minor, h.total_minor, h.currency, h.expires_at,
            h.expires_at_max
),
${writeSeatEvents('moved')}
select changed.*, asked.status as hold_code, asked.expires_at as hold_expires_at, ${showStateColumns('asked')}, ${outboxRows} as outbox_rows
  from (select 1) as always
  left join asked on true
  left join changed on true`,
  );

/** held → reserved, while the sale is open. $2 hold, $3 buyer, $4 now, $5 order. */
export const reserveHold = moveSeats({
  name: 'reserve_hold',
  hold: 'h.id = $2::uuid and h.buyer_id = $3::uuid',
  when: `${hasStatus('h', 'A')} and h.expires_at > $4::timestamptz and ${mayBuy('show', '$4::timestamptz')}`,
  seats: `s.status = 'H' and s.hold_id = mine.id`,
  seatColumns: `status = 'R', hold_expires_at = null, order_id = $5::uuid`,
  holdColumns: `status = 'R', order_id = $5::uuid, was_reserved = true`,
  countsUntil: `'infinity'`,
});

/** reserved → sold, unless the show is cancelled. $2 order. */
export const sellReserved = moveSeats({
  name: 'sell_reserved',
  hold: 'h.order_id = $2::uuid',
  when: `${hasStatus('h', 'R')} and show.cancelled_at is null`,
  seats: `s.status = 'R' and s.order_id = $2::uuid`,
  seatColumns: `status = 'S', hold_id = null`,
  holdColumns: `status = 'C'`,
  countsUntil: `'infinity'`,
});

/**
 * Where the seats of a declined order are held until: while the buyer could not buy them, because the sale is paused or
 * has been put off, as long as a hold can last.
 */
const heldUntil = `case when ${mayBuy('whole', '$4::timestamptz')} then $3::timestamptz
              else greatest($3::timestamptz, whole.expires_at_max) end`;

/** reserved → held again, until $3; free where the show is cancelled. $2 order, $4 now. */
export const returnToHold = moveSeats({
  name: 'return_to_hold',
  hold: 'h.order_id = $2::uuid',
  when: hasStatus('h', 'R'),
  seats: `s.status = 'R' and s.order_id = $2::uuid`,
  seatColumns: `order_id = null,
         status = case when whole.cancelled_at is null then 'H'::"char" else ${statusWhenFree('s')} end,
         hold_id = case when whole.cancelled_at is null then whole.id end,
         hold_expires_at = case when whole.cancelled_at is null then ${heldUntil} end`,
  holdColumns: `order_id = null,
         status = case when whole.cancelled_at is null then 'A'::"char" else 'L'::"char" end,
         expires_at = case when whole.cancelled_at is null then ${heldUntil} else $3::timestamptz end`,
  countsUntil: `case when whole.cancelled_at is null then ${heldUntil} else '-infinity' end`,
});

/** reserved → free: the order ends without its seats. $2 order. */
export const releaseReserved = moveSeats({
  name: 'release_reserved',
  hold: 'h.order_id = $2::uuid',
  when: hasStatus('h', 'R'),
  seats: `s.status = 'R' and s.order_id = $2::uuid`,
  seatColumns: `status = ${statusWhenFree('s')}, hold_id = null, order_id = null`,
  holdColumns: `status = 'L', order_id = null`,
  countsUntil: `'-infinity'`,
});

/**
 * Reserved again for a payment that arrived after its order had ended: seats that are free, or that its hold still has.
 * A pause or a close does not matter, since the money was taken. The buyer's limit does: a buyer who has bought other
 * seats instead gets the money back. $2 hold, $3 order, $4 now.
 */
export const reserveAgain = moveSeats({
  name: 'reserve_again',
  hold: 'h.id = $2::uuid',
  when: `${hasStatus('h', 'A', 'L', 'E')} and show.cancelled_at is null`,
  seats: `(s.status = 'A' or (s.status = 'H' and s.hold_id = mine.id))`,
  seatColumns: `status = 'R', hold_id = whole.id, hold_expires_at = null, order_id = $3::uuid`,
  holdColumns: `status = 'R', order_id = $3::uuid`,
  countsUntil: `'infinity'`,
  countsAgainAt: '$4::timestamptz',
});

/**
 * sold → free, some seats of an order. Its hold keeps the others, or ends with the last. No row where one of them is not
 * sold to the order. Locks as above. $1 show, $2 order, $3 seats.
 */
export const returnSomeSold = statement(
  'return_some_sold',
  `with mine as materialized (
  select h.id, h.buyer_id, h.seat_nos
    from seat_hold h
   where h.show_id = $1::uuid
     and h.order_id = $2::uuid
     and ${hasStatus('h', 'C')}
     for update of h
),
locked as materialized (
  select s.seat_no
    from mine
    join show_seat s on s.show_id = $1::uuid and s.seat_no = any($3::integer[])
   where s.seat_no = any(mine.seat_nos)
     and s.status = 'S'
     and s.order_id = $2::uuid
   order by s.seat_no
     for update of s
),
whole as materialized (
  select mine.*, array(select seat_no from unnest(mine.seat_nos) as named (seat_no) where seat_no <> all ($3::integer[])) as kept
    from mine
   where (select count(*) from locked) = cardinality($3::integer[])
),
counted as (
  update buyer_allowance a
     set seat_counts[array_position(a.hold_ids, whole.id)] =
           case when cardinality(kept) > 0 then cardinality(kept) else cardinality(whole.seat_nos) end,
         count_until[array_position(a.hold_ids, whole.id)] =
           case when cardinality(kept) > 0 then 'infinity'::timestamptz else '-infinity' end
    from whole
   where a.show_id = $1::uuid
     and a.buyer_id = whole.buyer_id
     and whole.id = any(a.hold_ids)
),
moved as (
  update show_seat s
     set version = s.version + 1, status = ${statusWhenFree('s')}, order_id = null
    from whole
   where s.show_id = $1::uuid
     and s.seat_no = any($3::integer[])
  returning s.show_id, s.seat_no, s.status, s.version
),
changed as (
  update seat_hold h
     set (seat_nos, prices_minor, total_minor) = (
           select array_agg(seat_no order by place), array_agg(price order by place), sum(price)
             from unnest(h.seat_nos, h.prices_minor) with ordinality as named (seat_no, price, place)
            where cardinality(whole.kept) = 0 or seat_no = any(whole.kept)),
         status = case when cardinality(whole.kept) > 0 then 'C'::"char" else 'X'::"char" end
    from whole
   where h.show_id = $1::uuid
     and h.id = whole.id
  returning h.id
),
${writeSeatEvents('moved')}
select cardinality(whole.kept) as "seatsLeft", ${outboxRows} as outbox_rows from whole`,
);

/** sold → free: the money goes back. $2 order. */
export const returnSold = moveSeats({
  name: 'return_sold',
  hold: 'h.order_id = $2::uuid',
  when: hasStatus('h', 'C'),
  seats: `s.status = 'S' and s.order_id = $2::uuid`,
  seatColumns: `status = ${statusWhenFree('s')}, order_id = null`,
  holdColumns: `status = 'X'`,
  countsUntil: `'-infinity'`,
});

/** How many seats count against the limit of a buyer. $1 show, $2 buyer, $3 now. */
export const countSeatsOfBuyer = statement(
  'count_seats_of_buyer',
  `select coalesce(sum(seat_count), 0)::integer as "seatCount"
  from buyer_allowance a
 cross join unnest(a.seat_counts, a.count_until) as counted (seat_count, until)
 where a.show_id = $1::uuid
   and a.buyer_id = $2::uuid
   and until > $3::timestamptz`,
);
