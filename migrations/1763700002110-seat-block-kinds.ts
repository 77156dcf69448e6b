import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Why seats are blocked, and until when. Only adds: the version before blocks seats without a reason. */
export class SeatBlockKinds1763700002110 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create table if not exists seat_block (
         show_id uuid not null references show (id),
         id uuid not null,
         kind text not null check (kind in ('house', 'production', 'kill', 'press', 'distance')),
         note text not null check (length(note) <= 200),
         release_at timestamptz(3),
         created_at timestamptz(3) not null,
         released_at timestamptz(3),
         primary key (show_id, id),
         constraint seat_block_is_released_at_its_time check (released_at is null or release_at <= released_at)
       );
       comment on table seat_block is 'Why an organizer keeps seats out of the sale. The seats name it.';
       comment on column seat_block.note is 'For the members of the organization; empty where there is none.';
       comment on column seat_block.release_at is 'When its seats return to the sale by themselves; null: never.';
       comment on column seat_block.released_at is 'When that was done. No seat is added to it afterwards.';
       create unique index if not exists seat_block_of_same_reason
         on seat_block (show_id, kind, note, coalesce(release_at, 'infinity'::timestamptz));
       create index if not exists seat_block_to_release on seat_block (release_at)
         where release_at is not null and released_at is null;
       alter table show_seat add column if not exists block_id uuid;
       comment on column show_seat.block_id is 'Where is_blocked: the block that the seat belongs to. Null where none was recorded.';
       ${logEachSeat('and new.block_id is null')}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `${logEachSeat('')};
       alter table show_seat drop column if exists block_id;
       drop table if exists seat_block`,
    );
  }
}

/** Who blocks seats for a reason writes one event for all of them; seat by seat it took half of the time of a large block. */
const logEachSeat = (and: string) => `
create or replace trigger collect_blocked_seat after update of is_blocked on show_seat for each row
  when (new.is_blocked and not old.is_blocked ${and}) execute function collect_blocked_seat();
drop trigger if exists log_blocked_seats on show_seat;
create constraint trigger log_blocked_seats after update of is_blocked on show_seat
  deferrable initially deferred for each row
  when (new.is_blocked and not old.is_blocked ${and}) execute function log_blocked_seats()`;
