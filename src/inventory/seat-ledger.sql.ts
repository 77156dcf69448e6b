/**
 * Every statement that changes a seat. Each is complete by itself: it locks, decides, changes the seats, the hold and
 * the buyer's allowance, and writes the news into the outbox, or it changes nothing.
 *
 * Locks are taken in one order everywhere: the hold, the seats by number, the buyer's allowance. `claimSeats` takes
 * seats with `nowait`, so it never waits for a seat; whoever waits for an allowance has nothing left to lock but it.
 * So no circle of waiting can close.
 */
import { statement } from '../platform';

/** Writes one outbox row for each show whose seats a statement changed: `[[seatNo, letter, version], …]`. */
const writeNews = (changed: string, letter: string) => `
news as (
  insert into outbox (topic, key, body)
  select 'seats', show_id::text, jsonb_agg(jsonb_build_array(seat_no, '${letter}', version))
    from ${changed}
   group by show_id
  returning id::text, topic, key, body
)`;

const newsColumn = `(select json_agg(json_build_object('id', id, 'topic', topic, 'key', key, 'body', body)) from news) as news`;

/** Sets when the seats of a hold stop to count against the buyer's limit. */
const countUntil = (hold: string, until: string) => `
counted as (
  update buyer_allowance a
     set count_until[array_position(a.hold_ids, ${hold}.id)] = ${until}
    from ${hold}
   where a.show_id = ${hold}.show_id
     and a.buyer_id = ${hold}.buyer_id
     and ${hold}.id = any(a.hold_ids)
)`;

/** Lets the seats of a hold count no more. */
const countNoMore = (hold: string) => countUntil(hold, "'-infinity'");

/**
 * Claims all wanted seats for one buyer, or none.
 *
 * A refusal reads and writes nothing: seats are locked only when all of them look free. A row that changed between
 * the look and the lock is judged by what it is now. The gate lets one request at a time try one idempotency key, so
 * that a repeat, however early, finds what the first one did.
 *
 * $1 show, $2 seat numbers ascending, $3 buyer, $4 idempotency key, $5 new hold, $6 now, $7 expires at,
 * $8 expires at the latest, $9 seats for a buyer at most, $10 prices in the order of $2, $11 total, $12 currency,
 * $13 version of the terms of sale on which all this rests, $14 number of the gate.
 */
export const claimSeats = statement(
  'claim_seats',
  `with gate as materialized (
  select pg_advisory_xact_lock($14::bigint)
),
again as materialized (
  select id, show_id = $1::uuid and seat_nos = $2::integer[] as is_same
    from seat_hold
   where buyer_id = $3::uuid
     and idempotency_key = $4::text
),
sale as materialized (
  select 1 from show where id = $1::uuid and terms_version = $13::integer
),
seen as materialized (
  select seat_no, status, version, hold_id,
         status = 'A' or (status = 'H' and hold_expires_at <= $6::timestamptz) as is_free
    from show_seat
   where show_id = $1::uuid
     and seat_no = any($2::integer[])
),
locked as materialized (
  select seat_no
    from show_seat
   where (select count(*) from gate) = 1
     and (select count(*) from again) = 0
     and (select count(*) from sale) = 1
     and (select count(*) from seen where is_free) = cardinality($2::integer[])
     and show_id = $1::uuid
     and seat_no = any($2::integer[])
     and (status = 'A' or (status = 'H' and hold_expires_at <= $6::timestamptz))
   order by seat_no
     for update nowait
),
allowed as (
  insert into buyer_allowance as mine (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select $1::uuid, $3::uuid, array[$5::uuid], array[cardinality($2::integer[])], array[$7::timestamptz]
   where (select count(*) from locked) = cardinality($2::integer[])
     and cardinality($2::integer[]) <= $9::integer
  on conflict (show_id, buyer_id) do update
     set (hold_ids, seat_counts, count_until) = (
           select array_agg(hold_id), array_agg(seat_count), array_agg(until)
             from (select hold_id, seat_count, until
                     from unnest(mine.hold_ids, mine.seat_counts, mine.count_until) as kept (hold_id, seat_count, until)
                    where until > $6::timestamptz
                    union all
                   select $5::uuid, cardinality($2::integer[]), $7::timestamptz) as counts)
   where cardinality($2::integer[]) + (
           select coalesce(sum(seat_count), 0)
             from unnest(mine.seat_counts, mine.count_until) as kept (seat_count, until)
            where until > $6::timestamptz) <= $9::integer
  returning 1
),
taken as (
  update show_seat s
     set status = 'H', version = s.version + 1, hold_id = $5::uuid, hold_expires_at = $7::timestamptz
    from locked
   where s.show_id = $1::uuid
     and s.seat_no = locked.seat_no
     and (select count(*) from allowed) = 1
  returning s.show_id, s.seat_no, s.version
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max)
  select $5::uuid, $1::uuid, $3::uuid, $4::text, $2::integer[], $10::integer[], $11::integer, $12::text,
         $6::timestamptz, $7::timestamptz, $8::timestamptz
   where (select count(*) from allowed) = 1
),
${writeNews('taken', 'H')}
select (select id from again) as again_id,
       (select is_same from again) as again_is_same,
       exists (select from sale) as is_sale_current,
       exists (select from allowed) as is_held,
       (select count(*)::integer from locked) as locked_count,
       case when exists (select from allowed) then null else (
         select json_agg(json_build_array(seat_no, status, version, is_free, hold_id) order by seat_no) from seen) end as seen,
       case when exists (select from allowed) then null else (
         select id
           from seat_hold
          where id = (select hold_id from seen limit 1)
            and buyer_id = $3::uuid
            and seat_nos = $2::integer[]
            and status = 'A'
            and expires_at > $6::timestamptz) end as own_id,
       ${newsColumn}`,
);

/**
 * The same for many requests at once, each by itself: one may hold its seats while another is refused. The requests
 * have different buyers, keys and seats; a row comes back for each. One seat that is locked fails them all with 55P03.
 *
 * $1 to $11 one for each request: show, buyer, key, new hold, expires at, expires at the latest, seats for a buyer at
 * most, total, currency, version of the terms, gate; $12 to $14 one for each wanted seat: its request's number from 1,
 * its number in the show, its price; $15 now.
 */
export const claimSeatsOfMany = statement(
  'claim_seats_of_many',
  `with request as materialized (
  select *
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::integer[],
                $8::integer[], $9::text[], $10::integer[], $11::bigint[]) with ordinality
      as given (show_id, buyer_id, idempotency_key, hold_id, expires_at, expires_at_max, seats_max, total_minor,
                currency, terms_version, gate, number)
),
wanted as materialized (
  select number::bigint, seat_no, price_minor
    from unnest($12::integer[], $13::integer[], $14::integer[]) as given (number, seat_no, price_minor)
),
party as materialized (
  select number, count(*)::integer as seat_count, array_agg(seat_no order by seat_no) as seat_nos,
         array_agg(price_minor order by seat_no) as prices_minor
    from wanted
   group by number
),
gate as materialized (
  select pg_advisory_xact_lock(gate) from (select gate from request order by gate) as gates
),
again as materialized (
  select r.number, h.id, h.show_id = r.show_id and h.seat_nos = party.seat_nos as is_same
    from request r
    join party using (number)
    join seat_hold h on h.buyer_id = r.buyer_id and h.idempotency_key = r.idempotency_key
),
sale as materialized (
  select r.number from request r join show on show.id = r.show_id and show.terms_version = r.terms_version
),
seen as materialized (
  select r.number, s.seat_no, s.status, s.version, s.hold_id,
         s.status = 'A' or (s.status = 'H' and s.hold_expires_at <= $15::timestamptz) as is_free
    from request r
    join wanted using (number)
    join show_seat s on s.show_id = r.show_id and s.seat_no = wanted.seat_no
),
ready as materialized (
  select r.*, party.seat_count, party.seat_nos, party.prices_minor
    from request r
    join party using (number)
   where (select count(*) from gate) > 0
     and exists (select from sale where sale.number = r.number)
     and not exists (select from again where again.number = r.number)
     and party.seat_count = (select count(*) from seen where seen.number = r.number and is_free)
),
locked as materialized (
  select ready.number, s.show_id, s.seat_no
    from ready
    join wanted using (number)
    join show_seat s on s.show_id = ready.show_id and s.seat_no = wanted.seat_no
   where s.status = 'A' or (s.status = 'H' and s.hold_expires_at <= $15::timestamptz)
   order by s.show_id, s.seat_no
     for update of s nowait
),
whole as materialized (
  select ready.*
    from ready
   where seat_count = (select count(*) from locked where locked.number = ready.number)
     and seat_count <= seats_max
),
allowed as (
  insert into buyer_allowance as mine (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select show_id, buyer_id, array[hold_id], array[seat_count], array[expires_at]
    from whole
   order by show_id, buyer_id
  on conflict (show_id, buyer_id) do update
     set (hold_ids, seat_counts, count_until) = (
           select array_agg(hold_id), array_agg(seat_count), array_agg(until)
             from (select hold_id, seat_count, until
                     from unnest(mine.hold_ids, mine.seat_counts, mine.count_until) as kept (hold_id, seat_count, until)
                    where until > $15::timestamptz
                    union all
                   select excluded.hold_ids[1], excluded.seat_counts[1], excluded.count_until[1]) as counts)
   where excluded.seat_counts[1] + (
           select coalesce(sum(seat_count), 0)
             from unnest(mine.seat_counts, mine.count_until) as kept (seat_count, until)
            where until > $15::timestamptz) <= (
           select seats_max from request where request.hold_id = excluded.hold_ids[1])
  returning show_id, buyer_id
),
chosen as materialized (
  select whole.* from whole join allowed using (show_id, buyer_id)
),
taken as (
  update show_seat s
     set status = 'H', version = s.version + 1, hold_id = chosen.hold_id, hold_expires_at = chosen.expires_at
    from locked
    join chosen using (number)
   where s.show_id = locked.show_id
     and s.seat_no = locked.seat_no
  returning s.show_id, s.seat_no, s.version
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max)
  select hold_id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
         $15::timestamptz, expires_at, expires_at_max
    from chosen
),
${writeNews('taken', 'H')}
select (select id from again where again.number = r.number) as again_id,
       (select is_same from again where again.number = r.number) as again_is_same,
       exists (select from sale where sale.number = r.number) as is_sale_current,
       chosen.number is not null as is_held,
       (select count(*)::integer from locked where locked.number = r.number) as locked_count,
       case when chosen.number is null then (
         select json_agg(json_build_array(seat_no, status, version, is_free, hold_id) order by seat_no)
           from seen where seen.number = r.number) end as seen,
       case when chosen.number is null then (
         select h.id
           from seat_hold h
          where h.id = (select hold_id from seen where seen.number = r.number limit 1)
            and h.buyer_id = r.buyer_id
            and h.seat_nos = (select seat_nos from party where party.number = r.number)
            and h.status = 'A'
            and h.expires_at > $15::timestamptz) end as own_id,
       case r.number when 1 then ${newsColumn.replace(' as news', '')} end as news
  from request r
  left join chosen using (number)
 order by r.number`,
);

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
  returning s.show_id, s.seat_no, s.version
),
${countNoMore('mine')},
ended as (
  update seat_hold h
     set status = case when mine.expires_at > $3::timestamptz then 'L'::"char" else 'E'::"char" end
    from mine
   where h.id = mine.id
),
${writeNews('freed', 'A')}
select ${newsColumn}`,
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
  returning s.show_id, s.seat_no, s.version
),
ended as (
  update seat_hold h set status = 'E' from due where h.id = due.id
),
${writeNews('freed', 'A')}
select (select count(*)::integer from due) as hold_count, ${newsColumn}`,
);

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
  returning s.show_id, s.seat_no, s.version
),
${countUntil('whole', options.countsUntil)},
changed as (
  update seat_hold h set ${options.holdColumns} from whole where h.id = whole.id
  returning h.id, h.show_id, h.buyer_id, h.seat_nos, h.prices_minor, h.total_minor, h.currency, h.expires_at, h.expires_at_max
),
${writeNews('moved', options.toLetter)}
select changed.*, ${newsColumn}
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
  holdColumns: `status = 'R', order_id = $4::uuid`,
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
export const giveUpReserved = moveSeats({
  name: 'give_up_reserved',
  hold: `order_id = $1::uuid and status = 'R'`,
  seats: `s.status = 'R' and s.order_id = $1::uuid`,
  toLetter: 'A',
  seatColumns: 'hold_id = null, order_id = null',
  holdColumns: `status = 'L', order_id = null`,
  countsUntil: `'-infinity'`,
});

/** available → reserved again, for a payment that came after its order was given up. $1 hold, $2 order. */
export const retakeSeats = moveSeats({
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

/**
 * Gives seats away without payment, many parties at once: first $2 to $6 as holds of their orders, the seats reserved,
 * then (`sellGiven`) sold. Nothing for a seat that is not available.
 * $1 show, $2 seats, and for each seat $3 its party; for each party $4 hold, $5 order, $6 buyer; $7 now, $8 currency.
 */
export const reserveGiven = statement(
  'reserve_given',
  `with party as materialized (
  select number, hold_id, order_id, buyer_id
    from unnest($4::uuid[], $5::uuid[], $6::uuid[]) with ordinality as given (hold_id, order_id, buyer_id, number)
),
wanted as materialized (
  select seat_no, party.*
    from unnest($2::integer[], $3::integer[]) as given (seat_no, number)
    join party using (number)
),
moved as (
  update show_seat s
     set status = 'R', version = s.version + 1, hold_id = wanted.hold_id, order_id = wanted.order_id
    from wanted
   where s.show_id = $1::uuid
     and s.seat_no = wanted.seat_no
     and s.status = 'A'
  returning s.show_id, s.seat_no, s.version, wanted.number
),
whole as materialized (
  select party.*, seats.seat_nos
    from party
    join (select number, array_agg(seat_no order by seat_no) as seat_nos from moved group by number) as seats using (number)
),
counted as (
  insert into buyer_allowance (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select $1::uuid, buyer_id, array[hold_id], array[cardinality(seat_nos)], array['infinity'::timestamptz] from whole
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, status, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max, order_id)
  select hold_id, $1::uuid, buyer_id, hold_id::text, 'R', seat_nos, array_fill(0, array[cardinality(seat_nos)]), 0,
         $8::text, $7::timestamptz, $7::timestamptz, $7::timestamptz, order_id
    from whole
  returning id, order_id, buyer_id, seat_nos
)
select id as "holdId", order_id as "orderId", buyer_id as "buyerId", seat_nos as "seatNos" from held`,
);

/** reserved → sold, for many orders of one show. $1 show, $2 orders. */
export const sellGiven = statement(
  'sell_given',
  `with moved as (
  update show_seat
     set status = 'S', version = version + 1, hold_id = null
   where show_id = $1::uuid
     and order_id = any($2::uuid[])
     and status = 'R'
  returning show_id, seat_no, version
),
converted as (
  update seat_hold set status = 'C' where order_id = any($2::uuid[]) and status = 'R'
),
${writeNews('moved', 'S')}
select ${newsColumn}`,
);

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
