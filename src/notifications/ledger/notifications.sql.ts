/** Every statement that reads or changes a notification. Triggers of the database insert them, with their cause. */
import { statement } from '../../platform';
import { optionalKinds } from './notification';

const isAnnouncement = `n.kind in ('show_moved', 'show_paused', 'show_cancelled', 'show_refunded')`;

/**
 * Takes due messages of one lane, the longest due first, so that no other process takes them before the lease ends. A
 * message whose process died while it was sent is due when that lease ends. $1 now, $2 whether announcements, $3 how
 * many, $4 end of the lease.
 */
export const takeDue = statement(
  'take_due_notifications',
  `with due as (
  select n.show_id, n.id
    from notification n
   where n.next_at <= $1::timestamptz
     and (${isAnnouncement}) = $2::boolean
   order by n.next_at
   limit $3::integer
     for update skip locked
)
update notification n
   set state = 'waiting', next_at = $4::timestamptz
  from due
 where n.show_id = due.show_id
   and n.id = due.id
returning n.show_id as "showId", n.id, n.attempts`,
);

const isOptional = `n.kind in (${optionalKinds.map((kind) => `'${kind.toLowerCase()}'`).join(', ')})`;

/** Declined by the link in a mail to this address, or by the session that bought, held or organizes. */
const isUnwanted = `(${isOptional} and exists(
            select from notification_preference p
             where n.kind = any(p.unwanted)
               and p.owner = any(array[
                     lower(n.recipient),
                     (select buyer_id::text from ticket_order where show_id = n.show_id and id = any(array[n.order_id])),
                     (select buyer_id::text from seat_hold where show_id = n.show_id and id = any(array[n.subject])),
                     (select organizer_id::text from show where id = any(array[n.show_id]) and n.order_id is null and n.kind = 'sold_out'),
                     case when n.kind = 'dead_letters' then n.subject::text end])))`;

/** Begins an attempt. No row where another process has begun it. $1 shows, $2 ids, $3 attempts so far, $4 end of the lease. */
export const claim = statement(
  'claim_notifications',
  `update notification n
   set state = 'sending', attempts = n.attempts + 1, next_at = $4::timestamptz
  from unnest($1::uuid[], $2::uuid[], $3::integer[]) as wanted (show_id, id, attempts)
 where n.show_id = wanted.show_id
   and n.id = wanted.id
   and n.attempts = wanted.attempts
   and n.state = 'waiting'
returning n.show_id as "showId", n.id, n.attempts, upper(n.kind) as kind, n.subject, n.generation, n.order_id as "orderId",
          n.recipient, n.locale, n.detail, n.created_at as "createdAt",
          exists(select from mail_address m where m.recipient = lower(n.recipient) and m.suppressed_at is not null) as "isSuppressed",
          ${isUnwanted} as "isUnwanted"`,
);

/** Puts off messages whose attempt was not begun. $1 shows, $2 ids, $3 attempts so far, $4 when they are due. */
export const postpone = statement(
  'postpone_notifications',
  `update notification n
   set next_at = $4::timestamptz
  from unnest($1::uuid[], $2::uuid[], $3::integer[]) as wanted (show_id, id, attempts)
 where n.show_id = wanted.show_id
   and n.id = wanted.id
   and n.attempts = wanted.attempts
   and n.state = 'waiting'`,
);

/** Says that this process still has them in hand. $1 shows, $2 ids, $3 attempts, $4 end of the lease. */
export const extendLease = statement(
  'extend_notification_leases',
  `update notification n
   set next_at = $4::timestamptz
  from unnest($1::uuid[], $2::uuid[], $3::integer[]) as held (show_id, id, attempts)
 where n.show_id = held.show_id
   and n.id = held.id
   and n.attempts = held.attempts
   and n.state = 'sending'`,
);

/**
 * Takes messages back that a sweep believed to be left behind, and that this process still has in hand. $1 shows, $2 ids,
 * $3 attempts, $4 end of the lease.
 */
export const resumeLease = statement(
  'resume_notification_leases',
  `update notification n
   set state = 'sending', next_at = $4::timestamptz
  from unnest($1::uuid[], $2::uuid[], $3::integer[]) as held (show_id, id, attempts)
 where n.show_id = held.show_id
   and n.id = held.id
   and n.attempts = held.attempts
   and n.state = 'waiting'`,
);

const isDroppedTooEarly = `(r.state = 'dropped' and n.order_id is distinct from r.order_id)`;

/**
 * Records how attempts ended. One that was dropped for what was true of an order is due again where another order has
 * failed since. $1 shows, $2 ids, $3 attempts, $4 states, $5 when they are due again or null, $6 the server's answers or
 * null, $7 errors or null, $8 now, $9 the orders that they were about or null.
 */
export const recordResults = statement(
  'record_notification_results',
  `update notification n
   set state = case when ${isDroppedTooEarly} then 'waiting' else r.state end,
       next_at = case when ${isDroppedTooEarly} then $8::timestamptz else r.next_at end,
       provider_id = coalesce(r.provider_id, n.provider_id), last_error = r.error,
       sent_at = case r.state when 'sent' then $8::timestamptz end
  from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $9::uuid[])
       as r (show_id, id, attempts, state, next_at, provider_id, error, order_id)
 where n.show_id = r.show_id
   and n.id = r.id
   and n.attempts = r.attempts
   -- Waiting: the lease ran out, and nobody has begun another attempt.
   and n.state in ('sending', 'waiting')`,
);

/** Counts refusals for good, once for each address. $1 addresses in lower case, $2 after how many it is suppressed, $3 now. */
export const countHardBounces = statement(
  'count_hard_bounces',
  `insert into mail_address as m (recipient, hard_bounces)
select recipient, 1 from (select distinct unnest($1::text[]) as recipient) as refused order by recipient
    on conflict (recipient) do update
   set hard_bounces = m.hard_bounces + 1,
       suppressed_at = case when m.hard_bounces + 1 >= $2::integer then coalesce(m.suppressed_at, $3::timestamptz) end`,
);

/** Mail was accepted at these addresses. $1 addresses in lower case. */
export const forgetHardBounces = statement(
  'forget_hard_bounces',
  `delete from mail_address where recipient = any($1::text[])`,
);

/** The messages of an order, oldest first. $1 show, $2 order. */
export const readOfOrder = statement(
  'read_notifications_of_order',
  `select id, upper(kind) as kind, upper(state) as state, recipient, sent_at as "sentAt", created_at as "createdAt"
  from notification
 where show_id = $1::uuid
   and order_id = $2::uuid
   and state <> 'dropped'
 order by created_at, id
 limit 100`,
);

/**
 * Announcements that are due and that not every buyer has a row for; those of pauses that are over are removed. $1 now,
 * $2 how many.
 */
export const readAnnouncements = statement(
  'read_announcements',
  `with over as (
  delete from announcement a
   using show s
   where a.kind = 'show_paused' and a.due_at <= $1::timestamptz and s.id = a.show_id
     and (not s.sales_paused or s.cancelled_at is not null)
  returning a.show_id, a.kind, a.generation
)
select show_id as "showId", kind, generation
  from announcement a
 where due_at <= $1::timestamptz
   and not exists(select from over where over.show_id = a.show_id and over.kind = a.kind and over.generation = a.generation)
 order by created_at
 limit $2::integer`,
);

/**
 * Gives the next buyers of a show their row. $1 show, $2 kind, $3 generation, $4 how many orders.
 *
 * The announcement is locked: two processes do not count on from the same order.
 */
export const expandAnnouncement = statement(
  'expand_announcement',
  `with announced as (
  select * from announcement
   where show_id = $1::uuid and kind = $2::text and generation = $3::integer
     for update skip locked
), next_orders as (
  select o.id, o.email, o.locale, o.status
    from ticket_order o, announced
   where o.show_id = $1::uuid
     and o.id > announced.after_order
     -- Who bought later knows what is announced.
     and o.created_at < announced.created_at
   order by o.id
   limit $4::integer
), written as (
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select $1::uuid, $2::text, n.id, $3::integer, n.id, n.email, n.locale, announced.detail
    from next_orders n, announced
   where n.status = 'C'
     and n.email is not null
      on conflict on constraint notification_once do nothing
  returning id
), written_to_holders as (
  -- Who has seats in hand and an address, but no ticket.
  insert into notification (show_id, kind, subject, generation, recipient, locale)
  select $1::uuid, $2::text, r.hold_id, $3::integer, r.recipient, r.locale
    from hold_reminder r, announced
   where r.show_id = $1::uuid
     and $2::text = 'show_paused'
      on conflict on constraint notification_once do nothing
), finished as (
  delete from announcement
   where show_id = $1::uuid and kind = $2::text and generation = $3::integer
     and exists (select from announced)
     and (select count(*) from next_orders) < $4::integer
), advanced as (
  update announcement set after_order = (select id from next_orders order by id desc limit 1)
   where show_id = $1::uuid and kind = $2::text and generation = $3::integer
     and (select count(*) from next_orders) = $4::integer
)
select (select count(*)::integer from next_orders) as "orderCount", (select count(*)::integer from written) as "writtenCount"`,
);

/** What waits for an operator, by id. $1 after this one or null, $2 how many. */
export const readDead = statement(
  'read_dead_notifications',
  `select show_id as "showId", id, upper(kind) as kind, upper(state) as state, order_id as "orderId", recipient, attempts,
       last_error as "lastError", created_at as "createdAt"
  from notification
 where state in ('failed', 'suppressed')
   and ($1::uuid is null or id > $1::uuid)
 order by id
 limit $2::integer`,
);

/**
 * Tries messages again from their first attempt on, and their addresses as if nothing was known of them. $1 ids or null
 * for all, $2 order or null, $3 kind or null, $4 now.
 */
export const replay = statement(
  'replay_notifications',
  `with replayed as (
  update notification
     set state = 'waiting', attempts = 0, next_at = $4::timestamptz
   where state in ('failed', 'suppressed')
     and ($1::uuid[] is null or id = any($1::uuid[]))
     and ($2::uuid is null or order_id = $2::uuid)
     and ($3::text is null or kind = lower($3::text))
  returning id, lower(recipient) as recipient
), trusted as (
  delete from mail_address where recipient in (select recipient from replayed)
)
select id from replayed`,
);
