import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1763700000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table signing_key (
        id boolean primary key check (id),
        private_jwk jsonb not null,
        created_at timestamptz not null default now()
      );
      comment on table signing_key is 'The one key that signs guest sessions where none is configured. A secret.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table signing_key');
  }
}
