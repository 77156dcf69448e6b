import { statement } from '../platform';

/** $1 version, $2 name, $3 seats, $4 document, $5 geometry in brotli, $6 in gzip, $7 features of its seats as bits. No row where the map is known. */
export const insertSeatMap = statement(
  'seating_insert_seat_map',
  `insert into seat_map (version, name, seat_count, document, geometry_brotli, geometry_gzip, features)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (version) do nothing
   returning version`,
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
