import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/**
 * What has happened to each seat, kept for as long as its show. Row by row: the rows of a statement, before and after, would
 * be joined by the plan of the first statement, which was small.
 */
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
       ${keptRowByRow}`,
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

export const keptRowByRow = `
create or replace function keep_seat_history() returns trigger language plpgsql as $$
begin
  -- One lookup of the hold: it may be purged a day later.
  insert into seat_history (show_id, seat_no, version, was, status, reason, hold_id, order_id, changed_by, request_key)
  select new.show_id, new.seat_no, new.version, old.status, new.status,
         case
           when new.status = 'H' and old.status = 'R' then 'payment_failed'
           when new.status = 'H' and old.status = 'H' then 'taken_over'
           when new.status = 'H' then 'held'
           when new.status = 'R' then 'reserved'
           when new.status = 'S' then 'sold'
           when new.status = 'X' then 'retired'
           when old.status = 'S' then 'returned'
           when old.status = 'R' then 'payment_failed'
           when old.status = 'H' then case h.status when 'E' then 'expired' else 'released' end
           when new.status = 'B' then 'blocked'
           else 'unblocked' end,
         coalesce(new.hold_id, old.hold_id), coalesce(new.order_id, old.order_id),
         case when new.status = 'H' and old.status <> 'R' or old.status = 'H' and new.status in ('A', 'B') and h.status = 'L'
              then 'buyer:' || h.buyer_id end,
         case when new.status = 'H' and old.status <> 'R' then h.idempotency_key end
    from (values (coalesce(new.hold_id, old.hold_id))) as of_hold (id)
    left join seat_hold h on h.show_id = new.show_id and h.id = of_hold.id;
  return null;
end
$$;
drop trigger if exists keep_seat_history on show_seat;
create trigger keep_seat_history after update on show_seat
  for each row when (new.version > old.version) execute function keep_seat_history()`;
