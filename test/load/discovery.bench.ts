import { FacetCounter } from '../../src/catalog/facets/count-facets';
import type { EventFilter, EventSort } from '../../src/catalog/search/event-filter.graphql';
import { listEvents } from '../../src/catalog/search/list-events.sql';
import { prepareSearch } from '../../src/catalog/search/prepare-search';
import { suggest } from '../../src/catalog/suggest/suggest';
import type { Database } from '../../src/platform';
import { fillCatalog } from '../support/factories/catalog';
import { HttpClient } from '../support/graphql-client';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { atMost, type Bench, type BenchReport, type BenchRow, spread } from './support/report';

const EVENTS = 100_000;
const ORDERS = 1_000_000;
const ROUNDS = 60;
/** Where the venues of `City 21` are. */
const NEAR = { latitude: -35, longitude: -135, radiusKm: 50 };

const LISTS: readonly [string, EventFilter, EventSort][] = [
  ['near me, a category', { near: NEAR, category: 'Opera' }, 'DATE'],
  ['near me, a category, nearest first', { near: NEAR, category: 'Opera' }, 'DISTANCE'],
  ['the cheapest first', {}, 'PRICE'],
  ['trending', {}, 'TRENDING'],
];
const FACETED: readonly [string, EventFilter][] = [
  ['no filter', {}],
  ['near me', { near: NEAR }],
  ['a city', { city: 'City 7' }],
  ['a category', { category: 'Opera' }],
  ['three words', { text: 'golden nutcracker juniper' }],
];
const TYPED = ['go', 'gol', 'golden nut', 'kaleidoskop', 'nutkr', 'city 7', 'hall', 'shakespear', 'mutcr', 'velvet o'];

const PAGE = `query ($filter: EventFilter, $withFacets: Boolean!) { events(first: 20, filter: $filter) {
  nodes { id name category performers distanceKm shows(first: 5) { nodes { id startsAt status priceMin { amountMinor } venue { name city } } } }
  facets @include(if: $withFacets) { categories { value count } cities { value count } months { value count } }
  pageInfo { hasNextPage endCursor } } }`;

export const discoveryBench: Bench = {
  name: 'discovery',
  about: 'near, facets, suggestions and trends on 100,000 events, 300,000 shows, 20,000 venues',
  async run(say) {
    const stage = await openBenchServices();
    try {
      say(`Filling ${EVENTS} events …`);
      await fillCatalog(stage.app.platform.database.dataSource, EVENTS);
      await fillOrders(stage.app.platform.database);
      return await measureDiscovery(stage.app, say);
    } finally {
      await stage.stop();
    }
  },
};

/** Confirmed orders of the last day, more of some shows than of others. */
async function fillOrders({ dataSource }: Database): Promise<void> {
  const runner = dataSource.createQueryRunner('master');
  await runner.query('set statement_timeout = 0; set session_replication_role = replica');
  await runner.query(
    `insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, total_minor, currency, created_at, changed_by)
     select gen_random_uuid(), s.ids[1 + floor(power(random(), 2) * 20000)], md5((random() * 700000)::int::text)::uuid, gen_random_uuid(),
            i::text, 'a', 'C', 4000, 'EUR', now() - ($1::int - i) * interval '1 day' / $1::int, 'buyer'
       from (select array_agg(id) as ids from (select id from show limit 20001) as some_shows) as s, generate_series(1, $1::int) as i`,
    [ORDERS],
  );
  await runner.query('analyze ticket_order; set session_replication_role = origin; reset statement_timeout');
  await runner.release();
}

export async function measureDiscovery(app: BenchServices['app'], say: (line: string) => void): Promise<BenchReport> {
  const { database, clock } = app.platform;
  const http = new HttpClient(() => app.url);
  const rows: BenchRow[] = [];
  const note = (what: string, taken: number[]) => {
    const sorted = [...taken].sort((a, b) => a - b);
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
    rows.push({ what, size: EVENTS, figures: { ms: spread(taken), p99Ms: spread([p99]) } });
    say(`${what}: ${spread(taken).median.toFixed(2)} ms, 99 % ${p99.toFixed(2)} ms`);
    return { median: spread(taken).median, p99 };
  };
  const listed: Record<string, number> = {};
  for (const [what, filter, sort] of LISTS) {
    const search = await prepareSearch(database, filter, sort, clock.now());
    if (search.kind === 'Nothing') throw new Error(`${what} finds nothing`);
    const list = listEvents(search.conditions, sort, null, 21);
    listed[what] = note(
      `list in PostgreSQL: ${what}`,
      await times(() => database.run(list.statement, list.values)),
    ).median;
  }
  const faceted: number[] = [];
  for (const [what, filter] of FACETED) {
    const search = await prepareSearch(database, filter, 'DATE', clock.now());
    if (search.kind === 'Nothing') throw new Error(`${what} finds nothing`);
    const taken = await times(async () => {
      const counter = new FacetCounter(database, search.conditions);
      await Promise.all([counter.count('category'), counter.count('city'), counter.count('month')]);
    });
    faceted.push(note(`facets: ${what}`, taken).p99);
  }
  const suggested: number[] = [];
  for (const text of TYPED) suggested.push(...(await times(() => suggest(database, text, 8, clock.now()))));
  const suggestP99 = note('suggest, ten texts', suggested).p99;
  const page = async (filter: EventFilter, withFacets: boolean) => {
    const { body, text } = await http.graphql(PAGE, { filter, withFacets });
    if (body.errors !== undefined) throw new Error(text);
  };
  const plain: number[] = [];
  const full: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(...(await times(() => page({}, false), 1)));
    full.push(...(await times(() => page({ near: NEAR, text: 'golden nutcracker' }, true), 1)));
  }
  const without = note('page over HTTP, nothing asked', plain).median;
  const withAll = note('page over HTTP, with near, facets and words', full).median;
  const trends: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await database.dataSource.query('delete from trend_run');
    trends.push(...(await times(() => app.modules.catalog.updateTrends(), 1)));
  }
  const trending = note(`trends of ${ORDERS.toLocaleString('en')} orders`, trends).median;
  http.close();
  return {
    name: 'discovery',
    rows,
    targets: [
      atMost('a page near me with a category, in PostgreSQL, ms', 5, listed['near me, a category'] ?? Number.NaN),
      atMost('facets (category, city, month), 99 %, ms', 50, Math.max(...faceted)),
      atMost('suggest, 99 %, ms', 20, suggestP99),
      atMost('the page with near, facets and words, of the page without', 3, withAll / without),
      atMost('trends of a million orders, s', 2, trending / 1000),
    ],
    curves: [],
    notes: ['One request after the other; each figure from sixty, trends from three.'],
  };
}

async function times(run: () => Promise<unknown>, rounds = ROUNDS): Promise<number[]> {
  // Statements are planned at their first use on each connection.
  if (rounds > 1) for (let round = 0; round < 20; round += 1) await run();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await run();
    taken.push(performance.now() - began);
  }
  return taken;
}
