import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * The log of what happens in shows, for organizers. A trigger writes each event in the transaction of its cause,
 * whichever version of the service runs that transaction; a process numbers the events afterwards.
 */
export class OrganizerEvents1763700002040 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, tables);
    await inShortLocks(runner, functions);
    // One after the other: each waits for the sales of its own table only.
    for (const trigger of triggers) await inShortLocks(runner, trigger);
    // What is so already is no event.
    await runner.query(`insert into show_sale_state (show_id, state, next_at)
      select s.id, sale_state(s, clock_timestamp()), sale_changes_at(s, clock_timestamp()) from show s
          on conflict do nothing`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists log_new_order on ticket_order;
      drop trigger if exists log_order on ticket_order;
      drop trigger if exists log_new_refund on refund;
      drop trigger if exists log_refund on refund;
      drop trigger if exists log_issued_ticket on ticket;
      drop trigger if exists log_ended_ticket on ticket;
      drop trigger if exists log_scan on ticket_scan;
      drop trigger if exists add_sale_state on show;
      drop trigger if exists log_sale_state on show;
      drop trigger if exists collect_blocked_seat on show_seat;
      drop trigger if exists log_blocked_seats on show_seat;
      drop function if exists log_order, log_refund, log_ticket, log_scan, add_sale_state, log_sale_state,
        collect_blocked_seat, log_blocked_seats, write_blocked_seats, sale_state, sale_changes_at;
      drop table if exists new_organizer_event, organizer_event, organizer_event_head, organizer_event_count, show_sale_state`);
  }
}

const tables = `
create table if not exists new_organizer_event (
  id bigint generated always as identity primary key,
  show_id uuid not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz(3) not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table new_organizer_event is 'Events as their causes write them, until they are numbered. No writer waits for another.';
comment on column new_organizer_event.id is 'Of two events of which one follows from the other, the later one has the greater id.';

create table if not exists organizer_event (
  position bigint primary key,
  show_id uuid not null,
  sequence bigint not null,
  organizer_id uuid,
  type text not null,
  data jsonb not null,
  created_at timestamptz(3) not null,
  constraint organizer_event_of_show unique (show_id, sequence)
);
comment on table organizer_event is 'The log of events, in order and without gaps.';
comment on column organizer_event.position is 'Of all events. Whoever sees one sees all before it.';
comment on column organizer_event.sequence is 'Of the events of the show, from 1.';
comment on column organizer_event.organizer_id is 'Who ran the show when the event was numbered.';
create index if not exists organizer_event_of_organizer on organizer_event (organizer_id, position);

create table if not exists organizer_event_head (
  id boolean primary key default true check (id),
  position bigint not null,
  removed_position bigint not null
);
comment on table organizer_event_head is 'One row, locked by the process that numbers events.';
comment on column organizer_event_head.removed_position is 'The last event that was removed because of its age.';
insert into organizer_event_head (position, removed_position) values (0, 0) on conflict do nothing;

create table if not exists organizer_event_count (
  show_id uuid primary key,
  last_sequence bigint not null
) with (fillfactor = 70);

create table if not exists show_sale_state (
  show_id uuid primary key references show (id) on delete cascade,
  state text not null,
  next_at timestamptz(3)
) with (fillfactor = 80);
comment on table show_sale_state is 'The status of each show as the log of events has it.';
comment on column show_sale_state.next_at is 'When time alone changes it next.';
create index if not exists show_sale_state_due on show_sale_state (next_at) where next_at is not null`;

const functions = `
create or replace function log_order() returns trigger language plpgsql as $$
begin
  insert into new_organizer_event (show_id, type, data)
  values (new.show_id, case new.status when 'C' then 'order.confirmed' else 'order.cancelled' end,
          jsonb_build_object('order', new.id, 'amount', new.total_minor, 'currency', new.currency));
  return null;
end
$$;

create or replace function log_refund() returns trigger language plpgsql as $$
begin
  insert into new_organizer_event (show_id, type, data)
  values (new.show_id, case new.state when 'succeeded' then 'order.refunded' else 'refund.failed' end,
          jsonb_build_object('order', new.order_id, 'amount', new.amount_minor, 'currency', new.currency));
  return null;
end
$$;

create or replace function log_ticket() returns trigger language plpgsql as $$
begin
  if new.ended_at is null then
    insert into new_organizer_event (show_id, type, data)
    values (new.show_id, 'ticket.issued', jsonb_build_object('ticket', new.id, 'order', new.order_id, 'seat', new.seat_no));
  else
    insert into new_organizer_event (show_id, type, data)
    values (new.show_id, 'ticket.revoked',
            jsonb_build_object('ticket', new.id, 'order', new.order_id, 'seat', new.seat_no, 'reason', new.end_reason));
  end if;
  return null;
end
$$;

create or replace function log_scan() returns trigger language plpgsql as $$
begin
  insert into new_organizer_event (show_id, type, data)
  values (new.show_id, 'ticket.scanned',
          jsonb_build_object('ticket', new.ticket_id, 'direction', new.direction, 'gate', new.gate_id,
                             'at', to_char(new.scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
  return null;
end
$$;

-- As showStatus of the service works it out; a test compares the two.
create or replace function sale_state(of_show show, at timestamptz) returns text language sql immutable as $$
  select case
           when of_show.cancelled_at is not null then 'CANCELLED'
           when at >= of_show.sales_close_at then 'SALES_CLOSED'
           when at < of_show.sales_open_at or of_show.seats_total is null then 'SCHEDULED'
           when of_show.sales_paused then 'SALES_PAUSED'
           when of_show.seats_left = 0 then 'SOLD_OUT'
           else 'ON_SALE'
         end
$$;

create or replace function sale_changes_at(of_show show, at timestamptz) returns timestamptz language sql immutable as $$
  select case
           when of_show.cancelled_at is not null then null
           when at < of_show.sales_open_at then of_show.sales_open_at
           when at < of_show.sales_close_at then of_show.sales_close_at
         end
$$;

-- Whether the sale is open already is judged by the service, which sees that it is due.
create or replace function add_sale_state() returns trigger language plpgsql as $$
begin
  insert into show_sale_state (show_id, state, next_at)
  select id, 'SCHEDULED', sales_open_at from added
      on conflict do nothing;
  return null;
end
$$;

create or replace function log_sale_state() returns trigger language plpgsql as $$
declare
  at timestamptz := clock_timestamp();
  state_now text := sale_state(new, at);
  state_before text;
begin
  select state into state_before from show_sale_state where show_id = new.id for update;
  insert into show_sale_state (show_id, state, next_at)
  values (new.id, state_now, sale_changes_at(new, at))
      on conflict (show_id) do update set state = excluded.state, next_at = excluded.next_at;
  if state_now <> coalesce(state_before, sale_state(old, at)) and state_now in ('ON_SALE', 'SOLD_OUT', 'SALES_PAUSED', 'CANCELLED') then
    insert into new_organizer_event (show_id, type, data)
    values (new.id,
            case state_now when 'ON_SALE' then 'show.on_sale' when 'SOLD_OUT' then 'show.sold_out'
                           when 'SALES_PAUSED' then 'show.paused' else 'show.cancelled' end,
            jsonb_build_object('status', state_now));
  end if;
  return null;
end
$$;

-- One event for all seats of a show that a transaction blocks. They are collected in a setting of the transaction: the
-- show, how many, and the first hundred.
create or replace function collect_blocked_seat() returns trigger language plpgsql as $$
declare
  collected text[] := string_to_array(nullif(current_setting('frontrow.blocked_seats', true), ''), ' ');
begin
  if collected[1] <> new.show_id::text then
    perform write_blocked_seats(collected);
    collected := null;
  end if;
  collected := coalesce(collected, array[new.show_id::text, '0']);
  collected[2] := collected[2]::integer + 1;
  if cardinality(collected) < 102 then
    collected := collected || new.seat_no::text;
  end if;
  perform set_config('frontrow.blocked_seats', array_to_string(collected, ' '), true);
  return null;
end
$$;

create or replace function write_blocked_seats(collected text[]) returns void language sql as $$
  insert into new_organizer_event (show_id, type, data)
  values (collected[1]::uuid, 'seats.blocked',
          jsonb_build_object('count', collected[2]::integer, 'seats', to_jsonb(collected[3:]::integer[])))
$$;

-- Called at the end of the transaction for each seat; the first call finds all of them.
create or replace function log_blocked_seats() returns trigger language plpgsql as $$
declare
  collected text[] := string_to_array(nullif(current_setting('frontrow.blocked_seats', true), ''), ' ');
begin
  if collected is not null then
    perform write_blocked_seats(collected);
    perform set_config('frontrow.blocked_seats', '', true);
  end if;
  return null;
end
$$`;

const triggers = [
  `create or replace trigger log_new_order after insert on ticket_order for each row
  when (new.status = 'C') execute function log_order();
create or replace trigger log_order after update of status on ticket_order for each row
  when ((new.status = 'C' and old.status <> 'C') or (new.status = 'X' and old.status = 'C')) execute function log_order()`,
  `create or replace trigger log_new_refund after insert on refund for each row
  when (new.state in ('succeeded', 'failed')) execute function log_refund();
create or replace trigger log_refund after update of state on refund for each row
  when (new.state <> old.state and new.state in ('succeeded', 'failed')) execute function log_refund()`,
  `create or replace trigger log_issued_ticket after insert on ticket for each row
  when (new.ended_at is null) execute function log_ticket();
create or replace trigger log_ended_ticket after update of ended_at on ticket for each row
  when (old.ended_at is null and new.ended_at is not null) execute function log_ticket()`,
  `create or replace trigger log_scan after insert on ticket_scan for each row
  when (new.passed and new.ticket_id is not null) execute function log_scan()`,
  `create or replace trigger add_sale_state after insert on show referencing new table as added
  for each statement execute function add_sale_state();
create or replace trigger log_sale_state after update on show for each row
  when (row(new.sales_paused, new.cancelled_at, new.sales_open_at, new.sales_close_at, new.seats_total is null, new.seats_left = 0)
        is distinct from
        row(old.sales_paused, old.cancelled_at, old.sales_open_at, old.sales_close_at, old.seats_total is null, old.seats_left = 0))
  execute function log_sale_state()`,
  `create or replace trigger collect_blocked_seat after update of is_blocked on show_seat for each row
  when (new.is_blocked and not old.is_blocked) execute function collect_blocked_seat();
drop trigger if exists log_blocked_seats on show_seat;
create constraint trigger log_blocked_seats after update of is_blocked on show_seat
  deferrable initially deferred for each row
  when (new.is_blocked and not old.is_blocked) execute function log_blocked_seats()`,
];
