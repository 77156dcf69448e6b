/** The statements that read or change a refund, ours or one that the provider lists. */
import { statement } from '../../platform';

const refundColumns = `show_id as "showId", order_id as "orderId", reference, state, reason,
       amount_minor as "amountMinor", currency, check_at as "checkAt", checks, dead_letter_reason as "deadLetterReason"`;

const providerRefundColumns = `reference, state, amount_minor as "amountMinor", is_ours as "isOurs", return_id as "returnId"`;

const isNewer = `array_position(array['pending', 'succeeded', 'failed'], known.state)
       < array_position(array['pending', 'succeeded', 'failed'], excluded.state)`;

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
 * $6 currencies, $7 which of them are ours, $8 by whom, $9 the returns that they pay for.
 */
export const recordProviderRefunds = statement(
  'record_provider_refunds',
  `insert into provider_refund as known (show_id, reference, order_id, state, amount_minor, currency, is_ours, changed_by, return_id)
select $1::uuid, reference, $2::uuid, state, amount_minor, currency, is_ours, $8::text, return_id
  from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[], $9::uuid[])
    as listed (reference, state, amount_minor, currency, is_ours, return_id)
on conflict (show_id, reference) do update
   set state = case when ${isNewer} then excluded.state else known.state end,
       changed_by = excluded.changed_by, return_id = coalesce(known.return_id, excluded.return_id)
 where known.order_id = excluded.order_id
   and (${isNewer} or (known.return_id is null and excluded.return_id is not null))
returning ${providerRefundColumns}`,
);

/** The refunds of a payment as the provider listed them. $1 show, $2 order. */
export const readProviderRefunds = statement(
  'read_provider_refunds',
  `select ${providerRefundColumns}
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
