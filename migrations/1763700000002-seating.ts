import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Seating1763700000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table seat_map (
        version text primary key check (version ~ '^[0-9a-f]{32}$'),
        name text not null,
        seat_count integer not null check (seat_count > 0),
        document bytea not null,
        geometry_brotli bytea not null,
        geometry_gzip bytea not null,
        created_at timestamptz not null default clock_timestamp()
      );
      -- All three are compressed already; PostgreSQL need not try again.
      alter table seat_map
        alter column document set storage external,
        alter column geometry_brotli set storage external,
        alter column geometry_gzip set storage external;
      comment on table seat_map is 'Published seat maps. The version is a hash of the content, so none ever changes.';
      comment on column seat_map.document is 'Canonical JSON of the map, brotli.';
      comment on column seat_map.geometry_brotli is 'What a client draws, as it goes over the wire.';

      create function seat_map_never_changes() returns trigger language plpgsql as $$
      begin
        raise exception 'seat map % is published and never changes', old.version;
      end
      $$;
      create trigger seat_map_never_changes
        before update on seat_map
        for each row execute function seat_map_never_changes();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table seat_map;
      drop function seat_map_never_changes();
    `);
  }
}
