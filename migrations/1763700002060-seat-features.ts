import { brotliDecompressSync } from 'node:zlib';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The bits of that day; `seatFeatureDefinitions` only ever adds to their end. */
const FEATURES = [
  'STANDING',
  'AISLE',
  'ACCESSIBLE',
  'COMPANION',
  'OBSTRUCTED_VIEW',
  'HEARING_LOOP',
  'TRANSFER_SEAT',
  'LIFT_UP_ARMREST',
  'NEAR_EXIT',
];

interface Places {
  readonly seats?: readonly { readonly features?: readonly string[] }[];
  readonly features?: readonly string[];
}
interface MapDocument {
  readonly sections: readonly {
    readonly rows?: readonly Places[];
    readonly tables?: readonly Places[];
    readonly standing?: readonly Places[];
  }[];
}

const bitOf = (feature: string): number => (FEATURES.includes(feature) ? 1 << FEATURES.indexOf(feature) : 0);

function featuresOf({ sections }: MapDocument): number {
  let bits = 0;
  for (const { rows = [], tables = [], standing = [] } of sections) {
    if (standing.length > 0) bits |= bitOf('STANDING');
    for (const { seats = [], features = [] } of [...rows, ...tables, ...standing]) {
      for (const feature of [...features, ...seats.flatMap((seat) => seat.features ?? [])]) bits |= bitOf(feature);
    }
  }
  return bits;
}

/** What events are found by: the features that a show's seats have, and whether it has free ones, as narrow columns that indexes can contain. */
export class SeatFeatures1763700002060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table seat_map add column features int not null default 0;
      comment on column seat_map.features is 'The features that its seats have, as the bits of the geometry.';
      alter table show
        add column seat_features int not null default 0,
        add column has_free_seats boolean not null default false;
      comment on column show.seat_features is 'Those of its seat map, kept by triggers.';
      comment on column show.has_free_seats is
        'Whether seats are left and the show is not cancelled, kept by triggers. It seldom changes, so that an index may contain it while updates of seats_left stay within their page.';

      create or replace function show_copy_keys() returns trigger language plpgsql as $$
      begin
        select city_key, month_key_of(new.starts_at, time_zone) into new.city_key, new.month_key
          from venue where id = new.venue_id;
        select category_key into new.category_key from event where id = new.event_id;
        new.seat_features := coalesce((select features from seat_map where version = new.seat_map_version), 0);
        return new;
      end $$;
      drop trigger show_copy_keys on show;
      create trigger show_copy_keys before insert or update of event_id, venue_id, starts_at, seat_map_version on show
        for each row execute function show_copy_keys();

      create function show_copy_free_seats() returns trigger language plpgsql as $$
      begin
        new.has_free_seats := coalesce(new.seats_left, 0) > 0 and new.cancelled_at is null;
        return new;
      end $$;
      create trigger show_copy_free_seats before insert or update on show
        for each row when (new.has_free_seats is distinct from (coalesce(new.seats_left, 0) > 0 and new.cancelled_at is null))
        execute function show_copy_free_seats();
    `);
    const maps: { version: string; document: Buffer }[] = await runner.query('select version, document from seat_map');
    await runner.query('alter table seat_map disable trigger user');
    for (const { version, document } of maps) {
      const parsed = JSON.parse(brotliDecompressSync(document).toString()) as MapDocument;
      await runner.query('update seat_map set features = $2 where version = $1', [version, featuresOf(parsed)]);
    }
    await runner.query('alter table seat_map enable trigger user');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger show_copy_free_seats on show;
      drop function show_copy_free_seats;
      create or replace function show_copy_keys() returns trigger language plpgsql as $$
      begin
        select city_key, month_key_of(new.starts_at, time_zone) into new.city_key, new.month_key
          from venue where id = new.venue_id;
        select category_key into new.category_key from event where id = new.event_id;
        return new;
      end $$;
      drop trigger show_copy_keys on show;
      create trigger show_copy_keys before insert or update of event_id, venue_id, starts_at on show
        for each row execute function show_copy_keys();
      alter table show drop column has_free_seats, drop column seat_features;
      alter table seat_map drop column features;
    `);
  }
}
