import { type Statement, statement } from '../../platform';
import { sourceOf } from '../listing/list-context.sql';
import { marksOf } from '../search/condition-marks';
import type { EventConditions } from '../search/event-conditions';
import { type FacetName, isAvailable, type NearSql, showConditions, Values } from '../search/show-conditions.sql';

/** Counts are exact up to here; one more stands for any number above. */
export const FACET_COUNT_EXACT_MAX = 1000;
/** Values of a facet, those with the most shows first. */
export const FACET_VALUES_MAX = 24;
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
  /** The query of its values: `key` and `name`. `until` is null where shows of any time match. */
  readonly candidates: (from: string, chosen: string, until: string | null) => string;
}

const named = (kind: string) => (_from: string, chosen: string) =>
  `select key, name
     from (select key, name, show_count from facet_value where kind = '${kind}' order by show_count desc, key limit ${FACET_VALUES_MAX}) as most
    union
   select key, name from facet_value where kind = '${kind}' and key = ${chosen}`;

export const facets: Readonly<Record<FacetName, Facet>> = {
  category: { column: 'category_key', candidates: named('C') },
  city: { column: 'city_key', candidates: named('T') },
  month: {
    column: 'month_key',
    // From month to month through the index. The first may have begun a day before, east of Greenwich or west, and the
    // last may end a day later.
    candidates: (from, _chosen, until) => {
      const ends = (show: string) =>
        until === null ? '' : `and ${show}.month_key <= month_key_of(${until} + interval '1 day', 'UTC')`;
      return `
      with recursive months as (
        (select f.month_key from show f
          where f.month_key >= month_key_of(${from} - interval '1 day', 'UTC') ${ends('f')} order by f.month_key limit 1)
        union all
        select (select s.month_key from show s
                 where s.month_key > months.month_key ${ends('s')} order by s.month_key limit 1)
          from months where months.month_key is not null
      )
      select month_key as key, month_key::text as name from months where month_key is not null limit ${MONTHS_MAX}`;
    },
  },
  price: {
    column: 'price_bucket',
    candidates: () => 'select key::smallint, key::text as name from generate_series(0, 4) as key',
  },
  available: { column: 'true', candidates: () => `select true as key, 'true' as name` },
};

/** Whether facets are counted by reading every matching show: where what every facet keeps is narrow, or words decide. */
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
  const isMonth = facet === 'month';
  const from = isMonth ? values.put(conditions.from, 'timestamptz') : '';
  const until = isMonth && conditions.before !== null ? values.put(conditions.before, 'timestamptz') : null;
  const { near, ofEveryFacet, ofFacet } = showConditions(conditions, values, 'set', facet);
  const nearVenues = near === null ? '' : `with near_venue as materialized (${venuesNear(near)})`;
  const { column, candidates } = facets[facet];
  const others = Object.entries(ofFacet).flatMap(([name, condition]) => (name === facet ? [] : [condition('s')]));
  const isValue = facet === 'available' ? isAvailable('s') : `s.${column} = v.key`;
  // An event has one category, which stands before it in the index of cities and of months.
  const distinct = facet === 'city' || isMonth ? 's.category_key, s.event_id' : 's.event_id';
  const chosen = chosenKey(facet, conditions, values);
  return {
    statement: statement(
      `catalog_count_facet_${facet}_${marksOf(conditions)}`,
      `${nearVenues}
       select '${facet}' as facet, v.name as value, counted.count, v.key is not distinct from ${chosen} as "isSelected"
         from (${candidates(from, chosen, until)}) as v
        cross join lateral (
          select count(*)::int as count
            from (select distinct ${distinct}
                    from show s
                   where ${[isValue, ofEveryFacet('s'), ...others].join(' and ')}
                   limit ${FACET_COUNT_EXACT_MAX + 1}) as events
        ) as counted
        where counted.count > 0
        order by ${isMonth || facet === 'price' ? 'v.key' : 'counted.count desc, v.name'}
        limit ${FACET_VALUES_MAX}`,
    ),
    values: values.list,
  };
}

export const venuesNear = ({ has }: NearSql) => `select v.id from venue v where ${has('v')}`;

/** The key of the value that the filter has. */
export function chosenKey(facet: FacetName, conditions: EventConditions, values: Values): string {
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
