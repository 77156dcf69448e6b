/** The life of a hold without an order: a later end, a release, an expiry, and its deletion. */
import { statement } from '../../platform';
import { countEachUntil, countNoMore, countUntil } from '../ledger/allowance.sql';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';
import { hasStatus, statusWhenFree } from '../ledger/seat-row.sql';
import { mayBuy, showStateColumns } from '../ledger/show-state.sql';

/** Locks the seats of the holds `mine`, and moves the end of those that still have all their seats to `until`. */
const extendWhole = `locked as materialized (
  select s.hold_id, s.seat_no
    from mine
    join show_seat s on s.show_id = $1::uuid and s.seat_no = any(mine.seat_nos) and s.hold_id = mine.id
   order by s.seat_no
     for update of s
),
whole as materialized (
  select * from mine where cardinality(seat_nos) = (select count(*) from locked where locked.hold_id = mine.id)
),
extended_seats as (
  update show_seat s
     set hold_expires_at = whole.until
    from whole
   where s.show_id = $1::uuid
     and s.seat_no = any(whole.seat_nos)
     and s.hold_id = whole.id
)`;

/** Locks the seats that the holds still have, and frees them. */
const freeSeatsOf = (holds: string) => `locked as materialized (
  select s.seat_no
    from ${holds}
    join show_seat s on s.show_id = $1::uuid and s.seat_no = any(${holds}.seat_nos) and s.hold_id = ${holds}.id
   where s.status = 'H'
   order by s.seat_no
     for update of s
),
freed as (
  update show_seat s
     set status = ${statusWhenFree('s')}, version = s.version + 1, hold_id = null, hold_expires_at = null
    from locked
   where s.show_id = $1::uuid
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version
)`;

/**
 * Extends a live hold to $5, never past its latest moment and never back, while its show is on sale. One row comes back
 * always: whether it was extended, and the state of the show. $1 show, $2 hold, $3 buyer, $4 now, $5 wanted expiry.
 */
export const extendHold = statement(
  'extend_hold',
  `with asked as materialized (
  select h.id, h.status, h.expires_at, ${showStateColumns('show')}
    from seat_hold h
    join show on show.id = h.show_id
   where h.show_id = $1::uuid
     and h.id = $2::uuid
     and h.buyer_id = $3::uuid
),
mine as materialized (
  select h.id, h.show_id, h.buyer_id, h.seat_nos, greatest(h.expires_at, least($5::timestamptz, h.expires_at_max)) as until
    from asked
    join seat_hold h on h.show_id = $1::uuid and h.id = asked.id
   where ${hasStatus('h', 'A')}
     and h.expires_at > $4::timestamptz
     and ${mayBuy('asked', '$4::timestamptz')}
     for update of h
),
${extendWhole},
${countUntil('whole', 'whole.until')},
extended as (
  update seat_hold h
     set expires_at = whole.until
    from whole
   where h.show_id = $1::uuid
     and h.id = whole.id
  returning h.id
)
select exists (select from extended) as is_extended, asked.status as hold_code, asked.expires_at as hold_expires_at,
       ${showStateColumns('asked')}
  from (select 1) as always
  left join asked on true`,
);

/**
 * Extends every live hold of a show as far as it can be, for a sale that pauses: the time of a buyer who cannot buy does
 * not run out. $1 show, $2 now.
 */
export const extendHoldsOfShow = statement(
  'extend_holds_of_show',
  `with mine as materialized (
  select id, show_id, buyer_id, seat_nos, expires_at_max as until
    from seat_hold
   where show_id = $1::uuid
     and status = 'A'
     and expires_at > $2::timestamptz
     and expires_at_max > expires_at
   order by id
     for update
),
${extendWhole},
${countEachUntil('whole')}
update seat_hold h
   set expires_at = whole.until
  from whole
 where h.show_id = $1::uuid
   and h.id = whole.id
returning h.id`,
);

/** Ends every live hold of a cancelled show: its seats are free again. $1 show, $2 now. */
export const endHoldsOfShow = statement(
  'end_holds_of_show',
  `with mine as materialized (
  select id, show_id, buyer_id, seat_nos, '-infinity'::timestamptz as until
    from seat_hold
   where show_id = $1::uuid
     and status = 'A'
   order by id
     for update
),
${freeSeatsOf('mine')},
${countEachUntil('mine')},
ended as (
  update seat_hold h
     set status = 'E', expires_at = least(h.expires_at, $2::timestamptz)
    from mine
   where h.show_id = $1::uuid
     and h.id = mine.id
),
${writeSeatEvents('freed')}
select (select count(*)::integer from mine) as hold_count, ${outboxRows} as outbox_rows`,
);

/** Puts the seats of a hold back on sale. Nothing happens where it has ended. $1 show, $2 hold, $3 buyer, $4 now. */
export const releaseHold = statement(
  'release_hold',
  `with mine as materialized (
  select id, show_id, buyer_id, seat_nos, expires_at
    from seat_hold h
   where show_id = $1::uuid
     and id = $2::uuid
     and buyer_id = $3::uuid
     and ${hasStatus('h', 'A')}
     for update
),
${freeSeatsOf('mine')},
${countNoMore('mine')},
ended as (
  update seat_hold h
     set status = case when mine.expires_at > $4::timestamptz then 'L'::"char" else 'E'::"char" end
    from mine
   where h.show_id = $1::uuid
     and h.id = mine.id
),
${writeSeatEvents('freed')}
select ${outboxRows} as outbox_rows`,
);

/**
 * Ends holds of a show that have run out: their seats go back on sale. Processes that do so at once take different holds.
 * $1 show, $2 now, $3 holds at most.
 */
export const expireHolds = statement(
  'expire_holds',
  `with due as materialized (
  select id, show_id, buyer_id, seat_nos
    from seat_hold
   where show_id = $1::uuid
     and status = 'A'
     and expires_at <= $2::timestamptz
   order by expires_at
   limit $3::integer
     for update skip locked
),
${freeSeatsOf('due')},
ended as (
  update seat_hold h set status = 'E' from due where h.show_id = $1::uuid and h.id = due.id
),
${writeSeatEvents('freed')}
select (select count(*)::integer from due) as hold_count, ${outboxRows} as outbox_rows`,
);

/**
 * Deletes ended holds of a show that no order ever named, and the allowance of each of their buyers if it counts nothing
 * any more. $1 show, $2 those that ended before, $3 holds at most.
 */
export const purgeHolds = statement(
  'purge_holds',
  `with due as materialized (
  select id, buyer_id
    from seat_hold
   where show_id = $1::uuid
     and status in ('E', 'L')
     and not was_reserved
     and expires_at < $2::timestamptz
   order by expires_at
   limit $3::integer
     for update skip locked
),
deleted as (
  delete from seat_hold h using due where h.show_id = $1::uuid and h.id = due.id
),
spent as materialized (
  select buyer_id
    from buyer_allowance
   where show_id = $1::uuid
     and buyer_id = any(array(select buyer_id from due))
     and $2::timestamptz > all (count_until)
     for update skip locked
),
deleted_allowance as (
  delete from buyer_allowance where show_id = $1::uuid and buyer_id = any(array(select buyer_id from spent))
)
select count(*)::integer as hold_count from due`,
);

/** Shows with rows of an index that begins with the show, found by jumping from show to show. */
const showsWith = (rows: string) => `
with recursive found as (
  (select show_id from seat_hold where ${rows} order by show_id limit 1)
  union all
  select (select h.show_id from seat_hold h where ${rows} and h.show_id > found.show_id order by h.show_id limit 1)
    from found
   where found.show_id is not null
)`;

/** Shows with holds that have run out, the longest first. $1 now, $2 shows at most. */
export const readShowsToExpire = statement(
  'read_shows_to_expire',
  `${showsWith(`status = 'A'`)}
select found.show_id as "showId"
  from found
 cross join lateral (
         select min(expires_at) as due_at from seat_hold where show_id = found.show_id and status = 'A') as holds
 where due_at <= $1::timestamptz
 order by due_at
 limit $2::integer`,
);

/** Shows with holds to purge. $1 those that ended before, $2 shows at most. */
export const readShowsToPurge = statement(
  'read_shows_to_purge',
  `${showsWith(`status in ('E', 'L') and not was_reserved`)}
select found.show_id as "showId"
  from found
 cross join lateral (
         select min(expires_at) as ended_at
           from seat_hold
          where show_id = found.show_id
            and status in ('E', 'L')
            and not was_reserved) as holds
 where ended_at < $1::timestamptz
 order by ended_at
 limit $2::integer`,
);
