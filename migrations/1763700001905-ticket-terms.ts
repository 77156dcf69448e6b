import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What organizers have printed on the tickets of a show. */
export class TicketTerms1763700001905 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ticket_terms (
        show_id uuid primary key references show (id),
        terms text not null check (length(terms) between 1 and 4000)
      );
      comment on table ticket_terms is 'Terms that are printed on tickets. No row where a show has none. Not a column of show, which every sale reads.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ticket_terms');
  }
}
