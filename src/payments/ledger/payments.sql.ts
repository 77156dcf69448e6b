/** The statements that read or change a payment. */
import { statement } from '../../platform';

const paymentColumns = `show_id as "showId", order_id as "orderId", reference, state, amount_minor as "amountMinor",
       currency, charges, client_secret as "clientSecret", decline_code as "declineCode", decline_message as "declineMessage",
       request_lease_until as "requestLeaseUntil", pay_until as "payUntil", check_at as "checkAt", checks,
       dead_letter_reason as "deadLetterReason", returned_minor as "returnedMinor", kept_minor as "keptMinor",
       credited_minor as "creditedMinor"`;

/** $1 show, $2 order, $3 amount, $4 currency, $5 request lease until, $6 pay until, $7 by whom. */
export const recordPayment = statement(
  'record_payment',
  `insert into payment (show_id, order_id, amount_minor, currency, request_lease_until, pay_until, check_at, changed_by)
values ($1::uuid, $2::uuid, $3::bigint, $4::text, $5::timestamptz, $6::timestamptz, $5::timestamptz, $7::text)
returning ${paymentColumns}`,
);

/** A payment that was taken at the desk: it is over. $1 show, $2 order, $3 amount, $4 currency, $5 now, $6 reference, $7 by whom. */
export const recordDeskPayment = statement(
  'record_desk_payment',
  `insert into payment (show_id, order_id, amount_minor, currency, request_lease_until, pay_until, reference, state, changed_by)
values ($1::uuid, $2::uuid, $3::bigint, $4::text, $5::timestamptz, $5::timestamptz, $6::text, 'succeeded', $7::text)`,
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
 * Records the end of a payment. A webhook that arrived during the call to the provider keeps it due. A payment that is
 * cancelled after its card was declined keeps why: that is still what its buyer is told. $1 show, $2 order,
 * $3 state, $4 decline code, $5 decline message, $6 when it was due before the call, $7 by whom, $8 when its refunds
 * are to be read, or null.
 */
export const endPayment = statement(
  'end_payment',
  `update payment
   set state = $3::text, client_secret = null,
       decline_code = case when $3::text = 'cancelled' then coalesce($4::text, decline_code) else $4::text end,
       decline_message = case when $3::text = 'cancelled' then coalesce($5::text, decline_message) else $5::text end,
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
