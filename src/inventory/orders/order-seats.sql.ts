/** What becomes of the seats of an order. */
import { statement } from '../../platform';
import { countUntil } from '../ledger/allowance.sql';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';

/** Moves the seats of one hold or order from one status to another, all or none. */
function moveSeats(options: {
  readonly name: string;
  /** Which hold: a condition on `seat_hold`. */
  readonly hold: string;
  /** Which seats of it: a condition on `s`, and the hold as `mine`. */
  readonly seats: string;
  readonly toLetter: string;
  /** What becomes of the seats' other columns. */
  readonly seatColumns: string;
  /** What becomes of the hold. */
  readonly holdColumns: string;
  /** Until when the seats count against the buyer's limit. */
  readonly countsUntil: string;
}) {
  return statement(
    options.name,
    `with mine as materialized (
  select id, show_id, buyer_id, seat_nos
    from seat_hold
   where ${options.hold}
     for update
),
locked as materialized (
  select s.show_id, s.seat_no
    from mine
    join show_seat s on s.show_id = mine.show_id and s.seat_no = any(mine.seat_nos)
   where ${options.seats}
   order by s.seat_no
     for update of s
),
whole as materialized (
  select * from mine where cardinality(seat_nos) = (select count(*) from locked)
),
moved as (
  update show_seat s
     set status = '${options.toLetter}', version = s.version + 1, ${options.seatColumns}
    from whole
   where s.show_id = whole.show_id
     and s.seat_no = any(whole.seat_nos)
  returning s.show_id, s.seat_no, s.status, s.version
),
${countUntil('whole', options.countsUntil)},
changed as (
  update seat_hold h set ${options.holdColumns} from whole where h.id = whole.id
  returning h.id, h.show_id, h.buyer_id, h.seat_nos, h.prices_minor, h.total_minor, h.currency, h.expires_at, h.expires_at_max
),
${writeSeatEvents('moved')}
select changed.*, ${outboxRows} as outbox_rows
  from changed`,
  );
}

/** held → reserved. $1 hold, $2 buyer, $3 now, $4 order. */
export const reserveHold = moveSeats({
  name: 'reserve_hold',
  hold: `id = $1::uuid and buyer_id = $2::uuid and status = 'A' and expires_at > $3::timestamptz`,
  seats: `s.status = 'H' and s.hold_id = mine.id`,
  toLetter: 'R',
  seatColumns: 'hold_expires_at = null, order_id = $4::uuid',
  holdColumns: `status = 'R', order_id = $4::uuid, was_reserved = true`,
  countsUntil: `'infinity'`,
});

/** reserved → sold. $1 order. */
export const sellReserved = moveSeats({
  name: 'sell_reserved',
  hold: `order_id = $1::uuid and status = 'R'`,
  seats: `s.status = 'R' and s.order_id = $1::uuid`,
  toLetter: 'S',
  seatColumns: 'hold_id = null',
  holdColumns: `status = 'C'`,
  countsUntil: `'infinity'`,
});

/** reserved → held again, until $2. $1 order. */
export const returnToHold = moveSeats({
  name: 'return_to_hold',
  hold: `order_id = $1::uuid and status = 'R'`,
  seats: `s.status = 'R' and s.order_id = $1::uuid`,
  toLetter: 'H',
  seatColumns: 'hold_expires_at = $2::timestamptz, order_id = null',
  holdColumns: `status = 'A', order_id = null, expires_at = $2::timestamptz`,
  countsUntil: '$2::timestamptz',
});

/** reserved → available: the order is given up. $1 order. */
export const releaseReserved = moveSeats({
  name: 'give_up_reserved',
  hold: `order_id = $1::uuid and status = 'R'`,
  seats: `s.status = 'R' and s.order_id = $1::uuid`,
  toLetter: 'A',
  seatColumns: 'hold_id = null, order_id = null',
  holdColumns: `status = 'L', order_id = null`,
  countsUntil: `'-infinity'`,
});

/** available → reserved again, for a payment that came after its order was given up. $1 hold, $2 order. */
export const reserveAgain = moveSeats({
  name: 'retake_seats',
  hold: `id = $1::uuid and status in ('L', 'E')`,
  seats: `s.status = 'A'`,
  toLetter: 'R',
  seatColumns: 'hold_id = whole.id, order_id = $2::uuid',
  holdColumns: `status = 'R', order_id = $2::uuid`,
  countsUntil: `'infinity'`,
});

/** sold → available: the money goes back. $1 order. */
export const returnSold = moveSeats({
  name: 'return_sold',
  hold: `order_id = $1::uuid and status = 'C'`,
  seats: `s.status = 'S' and s.order_id = $1::uuid`,
  toLetter: 'A',
  seatColumns: 'order_id = null',
  holdColumns: `status = 'X'`,
  countsUntil: `'-infinity'`,
});
