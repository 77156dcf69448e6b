import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * Mail to buyers. A row for each message is written by a trigger, in the transaction of its cause, whichever version of
 * the service runs that transaction.
 */
export class Notifications1763700002031 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table ticket_order add column if not exists locale text;
       comment on column ticket_order.locale is 'The language that the buyer reads, as the client named it. Null where it named none.'`,
    );
    await inShortLocks(runner, tables);
    await inShortLocks(runner, functions);
    // One after the other: each waits for the sales of its own table only.
    for (const trigger of triggers) await inShortLocks(runner, trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists notify_of_new_order on ticket_order;
      drop trigger if exists notify_of_order on ticket_order;
      drop trigger if exists notify_of_wanted_refund on refund;
      drop trigger if exists notify_of_failed_refund on refund;
      drop trigger if exists notify_of_ticket on ticket;
      drop trigger if exists notify_of_show on show;
      drop table if exists notification, announcement, mail_address;
      drop function if exists notify_of_order, notify_of_refund, notify_of_ticket, notify_of_show, record_notification;
      alter table ticket_order drop column if exists locale`);
  }
}

const tables = `
create table if not exists notification (
  show_id uuid not null,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('order_confirmed', 'order_cancelled', 'refund_started', 'refund_done', 'refund_failed',
                                     'show_moved', 'show_cancelled', 'ticket_reissued', 'ticket_given_away', 'order_link')),
  subject uuid not null,
  generation integer not null,
  order_id uuid not null,
  recipient text not null,
  locale text,
  detail jsonb,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'suppressed')),
  attempts integer not null default 0,
  next_at timestamptz(3) default clock_timestamp(),
  provider_id text,
  last_error text,
  created_at timestamptz(3) not null default clock_timestamp(),
  sent_at timestamptz(3),
  link_used_at timestamptz(3),
  primary key (show_id, id),
  constraint notification_once unique (show_id, kind, subject, generation),
  constraint notification_is_due check ((next_at is not null) = (state in ('waiting', 'sending')))
) with (fillfactor = 70);
comment on table notification is 'One message to one address. A cause, written twice, is one message.';
comment on column notification.subject is 'The order or the ticket that the message is about.';
comment on column notification.generation is 'The version of the order, the terms of the show or the generation of the ticket that is the cause.';
comment on column notification.next_at is 'When it is tried next; while it is being sent, until when its process may take.';
create index if not exists notification_due on notification ((kind in ('show_moved', 'show_cancelled')), next_at)
  where next_at is not null;
create index if not exists notification_of_order on notification (show_id, order_id);
create index if not exists notification_dead on notification (show_id, id) where state in ('failed', 'suppressed');

create table if not exists announcement (
  show_id uuid not null,
  kind text not null check (kind in ('show_moved', 'show_cancelled')),
  generation integer not null,
  detail jsonb,
  created_at timestamptz(3) not null default clock_timestamp(),
  after_order uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (show_id, kind, generation)
);
comment on table announcement is 'A message to every buyer of a show, until each has a row in notification.';
comment on column announcement.after_order is 'The last order that has its row.';

create table if not exists mail_address (
  recipient text primary key,
  hard_bounces integer not null,
  suppressed_at timestamptz(3)
);
comment on table mail_address is 'Addresses, in lower case, at which mail was refused for good since the last that was accepted.'`;

const functions = `
create or replace function record_notification(of_show uuid, of_kind text, of_subject uuid, of_generation integer,
                                               of_order uuid, of_recipient text, of_locale text) returns void
language sql as $$
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
  values (of_show, of_kind, of_subject, of_generation, of_order, of_recipient, of_locale)
      on conflict on constraint notification_once do nothing
$$;

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
$$;

create or replace function notify_of_ticket() returns trigger language plpgsql as $$
begin
  perform record_notification(new.show_id,
            case t.end_reason when 'reissued' then 'ticket_reissued' else 'ticket_given_away' end,
            new.id, new.generation, new.order_id, o.email, o.locale)
     from ticket t
     join ticket_order o on o.show_id = new.show_id and o.id = any(array[new.order_id])
    where t.show_id = new.show_id
      and t.seat_no = new.seat_no
      and t.generation = new.generation - 1
      and t.end_reason in ('reissued', 'given_away')
      and o.email is not null;
  return null;
end
$$;

-- One row, however many buyers: the show is locked, and sales wait for it.
create or replace function notify_of_show() returns trigger language plpgsql as $$
begin
  insert into announcement (show_id, kind, generation, detail)
  values (new.id, case when new.cancelled_at is not null and old.cancelled_at is null then 'show_cancelled' else 'show_moved' end,
          new.terms_version, jsonb_build_object('startedAt', to_char(old.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
      on conflict do nothing;
  return null;
end
$$`;

const triggers = [
  `create or replace trigger notify_of_new_order after insert on ticket_order for each row
  when (new.status = 'C' and new.email is not null) execute function notify_of_order()`,
  `create or replace trigger notify_of_order after update of status on ticket_order for each row
  when (new.email is not null and ((new.status = 'C' and old.status <> 'C') or (new.status = 'X' and old.status = 'C')
        or (new.status = 'R' and old.status <> 'R')))
  execute function notify_of_order()`,
  `create or replace trigger notify_of_wanted_refund after insert on refund for each row
  when (new.reason in ('late_payment', 'show_cancelled')) execute function notify_of_refund();
create or replace trigger notify_of_failed_refund after update of state on refund for each row
  when (new.state = 'failed' and old.state <> 'failed') execute function notify_of_refund()`,
  `create or replace trigger notify_of_ticket after insert on ticket for each row
  when (new.generation > 1) execute function notify_of_ticket()`,
  `create or replace trigger notify_of_show after update on show for each row
  when ((new.cancelled_at is not null and old.cancelled_at is null)
        or (new.cancelled_at is null and (new.starts_at <> old.starts_at or new.venue_id <> old.venue_id)))
  execute function notify_of_show()`,
];
