import { type Statement, statement } from '../../platform';
import type { EventConditions } from '../search/event-conditions';
import { sourceOf } from '../search/list-events.sql';
import { type FacetName, foundEvents, isAvailable, showConditions, Values } from '../search/show-conditions.sql';

/** Counts are exact up to here; one more stands for any number above. */
export const FACET_COUNT_EXACT_MAX = 1000;
/** Values of a facet, those with the most shows first. */
export const FACET_VALUES_MAX = 30;
const MONTHS_MAX = 36;

/** One value of one facet. `value` is a name, a month as 202611, or the number of a step of prices. */
export interface FacetRow {
  readonly facet: FacetName;
  readonly value: string;
  readonly count: number;
  readonly isSelected: boolean;
}

interface Facet {
  /** Of the show. */
  readonly column: string;
  /** The query of its values: `key` and `name`. */
  readonly candidates: (from: string, chosen: string) => string;
}

const named = (kind: string) => (_from: string, chosen: string) =>
  `select key, name
     from (select key, name, show_count from facet_value where kind = '${kind}' order by show_count desc, key limit ${FACET_VALUES_MAX}) as most
    union
   select key, name from facet_value where kind = '${kind}' and key = ${chosen}`;

const facets: Readonly<Record<FacetName, Facet>> = {
  category: { column: 'category_key', candidates: named('C') },
  city: { column: 'city_key', candidates: named('T') },
  month: {
    column: 'month_key',
    // From month to month through the index. The first may have begun a day before, east of Greenwich or west.
    candidates: (from) => `
      with recursive months as (
        (select month_key from show where month_key >= month_key_of(${from} - interval '1 day', 'UTC') order by month_key limit 1)
        union all
        select (select s.month_key from show s where s.month_key > months.month_key order by s.month_key limit 1)
          from months where months.month_key is not null
      )
      select month_key as key, month_key::text as name from months where month_key is not null limit ${MONTHS_MAX}`,
  },
  price: {
    column: 'price_bucket',
    candidates: () => 'select key::smallint, key::text as name from generate_series(0, 4) as key',
  },
  available: { column: 'true', candidates: () => `select true as key, 'true' as name` },
};

/** Whether a facet is counted by reading every matching show: where what every facet keeps is narrow, or words decide. */
export function isGathered(conditions: EventConditions): boolean {
  return sourceOf(conditions) !== 'walk' || conditions.text !== null || conditions.venueId !== null;
}

/**
 * One facet of a broad list: for each value, the distinct events by an index that has them in order, so that counting
 * stops after a thousand.
 */
export function countFacet(facet: FacetName, conditions: EventConditions): { statement: Statement; values: unknown[] } {
  const values = new Values();
  // Each value that is put is used: PostgreSQL refuses one that is not.
  const from = facet === 'month' ? values.put(conditions.from, 'timestamptz') : '';
  const { ofEveryFacet, ofFacet } = showConditions(conditions, values, false, facet);
  const { column, candidates } = facets[facet];
  const others = Object.entries(ofFacet).flatMap(([name, condition]) => (name === facet ? [] : [condition('s')]));
  const isValue = facet === 'available' ? isAvailable('s') : `s.${column} = v.key`;
  // An event has one category, which stands before it in the index of cities and of months.
  const distinct = facet === 'city' || facet === 'month' ? 's.category_key, s.event_id' : 's.event_id';
  const chosen = chosenKey(facet, conditions, values);
  return {
    statement: statement(
      `catalog_count_facet_${facet}_${marksOf(conditions)}`,
      `select '${facet}' as facet, v.name as value, counted.count, v.key is not distinct from ${chosen} as "isSelected"
         from (${candidates(from, chosen)}) as v
        cross join lateral (
          select count(*)::int as count
            from (select distinct ${distinct}
                    from show s
                   where ${[isValue, ofEveryFacet('s'), ...others].join(' and ')}
                   limit ${FACET_COUNT_EXACT_MAX + 1}) as events
        ) as counted
        where counted.count > 0
        order by ${facet === 'month' || facet === 'price' ? 'v.key' : 'counted.count desc, v.name'}
        limit ${FACET_VALUES_MAX}`,
    ),
    values: values.list,
  };
}

/** All facets of a narrow list: its shows are read once, and counted under what each facet leaves out. */
export function countAllFacets(conditions: EventConditions): { statement: Statement; values: unknown[] } {
  const values = new Values();
  const source = sourceOf(conditions);
  const isNear = source === 'near' || (source === 'walk' && conditions.near?.isBroad === false);
  const { near, ofEveryFacet, ofFacet } = showConditions(conditions, values, isNear);
  const names = Object.keys(ofFacet) as FacetName[];
  const parts: string[] = [];
  let from = 'show s';
  if (conditions.trending !== null) parts.push('run as materialized (select max(run_at) as run_at from trend_run)');
  if (conditions.text !== null || conditions.performer !== null || conditions.trending !== null) {
    parts.push(`found as materialized (${foundEvents(conditions, values, { run: '(select run_at from run)' })})`);
    from = 'found join show s on s.event_id = found.id';
  }
  if (isNear && near !== null) {
    parts.push(`near_venue as materialized (select v.id from venue v where ${near.has('v')})`);
    from += ' join near_venue on near_venue.id = s.venue_id';
  }
  parts.push(`base as materialized (
    select s.event_id, s.category_key, s.city_key, s.month_key, s.price_bucket, ${isAvailable('s')} as can_be_had,
           ${names.map((name) => `${ofFacet[name]('s')} as is_${name}`).join(', ')}
      from ${from}
     where ${ofEveryFacet('s')}
  )`);
  const counts = names.map((facet) => {
    const column = facet === 'available' ? 'can_be_had' : facets[facet].column;
    const others = names.flatMap((name) => (name === facet ? [] : [`is_${name}`]));
    const label =
      facet === 'category' || facet === 'city' ? 'coalesce(v.name, counted.key::text)' : 'counted.key::text';
    const kind = facet === 'category' ? 'C' : 'T';
    const join =
      facet === 'category' || facet === 'city'
        ? `left join facet_value v on v.kind = '${kind}' and v.key = counted.key`
        : '';
    return `(select '${facet}' as facet, ${label} as value, least(counted.count, ${FACET_COUNT_EXACT_MAX + 1})::int as count,
                    counted.key is not distinct from ${chosenKey(facet, conditions, values)} as "isSelected", counted.key::text as key
               from (select ${column} as key, count(*) as count
                       from (select distinct ${column}, event_id from base where ${[`${column} is not null`, ...others].join(' and ')}) as events
                      ${facet === 'available' ? 'where can_be_had' : ''}
                      group by ${column}) as counted
               ${join}
              order by ${facet === 'month' || facet === 'price' ? 'key' : 'count desc, value'}
              limit ${FACET_VALUES_MAX})`;
  });
  return {
    statement: statement(
      `catalog_count_all_facets_${isNear ? 'near_' : ''}${marksOf(conditions)}`,
      `with ${parts.join(', ')} ${counts.join(' union all ')}`,
    ),
    values: values.list,
  };
}

/** The key of the value that the filter has. */
function chosenKey(facet: FacetName, conditions: EventConditions, values: Values): string {
  const { category, city, month, available } = conditions;
  switch (facet) {
    case 'category':
      return `(select search_key(${values.put(category, 'text')}))`;
    case 'city':
      return `(select search_key(${values.put(city, 'text')}))`;
    case 'month':
      return values.put(month, 'int');
    case 'price':
      return 'null::smallint';
    case 'available':
      return values.put(available, 'boolean');
  }
}

function marksOf(conditions: EventConditions): string {
  const { before, month, city, venueId, category, near, currency, priceMin, priceMax, available } = conditions;
  const { onSaleFrom, onSaleBefore, trending, performer, text } = conditions;
  const present = {
    ...{ b: before, m: month, c: city, v: venueId, k: category, n: near, u: currency, l: priceMin, h: priceMax },
    ...{ f: available, o: onSaleFrom, e: onSaleBefore, r: trending, p: performer, t: text },
  };
  return Object.entries(present)
    .flatMap(([mark, value]) => (value === null ? [] : [mark]))
    .join('');
}
