import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Inventory1763700000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table show_seat (
        show_id uuid not null references show (id),
        seat_no integer not null check (seat_no >= 0),
        status "char" not null default 'A',
        version integer not null default 0 check (version >= 0),
        hold_id uuid,
        hold_expires_at timestamptz,
        order_id uuid,
        primary key (show_id, seat_no),
        constraint show_seat_status_has_its_columns check (
          case status
            when 'A' then hold_id is null and hold_expires_at is null and order_id is null
            when 'B' then hold_id is null and hold_expires_at is null and order_id is null
            when 'X' then hold_id is null and hold_expires_at is null and order_id is null
            when 'H' then hold_id is not null and hold_expires_at is not null and order_id is null
            when 'R' then hold_id is not null and hold_expires_at is null and order_id is not null
            when 'S' then hold_id is null and hold_expires_at is null and order_id is not null
            else false
          end)
      ) with (
        -- Room in each page for the next version of its rows, so that a change touches no index.
        fillfactor = 50,
        autovacuum_vacuum_scale_factor = 0.05
      );
      comment on table show_seat is 'The truth about every seat of every show. Status: A available, H held, R reserved, S sold, B blocked, X gone from the map for ever.';

      -- Called only for what is not lawful: the conditions of the triggers let lawful changes pass without a call.
      create function refuse_show_seat() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          raise exception 'a seat enters the ledger available or blocked, not %', new.status using errcode = 'check_violation';
        elsif tg_op = 'DELETE' then
          raise exception 'seat % of show % is promised or sold and cannot be deleted', old.seat_no, old.show_id using errcode = 'check_violation';
        elsif new.show_id <> old.show_id or new.seat_no <> old.seat_no then
          raise exception 'a seat keeps its show and its number' using errcode = 'check_violation';
        elsif new.status = old.status and new.hold_id is not distinct from old.hold_id then
          raise exception 'seat % of show % stays %: only a later expiry may change, and the version with it not', old.seat_no, old.show_id, old.status
            using errcode = 'check_violation';
        elsif new.version <= old.version then
          raise exception 'seat % of show %: the version must grow, % is not more than %', old.seat_no, old.show_id, new.version, old.version
            using errcode = 'check_violation';
        end if;
        raise exception 'seat % of show % cannot go from % to %', old.seat_no, old.show_id, old.status, new.status using errcode = 'check_violation';
      end
      $$;

      create trigger guard_show_seat_enters before insert on show_seat
        for each row when (new.status not in ('A', 'B')) execute function refuse_show_seat();
      create trigger guard_show_seat_leaves before delete on show_seat
        for each row when (old.status in ('H', 'R', 'S')) execute function refuse_show_seat();
      create trigger guard_show_seat_moves before update on show_seat
        for each row
        when ((
          new.show_id = old.show_id and new.seat_no = old.seat_no
          and case
            when new.version = old.version then
              -- An extension: nobody who looks at the map sees a change.
              new.status = 'H' and old.status = 'H' and new.hold_id = old.hold_id and new.hold_expires_at >= old.hold_expires_at
            when new.version > old.version then
              case old.status
                -- Reserved at once is for a late payment, which takes its seats again.
                when 'A' then new.status in ('H', 'B', 'R', 'X')
                when 'B' then new.status in ('A', 'X')
                when 'H' then
                  new.status = 'A'
                  or (new.status = 'R' and new.hold_id = old.hold_id)
                  -- Taken over by the next buyer after expiry: the new promise ends later than the old one did.
                  or (new.status = 'H' and new.hold_id <> old.hold_id and new.hold_expires_at > old.hold_expires_at)
                when 'R' then
                  new.status = 'A'
                  or (new.status = 'S' and new.order_id = old.order_id)
                  or (new.status = 'H' and new.hold_id = old.hold_id)
                when 'S' then new.status = 'A'
              end
          end) is not true)
        execute function refuse_show_seat();

      create table seat_hold (
        id uuid primary key,
        show_id uuid not null,
        buyer_id uuid not null,
        idempotency_key text not null check (length(idempotency_key) between 1 and 200),
        status "char" not null default 'A' check (status in ('A', 'E', 'L', 'R', 'C', 'X')),
        seat_nos integer[] not null check (cardinality(seat_nos) > 0),
        prices_minor integer[] not null check (cardinality(prices_minor) = cardinality(seat_nos)),
        total_minor integer not null check (total_minor >= 0),
        currency text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        expires_at_max timestamptz not null,
        order_id uuid unique,
        was_reserved boolean not null default false,
        constraint seat_hold_order_goes_with_status check ((status in ('R', 'C', 'X')) = (order_id is not null)),
        -- Also the way to a buyer's holds.
        constraint seat_hold_idempotency_key unique (buyer_id, idempotency_key)
      ) with (fillfactor = 80);
      comment on table seat_hold is 'What one buyer was promised. Status: A active, E expired, L released, R reserved for an order, C converted into a paid order, X paid and given back.';
      comment on column seat_hold.was_reserved is 'An order names the hold or named it once, so it is never purged.';
      create index seat_hold_live_expiry on seat_hold (expires_at) where status = 'A';
      create index seat_hold_ended_expiry on seat_hold (expires_at) where status in ('E', 'L') and not was_reserved;

      create table seat_numbering (
        id uuid primary key,
        show_id uuid not null references show (id),
        seat_map_version text not null references seat_map,
        seat_nos integer[] not null check (cardinality(seat_nos) > 0)
      );
      comment on table seat_numbering is 'Which seat of the ledger each seat of a show''s map is, in map order. For shows whose map was replaced; never changed.';

      create table retired_seat (
        show_id uuid not null,
        seat_no integer not null,
        seat_map_version text not null references seat_map,
        map_index integer not null check (map_index >= 0),
        primary key (show_id, seat_no),
        foreign key (show_id, seat_no) references show_seat (show_id, seat_no)
      );
      comment on table retired_seat is 'Where a seat stood that its show''s map has no more: what old orders and ids name.';

      create table buyer_allowance (
        show_id uuid not null,
        buyer_id uuid not null,
        hold_ids uuid[] not null,
        seat_counts integer[] not null,
        -- When each count ends by itself; infinity for what is reserved or sold.
        count_until timestamptz[] not null,
        primary key (show_id, buyer_id)
      ) with (fillfactor = 70);
      comment on table buyer_allowance is 'How many seats of a show one buyer holds or owns. One row, so that two requests of one buyer cannot both slip under the limit.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table buyer_allowance;
      drop table retired_seat;
      drop table seat_numbering;
      drop table seat_hold;
      drop table show_seat;
      drop function refuse_show_seat();
    `);
  }
}
