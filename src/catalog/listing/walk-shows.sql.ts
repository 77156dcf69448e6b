import { EVENTS_FIRST_MAX, type ListContext } from './list-context.sql';

/** Walks the shows in order and passes over each that is not its event's first. `extra` may add conditions on `s`. */
export function walkShows(context: ListContext, limit: string, extra = '', constantKey: string | null = null): string {
  const query = constantKey === null ? context.wordsQuery : null;
  const key = constantKey ?? context.keyOfShow('s');
  const isByStart = key === (constantKey ?? '0');
  const order = (alias: string) => `${isByStart ? '' : `${context.keyOfShow(alias)}, `}${alias}.starts_at`;
  return `select nearest.key, nearest.starts_at, nearest.event_id
            from (
              select ${key} as key, s.starts_at, s.event_id
                from show s
               where ${context.shows.ofShow('s')}
                 ${context.afterPlace('and', isByStart ? null : key, 's.starts_at', 's.event_id')}
                 ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = s.event_id)`}
                 ${extra}
                 and not exists (
                   select from show earlier
                    where earlier.event_id = s.event_id
                      and ${context.shows.ofShow('earlier')}
                      and (${order('earlier')}, earlier.id) < (${order('s')}, s.id))
               order by ${order('s')}, s.event_id
               -- The planner does not know the limit below, and would prepare for a tenth of the table.
               limit ${EVENTS_FIRST_MAX + 1}
            ) as nearest
           limit ${limit}`;
}

/** The same by the venues, the nearest first. */
export function walkByDistance(context: ListContext, limit: string): string {
  const { near, ofShow } = context.shows;
  if (near === null) throw new Error('The order DISTANCE needs a place');
  const query = context.wordsQuery;
  return `select nearest.key, nearest.starts_at, nearest.event_id
            from (
              select place.line_km as key, s.starts_at, s.event_id
                from (select v.id, v.position <-> ${near.point} as line_km
                        from venue v
                       where ${near.has('v')}
                       order by v.position <-> ${near.point}) as place
                join show s on s.venue_id = place.id
               where ${ofShow('s')}
                 ${context.afterPlace('and', 'place.line_km', 's.starts_at', 's.event_id')}
                 ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = s.event_id)`}
                 and not exists (
                   select from show earlier
                     join venue w on w.id = earlier.venue_id
                    where earlier.event_id = s.event_id
                      and ${ofShow('earlier')}
                      and (w.position <-> ${near.point}, earlier.starts_at, earlier.id) < (place.line_km, s.starts_at, s.id))
               order by place.line_km, s.starts_at, s.event_id
               limit ${EVENTS_FIRST_MAX + 1}
            ) as nearest
           limit ${limit}`;
}
