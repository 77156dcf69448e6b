import { type Statement, statement } from '../../platform';
import { eventColumns } from '../events/event.sql';

/** Which events are listed. What is null does not matter. */
export interface EventConditions {
  /** A show of the event starts at this instant or later, … */
  readonly from: Date;
  /** … and before this one, in this city, in this venue (all of one and the same show). */
  readonly before: Date | null;
  readonly city: string | null;
  readonly venueId: string | null;
  readonly category: string | null;
  /** Words that one performer's name has. */
  readonly performer: string | null;
  /** A tsquery, and whether a great part of all events answers to it. */
  readonly text: { readonly query: string; readonly isBroad: boolean } | null;
}

/** Where the list goes on: after the event whose next such show starts then. */
export interface EventPlace {
  readonly startsAt: Date;
  readonly eventId: string;
}

/** Events on the longest page. One more is read, which shows whether another page follows. */
export const EVENTS_FIRST_MAX = 100;

/**
 * Events by the start of the first show that meets the conditions, then by id.
 *
 * There are two ways, and which is the shorter one depends on the conditions alone. Where words leave few events, each one's
 * first show is looked up. Otherwise the shows are walked in order of time, by the index of the venue, the city, the
 * category or of all, and a show that is not its event's first is passed over: the limit is reached after a few.
 * The text of the statement depends on which conditions there are, so each text has a name and a plan of its own.
 */
export function listEvents(
  conditions: EventConditions,
  after: EventPlace | null,
  limit: number,
): { statement: Statement; values: unknown[] } {
  const { from, before, city, venueId, category, performer, text } = conditions;
  const values: unknown[] = [];
  const put = (value: unknown, type: string) => `$${values.push(value)}::${type}`;

  const showConditions = [`starts_at >= ${put(from, 'timestamptz')}`];
  if (before !== null) showConditions.push(`starts_at < ${put(before, 'timestamptz')}`);
  if (city !== null) showConditions.push(`city_key = search_key(${put(city, 'text')})`);
  if (venueId !== null) showConditions.push(`venue_id = ${put(venueId, 'uuid')}`);
  const eachShow = (alias: string) => showConditions.map((condition) => `${alias}.${condition}`).join(' and ');
  const place = after === null ? null : `(${put(after.startsAt, 'timestamptz')}, ${put(after.eventId, 'uuid')})`;
  const categoryKey = category === null ? null : `search_key(${put(category, 'text')})`;
  const query = text === null ? null : put(text.query, 'tsquery');
  const limited = `limit ${put(limit, 'int')}`;

  const byWords = performer !== null || (text !== null && !text.isBroad);
  const next = byWords
    ? `found as materialized (
         select e.id
           from event e
          where true
            ${query === null ? '' : `and e.words @@ ${query}`}
            ${categoryKey === null ? '' : `and e.category_key = ${categoryKey}`}
            ${
              performer === null
                ? ''
                : `and e.id in (
                     select ep.event_id
                       from performer p
                       join event_performer ep on ep.performer_id = p.id
                      where p.words @@ search_query(${put(performer, 'text')}))`
            }
       ), next as (
         select s.starts_at, found.id as event_id
           from found
          cross join lateral (
            select starts_at from show s where s.event_id = found.id and ${eachShow('s')} order by starts_at, s.id limit 1
          ) as s
          ${place === null ? '' : `where (s.starts_at, found.id) > ${place}`}
          order by s.starts_at, found.id
          ${limited}
       )`
    : `next as (
         select *
           from (
             select s.starts_at, s.event_id
               from show s
              where ${eachShow('s')}
                ${place === null ? '' : `and (s.starts_at, s.event_id) > ${place}`}
                ${categoryKey === null ? '' : `and s.category_key = ${categoryKey}`}
                ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = s.event_id)`}
                and not exists (
                  select from show earlier
                   where earlier.event_id = s.event_id
                     and ${eachShow('earlier')}
                     and (earlier.starts_at, earlier.id) < (s.starts_at, s.id))
              order by s.starts_at, s.event_id
              -- The planner does not know the limit below, and would prepare for a tenth of the table.
              limit ${EVENTS_FIRST_MAX + 1}
           ) as nearest
          ${limited}
       )`;

  // PostgreSQL keeps 63 letters of a statement's name.
  const marks = { b: before, c: city, v: venueId, k: category, p: performer, t: text, a: after };
  const present = Object.entries(marks).flatMap(([mark, value]) => (value === null ? [] : [mark]));
  return {
    statement: statement(
      `catalog_list_events_by_${byWords ? 'words' : 'time'}_${present.join('')}`,
      `with ${next}
       select next.starts_at as "nextShowAt", ${eventColumns}
         from next
         join event e on e.id = next.event_id
        order by next.starts_at, next.event_id`,
    ),
    values,
  };
}
