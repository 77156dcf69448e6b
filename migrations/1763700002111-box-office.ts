import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Orders that members of the organization make: given away, or sold at the desk; and the money that the desk took. */
export class BoxOffice1763700002111 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create table if not exists box_office_request (
         show_id uuid not null references show (id),
         caller_id uuid not null,
         idempotency_key text not null check (length(idempotency_key) between 1 and 200),
         request_hash bytea not null,
         order_id uuid not null,
         seat_no integer,
         created_at timestamptz(3) not null,
         primary key (show_id, caller_id, idempotency_key)
       );
       comment on table box_office_request is 'What a member asked for under a key: the second request gets the first answer.';
       comment on column box_office_request.seat_no is 'Where a ticket was moved to; null where an order was made.';

       create table if not exists box_office_order (
         show_id uuid not null,
         order_id uuid not null,
         kind text not null check (kind in ('gift', 'sale')),
         guest_name text check (length(guest_name) between 1 and 100),
         reason text check (length(reason) <= 200),
         made_by uuid not null,
         primary key (show_id, order_id),
         foreign key (show_id, order_id) references ticket_order (show_id, id),
         constraint box_office_gift_has_a_guest check ((kind = 'gift') = (guest_name is not null and reason is not null))
       );
       comment on table box_office_order is 'Orders that a member made: seats that were given to a guest, or sold at the desk.';

       create table if not exists desk_entry (
         show_id uuid not null,
         reference text not null,
         order_id uuid not null,
         kind text not null check (kind in ('taken', 'returned')),
         method text not null check (method in ('cash', 'terminal')),
         amount_minor bigint not null check (amount_minor > 0),
         currency text not null,
         note text check (length(note) <= 100),
         return_id uuid,
         at timestamptz(3) not null,
         idempotency_key text not null,
         primary key (show_id, reference),
         foreign key (show_id, order_id) references payment (show_id, order_id),
         constraint desk_entry_once unique (show_id, idempotency_key)
       );
       comment on table desk_entry is 'The ledger of the desk: what it took, and what it has to return. Rows are only ever added.';
       comment on column desk_entry.note is 'Such as the number on the receipt of the terminal.';
       comment on column desk_entry.return_id is 'The return of some tickets that the entry pays for.';
       create unique index if not exists desk_entry_taken on desk_entry (show_id, order_id) where kind = 'taken';
       create index if not exists desk_entry_of_order on desk_entry (show_id, order_id);
       create index if not exists desk_entry_taken_at on desk_entry (at, reference) where kind = 'taken';

       create or replace function refuse_desk_change() returns trigger language plpgsql as $$
       begin
         raise exception 'the ledger of the desk is only added to' using errcode = 'check_violation';
       end
       $$;
       create or replace trigger desk_entry_is_only_added_to before update or delete on desk_entry
         for each row execute function refuse_desk_change();

       -- Waits for whoever else returns money of the order, so that never more goes back than was taken.
       create or replace function guard_desk_return() returns trigger language plpgsql as $$
       declare
         taken bigint;
         returned bigint;
       begin
         select amount_minor into taken from desk_entry
          where show_id = new.show_id and order_id = new.order_id and kind = 'taken' for update;
         select coalesce(sum(amount_minor), 0) into returned from desk_entry
          where show_id = new.show_id and order_id = new.order_id and kind = 'returned';
         if taken is null or returned + new.amount_minor > taken then
           raise exception 'the desk took % for order % and returned %', coalesce(taken, 0), new.order_id, returned
             using errcode = 'check_violation', constraint = 'desk_entry_returns_what_was_taken';
         end if;
         return new;
       end
       $$;
       create or replace trigger guard_desk_return before insert on desk_entry for each row
         when (new.kind = 'returned') execute function guard_desk_return()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop table if exists desk_entry, box_office_order, box_office_request;
       drop function if exists refuse_desk_change, guard_desk_return`,
    );
  }
}
