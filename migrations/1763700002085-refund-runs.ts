import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/** Refunds of whole shows: quotes, runs, and the returns that belong to a run. Only adds. */
export class RefundRuns1763700002085 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, tables);
    await inShortLocks(
      runner,
      `alter table ticket_return add column if not exists run_id uuid;
       comment on column ticket_return.run_id is 'The run that refunds the show; null where somebody returned the tickets. Until the run releases it, it is due in the year 9999.';
       alter table ticket_return drop constraint if exists ticket_return_run_id_fkey,
         add constraint ticket_return_run_id_fkey foreign key (show_id, run_id) references refund_run (show_id, id) not valid`,
    );
    await runner.query('alter table ticket_return validate constraint ticket_return_run_id_fkey');
    await buildIndex(
      runner,
      'ticket_return_of_run',
      'ticket_return (show_id, run_id, check_at, order_id) where run_id is not null',
    );
    await inShortLocks(runner, kinds([...kindsBefore, 'show_refunded']));
    await runner.query('alter table notification validate constraint notification_kind_check');
    await buildIndex(
      runner,
      'notification_due_by_lane',
      `notification ((kind in ('show_moved', 'show_paused', 'show_cancelled', 'show_refunded')), next_at) where next_at is not null`,
    );
    await runner.query('drop index concurrently if exists notification_due_in_lane');
    await inShortLocks(runner, mail);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists notify_of_run on ticket_return;
      drop function if exists notify_of_run;
      create or replace trigger notify_of_order after update of status on ticket_order for each row
        when (new.email is not null and ((new.status = 'C' and old.status <> 'C') or (new.status = 'X' and old.status = 'C')))
        execute function notify_of_order();
      create or replace trigger notify_of_ended_return after update of state on ticket_return for each row
        when (new.returned_minor > 0 and new.state <> old.state and new.state in ('succeeded', 'failed'))
        execute function notify_of_return();
      delete from notification where kind = 'show_refunded';
      ${kinds(kindsBefore)};
      create index if not exists notification_due_in_lane on notification ((kind in ('show_moved', 'show_paused', 'show_cancelled')), next_at)
        where next_at is not null;
      drop index if exists notification_due_by_lane, ticket_return_of_run;
      alter table ticket_return drop constraint if exists ticket_return_run_id_fkey, drop column if exists run_id;
      drop table if exists refund_run, show_refund_quote, refund_pace`);
  }
}

const tables = `
create table if not exists show_refund_quote (
  show_id uuid not null references show (id),
  id uuid not null,
  caller_id uuid not null,
  role text not null check (role in ('organizer', 'admin')),
  sums jsonb not null,
  ticket_count integer not null,
  scanned_ticket_count integer not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  committed_at timestamptz(3),
  idempotency_key text check (length(idempotency_key) between 1 and 200),
  primary key (show_id, id),
  constraint show_refund_quote_key_of_show unique (show_id, caller_id, idempotency_key),
  constraint show_refund_quote_key unique (caller_id, idempotency_key),
  constraint show_refund_quote_committed_by_a_key check ((committed_at is null) = (idempotency_key is null))
);
comment on table show_refund_quote is 'What a run would refund of a cancelled show. The run has the same id.';
comment on column show_refund_quote.sums is 'Orders and amounts by currency.';
comment on constraint show_refund_quote_key on show_refund_quote is
  'Of all shows, as clients see it. A database that is sharded by show has show_refund_quote_key_of_show alone.';
create index if not exists show_refund_quote_unused on show_refund_quote (show_id, expires_at) where committed_at is null;

create table if not exists refund_run (
  show_id uuid not null,
  id uuid not null,
  state text not null default 'running' check (state in ('running', 'stopped', 'done')),
  message text check (length(message) between 1 and 1000),
  stop_reason text,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  after_order uuid not null default '00000000-0000-0000-0000-000000000000',
  passes integer not null default 0,
  next_pass_at timestamptz(3) not null,
  ended_before integer not null default 0,
  failed_before integer not null default 0,
  primary key (show_id, id),
  constraint refund_run_id_fkey foreign key (show_id, id) references show_refund_quote (show_id, id),
  constraint refund_run_stops_for_a_reason check ((state = 'stopped') = (stop_reason is not null)),
  constraint refund_run_is_done_at_some_time check ((state = 'done') = (finished_at is not null))
) with (fillfactor = 50);
comment on table refund_run is 'The refund of a whole show, order by order.';
comment on column refund_run.message is 'From the organizer to the buyers, in their mail.';
comment on column refund_run.after_order is 'The last order that some process has taken to end it. A hint: what is left is found in the next pass.';
comment on column refund_run.ended_before is 'Refunds that had ended when the run was started, or continued after a stop.';
create unique index if not exists refund_run_one_of_show on refund_run (show_id) where state <> 'done';
create index if not exists refund_run_running on refund_run (show_id, started_at) where state = 'running';

create table if not exists refund_pace (
  id boolean primary key default true check (id),
  used_until timestamptz not null default '-infinity'
);
comment on table refund_pace is 'Until when the pace of refunds is used up, by the runs of all shows.';
insert into refund_pace default values on conflict do nothing`;

const kindsBefore = [
  ...['order_confirmed', 'order_cancelled', 'refund_started', 'refund_done', 'refund_failed', 'show_moved'],
  ...['show_cancelled', 'ticket_reissued', 'ticket_given_away', 'order_link', 'payment_failed', 'hold_ending'],
  ...[
    'seats_released',
    'show_paused',
    'address_changing',
    'address_changed',
    'sold_out',
    'dead_letters',
    'webhook_disabled',
  ],
];

const kinds = (names: readonly string[]) => `
  alter table notification drop constraint notification_kind_check,
    add constraint notification_kind_check check (kind in (${names.map((name) => `'${name}'`).join(', ')})) not valid`;

const mail = `
create or replace function notify_of_run() returns trigger language plpgsql as $$
begin
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select o.show_id, 'show_refunded', new.id, 1, o.id, o.email, o.locale,
         jsonb_strip_nulls(jsonb_build_object('amountMinor', new.returned_minor + new.credit_returned_minor, 'message', r.message))
    from ticket_order o
    join refund_run r on r.show_id = o.show_id and r.id = new.run_id
   where o.show_id = new.show_id and o.id = any(array[new.order_id]) and o.email is not null
      on conflict on constraint notification_once do nothing;
  return null;
end
$$;
create or replace trigger notify_of_run after insert on ticket_return for each row
  when (new.run_id is not null) execute function notify_of_run();
-- The mail of the run says both.
create or replace trigger notify_of_order after update of status on ticket_order for each row
  when (new.email is not null and ((new.status = 'C' and old.status <> 'C')
        or (new.status = 'X' and old.status = 'C' and new.end_reason is distinct from 'show_cancelled')))
  execute function notify_of_order();
create or replace trigger notify_of_ended_return after update of state on ticket_return for each row
  when (new.returned_minor > 0 and new.state <> old.state and new.state in ('succeeded', 'failed')
        and (new.run_id is null or new.state = 'failed'))
  execute function notify_of_return()`;
