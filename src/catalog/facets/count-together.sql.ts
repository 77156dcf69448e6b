import { type Statement, statement } from '../../platform';
import { sourceOf } from '../listing/list-context.sql';
import { marksOf } from '../search/condition-marks';
import type { EventConditions } from '../search/event-conditions';
import { type FacetName, foundEvents, isAvailable, showConditions, Values } from '../search/show-conditions.sql';
import { chosenKey, FACET_COUNT_EXACT_MAX, FACET_VALUES_MAX, facets, venuesNear } from './count-facets.sql';

/** Up to so many shows are read in less time than a walk over all of them takes where few match. */
export const NARROW_SHOWS_MAX = 6000;

/** A condition that no facet leaves out, and that an index is ordered by. */
interface Range {
  readonly column: 'sales_open_at' | 'starts_at';
  readonly from: Date | null;
  readonly before: Date | null;
}

/** The ranges in time of a filter that may leave few shows. From now on is none. */
const rangesOf = ({ from, before, onSaleFrom, onSaleBefore }: EventConditions): Range[] => [
  ...(before === null ? [] : [{ column: 'starts_at' as const, from, before }]),
  ...(onSaleFrom === null && onSaleBefore === null
    ? []
    : [{ column: 'sales_open_at' as const, from: onSaleFrom, before: onSaleBefore }]),
];

const inRange = ({ column, from, before }: Range, values: Values): string => {
  const conditions = [
    ...(from === null ? [] : [`s.${column} >= ${values.put(from, 'timestamptz')}`]),
    ...(before === null ? [] : [`s.${column} < ${values.put(before, 'timestamptz')}`]),
  ];
  return `where ${conditions.join(' and ')} order by s.${column} limit ${NARROW_SHOWS_MAX + 1}`;
};

export interface RangeCount {
  readonly column: Range['column'];
  readonly count: number;
}

/** Counts, up to the limit, the shows in each range of the filter; null where it has none. */
export function countRanges(conditions: EventConditions): { statement: Statement; values: unknown[] } | null {
  const ranges = rangesOf(conditions);
  if (ranges.length === 0) return null;
  const values = new Values();
  const counts = ranges.map(
    (range) =>
      `select '${range.column}' as column, (select count(*)::int from (select from show s ${inRange(range, values)}) as shows) as count`,
  );
  const marks = ranges.map(({ column, from, before }) => `${column[0]}${from ? 'f' : ''}${before ? 'b' : ''}`);
  return {
    statement: statement(`catalog_count_ranges_${marks.join('')}`, counts.join(' union all ')),
    values: values.list,
  };
}

/**
 * Facets of a narrow list: its shows are read once, and counted under what each facet leaves out. A range that leaves
 * few shows is where they are found, unless words, a performer or a place are.
 */
export function countTogether(
  wanted: readonly FacetName[],
  conditions: EventConditions,
  narrowBy: Range['column'] | null = null,
): { statement: Statement; values: unknown[] } {
  const values = new Values();
  const source = sourceOf(conditions);
  const isNear = source === 'near' || (source === 'walk' && conditions.near?.isBroad === false);
  const { near, ofEveryFacet, ofFacet } = showConditions(conditions, values, isNear ? 'join' : 'set');
  const names = Object.keys(ofFacet) as FacetName[];
  const parts: string[] = [];
  const range = rangesOf(conditions).find(({ column }) => column === narrowBy);
  let from = range === undefined ? 'show s' : `(select s.* from show s ${inRange(range, values)}) as s`;
  if (conditions.trending !== null) parts.push('run as materialized (select max(run_at) as run_at from trend_run)');
  if (conditions.text !== null || conditions.performer !== null || conditions.trending !== null) {
    parts.push(`found as materialized (${foundEvents(conditions, values, { run: '(select run_at from run)' })})`);
    from = 'found join show s on s.event_id = found.id';
  }
  if (near !== null) parts.push(`near_venue as materialized (${venuesNear(near)})`);
  if (isNear) from += ' join near_venue on near_venue.id = s.venue_id';
  parts.push(`base as materialized (
    select s.event_id, s.category_key, s.city_key, s.month_key, s.price_bucket, ${isAvailable('s')} as can_be_had,
           ${names.map((name) => `${ofFacet[name]('s')} as is_${name}`).join(', ')}
      from ${from}
     where ${ofEveryFacet('s')}
  )`);
  const counts = wanted.map((facet) => {
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
      `catalog_count_facets_${wanted.map((facet) => facet.slice(0, 2)).join('')}_${isNear ? 'near_' : ''}${range?.column[1] ?? ''}${marksOf(conditions)}`,
      `with ${parts.join(', ')} ${counts.join(' union all ')}`,
    ),
    values: values.list,
  };
}
