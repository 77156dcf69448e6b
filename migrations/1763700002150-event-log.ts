import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * The event log for other systems. Triggers record what the outbox and the log of organizers get, in the transaction of
 * the cause, while a process wants it; one process at a time numbers what was recorded and feeds it to the event log.
 */
export class EventLog1763700002150 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, tables);
    await inShortLocks(runner, functions);
    for (const trigger of triggers) await inShortLocks(runner, trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists record_seat_event on outbox;
      drop trigger if exists record_organizer_event on new_organizer_event;
      drop function if exists record_seat_event, record_organizer_event;
      drop table if exists event_log_recording, new_event_log_entry, event_log_entry, event_log_head, event_log_count`);
  }
}

const tables = `
create table if not exists event_log_recording (
  id boolean primary key default true check (id),
  until timestamptz not null
);
comment on table event_log_recording is 'One row: until when changes are recorded for the event log. A process that feeds it moves the time on.';
insert into event_log_recording (until) values ('-infinity') on conflict do nothing;

create table if not exists new_event_log_entry (
  id bigint generated always as identity primary key,
  show_id uuid,
  type text not null,
  data jsonb not null,
  created_at timestamptz(3) not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table new_event_log_entry is 'Entries as their causes write them, until they are numbered. No writer waits for another.';
comment on column new_event_log_entry.id is 'Of two entries of which one follows from the other, the later one has the greater id.';

create table if not exists event_log_entry (
  position bigint primary key,
  id uuid not null default gen_random_uuid(),
  show_id uuid,
  sequence bigint,
  type text not null,
  data jsonb not null,
  created_at timestamptz(3) not null
);
comment on table event_log_entry is 'What was numbered for the event log, and is not so old that it was removed.';
comment on column event_log_entry.position is 'Of all entries. Whoever sees one sees all before it.';
comment on column event_log_entry.id is 'Tells an entry from another one that a lost database had at the same position.';
comment on column event_log_entry.sequence is 'Of the entries of the show, from 1. Null where the entry concerns no show.';

create table if not exists event_log_head (
  id boolean primary key default true check (id),
  source uuid not null default gen_random_uuid(),
  position bigint not null default 0,
  fed_position bigint not null default 0,
  removed_position bigint not null default 0,
  feeder uuid,
  feeder_until timestamptz not null default '-infinity',
  term bigint not null default 0
) with (fillfactor = 50);
comment on table event_log_head is 'One row: how far entries are numbered, and which process feeds them.';
comment on column event_log_head.source is 'Tells the log of this service from that of another one.';
comment on column event_log_head.fed_position is 'Up to here the event log has confirmed what it got.';
comment on column event_log_head.removed_position is 'Up to here entries were removed.';
comment on column event_log_head.term is 'Greater for each process that takes over. Whoever has a former one changes nothing any more.';
insert into event_log_head (id) values (true) on conflict do nothing;

create table if not exists event_log_count (
  show_id uuid primary key,
  last_sequence bigint not null
) with (fillfactor = 70)`;

const functions = `
-- An entry has at most 250 seats.
create or replace function record_seat_event() returns trigger language plpgsql as $$
begin
  if not exists (select from event_log_recording where until > clock_timestamp()) then
    return null;
  end if;
  if jsonb_typeof(new.body) <> 'array' then
    insert into new_event_log_entry (show_id, type, data)
    values (new.show_id,
            case new.body #>> '{}' when 'seat-map-replaced' then 'seat_map.replaced' else 'seats.accessible_released' end, '{}');
  elsif jsonb_array_length(new.body) <= 250 then
    insert into new_event_log_entry (show_id, type, data)
    values (new.show_id, 'seats.changed', jsonb_build_object('changes', new.body));
  else
    insert into new_event_log_entry (show_id, type, data)
    select new.show_id, 'seats.changed', jsonb_build_object('changes', jsonb_agg(change order by nth))
      from jsonb_array_elements(new.body) with ordinality as seats (change, nth)
     group by (nth - 1) / 250
     order by (nth - 1) / 250;
  end if;
  return null;
end
$$;

create or replace function record_organizer_event() returns trigger language plpgsql as $$
begin
  insert into new_event_log_entry (show_id, type, data, created_at)
  select new.show_id, new.type, new.data, new.created_at
    from event_log_recording
   where until > clock_timestamp();
  return null;
end
$$`;

const triggers = [
  `create or replace trigger record_seat_event after insert on outbox for each row
  when (new.topic = 'seats') execute function record_seat_event()`,
  `create or replace trigger record_organizer_event after insert on new_organizer_event for each row
  execute function record_organizer_event()`,
];
