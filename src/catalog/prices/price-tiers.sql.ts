import { statement } from '../../platform';

/** $1 shows. Dearest first, as price lists have it. */
export const readPriceTiers = statement(
  'catalog_read_price_tiers',
  `select show_id as "showId", zone, name, amount_minor as "amountMinor"
     from show_price_tier
    where show_id = any($1::uuid[])
    order by show_id, amount_minor desc, zone`,
);

/** $1 show, $2 zones. Their seats are not for sale any more. */
export const deletePriceTiers = statement(
  'catalog_delete_price_tiers',
  'delete from show_price_tier where show_id = $1::uuid and zone = any($2::text[])',
);

/** $1 tiers as JSON. A zone that has a price already gets the new one, for holds from now on. */
export const writePriceTierRows = statement(
  'catalog_write_price_tiers',
  `insert into show_price_tier (show_id, zone, name, amount_minor)
   select t."showId", t.zone, t.name, t."amountMinor"
     from jsonb_to_recordset($1::jsonb) as t ("showId" uuid, zone text, name text, "amountMinor" bigint)
    order by t."showId", t.zone
       on conflict (show_id, zone) do update
      set name = excluded.name,
          amount_minor = excluded.amount_minor`,
);
