/** available → held for places without numbers: the buyer says how many, the statement takes any that are free. */
import { statement } from '../../platform';
import { outboxRows, writeSeatEvents } from '../ledger/seat-events.sql';
import { heldByKey, isClaimable } from '../ledger/seat-row.sql';

/**
 * Claims places of one pool for several buyers, each by itself: all of the places that one wants, or none. One row comes
 * back for each request. Any error fails them all.
 *
 * No count of the places is kept anywhere: a counter would be one row on which all buyers wait. Rows that another
 * transaction is taking are passed over, so nobody waits and nobody is refused while there are others. What was passed
 * over may become free again: a request that finds too few, though more looked free, is made again with `claim_places_waiting`,
 * which waits for each row and so knows.
 *
 * Requests over the buyer's limit lock nothing where that can be seen before; the allowance decides.
 *
 * Locks: the keys, the places (never waiting for one, or by number), the buyers' allowances.
 *
 * $1 show, $2 now, $3 to $10 one for each request: buyer, key, new hold, expires at, expires at the latest, how many places,
 * number of the idempotency lock, admission as JSON or null; $11 seats for a buyer at most, $12 currency, $13 version of the
 * terms of sale on which all this rests, $14 what was asked for, one for each request; $15 to $17 the pool, as first
 * number, last number and price of each stretch.
 */
const claim = (onLocked: 'skip locked' | '') => `with request as materialized (
  select *
    from unnest($3::uuid[], $4::text[], $5::uuid[], $6::timestamptz[], $7::timestamptz[], $8::integer[], $9::bigint[],
                $10::text[], $14::text[]) with ordinality
      as requests (buyer_id, idempotency_key, hold_id, expires_at, expires_at_max, quantity, idempotency_lock, admission,
                   wish, number)
),
stretch as materialized (
  select *
    from unnest($15::integer[], $16::integer[], $17::bigint[]) with ordinality
      as stretches (first_no, last_no, price_minor, number)
),
key_lock as materialized (
  select pg_advisory_xact_lock(idempotency_lock)
    from (select idempotency_lock from request order by idempotency_lock) as ordered
),
replayed as materialized (
  select r.number, h.id, h.choice ->> 'wish' is not distinct from r.wish as is_same
    from request r
   cross join ${heldByKey('$1::uuid', 'r')} as h
),
sale as materialized (
  select 1 from show where id = $1::uuid and terms_version = $13::integer
),
ready as materialized (
  select r.*, sum(r.quantity) over (order by r.number) as places_up_to
    from request r
    left join buyer_allowance mine on mine.show_id = $1::uuid and mine.buyer_id = r.buyer_id
   where (select count(*) from key_lock) > 0
     and exists (select from sale)
     and not exists (select from replayed where replayed.number = r.number)
     and r.quantity + (
           select coalesce(sum(seat_count), 0)
             from unnest(mine.seat_counts, mine.count_until) as kept (seat_count, until)
            where until > $2::timestamptz) <= $11::integer
),
locked as materialized (
  select place.seat_no, stretch.price_minor
    from stretch
   cross join lateral (
           select s.seat_no
             from show_seat s
            where s.show_id = $1::uuid
              and s.seat_no between stretch.first_no and stretch.last_no
              and ${isClaimable('s', '$2::timestamptz')}
            order by s.seat_no
              for update ${onLocked}) as place
   limit (select coalesce(sum(quantity), 0) from ready)
),
counted as materialized (
  select seat_no, price_minor, row_number() over () as place from locked
),
party as materialized (
  select ready.number, ready.buyer_id, ready.hold_id, ready.expires_at, ready.quantity,
         array_agg(counted.seat_no order by counted.seat_no) as seat_nos,
         array_agg(counted.price_minor order by counted.seat_no) as prices_minor,
         sum(counted.price_minor)::bigint as total_minor
    from ready
    join counted on counted.place > ready.places_up_to - ready.quantity and counted.place <= ready.places_up_to
   group by ready.number, ready.buyer_id, ready.hold_id, ready.expires_at, ready.quantity
  having count(*) = ready.quantity
),
allowed as (
  insert into buyer_allowance as mine (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select $1::uuid, buyer_id, array[hold_id], array[quantity], array[expires_at]
    from party
   order by buyer_id
  on conflict (show_id, buyer_id) do update
     set (hold_ids, seat_counts, count_until) = (
           select array_agg(hold_id), array_agg(seat_count), array_agg(until)
             from (select hold_id, seat_count, until
                     from unnest(mine.hold_ids, mine.seat_counts, mine.count_until) as kept (hold_id, seat_count, until)
                    where until > $2::timestamptz
                    union all
                   select excluded.hold_ids[1], excluded.seat_counts[1], excluded.count_until[1]) as counts)
   where excluded.seat_counts[1] + (
           select coalesce(sum(seat_count), 0)
             from unnest(mine.seat_counts, mine.count_until) as kept (seat_count, until)
            where until > $2::timestamptz) <= $11::integer
  returning buyer_id
),
chosen as materialized (
  select party.* from party join allowed using (buyer_id)
),
taken as (
  update show_seat s
     set status = 'H', version = s.version + 1, hold_id = place.hold_id, hold_expires_at = place.expires_at
    from (select hold_id, expires_at, unnest(seat_nos) as seat_no from chosen) as place
   where s.show_id = $1::uuid
     and s.seat_no = place.seat_no
  returning s.show_id, s.seat_no, s.status, s.version
),
held as (
  insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency,
                         created_at, expires_at, expires_at_max, admission, choice)
  select chosen.hold_id, $1::uuid, chosen.buyer_id, r.idempotency_key, chosen.seat_nos, chosen.prices_minor,
         chosen.total_minor, $12::text, $2::timestamptz, chosen.expires_at, r.expires_at_max, r.admission::jsonb,
         jsonb_build_object('wish', r.wish)
    from chosen
    join request r using (number)
),
${writeSeatEvents('taken')},
short as materialized (
  select ready.number from ready where not exists (select from party where party.number = ready.number)
)
select (select id from replayed where replayed.number = r.number) as replayed_hold_id,
       (select is_same from replayed where replayed.number = r.number) as is_same_request,
       exists (select from sale) as is_sale_current,
       chosen.seat_nos, chosen.prices_minor, chosen.total_minor,
       exists (select from short where short.number = r.number) as is_short,
       case when exists (select from short) then ${
         onLocked === ''
           ? '(select count(*) from locked)::integer'
           : `(
         select count(*)::integer
           from stretch
           join show_seat s on s.show_id = $1::uuid and s.seat_no between stretch.first_no and stretch.last_no
          where ${isClaimable('s', '$2::timestamptz')})`
       } - (select count(*)::integer from taken) end as left_count,
       case r.number when 1 then ${outboxRows} end as outbox_rows
  from request r
  left join chosen using (number)
 order by r.number`;

export const claimPlaces = statement('claim_places', claim('skip locked'));

/**
 * The same, which waits for a place that another transaction is taking. For one request: what it does not get is exactly
 * what is not there. The stretches are ascending, so that two of them wait in one order.
 */
export const claimPlacesWaiting = statement('claim_places_waiting', claim(''));

/** The hold that a buyer made with an idempotency key in a show. $1 show, $2 buyer, $3 key, $4 what is asked for now. */
export const readHoldOfPlaces = statement(
  'read_hold_of_places',
  `select id as "holdId", choice ->> 'wish' is not distinct from $4::text as "isSame"
  from seat_hold
 where show_id = $1::uuid
   and buyer_id = $2::uuid
   and idempotency_key = $3::text`,
);
