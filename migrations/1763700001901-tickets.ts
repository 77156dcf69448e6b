import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * One live ticket for each sold seat. A trigger of the seat issues and ends it, so that a ticket comes and goes in the
 * transaction that sells or returns the seat, whichever version of the service runs that transaction.
 */
export class Tickets1763700001901 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists tickets_visible_from timestamptz(3),
                        add column if not exists allows_reentry boolean not null default false`,
    );
    await inShortLocks(
      runner,
      `create table if not exists ticket (
         show_id uuid not null,
         id uuid not null default gen_random_uuid(),
         seat_no integer not null,
         generation integer not null check (generation > 0),
         order_id uuid not null,
         holder_name text check (length(holder_name) between 1 and 100),
         issued_at timestamptz(3) not null default clock_timestamp(),
         ended_at timestamptz(3),
         end_reason text check (end_reason in ('returned', 'reissued', 'given_away')),
         is_inside boolean not null default false,
         was_inside boolean not null default false,
         state_at timestamptz(3),
         version integer not null default 1,
         primary key (show_id, id),
         constraint ticket_generation_of_seat unique (show_id, seat_no, generation),
         constraint ticket_ends_for_a_reason check ((ended_at is null) = (end_reason is null))
       ) with (fillfactor = 80);
       create unique index if not exists ticket_one_live_of_seat on ticket (show_id, seat_no) where ended_at is null;
       create index if not exists ticket_of_order on ticket (show_id, order_id, seat_no, generation);
       create index if not exists ticket_revoked on ticket (show_id, seat_no, generation) where ended_at is not null;
       create index if not exists ticket_inside on ticket (show_id, seat_no) where was_inside and ended_at is null`,
    );
    await inShortLocks(runner, guards);
    await inShortLocks(runner, issuing);
    const shows: { id: string }[] = await runner.query('select id from show order by id');
    for (const { id } of shows) await runner.query(issueForSoldSeats, [id]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists show_seat_has_ticket on show_seat;
      drop table if exists ticket;
      drop function if exists sync_ticket, guard_live_ticket, refuse_ticket_change, write_ticket_end;
      alter table show drop column if exists tickets_visible_from, drop column if exists allows_reentry`);
  }
}

/** For seats that were sold before there were tickets. Their rows are locked: nobody returns one meanwhile. */
const issueForSoldSeats = `
with sold as (
  select s.show_id, s.seat_no, s.order_id
    from show_seat s
   where s.show_id = $1
     and s.status = 'S'
     and not exists (select from ticket t where t.show_id = s.show_id and t.seat_no = s.seat_no and t.ended_at is null)
   order by s.seat_no
     for update of s
)
insert into ticket (show_id, seat_no, generation, order_id)
select show_id, seat_no, 1, order_id from sold
    on conflict do nothing`;

const guards = `
create or replace function refuse_ticket_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a ticket is never deleted' using errcode = 'check_violation';
  end if;
  raise exception 'ticket % keeps its seat, order and generation, its end, and a version that grows', old.id
    using errcode = 'check_violation';
end
$$;
create or replace trigger ticket_is_never_deleted before delete on ticket
  for each row execute function refuse_ticket_change();
create or replace trigger guard_ticket before update on ticket for each row
  when (row(new.show_id, new.id, new.seat_no, new.generation, new.order_id, new.issued_at)
        is distinct from row(old.show_id, old.id, old.seat_no, old.generation, old.order_id, old.issued_at)
        or (old.ended_at is not null and row(new.ended_at, new.end_reason) is distinct from row(old.ended_at, old.end_reason))
        or new.version <= old.version)
  execute function refuse_ticket_change();

-- A gate must hear that a ticket ended, whoever ended it.
create or replace function write_ticket_end() returns trigger language plpgsql as $$
begin
  insert into outbox (show_id, topic, key, body)
  values (new.show_id, 'door', new.show_id::text,
          jsonb_build_object('tickets', jsonb_build_array(
            jsonb_build_array(new.seat_no, new.generation, new.version, true, false))));
  return null;
end
$$;
create or replace trigger write_ticket_end after update on ticket for each row
  when (old.ended_at is null and new.ended_at is not null) execute function write_ticket_end();

create or replace function guard_live_ticket() returns trigger language plpgsql as $$
declare
  sold_to uuid;
  ticket_of uuid;
begin
  select case when status = 'S' then order_id end into sold_to
    from show_seat where show_id = new.show_id and seat_no = new.seat_no;
  select order_id into ticket_of
    from ticket where show_id = new.show_id and seat_no = new.seat_no and ended_at is null;
  if sold_to is distinct from ticket_of then
    raise exception 'seat % of show % is sold to % and its live ticket is of %', new.seat_no, new.show_id,
      coalesce(sold_to::text, 'nobody'), coalesce(ticket_of::text, 'nobody') using errcode = 'check_violation';
  end if;
  return null;
end
$$;
drop trigger if exists guard_live_ticket on ticket;
create constraint trigger guard_live_ticket after insert or update of ended_at on ticket
  deferrable initially deferred for each row execute function guard_live_ticket()`;

const issuing = `
create or replace function sync_ticket() returns trigger language plpgsql as $$
begin
  if old.status = 'S' then
    update ticket set ended_at = clock_timestamp(), end_reason = 'returned', version = version + 1
     where show_id = old.show_id and seat_no = old.seat_no and ended_at is null;
  end if;
  if new.status = 'S' then
    insert into ticket (show_id, seat_no, generation, order_id)
    select new.show_id, new.seat_no, coalesce(max(generation), 0) + 1, new.order_id
      from ticket where show_id = new.show_id and seat_no = new.seat_no;
  end if;
  return null;
end
$$;
create or replace trigger show_seat_has_ticket after update of status on show_seat for each row
  when (old.status <> new.status and (old.status = 'S' or new.status = 'S')) execute function sync_ticket()`;
