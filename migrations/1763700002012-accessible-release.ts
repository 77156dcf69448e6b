import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/** When the wheelchair and companion places of a show that are left go on sale to everybody. */
export class AccessibleRelease1763700002012 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists accessible_release_at timestamptz(3),
                        add column if not exists accessible_release_when_sold_out boolean not null default false,
                        add column if not exists accessible_released_at timestamptz(3)`,
    );
    await buildIndex(
      runner,
      'show_accessible_release',
      `show (accessible_release_at)
         where accessible_released_at is null
           and (accessible_release_at is not null or accessible_release_when_sold_out)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop index if exists show_accessible_release;
       alter table show drop column if exists accessible_release_at,
                        drop column if exists accessible_release_when_sold_out,
                        drop column if exists accessible_released_at`,
    );
  }
}
