import { statement } from '../platform';

const termsColumns = `
  s.id as "showId",
  s.event_id as "eventId",
  s.seat_map_version as "seatMapVersion",
  s.seat_numbering_id as "seatNumberingId",
  s.currency,
  s.seats_per_buyer_max as "seatsPerBuyerMax",
  s.hold_seconds as "holdSeconds",
  s.starts_at as "startsAt",
  s.sales_open_at as "salesOpenAt",
  s.sales_close_at as "salesCloseAt",
  s.refund_until as "refundUntil",
  s.sales_paused as "salesPaused",
  s.cancelled_at as "cancelledAt",
  s.organizer_id as "organizerId",
  s.terms_version as "termsVersion",
  s.seats_left as "seatsLeft"`;

/** The columns of a row of `show s` as the rest of the room names them. */
export const showColumns = `${termsColumns},
  s.venue_id as "venueId",
  s.doors_at as "doorsAt",
  s.seats_total as "seatsTotal"`;

/** $1 show. Prices and terms by one statement, so that they belong to the same version. */
export const readSaleTerms = statement(
  'catalog_read_sale_terms',
  `select ${termsColumns},
          (select json_object_agg(zone, json_build_object('name', name, 'amountMinor', amount_minor))
             from show_price_tier
            where show_id = s.id) as tiers
     from show s
    where s.id = $1`,
);

/** $1 shows. */
export const readShows = statement(
  'catalog_read_shows',
  `select ${showColumns} from show s where s.id = any($1::uuid[])`,
);

/** $1 events, $2 and $3 the start and the id after which each event's list goes on, $4 earliest start, $5 shows of each. */
export const listShowsOfEvents = statement(
  'catalog_list_shows_of_events',
  `select ${showColumns}
     from unnest($1::uuid[]) as wanted (event_id)
    cross join lateral (
      select *
        from show
       where show.event_id = wanted.event_id
         and (show.starts_at, show.id) > ($2::timestamptz, $3::uuid)
         and show.starts_at >= $4::timestamptz
       order by show.starts_at, show.id
       limit $5
    ) as s
    order by s.starts_at, s.id`,
);

/** $1 shows. Dearest first, as price lists have it. */
export const readPriceTiers = statement(
  'catalog_read_price_tiers',
  `select show_id as "showId", zone, name, amount_minor as "amountMinor"
     from show_price_tier
    where show_id = any($1::uuid[])
    order by show_id, amount_minor desc, zone`,
);

/**
 * $1 shows, $2 seats of each, $3 available seats of each. Rows are locked in the order of their ids, so that two
 * processes that count at once do not wait for each other in a ring. A count that is no news touches nothing.
 */
export const writeSeatsLeft = statement(
  'catalog_write_seats_left',
  `with counted as (
     select * from unnest($1::uuid[], $2::int[], $3::int[]) as c (show_id, total, available)
   ), changed as (
     select s.id, c.total, c.available
       from show s
       join counted c on c.show_id = s.id
      where s.seats_total is distinct from c.total
         or s.seats_left is distinct from c.available
      order by s.id
        for no key update of s
   )
   update show s
      set seats_total = changed.total,
          seats_left = changed.available
     from changed
    where s.id = changed.id`,
);

/** $1 shows as JSON. One that is there stays as it is. */
export const insertShows = statement(
  'catalog_insert_shows',
  `insert into show (
     id, event_id, venue_id, seat_map_version, starts_at, doors_at, sales_open_at, sales_close_at, refund_until,
     currency, seats_per_buyer_max, hold_seconds, sales_paused, cancelled_at, organizer_id)
   select s."showId", s."eventId", s."venueId", s."seatMapVersion", s."startsAt", s."doorsAt", s."salesOpenAt",
          s."salesCloseAt", s."refundUntil", s.currency, s."seatsPerBuyerMax", s."holdSeconds",
          coalesce(s."salesPaused", false), s."cancelledAt", s."organizerId"
     from jsonb_to_recordset($1::jsonb) as s (
       "showId" uuid, "eventId" uuid, "venueId" uuid, "seatMapVersion" text, "startsAt" timestamptz,
       "doorsAt" timestamptz, "salesOpenAt" timestamptz, "salesCloseAt" timestamptz, "refundUntil" timestamptz,
       currency text, "seatsPerBuyerMax" int, "holdSeconds" int, "salesPaused" boolean, "cancelledAt" timestamptz,
       "organizerId" uuid)
       on conflict (id) do nothing`,
);

/** $1 tiers as JSON. A zone that has a price already gets the new one, for holds from now on. */
export const writePriceTiers = statement(
  'catalog_write_price_tiers',
  `insert into show_price_tier (show_id, zone, name, amount_minor)
   select t."showId", t.zone, t.name, t."amountMinor"
     from jsonb_to_recordset($1::jsonb) as t ("showId" uuid, zone text, name text, "amountMinor" bigint)
    order by t."showId", t.zone
       on conflict (show_id, zone) do update
      set name = excluded.name,
          amount_minor = excluded.amount_minor`,
);

/** $1 show. The caller looks at it, then changes it: nobody else does so meanwhile. */
export const lockShow = statement(
  'catalog_lock_show',
  `select ${showColumns} from show s where s.id = $1 for no key update`,
);

/** $1 show; the terms as they shall be. */
export const writeTerms = statement(
  'catalog_write_terms',
  `update show
      set starts_at = $2,
          doors_at = $3,
          sales_open_at = $4,
          sales_close_at = $5,
          refund_until = $6,
          seats_per_buyer_max = $7,
          hold_seconds = $8,
          sales_paused = $9,
          cancelled_at = $10
    where id = $1`,
);

/** $1 show, $2 version of a seat map, $3 numbering of its seats, $4 the terms' version on which this rests. */
export const writeSeatMap = statement(
  'catalog_write_seat_map',
  `update show
      set seat_map_version = $2,
          seat_numbering_id = $3
    where id = $1
      and terms_version = $4
   returning id`,
);
