import { statement } from '../../platform';
import { organizedList } from '../organized.sql';

/** The columns of a row of `event e` as the rest of the module names them. */
export const eventColumns = `
  e.id as "eventId",
  e.name,
  e.description,
  e.category,
  e.organizer_id as "organizerId",
  array(select p.name
          from event_performer ep
          join performer p on p.id = ep.performer_id
         where ep.event_id = e.id
         order by ep.billing, p.name) as performers`;

/** $1 events. */
export const readEvents = statement(
  'catalog_read_events',
  `select ${eventColumns} from event e where e.id = any($1::uuid[])`,
);

/** $1 ids for names that are new, $2 names. */
export const insertPerformers = statement(
  'catalog_insert_performers',
  `insert into performer (id, name)
   select id, name from unnest($1::uuid[], $2::text[]) as p (id, name)
    order by name
       on conflict (name) do nothing`,
);

/** $1 events as JSON. One that is there stays as it is. */
export const insertEventRows = statement(
  'catalog_insert_events',
  `insert into event (id, name, description, category, organizer_id)
   select e."eventId", e.name, e.description, e.category, e."organizerId"
     from jsonb_to_recordset($1::jsonb) as e (
       "eventId" uuid, name text, description text, category text, "organizerId" uuid)
       on conflict (id) do nothing`,
);

/** $1 events, $2 names, $3 their places on the poster: one element for each pair. */
export const insertEventPerformers = statement(
  'catalog_insert_event_performers',
  `insert into event_performer (event_id, performer_id, billing)
   select c.event_id, p.id, c.billing
     from unnest($1::uuid[], $2::text[], $3::int[]) as c (event_id, name, billing)
     join performer p on p.name = c.name
       on conflict do nothing`,
);

export const organizedEvents = organizedList('event', 'e', eventColumns);

/** Nobody else changes it until the transaction ends. $1 event. */
export const lockEvent = statement(
  'catalog_lock_event',
  `select ${eventColumns} from event e where e.id = $1::uuid for no key update of e`,
);

/** $1 event, $2 name, $3 description, $4 category. */
export const writeEvent = statement(
  'catalog_write_event',
  'update event set name = $2, description = $3, category = $4 where id = $1::uuid',
);

/** $1 event. */
export const removeEventPerformers = statement(
  'catalog_remove_event_performers',
  'delete from event_performer where event_id = $1::uuid',
);

/** $1 event. */
export const readOrganizerOfEvent = statement(
  'catalog_read_organizer_of_event',
  'select organizer_id as "organizerId" from event where id = $1',
);
