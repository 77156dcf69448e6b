import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/** What has happened to each seat, kept for as long as its show. */
export class SeatHistory1763700002122 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'organizer_audit_of_show', 'organizer_audit (show_id, at)');
    await inShortLocks(
      runner,
      `create table if not exists seat_history (
         show_id uuid not null,
         seat_no integer not null,
         version integer not null,
         was "char" not null,
         status "char" not null,
         reason text not null,
         at timestamptz(3) not null default clock_timestamp(),
         hold_id uuid,
         order_id uuid,
         changed_by text,
         request_key text,
         primary key (show_id, seat_no, version)
       );
       comment on table seat_history is 'Every change of the status of a seat, written by the statement that made it. Only added to.';
       comment on column seat_history.changed_by is 'Null where the audit of the order or of the organizer says it, and where the service did it by itself.';
       comment on column seat_history.request_key is 'The idempotency key of the request, where it had one.';
       create or replace function keep_seat_history() returns trigger language plpgsql as $$
       begin
         -- One lookup of the hold: it may be purged a day later.
         insert into seat_history (show_id, seat_no, version, was, status, reason, hold_id, order_id, changed_by, request_key)
         select n.show_id, n.seat_no, n.version, o.status, n.status,
                case
                  when n.status = 'H' and o.status = 'R' then 'payment_failed'
                  when n.status = 'H' and o.status = 'H' then 'taken_over'
                  when n.status = 'H' then 'held'
                  when n.status = 'R' then 'reserved'
                  when n.status = 'S' then 'sold'
                  when n.status = 'X' then 'retired'
                  when o.status = 'S' then 'returned'
                  when o.status = 'R' then 'payment_failed'
                  when o.status = 'H' then case h.status when 'E' then 'expired' else 'released' end
                  when n.status = 'B' then 'blocked'
                  else 'unblocked' end,
                coalesce(n.hold_id, o.hold_id), coalesce(n.order_id, o.order_id),
                case when n.status = 'H' and o.status <> 'R' or o.status = 'H' and n.status in ('A', 'B') and h.status = 'L'
                     then 'buyer:' || h.buyer_id end,
                case when n.status = 'H' and o.status <> 'R' then h.idempotency_key end
           from changed n
           join before o on o.show_id = n.show_id and o.seat_no = n.seat_no
           left join seat_hold h on h.show_id = n.show_id and h.id = coalesce(n.hold_id, o.hold_id)
          where n.version > o.version;
         return null;
       end
       $$;
       drop trigger if exists keep_seat_history on show_seat;
       create trigger keep_seat_history after update on show_seat referencing old table as before new table as changed
         for each statement execute function keep_seat_history()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop index if exists organizer_audit_of_show;
       drop trigger if exists keep_seat_history on show_seat;
       drop function if exists keep_seat_history;
       drop table if exists seat_history`,
    );
  }
}
