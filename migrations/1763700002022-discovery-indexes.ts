import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inBatches } from './online';

/** A show without a price comes after every show with one. */
const PRICE_ORDER = 'coalesce(price_min_minor, 9007199254740991)';

const indexes: Readonly<Record<string, string>> = {
  // What lists are walked by.
  show_by_price: `show ((${PRICE_ORDER}), starts_at, event_id)`,
  show_by_sales_open: 'show (sales_open_at, starts_at, event_id)',
  show_in_venue_of_category: 'show (venue_id, category_key, starts_at, event_id)',
  // Events of one value, each once, without a look at the table. The event's category leads to its place in all of them.
  show_count_category: 'show (category_key, event_id, starts_at, month_key, price_min_minor)',
  show_count_city: 'show (city_key, category_key, event_id, starts_at, month_key, price_min_minor)',
  show_count_month: 'show (month_key, category_key, event_id, starts_at, price_min_minor)',
  show_count_price: 'show (price_bucket, event_id, starts_at, month_key, category_key)',
};

/** Fills the new columns of the shows that exist, and builds the indexes, while the service writes. */
export class DiscoveryIndexes1763700002022 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inBatches(
      runner,
      `update show s
          set month_key = month_key_of(s.starts_at, filled.time_zone),
              price_min_minor = filled.price_min,
              price_max_minor = filled.price_max,
              price_bucket = price_bucket_of(filled.price_min)
         from (select batch.id,
                      v.time_zone,
                      (select min(amount_minor) from show_price_tier where show_id = batch.id) as price_min,
                      (select max(amount_minor) from show_price_tier where show_id = batch.id) as price_max
                 from (select id, venue_id from show where month_key is null limit $1) as batch
                 join venue v on v.id = batch.venue_id) as filled
        where s.id = filled.id`,
    );
    for (const [name, on] of Object.entries(indexes)) await buildIndex(runner, name, on);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index ${Object.keys(indexes).join(', ')}`);
  }
}
