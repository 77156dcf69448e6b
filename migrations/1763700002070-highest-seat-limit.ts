import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Remembers the highest limit that a show ever had: buyers keep what they took before it was lowered. */
export class HighestSeatLimit1763700002070 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists seats_per_buyer_highest int;
       comment on column show.seats_per_buyer_highest is 'The highest seats_per_buyer_max that the show ever had.';
       create or replace function show_keep_highest_limit() returns trigger language plpgsql as $$
       begin
         new.seats_per_buyer_highest := greatest(
           new.seats_per_buyer_max,
           case tg_op when 'UPDATE' then greatest(old.seats_per_buyer_max, old.seats_per_buyer_highest) end);
         return new;
       end $$;
       create or replace trigger show_keep_highest_limit before insert or update of seats_per_buyer_max on show
         for each row execute function show_keep_highest_limit()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop trigger if exists show_keep_highest_limit on show;
       drop function if exists show_keep_highest_limit;
       alter table show drop column if exists seats_per_buyer_highest`,
    );
  }
}
