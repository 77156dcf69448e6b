/** Prices that change at an instant. */
import { statement } from '../../platform';

const columns = `show_id as "showId", id as "changeId", at, prices, applied_at as "appliedAt", author`;

/**
 * Another one for the same instant is replaced, unless it was applied; then no row comes back. $1 show, $2 id, $3 instant,
 * $4 prices, $5 now, $6 author.
 */
export const writePriceChange = statement(
  'catalog_write_price_change',
  `insert into show_price_change as change (show_id, id, at, prices, created_at, author)
values ($1::uuid, $2::uuid, $3::timestamptz(3), $4::jsonb, $5::timestamptz(3), $6::jsonb)
on conflict on constraint show_price_change_once_at do update
   set prices = excluded.prices, author = excluded.author
 where change.applied_at is null
returning ${columns}`,
);

/** $1 show, $2 how many at most. The next ones first, then those that were applied, the latest first. */
export const readPriceChanges = statement(
  'catalog_read_price_changes',
  `select ${columns}
  from show_price_change
 where show_id = $1::uuid
 order by applied_at is not null, case when applied_at is null then at end, at desc
 limit $2::integer`,
);

/** No row where it was applied, or is not there. $1 show, $2 change. */
export const deletePriceChange = statement(
  'catalog_delete_price_change',
  `delete from show_price_change
 where show_id = $1::uuid
   and id = $2::uuid
   and applied_at is null
returning ${columns}`,
);

/** The longest due first. $1 now, $2 how many at most. */
export const readDuePriceChanges = statement(
  'catalog_read_due_price_changes',
  `select show_id as "showId", id as "changeId"
  from show_price_change
 where applied_at is null
   and at <= $1::timestamptz
 order by at
 limit $2::integer`,
);

/** Once for each change: no row comes back where it was applied or deleted before. $1 show, $2 change, $3 now. */
export const markPriceChangeApplied = statement(
  'catalog_mark_price_change_applied',
  `update show_price_change
   set applied_at = $3::timestamptz
 where show_id = $1::uuid
   and id = $2::uuid
   and applied_at is null
   and at <= $3::timestamptz
returning ${columns}`,
);
