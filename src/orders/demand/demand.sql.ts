import { statement } from '../../platform';

/**
 * $1 now, $2 the oldest order that counts, $3 half-life in seconds, $4 buyers at least, $5 events at most.
 *
 * A buyer counts once for an event, by the latest order: many orders of one buyer are no more than one. Orders that were
 * given away have no request, and those that were cancelled or refunded are not confirmed: none of them counts.
 */
export const readDemand = statement(
  'read_demand',
  `with buyer as (
  select show.event_id, o.buyer_id, max(o.created_at) as at
    from ticket_order o
    join show on show.id = o.show_id
   where o.created_at > $2::timestamptz
     and o.created_at <= $1::timestamptz
     and o.status = 'C'
     and o.request_hash <> ''
   group by show.event_id, o.buyer_id
)
select event_id as "eventId", sum(exp(-0.6931471805599453 * date_part('epoch', $1::timestamptz - at) / $3::float8)) as weight
  from buyer
 group by event_id
having count(*) >= $4::int
 order by weight desc
 limit $5::int`,
);
