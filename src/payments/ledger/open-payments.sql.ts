/** What is open of payments and refunds: due, announced by a webhook, or left to an operator. */
import { statement } from '../../platform';

/**
 * Orders of a show whose payment or refund is due, leased until $3, so that no two processes take one up together.
 * $1 show, $2 now, $3 leased until, $4 how many at most.
 */
export const takeDue = statement(
  'take_due_payments',
  `with due_payments as (
  select order_id from payment
   where show_id = $1::uuid and check_at <= $2::timestamptz and (dead_letter_reason is null or state = 'succeeded')
   order by check_at limit $4::integer for update skip locked
),
due_refunds as (
  select order_id from refund
   where show_id = $1::uuid and check_at <= $2::timestamptz and dead_letter_reason is null
   order by check_at limit $4::integer for update skip locked
),
due_returns as (
  select id from ticket_return
   where show_id = $1::uuid and check_at <= $2::timestamptz and dead_letter_reason is null
   order by check_at limit $4::integer for update skip locked
),
leased_payments as (
  update payment p
     set check_at = $3::timestamptz
   where p.show_id = $1::uuid and p.order_id = any(array(select order_id from due_payments))
  returning p.order_id
),
leased_refunds as (
  update refund r
     set check_at = $3::timestamptz
   where r.show_id = $1::uuid and r.order_id = any(array(select order_id from due_refunds))
  returning r.order_id
),
leased_returns as (
  update ticket_return t
     set check_at = $3::timestamptz
   where t.show_id = $1::uuid and t.id = any(array(select id from due_returns))
  returning t.order_id
)
select order_id as "orderId" from leased_payments
 union
select order_id from leased_refunds
 union
select order_id from leased_returns`,
);

const isPaymentOpen = `check_at is not null and (dead_letter_reason is null or state = 'succeeded')`;
const isRefundOpen = 'check_at is not null and dead_letter_reason is null';

/** Shows with something open, found by jumping from show to show in an index that begins with the show. */
const showsWith = (table: string, isOpen: string) => `
  (select show_id from ${table} where ${isOpen} order by show_id limit 1)
  union all
  select (select t.show_id from ${table} t where ${isOpen} and t.show_id > found.show_id order by t.show_id limit 1)
    from found
   where found.show_id is not null`;

const dueShows = (table: string, isOpen: string) => `
with recursive found as (${showsWith(table, isOpen)})
select found.show_id as "showId", due_at as "dueAt"
  from found
 cross join lateral (select min(check_at) as due_at from ${table} where show_id = found.show_id and ${isOpen}) as open
 where due_at <= $1::timestamptz
 order by due_at
 limit $2::integer`;

/** Shows with payments that are due, the longest first. $1 now, $2 shows at most. */
export const readShowsWithDuePayments = statement('read_shows_with_due_payments', dueShows('payment', isPaymentOpen));

/** Shows with refunds that are due, the longest first. $1 now, $2 shows at most. */
export const readShowsWithDueRefunds = statement('read_shows_with_due_refunds', dueShows('refund', isRefundOpen));

/** Shows with returns whose refunds are due, the longest first. $1 now, $2 shows at most. */
export const readShowsWithDueReturns = statement(
  'read_shows_with_due_returns',
  dueShows('ticket_return', isRefundOpen),
);

/** The show of a payment, for a webhook that does not name it. $1 reference. */
export const readShowOfReference = statement(
  'read_show_of_reference',
  'select show_id as "showId" from payment where reference = $1::text',
);

/**
 * Records a webhook and makes what it is about due now. A repeated webhook, and one about what has ended, makes nothing
 * due; a dispute leaves a note for the operator. $1 event, $2 type, $3 reference of the payment, $4 now, $5 what it is
 * about, $6 the note of a dispute or null, $7 show of the payment; null where no payment has this reference.
 */
export const recordWebhook = statement(
  'record_webhook',
  `with first as (
  insert into webhook_event (id, type, reference, note)
  values ($1::text, $2::text, $3::text, $6::text)
  on conflict (id) do nothing
  returning reference
),
payment_due as (
  update payment p
     set check_at = case when $5::text = 'dispute' then p.check_at else $4::timestamptz end,
         dead_letter_reason = nullif(concat_ws(' ', p.dead_letter_reason, $6::text), ''),
         changed_by = case when $6::text is null then p.changed_by else 'provider' end
    from first
   where p.show_id = $7::uuid
     and p.reference = first.reference
     and case when p.state = 'succeeded' then $5::text in ('refund', 'dispute')
              else $5::text <> 'dispute' and p.dead_letter_reason is null end
  returning p.order_id
),
refund_due as (
  update refund r set check_at = $4::timestamptz
    from first, payment p
   where p.show_id = $7::uuid
     and p.reference = first.reference
     and $5::text = 'refund'
     and r.show_id = $7::uuid
     and r.order_id = p.order_id
     and r.state <> 'failed'
     and r.dead_letter_reason is null
  returning r.order_id
)
select (select count(*)::integer from first) as "isFirst",
       coalesce((select order_id from payment_due), (select order_id from refund_due)) as "orderId"`,
);

/** $1 events older than this. */
export const forgetWebhooks = statement(
  'forget_webhooks',
  'delete from webhook_event where received_at < $1::timestamptz',
);

/** Leaves what is open of an order to an operator. $1 show, $2 order, $3 why, $4 by whom. */
export const addDeadLetter = statement(
  'add_dead_letter',
  `with rested as (
  update payment
     set dead_letter_reason = $3::text, check_at = null, changed_by = $4::text
   where show_id = $1::uuid and order_id = $2::uuid and check_at is not null
  returning 1
),
rested_returns as (
  update ticket_return
     set dead_letter_reason = $3::text, check_at = null, changed_by = $4::text
   where show_id = $1::uuid and order_id = $2::uuid and check_at is not null
  returning 1
)
update refund
   set dead_letter_reason = $3::text, check_at = null, changed_by = $4::text
 where show_id = $1::uuid and order_id = $2::uuid and check_at is not null`,
);

/**
 * Makes what waits for an operator due again from an instant on. A refund that failed is attempted once more, under
 * another key. $1 show, $2 order, $3 from when on, $4 by whom.
 */
export const replayDeadLetter = statement(
  'replay_dead_letter',
  `with replayed as (
  update payment
     set dead_letter_reason = null, check_at = $3::timestamptz, changed_by = $4::text
   where show_id = $1::uuid and order_id = $2::uuid and dead_letter_reason is not null
  returning 1
),
replayed_returns as (
  update ticket_return
     set dead_letter_reason = null, check_at = $3::timestamptz, changed_by = $4::text, checks = checks + 1,
         attempts = attempts + 1, state = case state when 'failed' then 'wanted' else state end
   where show_id = $1::uuid and order_id = $2::uuid and dead_letter_reason is not null
  returning 1
)
update refund
   set dead_letter_reason = null, check_at = $3::timestamptz, changed_by = $4::text,
       checks = checks + 1, state = case state when 'failed' then 'wanted' else state end
 where show_id = $1::uuid and order_id = $2::uuid and dead_letter_reason is not null`,
);

/** Payments and refunds that wait for an operator. $1 payment, refund or null for both, $2 after this order or null, $3 how many. */
export const readDeadLetters = statement(
  'read_parked_payments',
  `select *
  from (
select show_id as "showId", order_id as "orderId", 'payment' as what, dead_letter_reason as because, reference,
       amount_minor as "amountMinor", currency
  from payment where dead_letter_reason is not null
 union all
select show_id, order_id, 'refund', dead_letter_reason, reference, amount_minor, currency
  from refund where dead_letter_reason is not null
 union all
select show_id, order_id, 'refund', dead_letter_reason, reference, returned_minor, currency
  from ticket_return where dead_letter_reason is not null
  ) as parked
 where ($1::text is null or what = $1::text)
   and ($2::uuid is null or "orderId" > $2::uuid)
 order by "orderId", what
 limit $3::integer`,
);
