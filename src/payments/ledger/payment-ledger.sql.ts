/** Every statement that reads or changes a payment, a refund or a webhook. */
import { statement } from '../../platform';

const paymentColumns = `show_id as "showId", order_id as "orderId", reference, state, amount_minor as "amountMinor",
       currency, charges, client_secret as "clientSecret", decline_code as "declineCode", decline_message as "declineMessage",
       request_lease_until as "requestLeaseUntil", pay_until as "payUntil", check_at as "checkAt", checks,
       dead_letter_reason as "deadLetterReason"`;

/** $1 show, $2 order, $3 amount, $4 currency, $5 request lease until, $6 pay until, $7 by whom. */
export const recordPayment = statement(
  'record_payment',
  `insert into payment (show_id, order_id, amount_minor, currency, request_lease_until, pay_until, check_at, changed_by)
values ($1::uuid, $2::uuid, $3::bigint, $4::text, $5::timestamptz, $6::timestamptz, $5::timestamptz, $7::text)
returning ${paymentColumns}`,
);

/**
 * Records that a charge is about to be requested; no charge is requested before. No row where the payment has ended
 * meanwhile. Waits for `lockPayment`. $1 show, $2 order, $3 reference, $4 by whom.
 */
export const beginCharge = statement(
  'begin_charge',
  `update payment
   set reference = $3::text, state = 'charging', charges = charges + 1, client_secret = null, changed_by = $4::text
 where show_id = $1::uuid
   and order_id = $2::uuid
   and state in ('new', 'charging', 'action_required')
   and (reference is null or reference = $3::text)
returning ${paymentColumns}`,
);

/** $1 show, $2 order. Nobody requests a charge or ends the payment before the transaction does. */
export const lockPayment = statement(
  'lock_payment',
  `select ${paymentColumns} from payment where show_id = $1::uuid and order_id = $2::uuid for update`,
);

/**
 * Records the end of a payment. A webhook that arrived during the call to the provider keeps it due. $1 show, $2 order,
 * $3 state, $4 decline code, $5 decline message, $6 when it was due before the call, $7 by whom, $8 when its refunds
 * are to be read, or null.
 */
export const endPayment = statement(
  'end_payment',
  `update payment
   set state = $3::text, client_secret = null, decline_code = $4::text, decline_message = $5::text,
       check_at = case when $3::text = 'succeeded' then $8::timestamptz
                       when check_at <> $6::timestamptz then check_at end,
       dead_letter_reason = case when $3::text = 'succeeded' then
         (select string_agg(note, ' ' order by received_at)
            from webhook_event w where w.reference = payment.reference and note is not null) end, changed_by = $7::text
 where show_id = $1::uuid
   and order_id = $2::uuid`,
);

/**
 * Records that the bank asks the buyer for a confirmation, unless another charge was requested since. $1 show, $2 order,
 * $3 the charge that the bank answers, $4 client secret, $5 when to read again, $6 pay until, $7 by whom.
 */
export const awaitBuyer = statement(
  'await_buyer',
  `update payment
   set state = 'action_required', client_secret = $4::text, check_at = $5::timestamptz, pay_until = $6::timestamptz,
       dead_letter_reason = null, changed_by = $7::text
 where show_id = $1::uuid
   and order_id = $2::uuid
   and state = 'charging'
   and charges = $3::integer`,
);

/**
 * Counts a call that changed nothing. What became due meanwhile, through a webhook or a lease, stays due.
 * $1 show, $2 order, $3 when to call again, $4 when it was due before the call.
 */
export const askPaymentLater = statement(
  'ask_payment_later',
  `update payment
   set check_at = case when check_at = $4::timestamptz then $3::timestamptz else check_at end, checks = checks + 1
 where show_id = $1::uuid
   and order_id = $2::uuid
   and check_at is not null`,
);

/** $1 show, $2 order. */
export const readPayment = statement(
  'read_payment',
  `select ${paymentColumns} from payment where show_id = $1::uuid and order_id = $2::uuid`,
);

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

const refundColumns = `show_id as "showId", order_id as "orderId", reference, state, reason,
       amount_minor as "amountMinor", currency, check_at as "checkAt", checks, dead_letter_reason as "deadLetterReason"`;

/** $1 show, $2 order, $3 amount, $4 currency, $5 reason, $6 when to try, $7 by whom. Once for each order. */
export const wantRefund = statement(
  'want_refund',
  `insert into refund (show_id, order_id, amount_minor, currency, reason, check_at, changed_by)
values ($1::uuid, $2::uuid, $3::bigint, $4::text, $5::text, $6::timestamptz, $7::text)
on conflict (show_id, order_id) do nothing`,
);

/**
 * Records the refunds that the provider lists. One only moves forward, so an answer that is older than what is known
 * changes nothing. Returns those that are new or have changed. $1 show, $2 order, $3 references, $4 states, $5 amounts,
 * $6 currencies, $7 which of them are ours, $8 by whom.
 */
export const recordProviderRefunds = statement(
  'record_provider_refunds',
  `insert into provider_refund as known (show_id, reference, order_id, state, amount_minor, currency, is_ours, changed_by)
select $1::uuid, reference, $2::uuid, state, amount_minor, currency, is_ours, $8::text
  from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[])
    as listed (reference, state, amount_minor, currency, is_ours)
on conflict (show_id, reference) do update
   set state = excluded.state, changed_by = excluded.changed_by
 where known.order_id = excluded.order_id
   and array_position(array['pending', 'succeeded', 'failed'], known.state)
       < array_position(array['pending', 'succeeded', 'failed'], excluded.state)
returning reference, state, amount_minor as "amountMinor", is_ours as "isOurs"`,
);

/** The refunds of a payment as the provider listed them. $1 show, $2 order. */
export const readProviderRefunds = statement(
  'read_provider_refunds',
  `select reference, state, amount_minor as "amountMinor", is_ours as "isOurs"
  from provider_refund
 where show_id = $1::uuid
   and order_id = $2::uuid
 order by reference`,
);

/**
 * Records the state of a refund. A webhook that arrived during the call to the provider keeps it due. $1 show, $2 order,
 * $3 reference, $4 state, $5 when to read again or null, $6 why it becomes a dead letter or null, $7 by whom, $8 when
 * it was due before the call.
 */
export const noteRefund = statement(
  'note_refund',
  `update refund
   set reference = $3::text, state = $4::text, changed_by = $7::text,
       dead_letter_reason = $6::text,
       check_at = case when $6::text is not null then null
                       when check_at <> $8::timestamptz then check_at
                       else $5::timestamptz end
 where show_id = $1::uuid
   and order_id = $2::uuid`,
);

/** The refund, locked until the transaction ends. $1 show, $2 order. */
export const lockRefund = statement(
  'lock_refund',
  `select ${refundColumns} from refund where show_id = $1::uuid and order_id = $2::uuid for update`,
);

/** Records that the refunds of a paid order were read. $1 show, $2 order, $3 when it was due before the call. */
export const restPayment = statement(
  'rest_payment',
  `update payment set check_at = null where show_id = $1::uuid and order_id = $2::uuid and state = 'succeeded' and check_at = $3::timestamptz`,
);

/** Makes the refunds of a paid order be read. $1 show, $2 order, $3 now. */
export const makeDue = statement(
  'make_payment_due',
  `update payment set check_at = $3::timestamptz where show_id = $1::uuid and order_id = $2::uuid and state = 'succeeded'`,
);

/** Leaves a note for the operator on a paid order, beside those that are there. $1 show, $2 order, $3 note, $4 by whom. */
export const alertPayment = statement(
  'alert_payment',
  `update payment
   set dead_letter_reason = concat_ws(' ', dead_letter_reason, $3::text), changed_by = $4::text
 where show_id = $1::uuid
   and order_id = $2::uuid
   and (dead_letter_reason is null or position($3::text in dead_letter_reason) = 0)`,
);

/** Takes the notes away that a complete refund answers; those of disputes stay. $1 show, $2 order, $3 by whom. */
export const withdrawAlerts = statement(
  'withdraw_payment_alerts',
  `update payment
   set dead_letter_reason = (
         select string_agg(note, ' ' order by received_at)
           from webhook_event w where w.reference = payment.reference and note is not null),
       changed_by = $3::text
 where show_id = $1::uuid
   and order_id = $2::uuid
   and state = 'succeeded'
   and dead_letter_reason is not null`,
);

/** As `askPaymentLater`. $1 show, $2 order, $3 when to ask again, $4 when it was due before the question. */
export const askRefundLater = statement(
  'ask_refund_later',
  `update refund
   set check_at = case when check_at = $4::timestamptz then $3::timestamptz else check_at end, checks = checks + 1
 where show_id = $1::uuid
   and order_id = $2::uuid
   and check_at is not null`,
);

/** $1 show, $2 order. */
export const readRefund = statement(
  'read_refund',
  `select ${refundColumns} from refund where show_id = $1::uuid and order_id = $2::uuid`,
);

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
leased_payments as (
  update payment p
     set check_at = $3::timestamptz
    from due_payments d
   where p.show_id = $1::uuid and p.order_id = d.order_id
  returning p.order_id
),
leased_refunds as (
  update refund r
     set check_at = $3::timestamptz
    from due_refunds d
   where r.show_id = $1::uuid and r.order_id = d.order_id
  returning r.order_id
)
select order_id as "orderId" from leased_payments
 union
select order_id from leased_refunds`,
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
)
update refund
   set dead_letter_reason = null, check_at = $3::timestamptz, changed_by = $4::text,
       checks = checks + 1, state = case state when 'failed' then 'wanted' else state end
 where show_id = $1::uuid and order_id = $2::uuid and dead_letter_reason is not null`,
);

export const readDeadLetters = statement(
  'read_parked_payments',
  `select show_id as "showId", order_id as "orderId", 'payment' as what, dead_letter_reason as because, reference,
       amount_minor as "amountMinor", currency
  from payment where dead_letter_reason is not null
 union all
select show_id, order_id, 'refund', dead_letter_reason, reference, amount_minor, currency
  from refund where dead_letter_reason is not null
 order by "orderId"
 limit 1000`,
);
