/** Every statement that reads or changes a payment, a refund or a webhook. */
import { statement } from '../../platform';

const paymentColumns = `order_id as "orderId", reference, state, amount_minor as "amountMinor", currency, charges,
       client_secret as "clientSecret", decline_code as "declineCode", decline_message as "declineMessage",
       quiet_until as "requestLeaseUntil", pay_until as "payUntil", check_at as "checkAt", checks,
       parked_because as "deadLetterReason"`;

/** $1 order, $2 amount, $3 currency, $4 quiet until, $5 pay until, $6 by whom. */
export const recordPayment = statement(
  'record_payment',
  `insert into payment (order_id, amount_minor, currency, quiet_until, pay_until, check_at, changed_by)
values ($1::uuid, $2::bigint, $3::text, $4::timestamptz, $5::timestamptz, $4::timestamptz, $6::text)
returning ${paymentColumns}`,
);

/**
 * Writes down that the provider is about to be asked for the money; before that it must not be asked. Nothing where
 * the payment has ended meanwhile. Waits for `lockPayment`. $1 order, $2 reference, $3 by whom.
 */
export const beginCharge = statement(
  'begin_charge',
  `update payment
   set reference = $2::text, state = 'charging', charges = charges + 1, client_secret = null, changed_by = $3::text
 where order_id = $1::uuid
   and state in ('new', 'charging', 'action_required')
   and (reference is null or reference = $2::text)
returning ${paymentColumns}`,
);

/** $1 order. Nobody asks for the money, and nobody else ends the payment, before the transaction has. */
export const lockPayment = statement(
  'lock_payment',
  `select ${paymentColumns} from payment where order_id = $1::uuid for update`,
);

/**
 * Writes down how a payment ended. A webhook that came while the provider was asked keeps it due. $1 order, $2 state,
 * $3 decline code, $4 decline message, $5 when it was due before the question, $6 by whom.
 */
export const endPayment = statement(
  'end_payment',
  `update payment
   set state = $2::text, client_secret = null, decline_code = $3::text, decline_message = $4::text,
       check_at = case when check_at <> $5::timestamptz and $2::text <> 'succeeded' then check_at end,
       parked_because = null, changed_by = $6::text
 where order_id = $1::uuid`,
);

/**
 * Writes down that the bank wants to see the buyer, unless the money was asked for once more since. $1 order, $2 the
 * charge that the bank answers, $3 client secret, $4 when to ask, $5 pay until, $6 by whom.
 */
export const awaitBuyer = statement(
  'await_buyer',
  `update payment
   set state = 'action_required', client_secret = $3::text, check_at = $4::timestamptz, pay_until = $5::timestamptz,
       parked_because = null, changed_by = $6::text
 where order_id = $1::uuid
   and state = 'charging'
   and charges = $2::integer`,
);

/**
 * Counts a question that changed nothing. What became due otherwise meanwhile, by a webhook or a lease, stays so.
 * $1 order, $2 when to ask again, $3 when it was due before the question.
 */
export const askPaymentLater = statement(
  'ask_payment_later',
  `update payment
   set check_at = case when check_at = $3::timestamptz then $2::timestamptz else check_at end, checks = checks + 1
 where order_id = $1::uuid
   and check_at is not null`,
);

/** $1 order. */
export const readPayment = statement('read_payment', `select ${paymentColumns} from payment where order_id = $1::uuid`);

/** Payments that succeeded, by order. $1 after this order, $2 before this one, $3 how many at most. */
export const readSucceeded = statement(
  'read_succeeded_payments',
  `select ${paymentColumns}
  from payment
 where order_id > $1::uuid
   and order_id < $2::uuid
   and state = 'succeeded'
 order by order_id
 limit $3::integer`,
);

/** $1 order, $2 amount, $3 currency, $4 reason, $5 when to try, $6 by whom. Once for each order. */
export const wantRefund = statement(
  'want_refund',
  `insert into refund (order_id, amount_minor, currency, reason, check_at, changed_by)
values ($1::uuid, $2::bigint, $3::text, $4::text, $5::timestamptz, $6::text)
on conflict (order_id) do nothing`,
);

/**
 * Writes down how a refund stands. A refund only moves forward, so an answer that is older than what is known changes
 * nothing and finds nothing. A webhook that came while the provider was asked keeps it due. $1 order, $2 reference,
 * $3 state, $4 when to ask again or null, $5 why it is parked or null, $6 by whom, $7 when it was due before the question.
 */
export const noteRefund = statement(
  'note_refund',
  `update refund
   set reference = $2::text, state = $3::text, parked_because = $5::text, changed_by = $6::text,
       check_at = case when $5::text is not null then null
                       when check_at <> $7::timestamptz then check_at
                       else $4::timestamptz end
 where order_id = $1::uuid
   and array_position(array['wanted', 'pending', 'succeeded', 'failed'], state)
       <= array_position(array['wanted', 'pending', 'succeeded', 'failed'], $3::text)
returning order_id`,
);

/** As `askPaymentLater`. $1 order, $2 when to ask again, $3 when it was due before the question. */
export const askRefundLater = statement(
  'ask_refund_later',
  `update refund
   set check_at = case when check_at = $3::timestamptz then $2::timestamptz else check_at end, checks = checks + 1
 where order_id = $1::uuid
   and check_at is not null`,
);

const refundColumns = `order_id as "orderId", reference, state, reason, amount_minor as "amountMinor", currency,
       check_at as "checkAt", checks, parked_because as "deadLetterReason"`;

/** $1 order. */
export const readRefund = statement('read_refund', `select ${refundColumns} from refund where order_id = $1::uuid`);

/**
 * Orders whose payment or refund is due, leased until $2, so that no two processes take one up together.
 * $1 now, $2 leased until, $3 how many at most.
 */
export const takeDue = statement(
  'take_due_payments',
  `with due_payments as (
  select order_id from payment
   where check_at <= $1::timestamptz and parked_because is null
   order by check_at limit $3::integer for update skip locked
),
due_refunds as (
  select order_id from refund
   where check_at <= $1::timestamptz and parked_because is null
   order by check_at limit $3::integer for update skip locked
),
leased_payments as (
  update payment p set check_at = $2::timestamptz from due_payments d where p.order_id = d.order_id returning p.order_id
),
leased_refunds as (
  update refund r set check_at = $2::timestamptz from due_refunds d where r.order_id = d.order_id returning r.order_id
)
select order_id as "orderId" from leased_payments
 union
select order_id from leased_refunds`,
);

/**
 * Keeps a webhook and makes what it is about due now. The second time, and for what has ended, nothing becomes due.
 * $1 event, $2 type, $3 reference of the payment, $4 now.
 */
export const recordWebhook = statement(
  'record_webhook',
  `with first as (
  insert into webhook_event (id, type, reference)
  values ($1::text, $2::text, $3::text)
  on conflict (id) do nothing
  returning reference
),
payment_due as (
  update payment p set check_at = $4::timestamptz
    from first
   where p.reference = first.reference
     and p.state <> 'succeeded'
     and p.parked_because is null
  returning p.order_id
),
refund_due as (
  update refund r set check_at = $4::timestamptz
    from first, payment p
   where p.reference = first.reference
     and r.order_id = p.order_id
     and r.state <> 'failed'
     and r.parked_because is null
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

/** $1 order, $2 why, or null to let it be looked at again from $3 on, $4 by whom. */
export const parkPayment = statement(
  'park_payment',
  `with parked as (
  update payment
     set parked_because = $2::text, check_at = $3::timestamptz, changed_by = $4::text
   where order_id = $1::uuid and (check_at is not null or parked_because is not null)
  returning 1
)
update refund
   set parked_because = $2::text, check_at = $3::timestamptz, changed_by = $4::text
 where order_id = $1::uuid and (check_at is not null or parked_because is not null)`,
);

export const readDeadLetters = statement(
  'read_parked_payments',
  `select order_id as "orderId", 'payment' as what, parked_because as because, reference,
       amount_minor as "amountMinor", currency
  from payment where parked_because is not null
 union all
select order_id, 'refund', parked_because, reference, amount_minor, currency
  from refund where parked_because is not null
 order by "orderId"
 limit 1000`,
);
