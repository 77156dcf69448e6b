import { foundEvents } from '../search/show-conditions.sql';
import type { ListContext } from './list-context.sql';

/** Reads every matching show of few events or venues, and keeps the best of each event. */
export function gatherEvents(context: ListContext, source: 'words' | 'trend' | 'near', limit: string): string {
  const { near } = context.shows;
  let from: string;
  if (source === 'near' && near !== null) {
    context.prepared.push(`near_venue as materialized (
      select v.id, v.position <-> ${near.point} as line_km from venue v where ${near.has('v')}
    )`);
    from = 'near_venue join show s on s.venue_id = near_venue.id';
    const query = context.wordsQuery;
    if (query !== null) from += ` join event e on e.id = s.event_id and e.words @@ ${query}`;
  } else {
    context.prepared.push(
      `found as materialized (${foundEvents(context.conditions, context.values, { run: '(select run_at from run)' })})`,
    );
    from = 'found join show s on s.event_id = found.id';
  }
  return bestOf(context, keyOfGathered(context, source), from, context.shows.ofShow('s'), limit);
}

/** Of the shows that are read the best of each event, and of these the next. */
function bestOf(context: ListContext, key: string, from: string, where: string, limit: string): string {
  return `select best.key, best.starts_at, best.event_id
            from (select distinct on (s.event_id) s.event_id, s.starts_at, ${key} as key
                    from ${from}
                   where ${where}
                   order by s.event_id, ${/^\d+$/.test(key) ? '' : `${key}, `}s.starts_at, s.id) as best
           ${context.afterPlace('where', 'best.key', 'best.starts_at', 'best.event_id')}
           order by best.key, best.starts_at, best.event_id
           limit ${limit}`;
}

/** Reads the shows of the events that have the words, by title alone in class 1. */
export function gatherWords(context: ListContext, limit: string, key: string, where: string): string {
  const found = foundEvents(context.conditions, context.values, { run: 'null', titledOnly: key === '1' });
  return bestOf(
    context,
    key,
    `(${found}) as found join show s on s.event_id = found.id`,
    `${where} and ${context.shows.ofShow('s')}`,
    limit,
  );
}

function keyOfGathered(context: ListContext, source: 'words' | 'trend' | 'near'): string {
  const point = context.shows.near?.point;
  switch (context.sort) {
    case 'DISTANCE':
      return source === 'near'
        ? 'near_venue.line_km'
        : `(select v.position <-> ${point} from venue v where v.id = s.venue_id)`;
    case 'RELEVANCE':
      if (source !== 'near') return 'case when found.is_titled then 1 else 2 end';
      return `case when e.title_words @@ ${context.wordsQuery} then 1 else 2 end`;
    case 'TRENDING':
      return `coalesce(-(select t.score from event_trend t
                          where t.run_at = (select run_at from run) and t.event_id = s.event_id), 0)`;
    default:
      return context.keyOfShow('s');
  }
}
