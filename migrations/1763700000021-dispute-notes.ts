import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A dispute may be reported before the answer to the charge was recorded: its note waits for the payment. */
export class DisputeNotes1763700000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhook_event add column note text;
      comment on column webhook_event.note is 'For the operator, such as about a dispute.';
      create index webhook_event_note on webhook_event (reference) where note is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_event drop column note');
  }
}
