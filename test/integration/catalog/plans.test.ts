import { listEvents } from '../../../src/catalog/listing/list-events.sql';
import { correctSearchSpelling } from '../../../src/catalog/search/correct-search-spelling';
import type { EventConditions } from '../../../src/catalog/search/event-conditions';
import { correctSpelling } from '../../../src/catalog/search/search.sql';
import { listShowsOfEvents } from '../../../src/catalog/shows/show.sql';
import { explain } from '../../support/explain';
import { fillCatalog } from '../../support/factories/catalog';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const EVENTS = 4000;

beforeAll(async () => {
  await fillCatalog(testApp.database.dataSource, EVENTS);
}, 120_000);

const everything: EventConditions = {
  from: new Date(),
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

const one = async (sql: string): Promise<string> => {
  const rows = await testApp.database.dataSource.query(sql);
  return String(rows[0].value);
};

async function planOf(conditions: Partial<EventConditions>): Promise<string> {
  const { statement, values } = listEvents({ ...everything, ...conditions }, 'DATE', null, 21);
  return explain(testApp.database.dataSource, statement, values);
}

const text = async (words: string) => {
  const search = await correctSearchSpelling(testApp.database, words);
  if (search.kind !== 'Words') throw new Error(`${words} finds nothing`);
  return search;
};

/** How many rows of shows and events a plan looked at: the sum over its scans. */
function rowsRead(plan: string): number {
  const scans = plan.matchAll(/Scan.* on (?:show|event).*\(actual time=\S+ rows=([\d.]+) loops=(\d+)\)/g);
  return [...scans].reduce((sum, [, rows, loops]) => sum + Number(rows) * Number(loops), 0);
}

it('no way of listing events reads a whole table, or starts workers to do so', async () => {
  const performer = await one('select name as value from performer limit 1');
  const venueId = await one('select id as value from venue limit 1');
  const ways: Partial<EventConditions>[] = [
    {},
    { before: new Date(Date.now() + 86_400_000) },
    { city: 'City 7' },
    { venueId },
    { category: 'Opera' },
    { city: 'City 7', category: 'Opera' },
    { performer },
    { performer, city: 'City 7' },
    { text: await text('golden nutcracker') },
    { text: await text('nutkraker'), city: 'City 7', category: 'Opera' },
    { text: { ...(await text('golden')), isBroad: true } },
    { text: await text('golden'), performer },
  ];
  for (const conditions of ways) {
    const plan = await planOf(conditions);
    expect({ conditions, plan: plan.match(/(?:Seq Scan on (?:show|event|performer)\b|Parallel).*/g) }).toEqual({
      conditions,
      plan: null,
    });
  }
});

it('a page without words looks at little more than it shows', async () => {
  const venueId = await one('select id as value from venue limit 1');
  for (const conditions of [{}, { city: 'City 7' }, { venueId }, { category: 'Opera' }]) {
    // The shows of the page, those of the same events later that are passed over, and a look for earlier ones.
    expect(rowsRead(await planOf(conditions))).toBeLessThan(1000);
  }
});

it('the last page costs no more than the first', async () => {
  const { statement, values } = listEvents(
    everything,
    'DATE',
    { key: 0, startsAt: new Date(Date.now() + 350 * 86_400_000), eventId: '00000000-0000-0000-0000-000000000000' },
    21,
  );
  expect(rowsRead(await explain(testApp.database.dataSource, statement, values))).toBeLessThan(1000);
});

it('words are spelled by the index of all words, and the shows of events are found by theirs', async () => {
  const spelled = await explain(testApp.database.dataSource, correctSpelling, ['nutkraker bethoven', [], 8, true]);
  expect(spelled).not.toMatch(/Seq Scan on event\b/);
  const ids = await testApp.database.dataSource.query('select id from event limit 20');
  const shows = await explain(testApp.database.dataSource, listShowsOfEvents, [
    ids.map(({ id }: { id: string }) => id),
    '-infinity',
    '00000000-0000-0000-0000-000000000000',
    '-infinity',
    6,
  ]);
  expect(shows).toContain('show_of_event');
  expect(shows).not.toMatch(/Seq Scan on show\b/);
});
