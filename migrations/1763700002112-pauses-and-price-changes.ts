import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** What buyers read while a sale is paused, and prices that change at an instant. Only adds. */
export class PausesAndPriceChanges1763700002112 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists pause_message text;
       comment on column show.pause_message is 'For buyers, while the sale is paused.';
       alter table show drop constraint if exists show_pause_message_check;
       alter table show add constraint show_pause_message_check
         check (length(pause_message) between 1 and 300) not valid;
       create table if not exists show_price_change (
         show_id uuid not null references show (id),
         id uuid not null,
         at timestamptz(3) not null,
         prices jsonb not null,
         created_at timestamptz(3) not null,
         author jsonb not null,
         applied_at timestamptz(3),
         primary key (show_id, id),
         constraint show_price_change_once_at unique (show_id, at)
       );
       comment on table show_price_change is 'Prices that zones of a show get at an instant.';
       comment on column show_price_change.prices is 'Zones and amounts, in the smallest unit of the currency of the show.';
       comment on column show_price_change.author is 'Who asked for it, for the audit.';
       create index if not exists show_price_change_due on show_price_change (at) where applied_at is null`,
    );
    await runner.query('alter table show validate constraint show_pause_message_check');
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop table if exists show_price_change;
       alter table show drop column if exists pause_message`,
    );
  }
}
