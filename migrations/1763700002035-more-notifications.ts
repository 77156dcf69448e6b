import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/**
 * Mail about payments, holds, partial refunds and pauses, to organizers, and about a new address of an order; and who
 * wants which of it. Processes of the version before go on: they send what they know, and try what they do not know again.
 */
export class MoreNotifications1763700002035 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, columns);
    await inShortLocks(
      runner,
      'alter table notification validate constraint notification_kind_check; alter table notification validate constraint notification_state_check',
    );
    await buildIndex(
      runner,
      'notification_due_in_lane',
      `notification ((kind in ('show_moved', 'show_paused', 'show_cancelled')), next_at) where next_at is not null`,
    );
    await runner.query('drop index concurrently if exists notification_due');
    // A few rows of large tables, which are looked for often.
    await buildIndex(runner, 'payment_dead', 'payment (show_id, order_id) where dead_letter_reason is not null');
    await buildIndex(runner, 'refund_dead', 'refund (show_id, order_id) where dead_letter_reason is not null');
    await inShortLocks(runner, tables);
    await inShortLocks(runner, functions);
    for (const trigger of triggers) await inShortLocks(runner, trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists notify_of_unpaid_order on ticket_order;
      drop trigger if exists notify_of_returned_refund on refund;
      drop trigger if exists notify_of_pause on show;
      drop trigger if exists notify_of_sold_out on show;
      drop trigger if exists apply_new_address on notification;
      delete from notification where order_id is null or state = 'dropped' or kind not in (${kindsBefore});
      delete from announcement where kind = 'show_paused';
      alter table announcement drop column due_at,
        drop constraint announcement_kind_check,
        add constraint announcement_kind_check check (kind in ('show_moved', 'show_cancelled'));
      alter table notification alter column order_id set not null,
        drop constraint notification_kind_check,
        add constraint notification_kind_check check (kind in (${kindsBefore})),
        drop constraint notification_state_check,
        add constraint notification_state_check check (state in ('waiting', 'sending', 'sent', 'failed', 'suppressed'));
      create index if not exists notification_due on notification ((kind in ('show_moved', 'show_cancelled')), next_at)
        where next_at is not null;
      drop index if exists notification_due_in_lane;
      drop index if exists payment_dead, refund_dead;
      drop table if exists hold_reminder, notification_preference, organizer_contact, dead_letter_notice, address_change`);
    await runner.query(functionsBefore);
    await runner.query(
      'drop function if exists notify_of_unpaid_order, notify_of_pause, notify_of_sold_out, record_organizer_notice, apply_new_address',
    );
    for (const trigger of triggersBefore) await runner.query(trigger);
  }
}

const kindsBefore = `'order_confirmed', 'order_cancelled', 'refund_started', 'refund_done', 'refund_failed',
  'show_moved', 'show_cancelled', 'ticket_reissued', 'ticket_given_away', 'order_link'`;

const columns = `
alter table notification alter column order_id drop not null,
  drop constraint notification_kind_check,
  add constraint notification_kind_check check (kind in (${kindsBefore}, 'payment_failed', 'hold_ending', 'seats_released',
    'show_paused', 'address_changing', 'address_changed', 'sold_out', 'dead_letters', 'webhook_disabled')) not valid,
  drop constraint notification_state_check,
  add constraint notification_state_check check (state in ('waiting', 'sending', 'sent', 'failed', 'suppressed', 'dropped')) not valid;
comment on column notification.order_id is 'Null for a message about a hold, and for one to an organizer.';
comment on column notification.subject is 'What the message is about: an order, a ticket, a hold, a refund, a show, a change of address, an organizer or a webhook endpoint.';
comment on column notification.show_id is 'Zero for a message to an organizer that is not about one show.';
alter table announcement add column if not exists due_at timestamptz(3) not null default clock_timestamp(),
  drop constraint announcement_kind_check,
  add constraint announcement_kind_check check (kind in ('show_moved', 'show_paused', 'show_cancelled'))`;

const tables = `
create table if not exists hold_reminder (
  show_id uuid not null,
  hold_id uuid not null,
  recipient text not null,
  locale text,
  check_at timestamptz(3) not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  primary key (show_id, hold_id)
);
comment on table hold_reminder is 'Holds whose end is announced by mail: the buyer has asked for it, or has given the address in a purchase that failed.';
create index if not exists hold_reminder_due on hold_reminder (check_at);
create index if not exists hold_reminder_recipient on hold_reminder (lower(recipient), created_at);

create table if not exists notification_preference (
  owner text primary key,
  unwanted text[] not null,
  changed_at timestamptz(3) not null default clock_timestamp()
);
comment on table notification_preference is 'Which kinds of optional mail are not wanted.';
comment on column notification_preference.owner is 'An address in lower case, from the link in a mail; or the UUID of a caller, from the API.';

create table if not exists organizer_contact (
  organizer_id uuid primary key,
  email text not null,
  locale text,
  changed_at timestamptz(3) not null default clock_timestamp()
);
create index if not exists organizer_contact_email on organizer_contact (lower(email));
comment on table organizer_contact is 'Where mail to an organizer goes.';

create table if not exists dead_letter_notice (
  organizer_id uuid not null,
  kind text not null,
  subject uuid not null,
  primary key (organizer_id, kind, subject)
);
comment on table dead_letter_notice is 'Dead letters that their organizer was notified of.';

create table if not exists address_change (
  show_id uuid not null,
  id uuid not null default gen_random_uuid(),
  order_id uuid not null,
  old_email text not null,
  new_email text not null,
  changed_by text not null,
  requested_at timestamptz(3) not null,
  applied_at timestamptz(3),
  undone_at timestamptz(3),
  primary key (show_id, id)
);
comment on table address_change is 'A new address of an order. It is used once the old one was notified.';
create index if not exists address_change_of_order on address_change (show_id, order_id)`;

const functions = `
-- Sent a minute later: most buyers try another card at once, and then it is dropped.
create or replace function notify_of_unpaid_order() returns trigger language plpgsql as $$
begin
  insert into notification as n (show_id, kind, subject, generation, order_id, recipient, locale, next_at)
  values (new.show_id, 'payment_failed', new.hold_id, 1, new.id, new.email, new.locale, clock_timestamp() + interval '1 minute')
      on conflict on constraint notification_once do update
     set order_id = excluded.order_id, recipient = excluded.recipient, state = 'waiting', attempts = 0, next_at = excluded.next_at
   where n.state = 'dropped';
  insert into hold_reminder (show_id, hold_id, recipient, locale, check_at)
  values (new.show_id, new.hold_id, new.email, new.locale, clock_timestamp())
      on conflict do nothing;
  return null;
end
$$;

create or replace function notify_of_order() returns trigger language plpgsql as $$
begin
  perform record_notification(new.show_id, case new.status when 'C' then 'order_confirmed' else 'order_cancelled' end,
    new.id, new.version, new.id, new.email, new.locale);
  return null;
end
$$;

-- A refund that follows the cancellation of a whole order begins in the mail about that. The others have a mail of their own.
create or replace function notify_of_refund() returns trigger language plpgsql as $$
begin
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select o.show_id, case new.state when 'failed' then 'refund_failed' when 'succeeded' then 'refund_done' else 'refund_started' end,
         -- An order may have several.
         coalesce((to_jsonb(new) ->> 'id')::uuid, o.id), o.version, o.id, o.email, o.locale,
         jsonb_build_object('amountMinor', new.amount_minor, 'reason', new.reason)
    from ticket_order o
   where o.show_id = new.show_id and o.id = new.order_id and o.email is not null
      on conflict on constraint notification_once do nothing;
  return null;
end
$$;

-- Once a day at most, and only if the sale is still paused in ten minutes.
create or replace function notify_of_pause() returns trigger language plpgsql as $$
begin
  insert into announcement (show_id, kind, generation, due_at)
  values (new.id, 'show_paused', extract(epoch from clock_timestamp())::bigint / 86400, clock_timestamp() + interval '10 minutes')
      on conflict do nothing;
  return null;
end
$$;

create or replace function record_organizer_notice(of_organizer uuid, of_kind text, of_subject uuid, of_generation integer,
                                                   of_show uuid, of_detail jsonb, due timestamptz) returns void
language sql as $$
  insert into notification as n (show_id, kind, subject, generation, recipient, locale, detail, next_at)
  select coalesce(of_show, '00000000-0000-0000-0000-000000000000'), of_kind, of_subject, of_generation, email, locale, of_detail, due
    from organizer_contact
   where organizer_id = of_organizer
      on conflict on constraint notification_once do update
     set state = 'waiting', attempts = 0, next_at = excluded.next_at
   where n.state = 'dropped'
$$;

-- A quarter of an hour later, when the last holds have run out, and only if nothing is free again by then. Once for each
-- number of seats.
create or replace function notify_of_sold_out() returns trigger language plpgsql as $$
begin
  perform record_organizer_notice(new.organizer_id, 'sold_out', new.id, new.seats_total, new.id,
                                  jsonb_build_object('seatsTotal', new.seats_total), clock_timestamp() + interval '15 minutes');
  return null;
end
$$;

-- The old address was notified, or cannot be: the new one is used from now on, also by what still waits.
create or replace function apply_new_address() returns trigger language plpgsql as $$
declare
  change address_change;
begin
  update address_change
     set applied_at = clock_timestamp()
   where show_id = new.show_id and id = new.subject and applied_at is null and undone_at is null
  returning * into change;
  if not found then
    return null;
  end if;
  update ticket_order
     set email = change.new_email, changed_by = change.changed_by
   where show_id = change.show_id and id = any(array[change.order_id]) and email = change.old_email;
  if not found then
    return null;
  end if;
  update notification
     set recipient = change.new_email
   where show_id = change.show_id and order_id = change.order_id and state = 'waiting' and kind <> 'address_changing'
     and lower(recipient) = lower(change.old_email);
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
  select new.show_id, 'address_changed', change.id, 1, o.id, o.email, o.locale
    from ticket_order o
   where o.show_id = change.show_id and o.id = any(array[change.order_id])
      on conflict on constraint notification_once do nothing;
  return null;
end
$$`;

const triggers = [
  `create or replace trigger notify_of_order after update of status on ticket_order for each row
  when (new.email is not null and ((new.status = 'C' and old.status <> 'C') or (new.status = 'X' and old.status = 'C')))
  execute function notify_of_order();
create or replace trigger notify_of_unpaid_order after update of status on ticket_order for each row
  when (new.email is not null and new.status = 'X' and old.status = 'P'
        and new.end_reason in ('declined', 'too_late', 'provider_unavailable', 'refused', 'abandoned', 'unanswered'))
  execute function notify_of_unpaid_order()`,
  `create or replace trigger notify_of_wanted_refund after insert on refund for each row
  when (new.reason not in ('cancelled', 'refunded_at_provider')) execute function notify_of_refund();
create or replace trigger notify_of_returned_refund after update of state on refund for each row
  when (new.state = 'succeeded' and old.state <> 'succeeded') execute function notify_of_refund()`,
  `create or replace trigger notify_of_pause after update of sales_paused on show for each row
  when (new.sales_paused and not old.sales_paused and new.cancelled_at is null) execute function notify_of_pause();
create or replace trigger notify_of_sold_out after update of seats_left on show for each row
  when (new.seats_left = 0 and old.seats_left > 0 and new.organizer_id is not null and new.cancelled_at is null)
  execute function notify_of_sold_out()`,
  `create or replace trigger apply_new_address after update of state on notification for each row
  when (new.kind = 'address_changing' and old.state in ('waiting', 'sending') and new.state not in ('waiting', 'sending'))
  execute function apply_new_address()`,
];

const functionsBefore = `
create or replace function notify_of_order() returns trigger language plpgsql as $$
begin
  perform record_notification(new.show_id,
    case new.status when 'C' then 'order_confirmed' when 'X' then 'order_cancelled' else 'refund_done' end,
    new.id, new.version, new.id, new.email, new.locale);
  return null;
end
$$;

-- A refund that follows a cancellation is in the mail about that; what was paid too late is not.
create or replace function notify_of_refund() returns trigger language plpgsql as $$
begin
  perform record_notification(o.show_id, case new.state when 'failed' then 'refund_failed' else 'refund_started' end,
                              o.id, o.version, o.id, o.email, o.locale)
     from ticket_order o
    where o.show_id = new.show_id and o.id = new.order_id and o.email is not null;
  return null;
end
$$`;

const triggersBefore = [
  `create or replace trigger notify_of_order after update of status on ticket_order for each row
  when (new.email is not null and ((new.status = 'C' and old.status <> 'C') or (new.status = 'X' and old.status = 'C')
        or (new.status = 'R' and old.status <> 'R')))
  execute function notify_of_order()`,
  `create or replace trigger notify_of_wanted_refund after insert on refund for each row
  when (new.reason in ('late_payment', 'show_cancelled')) execute function notify_of_refund()`,
];
