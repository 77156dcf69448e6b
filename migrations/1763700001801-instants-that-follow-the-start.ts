import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Doors and the end of the sale follow the start of a show until an organizer sets them. */
export class InstantsThatFollowTheStart1763700001801 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table show
        add column doors_follow_start boolean not null default false,
        add column sales_close_follows_start boolean not null default false;
      -- Of the shows from before, those with the instants that nobody had to give.
      update show
         set doors_follow_start = (doors_at = starts_at - interval '1 hour'),
             sales_close_follows_start = (sales_close_at = starts_at)
       where doors_at = starts_at - interval '1 hour'
          or sales_close_at = starts_at;
      comment on column show.doors_follow_start is 'Nobody has set doors_at: it moves with starts_at.';
      comment on column show.sales_close_follows_start is 'Nobody has set sales_close_at: it moves with starts_at.';
      comment on column show.organizer_id is 'The caller who may change it; null for the app itself.';
      comment on column event.organizer_id is 'The caller who may change it; null for the app itself.';
      comment on column venue.organizer_id is 'The caller who may change it; null for the app itself.';
      comment on column show.seats_left is
        'Available seats as the ledger counted them some seconds ago: a hint for lists. No index, so that its updates stay in the page.';
      comment on column show.seats_total is 'Seats of the ledger; null for a show without seats, which is not on sale.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      comment on column show.seats_total is null;
      comment on column show.seats_left is
        'Available seats as the ledger counted them lately: a hint for lists. No index, so that its updates stay in the page.';
      comment on column show.organizer_id is 'The caller who may change it; null for the service itself.';
      comment on column event.organizer_id is 'The caller who may change it; null for the service itself.';
      comment on column venue.organizer_id is 'The caller who may change it; null for the service itself.';
      alter table show drop column doors_follow_start, drop column sales_close_follows_start;
    `);
  }
}
