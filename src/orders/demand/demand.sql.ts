import { statement } from '../../platform';

/**
 * $1 now, $2 the oldest order that counts, $3 half-life in seconds, $4 buyers at least, $5 events at most.
 *
 * A buyer counts once for an event, by the latest order: many orders of one buyer are no more than one. Orders that were
 * given away have no request, and those that were cancelled or refunded are not confirmed: none of them counts.
 */
export const readDemand = statement(
  'read_demand',
  `with bought as (
  select show_id, buyer_id, max(created_at) as at
    from ticket_order
   where created_at > $2::timestamptz
     and created_at <= $1::timestamptz
     and status = 'C'
     and request_hash <> ''
   group by show_id, buyer_id
), buyer as (
  select show.event_id, bought.buyer_id, max(bought.at) as at
    from bought
    join show on show.id = bought.show_id
   group by show.event_id, bought.buyer_id
)
select event_id as "eventId", sum(power(0.5::float8, extract(epoch from $1::timestamptz - at)::float8 / $3::float8)) as weight
  from buyer
 group by event_id
having count(*) >= $4::int
 order by weight desc
 limit $5::int`,
);
