import { statement } from '../platform';

/** So many hours are listed, the latest in which something changed. */
export const HOURS_MAX = 168;

const sums = `sum(order_count)::integer as "orderCount", sum(ticket_count)::integer as "ticketCount",
                          sum(gross_minor)::bigint as "grossMinor", sum(refunded_minor)::bigint as "refundedMinor"`;

/** The columns of some rows, each as an array; null where there are none. */
const columnsOf = (rows: string) => `(select case when count(*) > 0 then json_build_object(
                                     'seatNos', array_agg(seat_no), 'grossMinor', array_agg(gross_minor),
                                     'refundedMinor', array_agg(refunded_minor)) end
                        from ${rows} as parts (seat_no, gross_minor, refunded_minor))`;

/**
 * $1 shows, $2 for each the revision above which its seats are read, or null for none of them. One row for each show, in their
 * order. One statement, and so one snapshot: a purchase that commits meanwhile is in all of the figures or in none.
 *
 * Orders and money are the sum of what triggers have kept of them: money is what the provider's ledger says, payments that
 * succeeded, and refunds that it has listed and that did not fail, whoever asked for them.
 */
export const readSales = statement(
  'reports_read_sales',
  `select wanted.show_id as "showId", sales.channels, sales.hours,
          seats.revision, seats.kept, seats.waiting
     from unnest($1::uuid[], $2::bigint[]) with ordinality as wanted (show_id, known, place)
    cross join lateral (
      with kept as materialized (
        select hour, channel, order_count, ticket_count, gross_minor, refunded_minor
          from sales_hour
         where show_id = wanted.show_id
         union all
        select hour, channel, order_count, ticket_count, gross_minor, refunded_minor
          from sales_change
         where show_id = wanted.show_id)
      select (select coalesce(json_agg(c order by channel), '[]')
                from (select channel, ${sums} from kept group by channel) as c) as channels,
             (select coalesce(json_agg(h order by hour), '[]')
                from (select hour, ${sums}
                        from kept
                       -- The latest ones are found before they are added up.
                       where hour >= (select min(hour)
                                        from (select hour from kept group by hour order by hour desc limit ${HOURS_MAX}) as latest)
                       group by hour) as h) as hours) as sales
     left join lateral (
      select coalesce((select revision from sales_seat_revision where show_id = wanted.show_id), 0) as revision,
             ${columnsOf(`(select seat_no, gross_minor, refunded_minor from sales_seat
                        where show_id = wanted.show_id and revision > wanted.known)`)} as kept,
             ${columnsOf(`(select part.*
                         from sales_seat_change c
                        cross join unnest(c.seat_nos, c.gross_minor, c.refunded_minor) as part
                        where c.show_id = wanted.show_id)`)} as waiting) as seats
       on wanted.known is not null
    order by wanted.place`,
);

/**
 * Adds changes up by hour and channel. $1 how many at most. Changes that another process is adding up are left to it; rows
 * of hours are locked in the order of their keys.
 */
export const gatherSales = statement(
  'reports_gather_sales',
  `with taken as (
  delete from sales_change c
   using (select show_id, id from sales_change limit $1::integer for update skip locked) as chosen
   where c.show_id = chosen.show_id
     and c.id = chosen.id
  returning c.show_id, c.hour, c.channel, c.order_count, c.ticket_count, c.gross_minor, c.refunded_minor
)
insert into sales_hour as h (show_id, hour, channel, order_count, ticket_count, gross_minor, refunded_minor)
select show_id, hour, channel, sum(order_count), sum(ticket_count), sum(gross_minor), sum(refunded_minor)
  from taken
 group by show_id, hour, channel
 order by show_id, hour, channel
    on conflict (show_id, hour, channel) do update
   set order_count = h.order_count + excluded.order_count, ticket_count = h.ticket_count + excluded.ticket_count,
       gross_minor = h.gross_minor + excluded.gross_minor, refunded_minor = h.refunded_minor + excluded.refunded_minor
returning 1`,
);

/**
 * The same for seats: what waits is added to the row of each seat, which gets the next revision of its show. $1 how many changes at
 * most. Rows of revisions and of seats are locked in the order of their keys; the former until the commit, so that revisions are
 * committed in their order.
 */
export const gatherSeatSales = statement(
  'reports_gather_seat_sales',
  `with taken as (
  delete from sales_seat_change c
   using (select show_id, id from sales_seat_change limit $1::integer for update skip locked) as chosen
   where c.show_id = chosen.show_id
     and c.id = chosen.id
  returning c.show_id, c.seat_nos, c.gross_minor, c.refunded_minor
),
raised as (
  insert into sales_seat_revision as r (show_id, revision)
  select distinct show_id, 1
    from taken
   order by show_id
      on conflict (show_id) do update set revision = r.revision + 1
  returning show_id, revision
)
insert into sales_seat as s (show_id, seat_no, revision, gross_minor, refunded_minor)
select raised.show_id, part.seat_no, raised.revision, sum(part.gross), sum(part.refunded)
  from taken
  join raised on raised.show_id = taken.show_id
 cross join unnest(taken.seat_nos, taken.gross_minor, taken.refunded_minor) as part (seat_no, gross, refunded)
 group by raised.show_id, part.seat_no, raised.revision
 order by raised.show_id, part.seat_no
    on conflict (show_id, seat_no) do update
   set revision = excluded.revision, gross_minor = s.gross_minor + excluded.gross_minor,
       refunded_minor = s.refunded_minor + excluded.refunded_minor
returning 1`,
);
