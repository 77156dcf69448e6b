import { type Invariant, invariant, type SqlExecutor, type Verified, verifyInvariants } from '../../platform';
import { differingBlockKinds } from '../seat-blocks/seat-blocks.sql';

const seat = `format('show %s seat %s (%s)', s.show_id, s.seat_no, s.status)`;

/** The database itself refuses most of this; a check finds what came past it, as a restore or a hand at psql may. */
const invariants: readonly Invariant[] = [
  invariant(
    'columns',
    'Every seat has exactly the columns that its status asks for',
    'show_seat',
    `select ${seat} as damage from show_seat s
      where not case s.status
        when 'A' then hold_id is null and hold_expires_at is null and order_id is null
        when 'B' then hold_id is null and hold_expires_at is null and order_id is null
        when 'X' then hold_id is null and hold_expires_at is null and order_id is null
        when 'H' then hold_id is not null and hold_expires_at is not null and order_id is null
        when 'R' then hold_id is not null and hold_expires_at is null and order_id is not null
        when 'S' then hold_id is null and hold_expires_at is null and order_id is not null
        else false end or s.version < 0`,
  ),
  invariant(
    'for_sale',
    'No seat is on sale that is blocked or has no price',
    `show_seat where status = 'A'`,
    `select ${seat} || ' is on sale' as damage from show_seat s where s.status = 'A' and (s.is_blocked or not s.has_price)`,
  ),
  invariant(
    'blocks',
    'Every block that blocked seats name exists and was not released',
    'show_seat where is_blocked and block_id is not null',
    `select ${seat} || ' names a block that is released or missing' as damage
       from show_seat s
       left join seat_block b on b.show_id = s.show_id and b.id = s.block_id
      where s.is_blocked and s.block_id is not null and s.status <> 'X' and (b.id is null or b.released_at is not null)`,
  ),
  invariant(
    'block_kinds',
    'The figures count as many blocked seats of each kind as the blocks have',
    "show_seat where status = 'B'",
    differingBlockKinds,
  ),
  invariant(
    'priced',
    'Every held, reserved or sold seat has a price',
    `show_seat where status in ('H', 'R', 'S')`,
    `select ${seat} || ' has no price' as damage from show_seat s where s.status in ('H', 'R', 'S') and not s.has_price`,
  ),
  invariant(
    'numbers',
    'The seats of a show are numbered from 0 without a gap',
    '(select distinct show_id from show_seat) as shows',
    `select format('show %s has %s seats, the last one is %s', show_id, count(*), max(seat_no)) as damage
       from show_seat group by show_id having count(*) <> max(seat_no) + 1 or min(seat_no) <> 0`,
  ),
  invariant(
    'map',
    'A show has exactly the seats of its map, and every retired seat has its last position',
    '(select distinct show_id from show_seat) as shows',
    `select format('show %s has %s seats for the %s of its map', show.id, seats.living, coalesce(cardinality(n.seat_nos), m.seat_count)) as damage
       from (select show_id, count(*) filter (where status <> 'X') as living,
                    array_agg(seat_no order by seat_no) filter (where status <> 'X') as seat_nos
               from show_seat group by show_id) as seats
       join show on show.id = seats.show_id
       left join seat_map m on m.version = show.seat_map_version
       left join seat_numbering n on n.id = show.seat_numbering_id
      where seats.living is distinct from m.seat_count
         or (n.id is null and (seats.seat_nos[1] <> 0 or seats.seat_nos[cardinality(seats.seat_nos)] <> m.seat_count - 1))
         or (n.id is not null and seats.seat_nos <> (select array_agg(seat_no order by seat_no) from unnest(n.seat_nos) as seat_no))
      union all
     select ${seat} || ' is retired without its last position'
       from show_seat s
       left join retired_seat r using (show_id, seat_no)
      where s.status = 'X' and r.seat_no is null`,
  ),
  invariant(
    'promised',
    'Every held or reserved seat belongs to a live hold that names it',
    `show_seat where status in ('H', 'R')`,
    `select ${seat} || ' is not in its hold' as damage
       from show_seat s
       left join seat_hold h on h.id = s.hold_id and h.show_id = s.show_id and s.seat_no = any(h.seat_nos)
        and h.status = case s.status when 'H' then 'A'::"char" else 'R'::"char" end
        and (s.status = 'H' or h.order_id = s.order_id)
        and (s.status = 'R' or h.expires_at = s.hold_expires_at)
      where s.status in ('H', 'R') and h.id is null`,
  ),
  invariant(
    'sold',
    'Every sold seat belongs to a converted hold of its order',
    `show_seat where status = 'S'`,
    `select ${seat} || ' has no converted hold' as damage
       from show_seat s
       left join seat_hold h on h.order_id = s.order_id and h.show_id = s.show_id and s.seat_no = any(h.seat_nos) and h.status = 'C'
      where s.status = 'S' and h.id is null`,
  ),
  invariant(
    'holds',
    'Every live, reserved or converted hold has all its seats',
    `seat_hold where status in ('A', 'R', 'C')`,
    // A hold that has run out may have lost seats to the next buyer; it is tidied within a second or two.
    `select format('hold %s (%s) of show %s lacks seat %s', h.id, h.status, h.show_id, wanted.seat_no) as damage
       from seat_hold h
      cross join unnest(h.seat_nos) as wanted (seat_no)
       left join show_seat s on s.show_id = h.show_id and s.seat_no = wanted.seat_no
        and case h.status
              when 'A' then s.status = 'H' and s.hold_id = h.id
              when 'R' then s.status = 'R' and s.hold_id = h.id
              else s.status = 'S' and s.order_id = h.order_id end
      where (h.status in ('R', 'C') or (h.status = 'A' and h.expires_at > $1::timestamptz)) and s.show_id is null`,
  ),
  invariant(
    'twice',
    'No seat is in two live holds or orders',
    `seat_hold where status in ('A', 'R', 'C')`,
    `select format('show %s seat %s is in %s holds', show_id, seat_no, count(*)) as damage
       from seat_hold cross join unnest(seat_nos) as named (seat_no)
      where status in ('R', 'C') or (status = 'A' and expires_at > $1::timestamptz)
      group by show_id, seat_no having count(*) > 1`,
  ),
  invariant(
    'totals',
    'The total of a hold is the sum of its prices',
    'seat_hold',
    `select format('hold %s charges %s', id, total_minor) as damage
       from seat_hold where total_minor <> (select sum(price) from unnest(prices_minor) as price)
         or cardinality(prices_minor) <> cardinality(seat_nos)`,
  ),
  invariant(
    'limits',
    'No buyer has more seats of a show than it ever allowed',
    'buyer_allowance',
    // Seats that are held for an exchange take the place of others of the buyer, and members give and sell without a limit:
    // such a hold has its own id as its key.
    `select format('buyer %s has %s seats of show %s', h.buyer_id, sum(cardinality(h.seat_nos)), show.id) as damage
       from seat_hold h join show on show.id = h.show_id
      where h.idempotency_key <> h.id::text
        and (h.status = 'C'
         or ((h.status = 'R' or (h.status = 'A' and h.expires_at > $1::timestamptz)) and h.idempotency_key not like 'exchange:%'))
      group by h.buyer_id, show.id
     having sum(cardinality(h.seat_nos)) > greatest(show.seats_per_buyer_highest, show.seats_per_buyer_max)`,
  ),
  invariant(
    'counted',
    "A buyer's allowance counts the seats of all their live holds and orders",
    'buyer_allowance',
    `select format('hold %s of buyer %s is not counted', h.id, h.buyer_id) as damage
       from seat_hold h
       left join buyer_allowance a on a.show_id = h.show_id and a.buyer_id = h.buyer_id and h.id = any(a.hold_ids)
        and a.count_until[array_position(a.hold_ids, h.id)] >= case h.status when 'A' then h.expires_at else 'infinity' end
      where (h.status in ('R', 'C') or (h.status = 'A' and h.expires_at > $1::timestamptz)) and a.show_id is null`,
  ),
];

/** Checks every invariant of the ledger over the whole database. It only reads. */
export const verifyLedger = (database: SqlExecutor, now: Date): Promise<Verified[]> =>
  verifyInvariants(database, invariants, [now]);
