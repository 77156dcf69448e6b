/** What becomes of a hold without an order: a later end, a release, an expiry, and in the end nothing. */
import { statement } from '../../platform';
import { countNoMore, countUntil } from '../ledger/allowance.sql';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';

/**
 * Prolongs a live hold to $4, never past its latest moment and never back. Nothing where a seat of it was taken over.
 * $1 hold, $2 buyer, $3 now, $4 wanted expiry.
 */
export const extendHold = statement(
  'extend_hold',
  `with mine as materialized (
  select id, show_id, buyer_id, seat_nos, greatest(expires_at, least($4::timestamptz, expires_at_max)) as until
    from seat_hold
   where id = $1::uuid
     and buyer_id = $2::uuid
     and status = 'A'
     and expires_at > $3::timestamptz
     for update
),
locked as materialized (
  select s.show_id, s.seat_no
    from mine
    join show_seat s on s.show_id = mine.show_id and s.seat_no = any(mine.seat_nos) and s.hold_id = mine.id
   order by s.seat_no
     for update of s
),
whole as materialized (
  select * from mine where cardinality(seat_nos) = (select count(*) from locked)
),
prolonged as (
  update show_seat s
     set hold_expires_at = whole.until
    from whole
   where s.show_id = whole.show_id
     and s.seat_no = any(whole.seat_nos)
     and s.hold_id = whole.id
),
${countUntil('whole', 'whole.until')}
update seat_hold h
   set expires_at = whole.until
  from whole
 where h.id = whole.id
returning h.id`,
);

/**
 * Gives the seats of a hold back to the sale. Nothing where it is not live any more. $1 hold, $2 buyer, $3 now.
 */
export const releaseHold = statement(
  'release_hold',
  `with mine as materialized (
  select id, show_id, buyer_id, seat_nos, expires_at
    from seat_hold
   where id = $1::uuid
     and buyer_id = $2::uuid
     and status = 'A'
     for update
),
locked as materialized (
  select s.show_id, s.seat_no
    from mine
    join show_seat s on s.show_id = mine.show_id and s.seat_no = any(mine.seat_nos) and s.hold_id = mine.id
   where s.status = 'H'
   order by s.seat_no
     for update of s
),
freed as (
  update show_seat s
     set status = 'A', version = s.version + 1, hold_id = null, hold_expires_at = null
    from locked
   where s.show_id = locked.show_id
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version
),
${countNoMore('mine')},
ended as (
  update seat_hold h
     set status = case when mine.expires_at > $3::timestamptz then 'L'::"char" else 'E'::"char" end
    from mine
   where h.id = mine.id
),
${writeSeatEvents('freed')}
select ${outboxRows} as outbox_rows`,
);

/**
 * Tidies holds that ran out: their seats go back to the sale. Other processes that tidy at once take other holds.
 * $1 now, $2 holds at most.
 */
export const expireHolds = statement(
  'expire_holds',
  `with due as materialized (
  select id, show_id, buyer_id, seat_nos
    from seat_hold
   where status = 'A'
     and expires_at <= $1::timestamptz
   order by expires_at
   limit $2::integer
     for update skip locked
),
locked as materialized (
  select s.show_id, s.seat_no
    from due
    join show_seat s on s.show_id = due.show_id and s.seat_no = any(due.seat_nos) and s.hold_id = due.id
   where s.status = 'H'
   order by s.show_id, s.seat_no
     for update of s
),
freed as (
  update show_seat s
     set status = 'A', version = s.version + 1, hold_id = null, hold_expires_at = null
    from locked
   where s.show_id = locked.show_id
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version
),
ended as (
  update seat_hold h set status = 'E' from due where h.id = due.id
),
${writeSeatEvents('freed')}
select (select count(*)::integer from due) as hold_count, ${outboxRows} as outbox_rows`,
);

/**
 * Forgets ended holds that no order ever named, and with them the allowance of a buyer whom nothing counts against any
 * more. $1 those whose time was over before, $2 holds at most.
 */
export const purgeHolds = statement(
  'purge_holds',
  `with due as materialized (
  select id, show_id, buyer_id
    from seat_hold
   where status in ('E', 'L')
     and not was_reserved
     and expires_at < $1::timestamptz
   order by expires_at
   limit $2::integer
     for update skip locked
),
gone as (
  delete from seat_hold h using due where h.id = due.id
),
spent as materialized (
  select show_id, buyer_id
    from buyer_allowance
   where (show_id, buyer_id) in (select show_id, buyer_id from due)
     and $1::timestamptz > all (count_until)
     for update skip locked
),
forgotten as (
  delete from buyer_allowance a using spent where a.show_id = spent.show_id and a.buyer_id = spent.buyer_id
)
select count(*)::integer as hold_count from due`,
);
