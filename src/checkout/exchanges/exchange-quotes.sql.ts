/** The statements about quotes of exchanges. */
import { statement } from '../../platform';

const quoteColumns = `show_id as "showId", id as "quoteId", order_id as "orderId", caller_id as "callerId",
       seat_nos as "seatNos", ticket_ids as "ticketIds", new_show_id as "newShowId", hold_id as "holdId", rule,
       paid_minor as "paidMinor", price_minor as "priceMinor", currency, created_at as "createdAt",
       expires_at as "expiresAt", exchanged_at as "exchangedAt"`;

/**
 * $1 show, $2 quote, $3 order, $4 caller, $5 seats, $6 tickets, $7 show of the new seats, $8 their hold, $9 rule, $10 paid,
 * $11 price of the new seats, $12 currency, $13 now, $14 valid until.
 */
export const recordExchangeQuote = statement(
  'record_exchange_quote',
  `insert into exchange_quote (show_id, id, order_id, caller_id, seat_nos, ticket_ids, new_show_id, hold_id, rule, paid_minor,
                            price_minor, currency, created_at, expires_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::integer[], $6::uuid[], $7::uuid, $8::uuid, $9::text, $10::bigint,
        $11::bigint, $12::text, $13::timestamptz, $14::timestamptz)`,
);

/** $1 show, $2 quote. */
export const readExchangeQuote = statement(
  'read_exchange_quote',
  `select ${quoteColumns} from exchange_quote where show_id = $1::uuid and id = $2::uuid`,
);

/** The latest quotes of an order by which nothing was exchanged. $1 show, $2 order, $3 how many at most. */
export const readOpenExchangeQuotes = statement(
  'read_open_exchange_quotes',
  `select ${quoteColumns}
  from exchange_quote
 where show_id = $1::uuid
   and order_id = $2::uuid
   and exchanged_at is null
 order by created_at desc, id desc
 limit $3::integer`,
);

/** Of some holds those that were made for an exchange and are live. $1 shows, $2 holds, in pairs; $3 now. */
export const readLiveExchangeHolds = statement(
  'read_live_exchange_holds',
  `select h.show_id as "showId", h.id as "holdId", h.seat_nos as "seatNos"
  from unnest($1::uuid[], $2::uuid[]) as wanted (show_id, id)
  join seat_hold h on h.show_id = wanted.show_id and h.id = wanted.id
 where h.status = 'A'
   and h.expires_at > $3::timestamptz
   and h.idempotency_key like 'exchange:%'`,
);

/** Records that old and new have changed places. The order of the old tickets is locked. $1 show, $2 quote, $3 now. */
export const recordExchanged = statement(
  'record_exchanged',
  `update exchange_quote
   set exchanged_at = $3::timestamptz
 where show_id = $1::uuid
   and id = $2::uuid
   and exchanged_at is null
returning id`,
);

/** Quotes that have expired and that no order names. $1 expired before, $2 how many at most. */
export const forgetExchangeQuotes = statement(
  'forget_exchange_quotes',
  `delete from exchange_quote
 where (show_id, id) in (
         select q.show_id, q.id
           from exchange_quote q
          where q.exchanged_at is null
            and q.expires_at < $1::timestamptz
            and not exists (select from ticket_order o where o.exchange_show_id = q.show_id and o.exchange_id = q.id)
          limit $2::integer)`,
);
