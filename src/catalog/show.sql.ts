import { statement } from '../platform';

const termsColumns = `
  s.id as "showId",
  s.event_id as "eventId",
  s.seat_map_version as "seatMapVersion",
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
