import { type Statement, statement } from '../../platform';
import { eventColumns } from '../events/event.sql';
import type { EventConditions } from '../search/event-conditions';
import type { EventSort } from '../search/event-filter.graphql';
import { listByRelevance, listByTrend } from './class-lists.sql';
import { gatherEvents } from './gather-events.sql';
import { type EventPlace, ListContext } from './list-context.sql';
import { walkByDistance, walkShows } from './walk-shows.sql';

/**
 * Events by the key of the order, then by the start of the show that has it, then by id.
 *
 * The text of the statement depends on which conditions there are, so each text has a name and a plan of its own: a
 * statement that asks `$1 is null or …` for each would have one plan for all of them, which is right for none.
 */
export function listEvents(
  conditions: EventConditions,
  sort: EventSort,
  after: EventPlace | null,
  limit: number,
  runAt: Date | null = null,
): { statement: Statement; values: unknown[] } {
  const list = new ListContext(conditions, sort, after);
  const { values } = list;
  const run = list.needsRun ? keptRun(list, runAt) : null;
  const next = writeList(list, values.put(limit, 'int'));
  const line =
    list.shows.near === null
      ? 'null::float8'
      : `(select min(v.position <-> ${list.shows.near.point})
            from show d
            join venue v on v.id = d.venue_id
           where d.event_id = next.event_id and ${list.shows.ofShow('d')})`;
  const parts = [...(run === null ? [] : [run]), ...list.prepared, `next as (${next})`];
  return {
    statement: statement(
      `catalog_list_events_${list.source}_${sort.toLowerCase()}_${list.marks}`,
      `with ${parts.join(', ')}
       select next.key, next.starts_at as "nextShowAt", ${line} as "lineKm",
              ${run === null ? 'null::timestamptz' : '(select run_at from run)'} as "runAt", ${eventColumns}
         from next
         join event e on e.id = next.event_id
        order by next.key, next.starts_at, next.event_id`,
    ),
    values: values.list,
  };
}

/** The run of the first page, as long as it is kept; later pages do not follow a newer one. */
const keptRun = (context: ListContext, runAt: Date | null): string => {
  return `run as materialized (
     select coalesce((select run_at from trend_run where run_at = ${context.values.put(runAt, 'timestamptz')}),
                     (select max(run_at) from trend_run)) as run_at
   )`;
};

/** Writes one list. Each query returns `key`, `starts_at` and `event_id`, in order. */
function writeList(context: ListContext, limit: string): string {
  if (context.source !== 'walk') return gatherEvents(context, context.source, limit);
  switch (context.sort) {
    case 'DISTANCE':
      return walkByDistance(context, limit);
    case 'RELEVANCE':
      return listByRelevance(context, limit);
    case 'TRENDING':
      return listByTrend(context, limit);
    default:
      return walkShows(context, limit);
  }
}
