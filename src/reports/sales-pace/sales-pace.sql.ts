import { statement } from '../../platform';

/** Rates rest on the latest ones, so that a rush costs no more than a quiet sale. */
export const HOLDS_MAX = 5000;
export const ORDERS_MAX = 2000;

/**
 * What buyers have done lately. A hold is over when it was bought, given back or has run out; those that the desk makes for
 * what it sells or gives away have no key of their own. What was given away or returned does not count as sold.
 *
 * $1 show, $2 now, $3 seconds for the rate of holds, $4 seconds for the part that is bought, $5 since when orders count.
 */
export const readPace = statement(
  'reports_read_pace',
  `with holds as materialized (
  select status, created_at, expires_at
    from seat_hold
   where show_id = $1::uuid
     and idempotency_key <> id::text
   order by id desc
   limit ${HOLDS_MAX}
),
orders as materialized (
  select o.created_at, o.status = 'C' and sales_channel(o) <> 'COMPLIMENTARY' as is_sale, o.id
    from ticket_order o
   where o.show_id = $1::uuid
     and o.created_at > $5::timestamptz
   order by o.created_at desc, o.id desc
   limit ${ORDERS_MAX}
)
select h."holdCount", h."holdsListed", h."oldestHoldAt", h."endedCount", h."boughtCount",
       o."ordersListed", o."oldestOrderAt", o."orderCount", o."ticketCount"
  from (select count(*) filter (where created_at > $2::timestamptz - $3::integer * interval '1 second')::integer as "holdCount",
               count(*)::integer as "holdsListed",
               min(created_at) as "oldestHoldAt",
               count(*) filter (where is_recent and (status in ('E', 'L', 'C', 'X') or status = 'A' and expires_at <= $2::timestamptz))::integer as "endedCount",
               count(*) filter (where is_recent and status in ('C', 'X'))::integer as "boughtCount"
          from (select *, created_at > $2::timestamptz - $4::integer * interval '1 second' as is_recent from holds) as holds) as h
 cross join
       (select count(*)::integer as "ordersListed",
               min(created_at) as "oldestOrderAt",
               count(*) filter (where is_sale)::integer as "orderCount",
               coalesce(sum((select count(*) from order_item i
                              where i.show_id = $1::uuid and i.order_id = orders.id and i.return_id is null))
                        filter (where is_sale), 0)::integer as "ticketCount"
          from orders) as o`,
);
