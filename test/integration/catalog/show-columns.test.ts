import { showColumns } from '../../../src/catalog/shows/show-fields';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

/** Columns that the database derives by itself. */
const copies = [
  'seats_per_buyer_highest',
  'category_key',
  'city_key',
  'month_key',
  'price_min_minor',
  'price_max_minor',
  'price_bucket',
  'seat_features',
  'has_free_seats',
];

/** Columns that say nothing about the sale, or that are copies. */
const notTerms = new Set([
  'id',
  // They follow their originals.
  ...copies,
  // What was set and what follows the start: the instants themselves are terms.
  'doors_follow_start',
  'sales_close_follows_start',
  // Counts of the ledger: a hint that changes with every sale.
  'seats_total',
  'seats_left',
  // What buyers read while `sales_paused` holds.
  'pause_message',
  // For those who have bought.
  'tickets_visible_from',
  'allows_reentry',
  // Who may hold certain seats: judged by fresh terms before a refusal. No seat moves by them.
  'accessible_release_at',
  'accessible_release_when_sold_out',
  'accessible_released_at',
]);

async function list(sql: string): Promise<string[]> {
  const rows: { name: string }[] = await testApp.database.dataSource.query(sql);
  return rows.map(({ name }) => name).sort();
}

const columnsOfShow = () =>
  list(
    `select attname as name from pg_attribute where attrelid = 'show'::regclass and attnum > 0 and not attisdropped`,
  );

it('every column of a show that a sale depends on raises the version of its terms', async () => {
  const [definition] = await list(
    `select pg_get_triggerdef(oid) as name from pg_trigger where tgname = 'show_raise_terms_version'`,
  );
  const compared = (side: string) =>
    [...(definition ?? '').matchAll(new RegExp(`\\b${side}\\.(\\w+)`, 'g'))].map(([, name]) => String(name)).sort();
  const terms = (await columnsOfShow()).filter((name) => !notTerms.has(name));
  expect(compared('old')).toEqual(terms);
  expect(compared('new')).toEqual(terms);
});

it('the code knows every column of a show but the copies', async () => {
  const known = Object.values(showColumns).map(({ name }) => name);
  expect([...known, ...copies].sort()).toEqual(await columnsOfShow());
});

it('every name that the search document is made of has a trigger on its table', async () => {
  // The document of an event is made by `index_events` of these columns.
  const sources = { event: 'name', performer: 'name', venue: 'name' };
  const [body] = await list(`select prosrc as name from pg_proc where proname = 'index_events'`);
  const read = [...(body ?? '').matchAll(/\b([epv])\.(name|description|category|city|address)\b/g)].map(
    ([, alias, column]) => {
      const table = { e: 'event', p: 'performer', v: 'venue' }[String(alias)];
      return `${table}.${column}`;
    },
  );
  expect([...new Set(read)].sort()).toEqual(
    Object.entries(sources)
      .map(([table, column]) => `${table}.${column}`)
      .sort(),
  );
  const watched = await list(
    `select distinct c.relname || '.' || a.attname as name
       from pg_trigger t
       join pg_class c on c.oid = t.tgrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = any(t.tgattr::int2[])
      where t.tgfoid = 'names_changed'::regproc`,
  );
  expect(watched).toEqual(
    expect.arrayContaining(Object.entries(sources).map(([table, column]) => `${table}.${column}`)),
  );
});
