/** The statements about quotes of returns, and the returns of an order as its buyer sees them. */
import { statement } from '../../platform';

const quoteColumns = `show_id as "showId", id as "quoteId", order_id as "orderId", caller_id as "callerId", role,
       seat_nos as "seatNos", ticket_ids as "ticketIds", paid_minor as "paidMinor", returned_minor as "returnedMinor",
       currency, terms as rule, reason, created_at as "createdAt", expires_at as "expiresAt",
       committed_at as "committedAt", idempotency_key as "idempotencyKey"`;

/**
 * $1 show, $2 quote, $3 order, $4 caller, $5 role, $6 seats, $7 tickets, $8 paid, $9 returned, $10 currency, $11 rule,
 * $12 reason or null, $13 now, $14 valid until.
 */
export const recordReturnQuote = statement(
  'record_return_quote',
  `insert into return_quote (show_id, id, order_id, caller_id, role, seat_nos, ticket_ids, paid_minor, returned_minor,
                          currency, terms, reason, created_at, expires_at, knows_credits)
values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::integer[], $7::uuid[], $8::bigint[], $9::bigint[],
        $10::text, $11::jsonb, $12::text, $13::timestamptz, $14::timestamptz, true)`,
);

/** $1 show, $2 quote. */
export const readReturnQuote = statement(
  'read_return_quote',
  `select ${quoteColumns} from return_quote where show_id = $1::uuid and id = $2::uuid`,
);

/** The quote that a caller committed under a key in a show. $1 show, $2 caller, $3 idempotency key. */
export const readReturnQuoteOfKey = statement(
  'read_return_quote_of_key',
  `select ${quoteColumns}
  from return_quote
 where show_id = $1::uuid
   and caller_id = $2::uuid
   and idempotency_key = $3::text`,
);

/**
 * Commits a quote, whose order is locked. Breaks `return_quote_key` where the caller has used the key for another one.
 * $1 show, $2 quote, $3 now, $4 idempotency key.
 */
export const commitReturnQuote = statement(
  'commit_return_quote',
  `update return_quote
   set committed_at = $3::timestamptz, idempotency_key = $4::text
 where show_id = $1::uuid
   and id = $2::uuid
   and committed_at is null
returning id`,
);

/** Quotes that nobody committed are of no use once they have expired. $1 expired before, $2 how many at most. */
export const forgetReturnQuotes = statement(
  'forget_return_quotes',
  `delete from return_quote
 where (show_id, id) in (
         select show_id, id from return_quote where committed_at is null and expires_at < $1::timestamptz limit $2::integer)`,
);

/** The returns of an order with their items, oldest first. $1 show, $2 order. */
export const readReturnsWithItems = statement(
  'read_returns_with_items',
  `select t.show_id as "showId", t.id as "quoteId", t.returned_minor + t.credit_returned_minor as "returnedMinor",
       t.kept_minor + t.credit_kept_minor as "keptMinor", t.moved_minor + t.credit_moved_minor as "creditedMinor",
       case t.reason when 'exchanged' then t.for_show_id end as "newShowId",
       case t.reason when 'exchanged' then t.for_order_id end as "newOrderId", t.currency,
       t.state, t.created_at as "createdAt",
       array(select seat_no from order_item where show_id = t.show_id and order_id = t.order_id and return_id = t.id order by seat_no) as "seatNos",
       array(select price_minor from order_item where show_id = t.show_id and order_id = t.order_id and return_id = t.id order by seat_no) as "pricesMinor"
  from ticket_return t
 where t.show_id = $1::uuid
   and t.order_id = $2::uuid
   and t.reason <> 'credit'
 order by t.id`,
);
