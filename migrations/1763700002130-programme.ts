import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/** Organizers list their events and venues, and the maps that were published for a venue. Only adds. */
export class Programme1763700002130 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create table if not exists venue_seat_map (
         venue_id uuid not null references venue (id),
         seat_map_version text not null references seat_map (version),
         published_at timestamptz(3) not null,
         primary key (venue_id, seat_map_version)
       );
       comment on table venue_seat_map is 'The maps among which the organizer of a venue chooses. Any show may have any published map.'`,
    );
    await runner.query(
      `insert into venue_seat_map (venue_id, seat_map_version, published_at)
       select s.venue_id, m.version, m.created_at
         from (select distinct venue_id, seat_map_version from show where seat_map_version is not null) as s
         join seat_map m on m.version = s.seat_map_version
           on conflict do nothing`,
    );
    await buildIndex(runner, 'event_of_organizer', 'event (organizer_id, id) where organizer_id is not null');
    await buildIndex(runner, 'venue_of_organizer', 'venue (organizer_id, id) where organizer_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      'drop index if exists event_of_organizer, venue_of_organizer; drop table if exists venue_seat_map',
    );
  }
}
