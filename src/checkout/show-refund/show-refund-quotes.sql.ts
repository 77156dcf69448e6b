/** The statements about quotes for the refund of a whole show. */
import { statement } from '../../platform';

const quoteColumns = `show_id as "showId", id as "quoteId", caller_id as "callerId", role, sums,
       ticket_count as "ticketCount", scanned_ticket_count as "scannedTicketCount", created_at as "createdAt",
       expires_at as "expiresAt", committed_at as "committedAt", idempotency_key as "idempotencyKey"`;

/**
 * What the confirmed orders of a show would get back, by currency: of each order what its payment has left, less refunds in
 * the provider's dashboard, and what is left of payments of tickets that were exchanged for it. $1 show.
 */
export const sumOrdersOfShow = statement(
  'sum_orders_of_show',
  `select o.currency, count(*)::integer as "orderCount",
       coalesce(sum(o.total_minor), 0)::bigint as "paidMinor",
       coalesce(sum(r.returned_minor), 0)::bigint as "returnedMinor",
       coalesce(sum(r.kept_minor), 0)::bigint as "keptMinor",
       coalesce(sum(greatest(0, coalesce(p.amount_minor - p.returned_minor - p.kept_minor - p.credited_minor, 0)
                                - coalesce(d.amount_minor, 0) + coalesce(c.left_minor, 0))), 0)::bigint as "toReturnMinor"
  from ticket_order o
  left join payment p on p.show_id = $1::uuid and p.order_id = o.id
  left join (
         select order_id, sum(returned_minor + credit_returned_minor) as returned_minor, sum(kept_minor + credit_kept_minor) as kept_minor
           from ticket_return
          where show_id = $1::uuid
            and reason <> 'credit'
          group by order_id
       ) as r on r.order_id = o.id
  left join (
         select order_id, sum(amount_minor - spent_minor) as left_minor
           from order_credit
          where show_id = $1::uuid
          group by order_id
       ) as c on c.order_id = o.id
  left join (
         select order_id, sum(amount_minor) as amount_minor
           from provider_refund
          where show_id = $1::uuid
            and not is_ours
            and state <> 'failed'
          group by order_id
       ) as d on d.order_id = o.id
 where o.show_id = $1::uuid
   and o.status = 'C'
 group by o.currency
 order by o.currency`,
);

/** The valid tickets of a show, and with how many of them somebody came in. $1 show. */
export const countTicketsOfShow = statement(
  'count_tickets_of_show',
  `select count(*)::integer as "ticketCount", (count(*) filter (where was_inside))::integer as "scannedTicketCount"
  from ticket
 where show_id = $1::uuid
   and ended_at is null`,
);

/** $1 show, $2 quote, $3 caller, $4 role, $5 sums, $6 tickets, $7 tickets scanned, $8 now, $9 valid until. */
export const recordShowRefundQuote = statement(
  'record_show_refund_quote',
  `insert into show_refund_quote (show_id, id, caller_id, role, sums, ticket_count, scanned_ticket_count, created_at, expires_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::text, $5::jsonb, $6::integer, $7::integer, $8::timestamptz, $9::timestamptz)`,
);

/** The quote, locked until the transaction ends. $1 show, $2 quote. */
export const lockShowRefundQuote = statement(
  'lock_show_refund_quote',
  `select ${quoteColumns} from show_refund_quote where show_id = $1::uuid and id = $2::uuid for no key update`,
);

/**
 * Commits a quote. Breaks \`show_refund_quote_key\` where the caller has used the key for another one. $1 show, $2 quote,
 * $3 now, $4 idempotency key.
 */
export const commitShowRefundQuote = statement(
  'commit_show_refund_quote',
  `update show_refund_quote
   set committed_at = $3::timestamptz, idempotency_key = $4::text
 where show_id = $1::uuid
   and id = $2::uuid
   and committed_at is null
returning id`,
);

/** Quotes that nobody committed are of no use once they have expired. $1 expired before, $2 how many at most. */
export const forgetShowRefundQuotes = statement(
  'forget_show_refund_quotes',
  `delete from show_refund_quote
 where (show_id, id) in (
         select show_id, id from show_refund_quote where committed_at is null and expires_at < $1::timestamptz limit $2::integer)`,
);
