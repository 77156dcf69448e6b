import { statement } from '../platform';

/**
 * $1 shows. One statement, and so one snapshot: a purchase that commits meanwhile is in all of the figures or in none.
 *
 * Money is what the provider's ledger says: payments that succeeded, and refunds that it has listed and that did not
 * fail, whoever asked for them. Orders that were given away have no request.
 */
export const readSalesFigures = statement(
  'reports_read_sales_figures',
  `select wanted.show_id as "showId", seats.*, orders.*, given."complimentaryCount",
          paid.minor as "grossMinor", returned.minor as "refundedMinor"
     from unnest($1::uuid[]) as wanted (show_id)
    cross join lateral (
      select count(*)::int as "placeCount",
             count(*) filter (where status = 'A')::int as "freeCount",
             count(*) filter (where status = 'H')::int as "heldCount",
             count(*) filter (where status = 'R')::int as "reservedCount",
             count(*) filter (where status = 'S')::int as "soldCount",
             count(*) filter (where status = 'B')::int as "blockedCount"
        from show_seat
       where show_id = wanted.show_id and status <> 'X') as seats
    cross join lateral (
      select count(*)::int as "orderCount"
        from ticket_order
       where show_id = wanted.show_id and status = 'C') as orders
    cross join lateral (
      select count(*)::int as "complimentaryCount"
        from ticket_order o
        join order_item i on i.show_id = o.show_id and i.order_id = o.id and i.is_live
       where o.show_id = wanted.show_id and o.status = 'C' and o.request_hash = '') as given
    cross join lateral (
      select coalesce(sum(amount_minor), 0)::bigint as minor
        from payment
       where show_id = wanted.show_id and state = 'succeeded') as paid
    cross join lateral (
      select coalesce(sum(amount_minor), 0)::bigint as minor
        from provider_refund
       where show_id = wanted.show_id and state <> 'failed') as returned`,
);
