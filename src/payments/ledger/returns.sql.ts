/** The statements that read or change a return of some tickets, as a refund. */
import { statement } from '../../platform';

/** When a return is due that its run has not released yet: never, and yet at some time, as everything that is open. */
export const HELD_BACK_UNTIL = '9999-12-31T00:00:00Z';

/** Whether a return waits for its run. */
export const isHeldBack = `run_id is not null and check_at = '${HELD_BACK_UNTIL}'::timestamptz`;

const returnColumns = `show_id as "showId", order_id as "orderId", id as "returnId", returned_minor as "returnedMinor",
       kept_minor as "keptMinor", currency, state, reference, attempts, check_at as "checkAt", checks,
       dead_letter_reason as "deadLetterReason", created_at as "createdAt", run_id as "runId",
       ${isHeldBack} is true as "isHeldBack"`;

/**
 * Records a return; what comes back is due at once, or when its run releases it, and nothing is due where nothing comes back. Breaks
 * `payment_returns_what_was_paid` where it is more than was paid. $1 show, $2 return, $3 order, $4 returned, $5 kept,
 * $6 currency, $7 reason, $8 now, $9 by whom, $10 what of it pays for another order, $11 and $12 that order or null, $13 the run or null. The
 * database splits it where the order lives on payments of others.
 */
export const recordReturn = statement(
  'record_return',
  `insert into ticket_return (show_id, id, order_id, returned_minor, kept_minor, currency, reason, state, check_at, created_at, changed_by,
                           moved_minor, for_show_id, for_order_id, run_id)
values ($1::uuid, $2::uuid, $3::uuid, $4::bigint, $5::bigint, $6::text, $7::text,
        case when $4::bigint > 0 then 'wanted' else 'succeeded' end,
        case when $4::bigint > 0 and $13::uuid is null then $8::timestamptz
             when $4::bigint > 0 then '${HELD_BACK_UNTIL}'::timestamptz end, $8::timestamptz, $9::text,
        $10::bigint, $11::uuid, $12::uuid, $13::uuid)`,
);

/** The returns of an order, oldest first. $1 show, $2 order. */
export const readReturns = statement(
  'read_returns',
  `select ${returnColumns} from ticket_return where show_id = $1::uuid and order_id = $2::uuid order by id`,
);

/** The same, locked until the transaction ends. $1 show, $2 order. */
export const lockReturns = statement('lock_returns', `${readReturns.text} for update`);

/** As `noteRefund`. $1 show, $2 return, $3 reference, $4 state, $5 when to read again, $6 dead letter, $7 by whom, $8 due before. */
export const noteReturn = statement(
  'note_return',
  `update ticket_return
   set reference = coalesce($3::text, reference), state = $4::text, changed_by = $7::text,
       dead_letter_reason = $6::text,
       check_at = case when $6::text is not null then null
                       when check_at <> $8::timestamptz then check_at
                       else $5::timestamptz end
 where show_id = $1::uuid
   and id = $2::uuid`,
);

/**
 * As `askPaymentLater`. A call that has ended with an error is followed by one with another key. $1 show, $2 return,
 * $3 when to ask again, $4 when it was due before the call, $5 how many calls had ended before, $6 whether this one has.
 */
export const askReturnLater = statement(
  'ask_return_later',
  `update ticket_return
   set check_at = case when check_at = $4::timestamptz then $3::timestamptz else check_at end, checks = checks + 1,
       attempts = case when $6::boolean and attempts = $5::integer then attempts + 1 else attempts end
 where show_id = $1::uuid
   and id = $2::uuid
   and check_at is not null`,
);
