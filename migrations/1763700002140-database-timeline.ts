import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what a copy of the database that has not followed a failover is recognized. Only adds. */
export class DatabaseTimeline1763700002140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table if not exists database_timeline (
         timeline integer primary key,
         token uuid not null default gen_random_uuid(),
         noted_at timestamptz(3) not null default clock_timestamp()
       );
       comment on table database_timeline is 'The timelines of PostgreSQL on which the service has found this database. A copy without the newest token is a former primary, and is refused.'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table if exists database_timeline');
  }
}
