import { statement } from '../../platform';

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

/** $1 venues as JSON. One that is there stays as it is. */
export const insertVenueRows = statement(
  'catalog_insert_venues',
  `insert into venue (id, name, address, city, country_code, time_zone, latitude, longitude, capacity, organizer_id)
   select v."venueId", v.name, v.address, v.city, v."countryCode", v."timeZone", v.latitude, v.longitude, v.capacity, v."organizerId"
     from jsonb_to_recordset($1::jsonb) as v (
       "venueId" uuid, name text, address text, city text, "countryCode" text, "timeZone" text,
       latitude double precision, longitude double precision, capacity int, "organizerId" uuid)
       on conflict (id) do nothing`,
);
