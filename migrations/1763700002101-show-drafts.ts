import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Shows that nobody but their organizers sees yet, and runs of dates. Only adds. */
export class ShowDrafts1763700002101 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create table if not exists show_draft (
         id uuid primary key,
         organizer_id uuid not null,
         event_id uuid not null references event (id),
         venue_id uuid not null references venue (id),
         series_id uuid,
         starts_at timestamptz(3),
         terms jsonb not null,
         created_at timestamptz(3) not null,
         changed_at timestamptz(3) not null
       );
       comment on table show_draft is 'A show that is not published. It becomes a row of show with the same id, and nothing that buyers read looks here.';
       comment on column show_draft.terms is 'What is known of it so far, as createShow names it.';
       comment on column show_draft.starts_at is 'As in terms, for the order of lists.';
       create index if not exists show_draft_of_organizer on show_draft (organizer_id, (coalesce(starts_at, 'infinity')), id);

       create table if not exists show_series (
         id uuid primary key,
         caller_id uuid not null,
         idempotency_key text not null check (length(idempotency_key) between 1 and 200),
         request text not null,
         draft_count integer not null,
         created_at timestamptz(3) not null,
         constraint show_series_key unique (caller_id, idempotency_key)
       );
       comment on table show_series is 'Runs of dates that were made from one show. A repeat of the request finds its series here.';
       comment on column show_series.request is 'A digest of what was asked for.'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table if exists show_draft, show_series');
  }
}
