import { statement } from '../../platform';
import { organizedList } from '../organized.sql';

const venueColumns = `
  v.id as "venueId",
  v.name,
  v.address,
  v.city,
  v.country_code as "countryCode",
  v.time_zone as "timeZone",
  v.latitude,
  v.longitude,
  v.capacity,
  v.organizer_id as "organizerId"`;

/** $1 venues. */
export const readVenues = statement(
  'catalog_read_venues',
  `select ${venueColumns} from venue v where v.id = any($1::uuid[])`,
);

export const organizedVenues = organizedList('venue', 'v', venueColumns);

/** Nobody else changes it until the transaction ends. $1 venue. */
export const lockVenue = statement(
  'catalog_lock_venue',
  `select ${venueColumns} from venue v where v.id = $1::uuid for no key update of v`,
);

/** $1 venue, $2 the rest as JSON. */
export const writeVenue = statement(
  'catalog_write_venue',
  `update venue
      set name = v.name,
          address = v.address,
          city = v.city,
          country_code = v."countryCode",
          time_zone = v."timeZone",
          latitude = v.latitude,
          longitude = v.longitude,
          capacity = v.capacity
     from jsonb_to_record($2::jsonb) as v (
       name text, address text, city text, "countryCode" text, "timeZone" text,
       latitude double precision, longitude double precision, capacity int)
    where venue.id = $1::uuid`,
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
