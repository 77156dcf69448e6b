import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** How the service chose the seats of a hold, so that a repeated request gets the same answer. */
export class ChoiceOfHold1763700002001 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table seat_hold add column if not exists choice jsonb;
       comment on column seat_hold.choice is 'What was asked for ("wish") and how the service chose the seats. Null where the buyer named them.'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, 'alter table seat_hold drop column if exists choice');
  }
}
