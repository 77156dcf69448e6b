import { gatherWords } from './gather-events.sql';
import type { ListContext } from './list-context.sql';
import { walkShows } from './walk-shows.sql';

/** Two lists, one after the other: the second is not read where the first fills the page. */
function inClasses(lists: readonly (string | null)[], limit: string): string {
  return `select * from (${lists.flatMap((list) => (list === null ? [] : [`(${list})`])).join(' union all ')}) as classes limit ${limit}`;
}

/** RELEVANCE: first the events whose title has all words. */
export const listByRelevance = (context: ListContext, limit: string): string =>
  inClasses([titled(context, limit), untitled(context, limit)], limit);

/** TRENDING: first those that trend. */
export const listByTrend = (context: ListContext, limit: string): string =>
  inClasses([trending(context, limit), notTrending(context, limit)], limit);

/** Broad words: the events whose title has all of them. Null where the place is behind them. */
function titled(context: ListContext, limit: string): string | null {
  const { text } = context.conditions;
  if (context.after !== null && context.after.key > 1) return null;
  if (!text?.isTitleBroad) return gatherWords(context, limit, '1', 'found.is_titled');
  const extra = `and (select e.title_words @@ ${context.wordsQuery} from event e where e.id = s.event_id)`;
  return walkShows(context, limit, extra, '1');
}

function untitled(context: ListContext, limit: string): string {
  const { text } = context.conditions;
  if (!text?.isVeryBroad) return gatherWords(context, limit, '2', 'not found.is_titled');
  const query = context.wordsQuery;
  const extra = `and (select e.words @@ ${query} and not e.title_words @@ ${query} from event e where e.id = s.event_id)`;
  return walkShows(inClass(context, 2), limit, extra, '2');
}

function trending(context: ListContext, limit: string): string | null {
  if (context.after !== null && context.after.key >= 0) return null;
  const query = context.wordsQuery;
  return `select -t.score as key, s.starts_at, t.event_id
            from event_trend t
           cross join lateral (
             select starts_at from show s
              where s.event_id = t.event_id and ${context.shows.ofShow('s')}
              order by starts_at, id
              limit 1) as s
           where t.run_at = (select run_at from run)
             ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = t.event_id)`}
             ${context.afterPlace('and', '-t.score', 's.starts_at', 't.event_id')}
           order by key, s.starts_at, t.event_id
           limit ${limit}`;
}

function notTrending(context: ListContext, limit: string): string {
  const query = context.wordsQuery;
  const extra = `and not exists (select from event_trend t
                                  where t.run_at = (select run_at from run) and t.event_id = s.event_id)
                 ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = s.event_id)`}`;
  return walkShows(inClass(context, 0), limit, extra, '0::float8');
}

/** A list whose events all have this key: a place before it is before the whole list. */
const inClass = (context: ListContext, key: number): ListContext =>
  context.after !== null && context.after.key < key ? context.fromBeginning() : context;
