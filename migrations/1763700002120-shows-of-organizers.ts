import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/** An organizer lists the shows that they run. */
export class ShowsOfOrganizers1763700002120 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'show_of_organizer', 'show (organizer_id, starts_at, id) where organizer_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, 'drop index if exists show_of_organizer');
  }
}
