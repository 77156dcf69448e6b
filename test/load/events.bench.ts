import { encodeEventCursor } from '../../src/catalog/cursors';
import { readEvents } from '../../src/catalog/events/event.sql';
import { listEvents } from '../../src/catalog/listing/list-events.sql';
import { readPriceTiers } from '../../src/catalog/prices/price-tiers.sql';
import { correctSearchSpelling } from '../../src/catalog/search/correct-search-spelling';
import type { EventConditions } from '../../src/catalog/search/event-conditions';
import { readShows } from '../../src/catalog/shows/show.sql';
import { readVenues } from '../../src/catalog/venues/venue.sql';
import { type Database, statement } from '../../src/platform';
import { explain } from '../support/explain';
import { fillCatalog } from '../support/factories/catalog';
import { HttpClient } from '../support/graphql-client';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { keepPlans, shortened } from './support/plans';
import { atMost, type Bench, type BenchRow, spread } from './support/report';

const SIZES = [1000, 10_000, 100_000];
const ROUNDS = 5;
const PAGES_PER_ROUND = 30;
const FIRST = 20;

const PAGE = `query ($filter: EventFilter, $after: String, $now: DateTime) {
  events(first: ${FIRST}, filter: $filter, after: $after) {
    nodes {
      id name category performers
      shows(first: 5, startsAfter: $now) {
        nodes { id startsAt status availableCount priceMin { amountMinor currency } venue { name city timeZone } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** What people ask for, and how the usual way asks for it. */
const WISHES: readonly { what: string; filter: Record<string, string>; usual: string }[] = [
  { what: 'no filter', filter: {}, usual: 'true' },
  { what: 'a city', filter: { city: 'City 7' }, usual: `v.city ilike 'City 7'` },
  { what: 'a category', filter: { category: 'Opera' }, usual: `e.category ilike 'Opera'` },
  {
    what: 'three words',
    filter: { text: 'golden nutcracker juniper' },
    usual: `e.name ilike '%golden%' and e.name ilike '%nutcracker%' and e.name ilike '%juniper%'`,
  },
  { what: 'a word of a twentieth of all', filter: { text: 'golden' }, usual: `e.name ilike '%golden%'` },
  { what: 'a misspelled word', filter: { text: 'kaleidoskop' }, usual: `e.name % 'kaleidoskop'` },
];

/** The page as it is written without much thought: the next shows by group by, the place by offset. */
const usualPage = (where: string, offset: number): string => `
  select e.id, e.name, e.category, min(s.starts_at) as next_show_at
    from event e
    join show s on s.event_id = e.id and s.starts_at >= now()
    join venue v on v.id = s.venue_id
   where ${where}
   group by e.id
   order by next_show_at, e.id
   limit ${FIRST} offset ${offset}`;

export const eventsBench: Bench = {
  name: 'events',
  about: 'the events page on up to 100,000 events: rows by their keys, the usual way, and ours',
  async run(say) {
    const rows: BenchRow[] = [];
    const plans: string[] = [];
    const grown = new Map<string, number[]>();
    let keysMs = Number.NaN;
    let deepMs = Number.NaN;
    for (const size of SIZES) {
      const stage = await openBenchServices();
      try {
        say(`Filling ${size} events with ${3 * size} shows …`);
        await fillCatalog(stage.app.platform.database.dataSource, size);
        const pages = new Pages(stage);
        const ways: [string, () => Promise<unknown>][] = [
          [`the rows of a page by their keys, in process`, () => pages.byKeys()],
          ...WISHES.flatMap(({ what, filter, usual }): [string, () => Promise<unknown>][] => [
            [`usual SQL, ${what}`, () => pages.usual(usual, 0)],
            [`ours over HTTP, ${what}`, () => pages.ours(filter)],
          ]),
          ['usual SQL, no filter, half-way through the list', () => pages.usual('true', Math.floor(size / 2))],
          ['ours over HTTP, no filter, half-way through the list', () => pages.oursHalfWay()],
        ];
        await pages.prepare(size);
        const taken = new Map<string, number[]>(ways.map(([what]) => [what, []]));
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const [what, run] of ways) taken.get(what)?.push(await medianMs(run));
        }
        for (const [what, ms] of taken) {
          const figures = { ms: spread(ms) };
          rows.push({ what, size, figures });
          grown.set(what, [...(grown.get(what) ?? []), figures.ms.median]);
          say(`${size}, ${what}: ${figures.ms.median.toFixed(2)} ms`);
        }
        keysMs = spread(taken.get('the rows of a page by their keys, in process') ?? []).median;
        deepMs = spread(taken.get('ours over HTTP, no filter, half-way through the list') ?? []).median;
        if (size === SIZES.at(-1)) plans.push(...(await plansOf(stage.app.platform.database)));
        pages.close();
      } finally {
        await stage.stop();
      }
    }
    await keepPlans('events', plans);
    const oursMs = (what: string, size = -1) => grown.get(`ours over HTTP, ${what}`)?.at(size) ?? Number.NaN;
    return {
      name: 'events',
      rows,
      targets: [
        atMost(
          'a page over HTTP with 100,000 events, of one with 1,000',
          2,
          oursMs('no filter') / oursMs('no filter', 0),
        ),
        atMost('half-way through the list, of its first page', 1.5, deepMs / oursMs('no filter')),
        atMost('a page over HTTP, of its rows by their keys in process', 8, oursMs('no filter') / keysMs),
      ],
      curves: [
        {
          title: 'The events page',
          x: 'events',
          figure: 'ms',
          y: 'ms a page',
          of: [
            'ours over HTTP, no filter',
            'usual SQL, no filter',
            'ours over HTTP, no filter, half-way through the list',
            'usual SQL, no filter, half-way through the list',
            'ours over HTTP, three words',
            'usual SQL, three words',
          ],
        },
      ],
      notes: [
        'Times are medians of pages asked for one after the other; a round takes the ways in turn.',
        'The usual way counts its one statement alone, without the shows, prices and venues of the page; it knows no performers, venues or misspellings across words.',
        'The plans of our statements are in results/events.plans.txt.',
      ],
    };
  },
};

class Pages {
  private readonly http: HttpClient;
  private readonly database: Database;
  private eventIds: string[] = [];
  private showIds: string[] = [];
  private venueIds: string[] = [];
  private halfWay = '';

  constructor(private readonly stage: BenchServices) {
    this.http = new HttpClient(() => stage.app.url);
    this.database = stage.app.platform.database;
  }

  /** Finds the rows of the first page, and a cursor in the middle of the list. */
  async prepare(size: number): Promise<void> {
    const { dataSource } = this.database;
    const ids = async (sql: string, values: unknown[] = []): Promise<string[]> => {
      const rows: { id: string }[] = await dataSource.query(sql, values);
      return rows.map(({ id }) => id);
    };
    this.eventIds = await ids(`select id from (${usualPage('true', 0)}) as page`);
    this.showIds = await ids('select id from show where event_id = any($1)', [this.eventIds]);
    this.venueIds = await ids('select distinct venue_id as id from show where id = any($1)', [this.showIds]);
    const [row] = await this.database.run<{ startsAt: Date; id: string }>(
      statement(
        'bench_half_way',
        `select next_show_at as "startsAt", id from (${usualPage('true', Math.floor(size / 2))}) as page limit 1`,
      ),
    );
    this.halfWay = encodeEventCursor({
      ...{ sort: 'DATE', key: 0, runAt: null },
      from: this.stage.app.platform.clock.now(),
      startsAt: row?.startsAt ?? new Date(),
      eventId: row?.id ?? '',
    });
  }

  /** As little as any way can do: read what the page shows, once it is known what that is. */
  async byKeys(): Promise<void> {
    await this.database.run(readEvents, [this.eventIds]);
    await this.database.run(readShows, [this.showIds]);
    await Promise.all([
      this.database.run(readPriceTiers, [this.showIds]),
      this.database.run(readVenues, [this.venueIds]),
    ]);
  }

  usual(where: string, offset: number): Promise<unknown> {
    return this.database.dataSource.query(usualPage(where, offset));
  }

  async ours(filter: Record<string, string>, after?: string): Promise<void> {
    const now = this.stage.app.platform.clock.now();
    const { body, text } = await this.http.graphql<{ events: { nodes: unknown[] } }>(PAGE, { filter, after, now });
    if (body.errors !== undefined) throw new Error(text);
  }

  oursHalfWay(): Promise<void> {
    return this.ours({}, this.halfWay);
  }

  close(): void {
    this.http.close();
  }
}

async function medianMs(run: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let page = 0; page < PAGES_PER_ROUND; page += 1) {
    const began = performance.now();
    await run();
    taken.push(performance.now() - began);
  }
  return spread(taken).median;
}

/** How PostgreSQL goes about each way of listing events. */
async function plansOf(database: Database): Promise<string[]> {
  const now = new Date();
  const everything: EventConditions = {
    from: now,
    before: null,
    month: null,
    city: null,
    venueId: null,
    category: null,
    near: null,
    currency: null,
    priceMin: null,
    priceMax: null,
    available: null,
    seatFeatures: null,
    onSaleFrom: null,
    onSaleBefore: null,
    trending: null,
    performer: null,
    text: null,
  };
  const words = async (typed: string) => {
    const search = await correctSearchSpelling(database, typed);
    return search.kind === 'Words' ? search : null;
  };
  const rows: { name: string }[] = await database.dataSource.query('select name from performer limit 1');
  const ways: [string, Partial<EventConditions>][] = [
    ['no filter', {}],
    ['half a year on', { from: new Date(now.getTime() + 180 * 86_400_000) }],
    ['a city', { city: 'City 7' }],
    ['a category', { category: 'Opera' }],
    ['a city and a category', { city: 'City 7', category: 'Opera' }],
    ['a performer', { performer: rows[0]?.name ?? '' }],
    ['three words', { text: await words('golden nutcracker juniper') }],
    ['a word of a twentieth of all', { text: await words('golden') }],
    ['a misspelled word', { text: await words('kaleidoskop') }],
  ];
  const plans: string[] = [];
  for (const [what, wishes] of ways) {
    const listed = listEvents({ ...everything, ...wishes }, 'DATE', null, FIRST + 1);
    plans.push(`## ${what}\n${shortened(await explain(database.dataSource, listed.statement, listed.values))}`);
  }
  return plans;
}
