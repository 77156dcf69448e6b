import { type Statement, statement } from '../../platform';
import { eventColumns } from '../events/event.sql';
import { marksOf } from './condition-marks';
import type { EventConditions } from './event-conditions';
import type { EventSort } from './event-filter.graphql';
import { foundEvents, type ShowConditions, showConditions, Values } from './show-conditions.sql';

/** Where a list goes on: after the event with this key, whose matching show starts then. */
export interface EventPlace {
  /** By the order: a price, an instant in milliseconds, a distance, a class; 0 by date. */
  readonly key: number;
  readonly startsAt: Date;
  readonly eventId: string;
}

/** Events on the longest page. One more is read, which shows whether another page follows. */
export const EVENTS_FIRST_MAX = 100;

/**
 * How a list is read, which depends on the conditions alone:
 * - `words`: words or a performer leave few events, and `trend` leaves those that trend: the shows of each are read;
 * - `near`: the venues near a place are few: the shows of each are read;
 * - `walk`: the shows are walked in the order of the list, by an index, until the page is full.
 */
export type EventSource = 'words' | 'trend' | 'near' | 'walk';

export function sourceOf({ text, performer, near, trending }: EventConditions): EventSource {
  if (performer !== null || (text !== null && !text.isBroad)) return 'words';
  if (trending !== null) return 'trend';
  if (near !== null && !near.isBroad) return 'near';
  return 'walk';
}

/** A show without a price comes after every show with one. The expression of the index `show_by_price`. */
const priceOrder = (alias: string) => `(coalesce(${alias}.price_min_minor, 9007199254740991))`;

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
  const values = new Values();
  const source = sourceOf(conditions);
  const list = new EventList(conditions, sort, after, values, source);
  const run = list.needsRun ? list.putRun(runAt) : null;
  const next = list.write(values.put(limit, 'int'));
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
      `catalog_list_events_${source}_${sort.toLowerCase()}_${list.marks}`,
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

/** Writes one list. Each query returns `key`, `starts_at` and `event_id`, in order. */
class EventList {
  readonly shows: ShowConditions;
  readonly needsRun: boolean;
  /** Common table expressions that the query reads. */
  readonly prepared: string[] = [];
  /** Which conditions there are, for the statement's name: PostgreSQL keeps 63 letters of it. */
  readonly marks: string;

  constructor(
    private readonly conditions: EventConditions,
    private readonly sort: EventSort,
    private readonly after: EventPlace | null,
    private readonly values: Values,
    private readonly source: EventSource,
  ) {
    this.shows = showConditions(conditions, values, source === 'near' ? 'join' : 'lookup');
    this.needsRun = sort === 'TRENDING' || conditions.trending !== null;
    // A list in classes leaves out the class that the place is behind.
    const place = after === null ? '' : `a${Math.sign(after.key)}${after.key > 1 ? 'x' : ''}`;
    this.marks = `${marksOf(conditions)}${this.splits}${place}`;
  }

  /** The run of the first page, as long as it is kept; later pages do not follow a newer one. */
  putRun(runAt: Date | null): string {
    return `run as materialized (
       select coalesce((select run_at from trend_run where run_at = ${this.values.put(runAt, 'timestamptz')}),
                       (select max(run_at) from trend_run)) as run_at
     )`;
  }

  write(limit: string): string {
    if (this.source !== 'walk') return this.gather(this.source, limit);
    switch (this.sort) {
      case 'DISTANCE':
        return this.walkByDistance(limit);
      case 'RELEVANCE':
        return this.inClasses([this.titled(limit), this.untitled(limit)], limit);
      case 'TRENDING':
        return this.inClasses([this.trending(limit), this.notTrending(limit)], limit);
      default:
        return this.walk(limit);
    }
  }

  /** How many variants of the classes of RELEVANCE there are. */
  private get splits(): string {
    const { text } = this.conditions;
    if (this.sort !== 'RELEVANCE' || text === null) return '';
    return `${text.isTitleBroad ? 'T' : ''}${text.isVeryBroad ? 'V' : ''}`;
  }

  private get wordsQuery(): string | null {
    const { text } = this.conditions;
    return text === null ? null : this.values.put(text.query, 'tsquery');
  }

  /** Reads every matching show of few events or venues, and keeps the best of each event. */
  private gather(source: 'words' | 'trend' | 'near', limit: string): string {
    const { near } = this.shows;
    let from: string;
    if (source === 'near' && near !== null) {
      this.prepared.push(`near_venue as materialized (
        select v.id, v.position <-> ${near.point} as line_km from venue v where ${near.has('v')}
      )`);
      from = 'near_venue join show s on s.venue_id = near_venue.id';
      const query = this.wordsQuery;
      if (query !== null) from += ` join event e on e.id = s.event_id and e.words @@ ${query}`;
    } else {
      this.prepared.push(
        `found as materialized (${foundEvents(this.conditions, this.values, { run: '(select run_at from run)' })})`,
      );
      from = 'found join show s on s.event_id = found.id';
    }
    return this.bestOf(this.keyOfGathered(source), from, this.shows.ofShow('s'), limit);
  }

  private bestOf(key: string, from: string, where: string, limit: string): string {
    return `select best.key, best.starts_at, best.event_id
              from (select distinct on (s.event_id) s.event_id, s.starts_at, ${key} as key
                      from ${from}
                     where ${where}
                     order by s.event_id, ${/^\d+$/.test(key) ? '' : `${key}, `}s.starts_at, s.id) as best
             ${this.afterPlace('where', 'best.key', 'best.starts_at', 'best.event_id')}
             order by best.key, best.starts_at, best.event_id
             limit ${limit}`;
  }

  private keyOfGathered(source: 'words' | 'trend' | 'near'): string {
    const point = this.shows.near?.point;
    switch (this.sort) {
      case 'DISTANCE':
        return source === 'near'
          ? 'near_venue.line_km'
          : `(select v.position <-> ${point} from venue v where v.id = s.venue_id)`;
      case 'RELEVANCE':
        if (source !== 'near') return 'case when found.is_titled then 1 else 2 end';
        return `case when e.title_words @@ ${this.wordsQuery} then 1 else 2 end`;
      case 'TRENDING':
        return `coalesce(-(select t.score from event_trend t
                            where t.run_at = (select run_at from run) and t.event_id = s.event_id), 0)`;
      default:
        return this.keyOfShow('s');
    }
  }

  /** The key of the orders that one show decides. */
  private keyOfShow(alias: string): string {
    switch (this.sort) {
      case 'PRICE':
        return priceOrder(alias);
      case 'ON_SALE':
        return `${alias}.sales_open_at`;
      default:
        return '0';
    }
  }

  /** Walks the shows in order and passes over each that is not its event's first. `extra` may add conditions on `s`. */
  private walk(limit: string, extra = '', constantKey: string | null = null): string {
    const query = constantKey === null ? this.wordsQuery : null;
    const key = constantKey ?? this.keyOfShow('s');
    const isByStart = key === (constantKey ?? '0');
    const order = (alias: string) => `${isByStart ? '' : `${this.keyOfShow(alias)}, `}${alias}.starts_at`;
    return `select nearest.key, nearest.starts_at, nearest.event_id
              from (
                select ${key} as key, s.starts_at, s.event_id
                  from show s
                 where ${this.shows.ofShow('s')}
                   ${this.afterPlace('and', isByStart ? null : key, 's.starts_at', 's.event_id')}
                   ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = s.event_id)`}
                   ${extra}
                   and not exists (
                     select from show earlier
                      where earlier.event_id = s.event_id
                        and ${this.shows.ofShow('earlier')}
                        and (${order('earlier')}, earlier.id) < (${order('s')}, s.id))
                 order by ${order('s')}, s.event_id
                 -- The planner does not know the limit below, and would prepare for a tenth of the table.
                 limit ${EVENTS_FIRST_MAX + 1}
              ) as nearest
             limit ${limit}`;
  }

  /** The same by the venues, the nearest first. */
  private walkByDistance(limit: string): string {
    const { near, ofShow } = this.shows;
    if (near === null) throw new Error('The order DISTANCE needs a place');
    const query = this.wordsQuery;
    return `select nearest.key, nearest.starts_at, nearest.event_id
              from (
                select place.line_km as key, s.starts_at, s.event_id
                  from (select v.id, v.position <-> ${near.point} as line_km
                          from venue v
                         where ${near.has('v')}
                         order by v.position <-> ${near.point}) as place
                  join show s on s.venue_id = place.id
                 where ${ofShow('s')}
                   ${this.afterPlace('and', 'place.line_km', 's.starts_at', 's.event_id')}
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

  /** Two lists, one after the other: the second is not read where the first fills the page. */
  private inClasses(lists: readonly (string | null)[], limit: string): string {
    return `select * from (${lists.flatMap((list) => (list === null ? [] : [`(${list})`])).join(' union all ')}) as classes limit ${limit}`;
  }

  /** Broad words: the events whose title has all of them. Null where the place is behind them. */
  private titled(limit: string): string | null {
    const { text } = this.conditions;
    if (this.after !== null && this.after.key > 1) return null;
    if (!text?.isTitleBroad) return this.gatherWords(limit, '1', 'found.is_titled');
    const extra = `and (select e.title_words @@ ${this.wordsQuery} from event e where e.id = s.event_id)`;
    return this.walk(limit, extra, '1');
  }

  private untitled(limit: string): string {
    const { text } = this.conditions;
    if (!text?.isVeryBroad) return this.gatherWords(limit, '2', 'not found.is_titled');
    const query = this.wordsQuery;
    const extra = `and (select e.words @@ ${query} and not e.title_words @@ ${query} from event e where e.id = s.event_id)`;
    return this.inClass(2, () => this.walk(limit, extra, '2'));
  }

  private gatherWords(limit: string, key: string, where: string): string {
    const found = foundEvents(this.conditions, this.values, { run: 'null', titledOnly: key === '1' });
    return this.bestOf(
      key,
      `(${found}) as found join show s on s.event_id = found.id`,
      `${where} and ${this.shows.ofShow('s')}`,
      limit,
    );
  }

  private trending(limit: string): string | null {
    if (this.after !== null && this.after.key >= 0) return null;
    const query = this.wordsQuery;
    return `select -t.score as key, s.starts_at, t.event_id
              from event_trend t
             cross join lateral (
               select starts_at from show s
                where s.event_id = t.event_id and ${this.shows.ofShow('s')}
                order by starts_at, id
                limit 1) as s
             where t.run_at = (select run_at from run)
               ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = t.event_id)`}
               ${this.afterPlace('and', '-t.score', 's.starts_at', 't.event_id')}
             order by key, s.starts_at, t.event_id
             limit ${limit}`;
  }

  private notTrending(limit: string): string {
    const query = this.wordsQuery;
    const extra = `and not exists (select from event_trend t
                                    where t.run_at = (select run_at from run) and t.event_id = s.event_id)
                   ${query === null ? '' : `and (select e.words @@ ${query} from event e where e.id = s.event_id)`}`;
    return this.inClass(0, () => this.walk(limit, extra, '0::float8'));
  }

  /** A list whose events all have this key: a place before it is before the whole list. */
  private inClass(key: number, list: () => string): string {
    this.isBeforeClass = this.after !== null && this.after.key < key;
    try {
      return list();
    } finally {
      this.isBeforeClass = false;
    }
  }

  private isBeforeClass = false;

  /** The condition that a row comes after the place, with the keyword before it; without a key by start and id alone. */
  private afterPlace(keyword: 'where' | 'and', key: string | null, startsAt: string, eventId: string): string {
    if (this.after === null || this.isBeforeClass) return '';
    const at = this.values.put(this.after.startsAt, 'timestamptz');
    const id = this.values.put(this.after.eventId, 'uuid');
    if (key === null) return `${keyword} (${startsAt}, ${eventId}) > (${at}, ${id})`;
    return `${keyword} (${key}, ${startsAt}, ${eventId}) > (${this.putKey(this.after.key)}, ${at}, ${id})`;
  }

  private putKey(key: number): string {
    switch (this.sort) {
      case 'ON_SALE':
        return this.values.put(new Date(key), 'timestamptz');
      case 'PRICE':
        return this.values.put(key, 'bigint');
      case 'DISTANCE':
      case 'TRENDING':
        return this.values.put(key, 'float8');
      default:
        return this.values.put(key, 'int');
    }
  }
}
