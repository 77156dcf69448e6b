import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WaitingRoom1763700000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table waiting_room (
        show_id uuid primary key references show on delete cascade,
        active boolean not null default false,
        admissions_per_minute integer not null default 120 check (admissions_per_minute between 1 and 30000),
        shop_size integer not null default 200 check (shop_size between 1 and 100000),
        inside_seconds integer not null default 600 check (inside_seconds between 30 and 7200),
        grace_seconds integer not null default 300 check (grace_seconds between 10 and 3600),
        when_unreachable text not null default 'closed' check (when_unreachable in ('closed', 'open')),
        pause_reason text check (length(pause_reason) between 1 and 300),
        closed_reason text check (length(closed_reason) between 1 and 300),
        epoch integer not null default 1 check (epoch > 0)
      );
      comment on table waiting_room is 'How a show''s waiting room is meant to run. Who waits is in Redis alone.';
      comment on column waiting_room.epoch is 'Grows when all that Redis knew of the room is given up.';
      create index waiting_room_active on waiting_room (show_id) where active;

      create table waiting_room_draw (
        show_id uuid not null references waiting_room on delete cascade,
        epoch integer not null,
        seed text not null check (seed ~ '^[0-9a-f]{64}$'),
        after_loss boolean not null default false,
        opens_not_before timestamptz,
        begun_at timestamptz,
        ticket_count integer check (ticket_count >= 0),
        drawn_at timestamptz,
        primary key (show_id, epoch),
        check ((ticket_count is null) = (drawn_at is null))
      );
      comment on table waiting_room_draw is 'The draw of lots of each epoch. The seed is a secret until drawn_at.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table waiting_room_draw;
      drop table waiting_room;
    `);
  }
}
