import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inBatches, inShortLocks } from './online';

/** What conditions ask for beside what the index is ordered by: everything is answered without a look at the table. */
const CONDITIONS = 'venue_id, currency, sales_open_at, seat_features, has_free_seats';

/** By name: what it is on now, and what it was on before. */
const indexes: Readonly<Record<string, readonly [now: string, before: string]>> = {
  show_of_event: [
    `show (event_id, starts_at, id) include (category_key, city_key, month_key, price_bucket, price_min_minor, ${CONDITIONS})`,
    'show (event_id, starts_at, id)',
  ],
  show_count_category: [
    `show (category_key, event_id, starts_at, month_key, price_min_minor) include (city_key, ${CONDITIONS})`,
    'show (category_key, event_id, starts_at, month_key, price_min_minor)',
  ],
  show_count_city: [
    `show (city_key, category_key, event_id, starts_at, month_key, price_min_minor) include (${CONDITIONS})`,
    'show (city_key, category_key, event_id, starts_at, month_key, price_min_minor)',
  ],
  show_count_month: [
    `show (month_key, category_key, event_id, starts_at, price_min_minor) include (city_key, ${CONDITIONS})`,
    'show (month_key, category_key, event_id, starts_at, price_min_minor)',
  ],
  show_count_price: [
    `show (price_bucket, event_id, starts_at, month_key, category_key) include (city_key, ${CONDITIONS})`,
    'show (price_bucket, event_id, starts_at, month_key, category_key)',
  ],
};

/** Fills the new columns of the shows that exist, and gives the indexes of facets what conditions ask for. */
export class FacetIndexes1763700002061 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inBatches(
      runner,
      `update show s
          set seat_features = batch.features
         from (select show.id, m.features
                 from show
                 join seat_map m on m.version = show.seat_map_version
                where show.seat_features <> m.features
                limit $1) as batch
        where s.id = batch.id`,
    );
    await inBatches(
      runner,
      `update show s
          set has_free_seats = true
         from (select id from show where not has_free_seats and seats_left > 0 and cancelled_at is null limit $1) as batch
        where s.id = batch.id`,
    );
    // The old index answers until the new one takes its name.
    for (const [name, [now]] of Object.entries(indexes)) {
      const [found]: { isNew: boolean }[] = await runner.query(
        `select pg_get_indexdef(to_regclass('${name}')) ~ 'INCLUDE' as "isNew"`,
      );
      if (found?.isNew) continue;
      await buildIndex(runner, `${name}_next`, now);
      await inShortLocks(runner, `drop index if exists ${name}; alter index ${name}_next rename to ${name}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, [, before]] of Object.entries(indexes)) {
      await runner.query(`drop index ${name}; create index ${name} on ${before}`);
    }
  }
}
