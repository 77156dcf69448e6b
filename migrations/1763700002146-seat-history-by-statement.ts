import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keptRowByRow } from './1763700002122-seat-history';
import { inShortLocks } from './online';

/**
 * The history of seats is written once for all rows of a statement. Row by row it took four fifths of the time in which
 * organizers block many seats, and half of that of claims that go together. See decision 46.
 */
export class SeatHistoryByStatement1763700002146 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, keptByStatement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, keptRowByRow);
  }
}

/**
 * The plan is made at the first call of a session, which knows nothing of the later ones: rows before and after are hashed,
 * and holds are found by their keys, however many there are.
 */
const keptByStatement = `
create or replace function keep_seat_history() returns trigger language plpgsql
   set enable_nestloop = off set enable_seqscan = off as $$
begin
  insert into seat_history (show_id, seat_no, version, was, status, reason, hold_id, order_id, changed_by, request_key)
  select s.show_id, s.seat_no, s.version, b.status, s.status,
         case
           when s.status = 'H' and b.status = 'R' then 'payment_failed'
           when s.status = 'H' and b.status = 'H' then 'taken_over'
           when s.status = 'H' then 'held'
           when s.status = 'R' then 'reserved'
           when s.status = 'S' then 'sold'
           when s.status = 'X' then 'retired'
           when b.status = 'S' then 'returned'
           when b.status = 'R' then 'payment_failed'
           when b.status = 'H' then case h.status when 'E' then 'expired' else 'released' end
           when s.status = 'B' then 'blocked'
           else 'unblocked' end,
         coalesce(s.hold_id, b.hold_id), coalesce(s.order_id, b.order_id),
         case when s.status = 'H' and b.status <> 'R' or b.status = 'H' and s.status in ('A', 'B') and h.status = 'L'
              then 'buyer:' || h.buyer_id end,
         case when s.status = 'H' and b.status <> 'R' then h.idempotency_key end
    from changed s
    join before b on b.show_id = s.show_id and b.seat_no = s.seat_no and b.version < s.version
    left join lateral (
      -- It may be purged a day later.
      select status, buyer_id, idempotency_key from seat_hold
       where show_id = s.show_id and id = coalesce(s.hold_id, b.hold_id)
      offset 0) h on true;
  return null;
end
$$;
drop trigger if exists keep_seat_history on show_seat;
create trigger keep_seat_history after update on show_seat referencing old table as before new table as changed
  for each statement execute function keep_seat_history()`;
