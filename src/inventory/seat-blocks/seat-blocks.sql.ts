/** Seats that organizers keep out of the sale, and why. */
import { type SqlExecutor, statement } from '../../platform';
import { outboxRows } from '../ledger/seat-events.sql';
import { newStatus, seatEventsOfMoved, versionAfter } from '../seat-map/show-seats.sql';

/**
 * The block of this show, kind, note and release; a repeat of a call that broke off gets the same one. $1 show, $2 id of a
 * new one, $3 kind, $4 note, $5 release or null, $6 now.
 */
export const openSeatBlock = statement(
  'open_seat_block',
  `insert into seat_block as block (show_id, id, kind, note, release_at, created_at)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz(3), $6::timestamptz(3))
on conflict (show_id, kind, note, coalesce(release_at, 'infinity'::timestamptz)) do update
   set note = block.note
returning id as "blockId"`,
);

/** The show by these terms, and the seats as they are. $1 show, $2 seats, $3 for each whether its zone has a price, $4 terms. */
const sale = `sale as materialized (
  select 1 from show where id = $1::uuid and terms_version = $4::integer
)`;

/**
 * The rows of the seats, by their keys whatever PostgreSQL believes of the table: joined with a list, it may come to read the
 * whole show for each step.
 */
const wanted = `s.show_id = $1::uuid and s.seat_no = any($2::integer[])`;
const wantedPrice = `($3::boolean[])[array_position($2::integer[], s.seat_no)]`;

/**
 * Blocks some seats. Those that buyers have keep their status and are only marked: they become blocked when they return to
 * the sale. One row comes back; nothing changes where the terms of the show have changed, or the block was released. The event
 * for endpoints is written once for all of them.
 *
 * Locks: the block, for share, so that no seat comes to it after its release; then the seats by number.
 *
 * $1 to $4 as above, $5 block, $6 now.
 */
export const blockSeats = statement(
  'block_seats',
  `with ${sale},
block as materialized (
  select id
    from seat_block
   where show_id = $1::uuid
     and id = $5::uuid
     and released_at is null
     and (release_at is null or release_at > $6::timestamptz)
     and exists (select from sale)
     for share
),
already as materialized (
  select s.seat_no, s.status
    from show_seat s
   where ${wanted}
     and s.is_blocked
     and s.block_id = $5::uuid
     and exists (select from block)
),
locked as materialized (
  select s.show_id, s.seat_no, s.status, s.is_blocked,
         case when s.status in ('A', 'B') then ${wantedPrice} else s.has_price end as has_price
    from show_seat s
   where ${wanted}
     and exists (select from block)
     and s.status <> 'X'
     and not (s.is_blocked and s.block_id is not distinct from $5::uuid)
   order by s.seat_no
     for update of s
),
moved as (
  update show_seat s
     set is_blocked = true,
         block_id = $5::uuid,
         has_price = locked.has_price,
         status = ${newStatus('true', 'locked.has_price')},
         version = ${versionAfter('true', 'locked.has_price')}
    from locked
   where ${wanted}
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version, locked.status as old_status, locked.is_blocked as was_blocked
),
logged as materialized (
  select write_blocked_seats(
           array[$1::uuid::text, count(*)::text] || (array_agg(seat_no::text order by seat_no))[1:100])
    from moved
   where not was_blocked
  having count(*) > 0
),
${seatEventsOfMoved}
select exists (select from sale) as is_sale_current,
       exists (select from block) as is_block_open,
       (select count(*)::integer from changed_status) as changed_count,
       (select count(*)::integer from moved where was_blocked) as relabeled_count,
       (select count(*)::integer from already) as already_count,
       (select coalesce(json_agg(json_build_array(seat_no, status) order by seat_no), '[]')
          from (select seat_no, status from moved
                 union all
                select seat_no, status from already) as marked
         where status in ('H', 'R', 'S')) as taken,
       (select count(*) from logged) as logged_count,
       ${outboxRows} as outbox_rows`,
);

/**
 * Unblocks some seats; with $5 those of that block alone. A seat without a price stays out of the sale. One row comes back;
 * nothing changes where the terms of the show have changed.
 *
 * $1 to $4 as above, $5 block or null.
 */
export const unblockSeats = statement(
  'unblock_seats',
  `with ${sale},
locked as materialized (
  select s.show_id, s.seat_no, s.status,
         case when s.status in ('A', 'B') then ${wantedPrice} else s.has_price end as has_price
    from show_seat s
   where ${wanted}
     and exists (select from sale)
     and s.status <> 'X'
     and (s.is_blocked or s.status = 'B' or (s.status = 'A' and not ${wantedPrice}))
     and ($5::uuid is null or (s.is_blocked and s.block_id = $5::uuid))
   order by s.seat_no
     for update of s
),
moved as (
  update show_seat s
     set is_blocked = false,
         block_id = null,
         has_price = locked.has_price,
         status = ${newStatus('false', 'locked.has_price')},
         version = ${versionAfter('false', 'locked.has_price')}
    from locked
   where ${wanted}
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.status, s.version, locked.status as old_status
),
${seatEventsOfMoved}
select exists (select from sale) as is_sale_current,
       (select count(*)::integer from changed_status) as changed_count,
       (select count(*)::integer from moved) as moved_count,
       (select count(*)::integer from moved where status in ('H', 'R', 'S')) as unmarked_count,
       (select coalesce(json_agg(seat_no order by seat_no), '[]') from moved where status = 'B') as unpriced_seat_nos,
       ${outboxRows} as outbox_rows`,
);

/** $1 show, $2 block. */
export const readSeatsOfBlock = statement(
  'read_seats_of_block',
  `select coalesce(array_agg(seat_no order by seat_no), '{}') as "seatNos"
  from show_seat
 where show_id = $1::uuid
   and is_blocked
   and block_id = $2::uuid`,
);

/**
 * The blocks of a show that have seats, those that are released next first. Seats without a record are blocked by the house.
 * $1 show, $2 seats to name of each, $3 how many blocks at most.
 */
export const readSeatBlocks = statement(
  'read_seat_blocks',
  `select block.id as "blockId", coalesce(block.kind, 'house') as kind, coalesce(block.note, '') as note,
       block.release_at as "releaseAt", count(*)::integer as "seatCount",
       count(*) filter (where s.status <> 'B')::integer as "takenCount",
       (array_agg(s.seat_no order by s.seat_no))[1:$2::integer] as "seatNos"
  from show_seat s
  left join seat_block block on block.show_id = $1::uuid and block.id = s.block_id
 where s.show_id = $1::uuid
   and s.is_blocked
   and s.status <> 'X'
 group by block.id, block.kind, block.note, block.release_at
 order by block.release_at nulls last, block.id nulls last
 limit $3::integer`,
);

/** Of all shows, the longest due first. $1 now, $2 how many at most. */
export const readShowsWithDueBlocks = statement(
  'read_shows_with_due_blocks',
  `select show_id as "showId", id as "blockId"
  from seat_block
 where released_at is null
   and release_at <= $1::timestamptz
 order by release_at
 limit $2::integer`,
);

/** Waits for those who are adding seats to the block; nobody does afterwards. $1 show, $2 block. */
export const lockSeatBlock = statement(
  'lock_seat_block',
  'select id from seat_block where show_id = $1::uuid and id = $2::uuid for update',
);

/** Once its seats are back. In a statement of its own, which sees what was added before the lock. $1 show, $2 block, $3 now. */
export const markBlockReleased = statement(
  'mark_block_released',
  `update seat_block
   set released_at = $3::timestamptz
 where show_id = $1::uuid
   and id = $2::uuid
   and released_at is null
   and release_at <= $3::timestamptz
   and not exists (select from show_seat
                    where show_id = $1::uuid
                      and is_blocked
                      and block_id = $2::uuid
                      and status <> 'X')
returning id`,
);

/** Why a seat `s` is blocked, with its block `block`; seats that were blocked before kinds were recorded are the house's. */
const kindLetter = `case when s.is_blocked is not true then '-' when block.kind = 'press' then 'r' else coalesce(left(block.kind, 1), 'h') end`;

/** A letter for each seat, in ascending order. $1 show, $2 seats. */
const readKinds = statement(
  'read_block_kinds',
  `select string_agg(
         ${kindLetter},
         '' order by wanted.seat_no) as letters
  from unnest($2::integer[]) as wanted (seat_no)
  left join show_seat s on s.show_id = $1::uuid and s.seat_no = wanted.seat_no
  left join seat_block block on block.show_id = $1::uuid and block.id = s.block_id`,
);

/** Why these seats are blocked, a letter for each: h, p, k, r, d, or - where nobody has blocked it. Ascending. */
export async function readBlockKinds(
  database: SqlExecutor,
  showId: string,
  seatNos: readonly number[],
): Promise<string> {
  const [row] = await database.run<{ letters: string | null }>(readKinds, [showId, seatNos]);
  return row?.letters ?? '';
}

/**
 * What figures count as blocked of each kind beside what the blocks have themselves: the open ones by their kinds, seats that the house
 * has blocked without a block, and seats that have no price. A row of `damage` where they differ. Of all shows.
 */
export const differingBlockKinds = `
  with counted as (
    select s.show_id, ${kindLetter} as letter, count(*) as seats
      from show_seat s
      left join seat_block block on block.show_id = s.show_id and block.id = s.block_id
     where s.status = 'B'
     group by 1, 2
  ), had as (
    select block.show_id, case block.kind when 'press' then 'r' else left(block.kind, 1) end as letter, count(*) as seats
      from seat_block block
      join show_seat s on s.show_id = block.show_id and s.block_id = block.id and s.is_blocked and s.status = 'B'
     where block.released_at is null
     group by 1, 2
     union all
    select show_id, case when is_blocked then 'h' else '-' end, count(*)
      from show_seat
     where status = 'B' and case when is_blocked then block_id is null else not has_price end
     group by 1, 2
  )
  select format('show %s, blocked as %s: the figures have %s, the blocks %s', show_id,
                case letter when 'h' then 'house' when 'p' then 'production' when 'k' then 'kill' when 'r' then 'press'
                            when 'd' then 'distance' else 'unpriced' end, coalesce(c.seats, 0), coalesce(h.seats, 0)) as damage
    from counted c
    full join (select show_id, letter, sum(seats) as seats from had group by 1, 2) h using (show_id, letter)
   where c.seats is distinct from h.seats`;
