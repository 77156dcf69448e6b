import { statement } from '../platform';

/** $1 venues. */
export const readVenues = statement(
  'catalog_read_venues',
  `select id as "venueId",
          name,
          address,
          city,
          country_code as "countryCode",
          time_zone as "timeZone",
          latitude,
          longitude,
          capacity,
          organizer_id as "organizerId"
     from venue
    where id = any($1::uuid[])`,
);
