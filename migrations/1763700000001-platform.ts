import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Platform1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists pg_trgm;
      create extension if not exists unaccent;

      create table outbox (
        id bigint generated always as identity primary key,
        topic text not null,
        key text not null,
        body jsonb not null,
        created_at timestamptz not null default clock_timestamp()
      ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
      comment on table outbox is 'Events of committed transactions that are not published yet. A row is removed when its event was published.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table outbox;
      drop extension unaccent;
      drop extension pg_trgm;
    `);
  }
}
