import { statement } from '../../platform';

/** Orders that were given away have no request, and those that were cancelled or refunded are not confirmed. */
const counts = (order: string) =>
  `${order}.created_at > $2::timestamptz and ${order}.created_at <= $1::timestamptz and ${order}.status = 'C' and ${order}.request_hash <> ''`;

/**
 * How much an order weighs, by its age: a half after each half-life. Taken from seconds since 1970, which is a quarter of
 * the time that an interval takes.
 */
const weightOf = (at: string) => `exp(date_part('epoch', ${at}) * $3::float8 - $4::float8)`;

/**
 * $1 now, $2 the oldest order that counts, $3 decay a second, $4 the same times now, $5 orders at least, $6 events at
 * most. The shows of the events with most orders by weight, whoever they are of: a sum for each show, which the workers
 * of PostgreSQL share, where a sum for each buyer needs a million groups.
 */
export const readShowsInDemand = statement(
  'orders_read_shows_in_demand',
  `with ordered as materialized (
     select o.show_id, count(*) as orders, sum(${weightOf('o.created_at')}) as weight
       from ticket_order o
      where ${counts('o')}
      group by o.show_id
   ), counted as materialized (
     select s.id, s.event_id, ordered.orders, ordered.weight
       from ordered
       join show s on s.id = ordered.show_id
   ), wanted as (
     select event_id
       from counted
      group by event_id
     having sum(orders) >= $5::int
      order by sum(weight) desc, event_id
      limit $6
   )
   select counted.id as "showId", counted.event_id as "eventId"
     from counted
     join wanted using (event_id)`,
);

/**
 * $1 to $4 as above, $5 buyers at least, $6 events at most, $7 shows, $8 the event of each.
 *
 * A buyer counts once for an event, by the latest order: many orders of one buyer are no more than one.
 */
export const readDemand = statement(
  'orders_read_demand',
  `with buyer as (
     select s.event_id, o.buyer_id, max(o.created_at) as at
       from ticket_order o
       join unnest($7::uuid[], $8::uuid[]) as s (id, event_id) on s.id = o.show_id
      where ${counts('o')}
        -- Says the same once more, in a form that is looked up while the orders are read.
        and o.show_id = any($7::uuid[])
      group by s.event_id, o.buyer_id
   )
   select event_id as "eventId", sum(${weightOf('at')}) as weight
     from buyer
    group by event_id
   having count(*) >= $5::int
    order by weight desc
    limit $6::int`,
);
