import { statement } from '../platform';

/** The columns of a row of `event e` as the rest of the room names them. */
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
