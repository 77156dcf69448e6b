import { type Catalog, HOLD_SECONDS_DEFAULT, openCatalog } from '../../../src/catalog';
import { decodeId, newId, statement } from '../../../src/platform';
import { openTopics, type Topics } from '../../../src/realtime';
import { countStatements } from '../../support/count-statements';
import { Organizer } from '../../support/factories/organizer';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const catalogStatements = (work: () => Promise<unknown>) => countStatements(testApp, work, 'catalog_');
const organizer = new Organizer(testApp);
let catalog: Catalog;
let topics: Topics;

beforeAll(() => {
  // Opened on its own, as another process would open it: changes made through the API do not reach its cache.
  topics = openTopics(testApp.app.platform);
  catalog = openCatalog(testApp.app.platform, topics);
});
afterAll(() => topics.close());

const sql = (text: string, ...values: unknown[]) =>
  testApp.database.run<Record<string, unknown>>(statement(`test_${newId()}`, text), values);

async function show(): Promise<string> {
  const id = await organizer.show(await organizer.event(), await organizer.venue(), {
    priceTiers: [
      { zone: 'A', name: 'Stalls', amountMinor: 8000 },
      { zone: 'B', name: 'Balcony', amountMinor: 2500 },
    ],
  });
  return decodeId('show', id) ?? '';
}

const versionOf = async (showId: string) => {
  const terms = await catalog.refreshSaleTerms(showId);
  return terms?.termsVersion ?? -1;
};

it('the terms are all that a sale depends on', async () => {
  const showId = await show();
  const terms = await catalog.saleTermsOf(showId);
  expect(terms).toMatchObject({
    showId,
    eventId: expect.any(String),
    seatMapVersion: null,
    currency: 'EUR',
    seatsPerBuyerMax: 8,
    holdSeconds: HOLD_SECONDS_DEFAULT,
    refundUntil: null,
    salesPaused: false,
    cancelledAt: null,
    organizerId: expect.any(String),
    seatsLeft: null,
  });
  expect(terms?.startsAt).toBeInstanceOf(Date);
  expect(terms?.tiers.get('A')).toEqual({ name: 'Stalls', amountMinor: 8000 });
  expect([...(terms?.tiers.keys() ?? [])].sort()).toEqual(['A', 'B']);
});

it('there are no terms of a show that is not there', async () => {
  expect(await catalog.saleTermsOf(newId())).toBeNull();
});

it('a crowd that asks at once costs one statement, and the next ones nothing', async () => {
  const showId = await show();
  const ran = await catalogStatements(async () => {
    await Promise.all(Array.from({ length: 500 }, () => catalog.saleTermsOf(showId)));
    await catalog.saleTermsOf(showId);
  });
  expect(ran).toEqual(['catalog_read_sale_terms']);
});

it('a crowd that finds its terms stale shares the read', async () => {
  const showId = await show();
  await catalog.saleTermsOf(showId);
  const ran = await catalogStatements(() =>
    Promise.all(Array.from({ length: 500 }, () => catalog.refreshSaleTerms(showId))),
  );
  // The first read began before most of them asked; they share a second one.
  expect(ran.length).toBeLessThanOrEqual(2);
});

it('a refresh sees what was committed before it, even where an older read is under way', async () => {
  const showId = await show();
  for (let seats = 10; seats < 30; seats += 1) {
    const older = catalog.refreshSaleTerms(showId);
    await sql('update show set seats_per_buyer_max = $2 where id = $1', showId, seats);
    const fresh = await catalog.refreshSaleTerms(showId);
    expect(fresh?.seatsPerBuyerMax).toBe(seats);
    await older;
    expect((await catalog.saleTermsOf(showId))?.seatsPerBuyerMax).toBe(seats);
  }
});

it.each([
  `starts_at = starts_at + interval '1 minute'`,
  `doors_at = doors_at - interval '1 minute'`,
  `sales_open_at = sales_open_at - interval '1 minute'`,
  `sales_close_at = sales_close_at + interval '1 minute'`,
  'refund_until = starts_at',
  `return_steps = '[{"sharePercent": 50, "hoursBefore": 1}]'`,
  'return_fee_minor = 1',
  `currency = 'CHF'`,
  'seats_per_buyer_max = 3',
  'hold_seconds = 15',
  'sales_paused = true',
  'cancelled_at = now()',
  'organizer_id = null',
])('the version of the terms grows with %s', async (change) => {
  const showId = await show();
  const before = await versionOf(showId);
  await sql(`update show set ${change} where id = $1`, showId);
  expect(await versionOf(showId)).toBe(before + 1);
});

it.each([
  ['a new price', `update show_price_tier set amount_minor = 1 where show_id = $1 and zone = 'A'`],
  ['a price more', `insert into show_price_tier values ($1, 'C', 'Box', 9000)`],
  ['a price less', `delete from show_price_tier where show_id = $1 and zone = 'B'`],
])('the version of the terms grows with %s', async (_what, change) => {
  const showId = await show();
  const before = await versionOf(showId);
  await sql(change, showId);
  expect(await versionOf(showId)).toBe(before + 1);
});

it('the version of the terms cannot be set back', async () => {
  const showId = await show();
  const before = await versionOf(showId);
  await sql('update show set terms_version = 0 where id = $1', showId);
  expect(await versionOf(showId)).toBe(before + 1);
});

describe('seats left', () => {
  it('appear in the lists, make a show sold out, and leave the terms as they are', async () => {
    const showId = await show();
    const other = await show();
    const before = await versionOf(showId);
    await catalog.recordSeatsLeft([
      { showId, total: 1350, left: 0 },
      { showId: other, total: 1350, left: 12 },
    ]);
    expect(await versionOf(showId)).toBe(before);
    expect((await catalog.refreshSaleTerms(showId))?.seatsLeft).toBe(0);
    const rows = await testApp.ask<{ events: { nodes: { shows: { nodes: unknown[] } }[] } }>(
      '{ events(first: 100) { nodes { shows { nodes { status availableCount } } } } }',
    );
    const shows = rows.events.nodes.flatMap((event) => event.shows.nodes);
    expect(shows).toContainEqual({ status: 'SOLD_OUT', availableCount: 0 });
    expect(shows).toContainEqual({ status: 'ON_SALE', availableCount: 12 });
  });

  it('are counted by several processes at once without a fault', async () => {
    const shows = await Promise.all(Array.from({ length: 8 }, show));
    await Promise.all(
      Array.from({ length: 40 }, (_, round) =>
        catalog.recordSeatsLeft(
          (round % 2 === 0 ? shows : [...shows].reverse()).map((showId) => ({ showId, total: 100, left: round })),
        ),
      ),
    );
    const [row] = await sql(
      'select count(*)::int as counted from show where id = any($1) and seats_total = 100',
      shows,
    );
    expect(row).toEqual({ counted: 8 });
  });

  it('a count touches no index', async () => {
    const showId = await show();
    const touched = statement(
      `test_${newId()}`,
      `select pg_stat_get_xact_tuples_updated('show'::regclass)::int as rows,
              pg_stat_get_xact_tuples_hot_updated('show'::regclass)::int as "inPage"`,
    );
    const change = statement(`test_${newId()}`, 'update show set seats_left = $2, seats_total = 100 where id = $1');
    await testApp.database.transaction(async (transaction) => {
      // Whether there are free seats at all is in an index: it changes with the first and the last of them alone.
      await transaction.run(change, [showId, 6]);
      const [before] = await transaction.run<{ rows: number; inPage: number }>(touched);
      for (let left = 5; left > 0; left -= 1) await transaction.run(change, [showId, left]);
      const [after] = await transaction.run<{ rows: number; inPage: number }>(touched);
      expect((after?.rows ?? 0) - (before?.rows ?? 0)).toBe(5);
      expect((after?.inPage ?? 0) - (before?.inPage ?? 0)).toBe(5);
    });
  });

  it('never more than there are', async () => {
    const showId = await show();
    await expect(catalog.recordSeatsLeft([{ showId, total: 10, left: 11 }])).rejects.toThrow(/no_more_left_than_all/);
  });
});
