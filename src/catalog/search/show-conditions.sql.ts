import type { EventConditions } from './event-conditions';
import { cubesOf, type Near } from './near';

/** The values of a statement, collected while its text is written. */
export class Values {
  readonly list: unknown[] = [];

  put(value: unknown, type: string): string {
    return `$${this.list.push(value)}::${type}`;
  }
}

/** What facets count: each is counted without its own condition. */
export type FacetName = 'category' | 'city' | 'month' | 'price' | 'available';

/** A condition on a row of `show`, by the alias of the row. */
type Condition = (alias: string) => string;

/** Where a place is, as SQL sees it. */
export interface NearSql {
  readonly point: string;
  /** Whether a venue of this alias is near; by the index of positions. */
  readonly has: (venue: string) => string;
}

export interface ShowConditions {
  readonly near: NearSql | null;
  /** All but those on the event. */
  readonly ofShow: Condition;
  /** Those that no facet leaves out. */
  readonly ofEveryFacet: Condition;
  /** By facet; `true` where there is none. */
  readonly ofFacet: Readonly<Record<FacetName, Condition>>;
}

/**
 * How the venues near a place are found: each is looked up by the show, or the caller joins them, or the caller has put
 * all of them into the common table expression `near_venue`, which is hashed.
 */
export type NearForm = 'lookup' | 'join' | 'set';

/** The conditions on shows as SQL, each value put once. */
export function showConditions(
  conditions: EventConditions,
  values: Values,
  nearForm: NearForm = 'lookup',
  leavesOut: FacetName | null = null,
): ShowConditions {
  const { from, before, month, city, venueId, category, currency, priceMin, priceMax, seatFeatures } = conditions;
  const { onSaleFrom, onSaleBefore } = conditions;
  const every: Condition[] = [];
  const facets: Record<FacetName, Condition[]> = { category: [], city: [], month: [], price: [], available: [] };
  const add = (to: Condition[], value: unknown, type: string, test: (put: string) => Condition) => {
    // PostgreSQL refuses a value that the statement does not use.
    if (value !== null && (leavesOut === null || to !== facets[leavesOut])) to.push(test(values.put(value, type)));
  };
  add(every, from, 'timestamptz', (put) => (s) => `${s}.starts_at >= ${put}`);
  add(every, before, 'timestamptz', (put) => (s) => `${s}.starts_at < ${put}`);
  add(facets.city, city, 'text', (put) => (s) => `${s}.city_key = (select search_key(${put}))`);
  add(every, venueId, 'uuid', (put) => (s) => `${s}.venue_id = ${put}`);
  add(facets.category, category, 'text', (put) => (s) => `${s}.category_key = (select search_key(${put}))`);
  add(facets.month, month, 'int', (put) => (s) => `${s}.month_key = ${put}`);
  // So that a walk in order of time begins there; wherever the venue is.
  if (month !== null) {
    const [year, number] = [Math.floor(month / 100), month % 100];
    add(
      facets.month,
      new Date(Date.UTC(year, number - 1, 0)),
      'timestamptz',
      (put) => (s) => `${s}.starts_at >= ${put}`,
    );
    add(facets.month, new Date(Date.UTC(year, number, 2)), 'timestamptz', (put) => (s) => `${s}.starts_at < ${put}`);
  }
  add(every, seatFeatures, 'int', (put) => (s) => `${s}.seat_features & ${put} = ${put}`);
  add(every, currency, 'text', (put) => (s) => `${s}.currency = ${put}`);
  add(facets.price, priceMin, 'bigint', (put) => (s) => `${s}.price_min_minor >= ${put}`);
  add(facets.price, priceMax, 'bigint', (put) => (s) => `${s}.price_min_minor <= ${put}`);
  add(every, onSaleFrom, 'timestamptz', (put) => (s) => `${s}.sales_open_at >= ${put}`);
  add(every, onSaleBefore, 'timestamptz', (put) => (s) => `${s}.sales_open_at < ${put}`);
  if (conditions.available) facets.available.push(isAvailable);
  const near = conditions.near === null ? null : nearSql(conditions.near, values);
  if (near !== null && nearForm === 'lookup') {
    every.push((s) => `(select ${near.has('v')} from venue v where v.id = ${s}.venue_id)`);
  }
  // The planner would join what stands in `in` alone.
  if (near !== null && nearForm === 'set') {
    every.push((s) => `(${s}.venue_id in (select id from near_venue)) is true`);
  }
  const all =
    (list: readonly Condition[]): Condition =>
    (alias) =>
      list.length === 0 ? 'true' : list.map((condition) => condition(alias)).join(' and ');
  return {
    near,
    ofShow: all([...every, ...Object.values(facets).flat()]),
    ofEveryFacet: all(every),
    ofFacet: {
      category: all(facets.category),
      city: all(facets.city),
      month: all(facets.month),
      price: all(facets.price),
      available: all(facets.available),
    },
  };
}

export const isAvailable = (alias: string): string => `${alias}.has_free_seats`;

/** The cubes are made here: PostgreSQL would make them anew for each row, since a value is not known when it plans. */
function nearSql(near: Near, values: Values): NearSql {
  const cubes = cubesOf(near);
  const [point, box] = [values.put(cubes.point, 'cube'), values.put(cubes.box, 'cube')];
  const lineKm = values.put(cubes.lineKm, 'float8');
  return { point, has: (venue) => `${venue}.position <@ ${box} and ${venue}.position <-> ${point} <= ${lineKm}` };
}

/** The events that words, a performer or a trend leave, as the query of a common table expression: `id` and `is_titled`. */
export function foundEvents(
  { text, performer, trending }: EventConditions,
  values: Values,
  { run, titledOnly }: { readonly run: string; readonly titledOnly?: boolean } = { run: 'null' },
): string {
  const query = text === null ? null : values.put(text.query, 'tsquery');
  const conditions = ['true'];
  if (query !== null) conditions.push(`e.${titledOnly ? 'title_words' : 'words'} @@ ${query}`);
  if (trending) conditions.push(`e.id in (select event_id from event_trend where run_at = ${run})`);
  if (performer !== null) {
    conditions.push(`e.id in (select ep.event_id
                     from performer p
                     join event_performer ep on ep.performer_id = p.id
                    where p.words @@ search_query(${values.put(performer, 'text')}))`);
  }
  return `select e.id, ${query === null ? 'true' : `e.title_words @@ ${query}`} as is_titled
            from event e
           where ${conditions.join('\n             and ')}`;
}
