/** The statements about runs that refund a whole show. */
import { HELD_BACK_UNTIL, isHeldBack } from '../../payments';
import { statement } from '../../platform';

/** A refund that nobody has to do anything about: paid, at the bank, or left to an operator. */
const hasEnded = `(state <> 'wanted' or dead_letter_reason is not null)`;
/** What comes back for an order: what payments of other orders return is due by itself, and not a part of the run. */
const returnedMinor = '(returned_minor + credit_returned_minor)';
const hasFailed = `(state = 'failed' or dead_letter_reason is not null)`;

const runColumns = `r.show_id as "showId", r.id as "runId", r.state, r.message, r.stop_reason as "stopReason",
       r.started_at as "startedAt", r.finished_at as "finishedAt", r.after_order as "afterOrder", r.passes,
       r.next_pass_at as "nextPassAt", r.ended_before as "endedBefore", r.failed_before as "failedBefore",
       q.role, q.caller_id as "callerId"`;

/**
 * Starts a run. No row where the show has one that is not done. $1 show, $2 quote, $3 message or null, $4 now.
 */
export const startRun = statement(
  'start_refund_run',
  `insert into refund_run (show_id, id, message, started_at, next_pass_at)
values ($1::uuid, $2::uuid, $3::text, $4::timestamptz, $4::timestamptz)
    on conflict (show_id) where state <> 'done' do nothing
returning id`,
);

/** Runs that go on, the oldest first. $1 now, $2 how many at most. */
export const readRunningRuns = statement(
  'read_running_refund_runs',
  `select ${runColumns}
  from refund_run r
  join show_refund_quote q on q.show_id = r.show_id and q.id = r.id
 where r.state = 'running'
   and r.started_at <= $1::timestamptz
 order by r.started_at
 limit $2::integer`,
);

/** $1 show, $2 run. */
export const readRun = statement(
  'read_refund_run',
  `select ${runColumns}
  from refund_run r
  join show_refund_quote q on q.show_id = r.show_id and q.id = r.id
 where r.show_id = $1::uuid
   and r.id = $2::uuid`,
);

/** The latest run of a show. $1 show. */
export const readLatestRun = statement(
  'read_latest_refund_run',
  `select id as "runId" from refund_run where show_id = $1::uuid order by started_at desc, id desc limit 1`,
);

/** The run of a show that is not done. $1 show. */
export const readOpenRun = statement(
  'read_open_refund_run',
  `select id as "runId" from refund_run where show_id = $1::uuid and state <> 'done'`,
);

/**
 * Moves the position past the next orders, and returns them: the caller ends them. Returns nothing at the end.
 * Locks: the run. $1 show, $2 run, $3 how many at most.
 */
export const takeOrders = statement(
  'take_orders_of_refund_run',
  `with run as materialized (
  select after_order
    from refund_run
   where show_id = $1::uuid
     and id = $2::uuid
     and state = 'running'
     for no key update
),
next_orders as materialized (
  select o.id
    from ticket_order o
   where o.show_id = $1::uuid
     and o.id > (select after_order from run)
     and o.status = 'C'
   order by o.id
   limit $3::integer
),
moved as (
  update refund_run
     set after_order = (select id from next_orders order by id desc limit 1)
   where show_id = $1::uuid
     and id = $2::uuid
     and exists (select from next_orders)
)
select id as "orderId" from next_orders order by id`,
);

/**
 * Begins again at the first order, where the position is at the end and confirmed orders are left: their process died, or
 * has them in hand. No row where nothing is left, or another process has begun. $1 show, $2 run, $3 position at the end,
 * $4 now, $5 when the next pass may begin.
 */
export const beginPass = statement(
  'begin_pass_of_refund_run',
  `update refund_run
   set after_order = '00000000-0000-0000-0000-000000000000', passes = passes + 1, next_pass_at = $5::timestamptz
 where show_id = $1::uuid
   and id = $2::uuid
   and state = 'running'
   and after_order = $3::uuid
   and next_pass_at <= $4::timestamptz
   and exists (select from ticket_order where show_id = $1::uuid and status = 'C')
returning passes`,
);

/**
 * Takes refunds that are held back, as many as the pace of all runs leaves, and leases them. What was not used of the pace
 * is lost after half a second. Releases none while too many are unanswered.
 *
 * Locks: the pace, then the returns. $1 show, $2 run, $3 now, $4 leased until, $5 how many at most, $6 refunds a second,
 * $7 how many may be unanswered.
 */
export const releaseRefunds = statement(
  'release_refunds_of_run',
  `with pace as materialized (
  select greatest(used_until, $3::timestamptz - interval '0.5 seconds') as used_until from refund_pace for update
),
run as materialized (
  select 1 from refund_run where show_id = $1::uuid and id = $2::uuid and state = 'running'
),
open as materialized (
  select count(*)::integer as count
    from ticket_return
   where show_id = $1::uuid
     and run_id = $2::uuid
     and state = 'wanted'
     and dead_letter_reason is null
     and check_at < '${HELD_BACK_UNTIL}'::timestamptz
),
due as materialized (
  select id
    from ticket_return
   where show_id = $1::uuid
     and run_id = $2::uuid
     and ${isHeldBack}
     and exists (select from run)
   order by order_id
   limit (select greatest(0, least($5::integer, $7::integer - open.count,
                 floor(extract(epoch from $3::timestamptz - pace.used_until) * $6::integer)::integer))
            from pace, open)
     for update skip locked
),
released as (
  update ticket_return
     set check_at = $4::timestamptz
   where show_id = $1::uuid
     and id = any(array(select id from due))
  returning order_id
),
used as (
  update refund_pace
     set used_until = pace.used_until + make_interval(secs => (select count(*) from released)::double precision / $6::integer)
    from pace
   where exists (select from released)
)
select order_id as "orderId" from released`,
);

/** How far a run is. $1 show, $2 run. */
export const countRun = statement(
  'count_refund_run',
  `select coalesce(sum(c.count), 0)::integer as "endedCount",
       coalesce(sum(c.count) filter (where c.progress = 'waiting'), 0)::integer as "waitingCount",
       coalesce(sum(c.count) filter (where c.progress = 'requested'), 0)::integer as "requestedCount",
       coalesce(sum(c.count) filter (where c.progress = 'pending'), 0)::integer as "pendingCount",
       coalesce(sum(c.count) filter (where c.progress = 'returned'), 0)::integer as "returnedCount",
       coalesce(sum(c.count) filter (where c.progress = 'failed'), 0)::integer as "failedCount",
       coalesce(sum(c.count) filter (where c.progress = 'free'), 0)::integer as "freeCount",
       coalesce(jsonb_agg(jsonb_build_object('progress', c.progress, 'currency', c.currency, 'amountMinor', c.amount_minor))
                filter (where c.progress <> 'free'), '[]') as sums,
       (select count(*)::integer from ticket_order where show_id = $1::uuid and status = 'C') as "leftCount"
  from (
    select case when ${returnedMinor} = 0 then 'free'
                when ${hasFailed} then 'failed'
                when ${isHeldBack} then 'waiting'
                when state = 'wanted' then 'requested'
                when state = 'pending' then 'pending'
                else 'returned' end as progress,
           currency, count(*) as count, sum(${returnedMinor}) as amount_minor
      from ticket_return
     where show_id = $1::uuid
       and run_id = $2::uuid
     group by 1, 2
  ) as c`,
);

/** Stops a run that goes on. $1 show, $2 run, $3 why. */
export const stopRun = statement(
  'stop_refund_run',
  `update refund_run
   set state = 'stopped', stop_reason = $3::text
 where show_id = $1::uuid
   and id = $2::uuid
   and state = 'running'
returning id`,
);

/** Has a stopped run go on: what failed before does not stop it again. $1 show, $2 run, $3 now. */
export const continueRun = statement(
  'continue_refund_run',
  `update refund_run r
   set state = 'running', stop_reason = null, passes = 0, next_pass_at = $3::timestamptz,
       after_order = '00000000-0000-0000-0000-000000000000', ended_before = c.ended, failed_before = c.failed
  from (select count(*) filter (where ${hasEnded})::integer as ended, count(*) filter (where ${hasFailed})::integer as failed
          from ticket_return
         where show_id = $1::uuid
           and run_id = $2::uuid
           and ${returnedMinor} > 0) as c
 where r.show_id = $1::uuid
   and r.id = $2::uuid
   and r.state = 'stopped'
returning r.id`,
);

/**
 * Ends a run of which nothing is left: no order that has seats or is being paid, and no refund that the provider has not
 * answered. A payment or refund that waits for an operator does not count. $1 show, $2 run, $3 now.
 */
export const finishRun = statement(
  'finish_refund_run',
  `update refund_run
   set state = 'done', finished_at = $3::timestamptz
 where show_id = $1::uuid
   and id = $2::uuid
   and state = 'running'
   and not exists (select from ticket_order where show_id = $1::uuid and status = 'C')
   and not exists (
         select from ticket_return
          where show_id = $1::uuid and run_id = $2::uuid and state = 'wanted' and dead_letter_reason is null)
   and not exists (
         select
           from ticket_order o
           left join payment p on p.show_id = $1::uuid and p.order_id = o.id
          where o.show_id = $1::uuid and o.status = 'P' and p.dead_letter_reason is null)
returning id`,
);
