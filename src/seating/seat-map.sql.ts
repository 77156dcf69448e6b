import { statement } from '../platform';

/** $1 version, $2 name, $3 seats, $4 document, $5 geometry in brotli, $6 in gzip, $7 features of its seats as bits. No row where the map is known. */
export const insertSeatMap = statement(
  'seating_insert_seat_map',
  `insert into seat_map (version, name, seat_count, document, geometry_brotli, geometry_gzip, features)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (version) do nothing
   returning version`,
);

/** $1 venue, $2 version, $3 now. No row where the venue has it. */
export const insertVenueSeatMap = statement(
  'seating_insert_venue_seat_map',
  `insert into venue_seat_map (venue_id, seat_map_version, published_at)
   values ($1::uuid, $2, $3::timestamptz)
       on conflict do nothing
   returning seat_map_version`,
);

/** The latest first. $1 venues, $2 how many of each. */
export const listVenueSeatMaps = statement(
  'seating_list_venue_seat_maps',
  `select wanted.venue_id as "venueId", v.version, v.name, v.seat_count as "seatCount", v.published_at as "publishedAt"
     from unnest($1::uuid[]) as wanted (venue_id)
    cross join lateral (
      select m.version, m.name, m.seat_count, p.published_at
        from venue_seat_map p
        join seat_map m on m.version = p.seat_map_version
       where p.venue_id = wanted.venue_id
       order by p.published_at desc, m.version
       limit $2) as v
    order by v.published_at desc, v.version`,
);

/** $1 version. */
export const readDocument = statement('seating_read_document', 'select document from seat_map where version = $1');

/** $1 version. */
export const readGeometry = statement(
  'seating_read_geometry',
  'select geometry_brotli as brotli, geometry_gzip as gzip from seat_map where version = $1',
);

/** $1 versions. */
export const readSeatCounts = statement(
  'seating_read_seat_counts',
  'select version, seat_count as "seatCount" from seat_map where version = any($1::text[])',
);
