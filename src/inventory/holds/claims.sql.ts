/** available → held: the statements in which buyers compete. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';
import { heldByKey, isClaimable } from '../ledger/seat-row.sql';

/**
 * Holds of a show, each looked up by its id. In a sale that has just begun PostgreSQL believes that the show has few
 * holds, and without the `offset` it would rather read all that are live, for each refusal.
 */
const holdsById = (show: string, ids: string) => `(${ids}) as wanted (id)
          cross join lateral (
                select h.id, seat_nos, buyer_id, status, expires_at
                  from seat_hold h
                 where h.show_id = ${show}
                   and h.id = wanted.id
                offset 0) as h`;

/** Whether a hold of the same key answers a request: it has the same wish, or without a wish the same seats. */
const isSameRequest = (hold: string, seatNos: string, choice: string) =>
  `case when ${choice} is null and ${hold}.choice is null then ${hold}.seat_nos = ${seatNos}
        else ${hold}.choice ->> 'wish' is not distinct from ${choice} ->> 'wish' end`;

/**
 * Claims all wanted seats for one buyer, or none.
 *
 * A refusal writes nothing: seats are locked only where all of them look free, with `nowait`. A row that changed
 * between the first read and the lock is judged by what it is now. The idempotency lock lets one request at a time try
 * a key, so that a repeat, however early, waits for the first one; with other seats, or in another show, it breaks a
 * unique key (23505).
 *
 * Locks: the key, the seats by number, the buyer's allowance.
 *
 * $1 show, $2 seat numbers ascending, $3 buyer, $4 idempotency key, $5 new hold, $6 now, $7 expires at,
 * $8 expires at the latest, $9 seats for a buyer at most, $10 prices in the order of $2, $11 total, $12 currency,
 * $13 version of the terms of sale on which all this rests, $14 number of the idempotency lock, $15 the buyer's admission
 * or null, $16 how the service chose the seats, or null where the buyer named them. A request whose seats the service
 * chose is repeated by one with the same wish, whatever seats were chosen for it this time.
 */
export const claimSeats = statement(
  'claim_seats',
  `with key_lock as materialized (
  select pg_advisory_xact_lock($14::bigint)
),
replayed as materialized (
  select id, ${isSameRequest('seat_hold', '$2::integer[]', '$16::jsonb')} as is_same
    from seat_hold
   where show_id = $1::uuid
     and buyer_id = $3::uuid
     and idempotency_key = $4::text
),
sale as materialized (
  select 1 from show where id = $1::uuid and terms_version = $13::integer
),
seen as materialized (
  select seat_no, status, version, hold_id, ${isClaimable('s', '$6::timestamptz')} as is_free
    from show_seat s
   where show_id = $1::uuid
     and seat_no = any($2::integer[])
),
locked as materialized (
  select seat_no
    from show_seat s
   where (select count(*) from key_lock) = 1
     and (select count(*) from replayed) = 0
     and (select count(*) from sale) = 1
     and (select count(*) from seen where is_free) = cardinality($2::integer[])
     and show_id = $1::uuid
     and seat_no = any($2::integer[])
     and ${isClaimable('s', '$6::timestamptz')}
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
  returning s.show_id, s.seat_no, s.status, s.version
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max, admission, choice)
  select $5::uuid, $1::uuid, $3::uuid, $4::text, $2::integer[], $10::bigint[], $11::bigint, $12::text,
         $6::timestamptz, $7::timestamptz, $8::timestamptz, $15::jsonb, $16::jsonb
   where (select count(*) from allowed) = 1
),
${writeSeatEvents('taken')}
select (select id from replayed) as replayed_hold_id,
       (select is_same from replayed) as is_same_request,
       exists (select from sale) as is_sale_current,
       exists (select from allowed) as is_held,
       (select count(*)::integer from locked) as locked_count,
       case when exists (select from allowed) then null else (
         select json_agg(json_build_array(seat_no, status, version, is_free, hold_id) order by seat_no) from seen) end as seen,
       case when exists (select from allowed) then null else (
         select json_agg(json_build_object('id', h.id, 'seatNos', h.seat_nos) order by h.id)
           from ${holdsById('$1::uuid', 'select distinct hold_id from seen')}
          where buyer_id = $3::uuid
            and status = 'A'
            and expires_at > $6::timestamptz) end as own_holds,
       ${outboxRows} as outbox_rows`,
);

const nowOfMany = '$15::timestamptz';
/** The seats of a request, and their prices, as a part of the lists of all of them. */
const partOf = (list: string) => `(${list})[r.seats_from : r.seats_from + r.seat_count - 1]`;
const seatNosOfMany = partOf('$13::integer[]');
const pricesOfMany = partOf('$14::bigint[]');

/**
 * A condition that PostgreSQL answers by a hash table, whatever number of rows it expects. As a join, or as a plain
 * `in`, it would go through all rows of one side for each of the other: it expects few, and the work would grow with the
 * square of the requests. Never below a row that a statement locks or changes: where the row has changed meanwhile,
 * PostgreSQL would run the query in the condition again.
 */
const isAmong = (columns: string, query: string) => `((${columns}) in (${query})) is true`;

/**
 * The same for many requests at once, also of several shows, each by itself: one may hold its seats while another is
 * refused. The requests have different buyers, keys and seats; one row comes back for each. Any error fails them all.
 * Rows that go from step to step have only the columns that the next one needs: PostgreSQL copies them at each.
 *
 * One form for both was measured and rejected: with a single request this one takes 1.2 to 1.3 times the processor time
 * of the one above.
 *
 * $1 to $11 one for each request: show, buyer, key, new hold, expires at, expires at the latest, seats for a buyer at
 * most, total, currency, version of the terms of sale on which all this rests, number of the idempotency lock; $12 to
 * $14 one for each wanted seat, those of a request together and ascending: its request's number from 1, its number in the
 * show, its price; $15 now; $16 one for each request: the buyer's admission as JSON, or null; $17 one for each request:
 * how the service chose the seats, as JSON, or null; $18 and $19 one for each request: the place of its first seat in $13,
 * from 1, and how many it has.
 */
export const claimSeatsOfMany = statement(
  'claim_seats_of_many',
  `with request as materialized (
  select *, nth::integer as number
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::integer[],
                $8::bigint[], $9::text[], $10::integer[], $11::bigint[], $16::text[], $17::text[], $18::integer[],
                $19::integer[]) with ordinality
      as requests (show_id, buyer_id, idempotency_key, hold_id, expires_at, expires_at_max, seats_max, total_minor,
                   currency, terms_version, idempotency_lock, admission, choice, seats_from, seat_count, nth)
),
wanted as materialized (
  select number, seat_no, ($1::uuid[])[number] as show_id, ($4::uuid[])[number] as hold_id,
         ($5::timestamptz[])[number] as expires_at
    from unnest($12::integer[], $13::integer[]) as seats (number, seat_no)
),
key_lock as materialized (
  select pg_advisory_xact_lock(idempotency_lock)
    from (select * from unnest($11::bigint[]) as locks (idempotency_lock) order by idempotency_lock) as ordered
),
replayed as materialized (
  select r.number, h.id, ${isSameRequest('h', seatNosOfMany, 'r.choice::jsonb')} as is_same
    from request r
   cross join ${heldByKey('r.show_id', 'r')} as h
),
sale as materialized (
  select r.number from request r join show on show.id = r.show_id and show.terms_version = r.terms_version
),
seen as materialized (
  select w.number, s.seat_no, s.status, s.version, s.hold_id, ${isClaimable('s', nowOfMany)} as is_free
    from wanted w
    join show_seat s on s.show_id = w.show_id and s.seat_no = w.seat_no
),
ready as materialized (
  select number, show_id, buyer_id, hold_id, expires_at, seats_max, seat_count
    from request
   where (select count(*) from key_lock) > 0
     and ${isAmong('number', 'select number from sale')}
     and not ${isAmong('number', 'select number from replayed')}
     and ${isAmong('number, seat_count', 'select number, count(*)::integer from seen where is_free group by number')}
),
to_lock as materialized (
  select * from wanted where ${isAmong('number', 'select number from ready')}
),
locked as materialized (
  select w.number, s.show_id, s.seat_no, w.hold_id, w.expires_at
    from to_lock w
    join show_seat s on s.show_id = w.show_id and s.seat_no = w.seat_no
   where ${isClaimable('s', nowOfMany)}
   order by s.show_id, s.seat_no
     for update of s nowait
),
whole as materialized (
  select number, show_id, buyer_id, hold_id, expires_at, seat_count
    from ready
   where ${isAmong('number, seat_count', 'select number, count(*)::integer from locked group by number')}
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
                    where until > ${nowOfMany}
                    union all
                   select excluded.hold_ids[1], excluded.seat_counts[1], excluded.count_until[1]) as counts)
   where excluded.seat_counts[1] + (
           select coalesce(sum(seat_count), 0)
             from unnest(mine.seat_counts, mine.count_until) as kept (seat_count, until)
            where until > ${nowOfMany}) <= (
           select seats_max from request where request.hold_id = excluded.hold_ids[1])
  returning show_id, buyer_id
),
chosen as materialized (
  select number from whole where ${isAmong('show_id, buyer_id', 'select show_id, buyer_id from allowed')}
),
to_take as materialized (
  select * from locked where ${isAmong('number', 'select number from chosen')}
),
taken as (
  update show_seat s
     set status = 'H', version = s.version + 1, hold_id = to_take.hold_id, hold_expires_at = to_take.expires_at
    from to_take
   where s.show_id = to_take.show_id
     and s.seat_no = to_take.seat_no
  returning s.show_id, s.seat_no, s.status, s.version
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max, admission, choice)
  select hold_id, show_id, buyer_id, idempotency_key, ${seatNosOfMany}, ${pricesOfMany}, total_minor, currency,
         ${nowOfMany}, expires_at, expires_at_max, admission::jsonb, choice::jsonb
    from request r
   where ${isAmong('number', 'select number from chosen')}
),
${writeSeatEvents('taken')},
answer as materialized (
  select number, show_id, buyer_id, ${isAmong('number', 'select number from chosen')} as is_held from request
)
select replayed.id as replayed_hold_id,
       replayed.is_same as is_same_request,
       ${isAmong('number', 'select number from sale')} as is_sale_current,
       is_held,
       case when is_held then 0 else (
         select count(*)::integer from locked where locked.number = r.number) end as locked_count,
       case when is_held then null else (
         select json_agg(json_build_array(seat_no, status, version, is_free, hold_id) order by seat_no)
           from seen where seen.number = r.number) end as seen,
       case when is_held then null else (
         select json_agg(json_build_object('id', h.id, 'seatNos', h.seat_nos) order by h.id)
           from ${holdsById('r.show_id', 'select distinct hold_id from seen where seen.number = r.number')}
          where h.buyer_id = r.buyer_id
            and h.status = 'A'
            and h.expires_at > ${nowOfMany}) end as own_holds,
       case number when 1 then ${outboxRows} end as outbox_rows
  from answer r
  left join replayed using (number)
 order by number`,
);
