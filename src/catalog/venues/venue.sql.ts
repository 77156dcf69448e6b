import { statement } from '../../platform';

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

/** Of organizers, the latest first. $1 caller, $2 the venue before which the list goes on, $3 how many. */
export const listVenuesOfOrganizer = statement(
  'catalog_list_venues_of_organizer',
  `select ${venueColumns}
     from (select $1::uuid as id
            union
           select organization_id from organization_member where member_id = $1::uuid) as organizer
    cross join lateral (
      select * from venue where organizer_id = organizer.id and id < $2::uuid order by id desc limit $3) as v
    order by v.id desc
    limit $3`,
);

/** The same of everybody. $1 the venue before which the list goes on, $2 how many. */
export const listAllVenues = statement(
  'catalog_list_all_venues',
  `select ${venueColumns} from venue v where v.id < $1::uuid order by v.id desc limit $2`,
);

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
