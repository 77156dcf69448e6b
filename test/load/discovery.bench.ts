import { FacetCounter } from '../../src/catalog/facets/count-facets';
import { countFacet, isGathered } from '../../src/catalog/facets/count-facets.sql';
import { countTogether } from '../../src/catalog/facets/count-together.sql';
import { listEvents } from '../../src/catalog/listing/list-events.sql';
import type { EventFilter, EventSort } from '../../src/catalog/search/event-filter.graphql';
import { prepareSearch } from '../../src/catalog/search/prepare-search';
import { suggest } from '../../src/catalog/suggest/suggest';
import { explain } from '../support/explain';
import { fillCatalog, fillOrders } from '../support/factories/catalog';
import { HttpClient } from '../support/graphql-client';
import { TestClock } from '../support/test-clock';
import { percentiles } from './holds/plan';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { startFilledPostgres } from './support/filled-postgres';
import { keepPlans, shortened } from './support/plans';
import { atMost, type Bench, type BenchReport, type BenchRow, spread } from './support/report';

const EVENTS = 100_000;
const ORDERS = 1_000_000;
/** Of every figure but the trends. The 99 % are those of a round, and their median is kept: one pause would decide otherwise. */
const ROUNDS = 5;
const REQUESTS = 60;
const TREND_ROUNDS = 5;
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
  ['free seats', { available: true }],
  ['a week', { startsBefore: new Date(Date.now() + 7 * 86_400_000) }],
];
/** Measured beside those of the target. */
const BROAD: readonly [string, EventFilter][] = [
  // Of a third of the shows: three times as many are looked at before a thousand events are found.
  ['seats for wheelchairs', {}],
  ['a word of a twentieth of all', { text: 'golden' }],
  ['within 1,000 km', { near: { ...NEAR, radiusKm: 1000 } }],
  ['within 15,000 km', { near: { ...NEAR, radiusKm: 15_000 } }],
];
/** The bit of ACCESSIBLE. */
const ACCESSIBLE = 4;
const DRAWN = ['category', 'city', 'month'] as const;
const TYPED = ['go', 'gol', 'golden nut', 'kaleidoskop', 'nutkr', 'city 7', 'hall', 'shakespear', 'mutcr', 'velvet o'];

const PAGE = `query ($filter: EventFilter, $withFacets: Boolean!) { events(first: 20, filter: $filter) {
  nodes { id name category performers distanceKm shows(first: 5) { nodes { id startsAt status priceMin { amountMinor } venue { name city } } } }
  facets @include(if: $withFacets) { categories { value count } cities { value count } months { value count } }
  pageInfo { hasNextPage endCursor } } }`;

export const discoveryBench: Bench = {
  name: 'discovery',
  about: 'near, facets, suggestions and trends on 100,000 events, 300,000 shows, 20,000 venues',
  async run(say) {
    const postgres = await startFilledPostgres({
      ...{ name: 'discovery', say },
      sources: ['test/support/factories/catalog.ts', 'test/load/discovery.bench.ts'],
      async fill(dataSource) {
        await fillCatalog(dataSource, EVENTS);
        await fillOrders(dataSource, ORDERS);
      },
    });
    const clock = new TestClock();
    clock.advance(postgres.filledAt.getTime() - Date.now());
    const stage = await openBenchServices({}, { clock }, postgres);
    try {
      return await measureDiscovery(stage.app, say);
    } finally {
      await stage.stop();
    }
  },
};

export async function measureDiscovery(app: BenchServices['app'], say: (line: string) => void): Promise<BenchReport> {
  const { database, clock } = app.platform;
  const http = new HttpClient(() => app.url);
  const rows: BenchRow[] = [];
  const note = (what: string, rounds: readonly number[][]) => {
    const ms = spread(rounds.flat());
    const p99Ms = spread(rounds.map((taken) => percentiles(taken).p99Ms));
    rows.push({ what, size: EVENTS, figures: { ms, p99Ms } });
    say(`${what}: ${ms.median.toFixed(2)} ms, 99 % ${p99Ms.median.toFixed(2)} ms`);
    return { median: ms.median, p99: p99Ms.median };
  };
  const plans: string[] = [];
  const plan = async (what: string, { statement, values }: ReturnType<typeof listEvents>) => {
    plans.push(`## ${what}\n${shortened(await explain(database.dataSource, statement, values))}`);
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
    await plan(`the list, ${what}`, list);
  }
  const faceted: number[] = [];
  for (const [what, filter] of [...FACETED, ...BROAD]) {
    const seatFeatures = what === 'seats for wheelchairs' ? ACCESSIBLE : 0;
    const search = await prepareSearch(database, filter, 'DATE', clock.now(), seatFeatures);
    if (search.kind === 'Nothing') throw new Error(`${what} finds nothing`);
    const taken = await times(async () => {
      const counter = new FacetCounter(database, search.conditions);
      await Promise.all(DRAWN.map((facet) => counter.count(facet)));
    });
    const { p99 } = note(`facets: ${what}`, taken);
    if (FACETED.some(([known]) => known === what)) faceted.push(p99);
  }
  for (const [what, filter] of [...FACETED, ...BROAD]) {
    const search = await prepareSearch(database, filter, 'DATE', clock.now());
    if (search.kind === 'Nothing') continue;
    if (isGathered(search.conditions)) await plan(`facets, ${what}`, countTogether(DRAWN, search.conditions));
    else for (const facet of DRAWN) await plan(`facet ${facet}, ${what}`, countFacet(facet, search.conditions));
  }
  await keepPlans('discovery', plans);
  const suggested: number[][] = [];
  for (const text of TYPED) suggested.push(...(await times(() => suggest(database, text, 8, clock.now()))));
  const suggestP99 = note('suggest, ten texts', suggested).p99;
  const page = async (filter: EventFilter, withFacets: boolean) => {
    const { body, text } = await http.graphql(PAGE, { filter, withFacets });
    if (body.errors !== undefined) throw new Error(text);
  };
  const plain: number[][] = [];
  const full: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(await timed(() => page({}, false)));
    full.push(await timed(() => page({ near: NEAR, text: 'golden nutcracker' }, true)));
  }
  const without = note('page over HTTP, nothing asked', plain).median;
  const withAll = note('page over HTTP, with near, facets and words', full).median;
  const trends: number[] = [];
  for (let round = 0; round < TREND_ROUNDS; round += 1) {
    await database.dataSource.query('delete from trend_run');
    trends.push(...(await timed(() => app.modules.catalog.updateTrends(), 1)));
  }
  const trending = note(`trends of ${ORDERS.toLocaleString('en')} orders`, [trends]).median;
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
    notes: [
      'One request after the other, in five rounds of sixty; 99 % of a round, the median of the rounds; trends from five runs. The database is filled once and kept in `.data/bench`.',
      'The facets of broad words, of wide radii and of features that a third of the shows have are measured, and have no target. The plans are in results/discovery.plans.txt.',
    ],
  };
}

async function times(run: () => Promise<unknown>): Promise<number[][]> {
  const rounds: number[][] = [];
  // Statements are planned at their first use on each connection.
  for (let round = 0; round < 20; round += 1) await run();
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await timed(run));
  return rounds;
}

async function timed(run: () => Promise<unknown>, requests = REQUESTS): Promise<number[]> {
  const taken: number[] = [];
  for (let request = 0; request < requests; request += 1) {
    const began = performance.now();
    await run();
    taken.push(performance.now() - began);
  }
  return taken;
}
