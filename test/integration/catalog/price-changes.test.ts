import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { holdFree } from '../../support/holds';
import { LiveClient } from '../../support/live-client';
import { disagreements, purchase } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const fields = graphql(
  'fragment Fields on PriceChange { changeId at appliedAt prices { zone price { amountMinor } } }',
);
const SCHEDULE = graphql(
  `mutation ($input: SchedulePriceChangeInput!) { schedulePriceChange(input: $input) { priceChanges { ...Fields } } }`,
  [fields],
);
const CANCEL = graphql(
  `mutation ($input: CancelPriceChangeInput!) { cancelPriceChange(input: $input) { priceChanges { ...Fields } } }`,
  [fields],
);
const CHANGES = graphql(`query ($showId: ID!) { priceChanges(showId: $showId) { ...Fields } }`, [fields]);
const inMinutes = (minutes: number) => new Date(testApp.clock.now().getTime() + minutes * 60_000).toISOString();
const theatre = () =>
  makeShow(testApp, { seatMap: plainSeatMap(2, 6, ['Front', 'Back']), priceMinor: 4000, organizerId: ORGANIZER_ID });
const versionOf = async (show: MadeShow) =>
  (await testApp.database.dataSource.query('select terms_version as version from show where id = $1', [show.showId]))[0]
    .version;

type Prices = readonly { readonly zone: string; readonly amountMinor: number }[];
const tryToSchedule = (show: MadeShow, at: string, prices: Prices, token?: string) =>
  testApp.graphql(SCHEDULE, { input: { showId: show.id, at, prices: [...prices] } }, token);
const schedule = async (show: MadeShow, at: string, prices: Prices) =>
  (await testApp.ask(SCHEDULE, { input: { showId: show.id, at, prices: [...prices] } }, await organizerToken(testApp)))
    .schedulePriceChange.priceChanges;

it('prices change at their instant, once for all processes; holds keep theirs', async () => {
  const other = await testApp.openAnother();
  const show = await theatre();
  const [before, after] = [await testApp.token(), await testApp.token()];
  const early = await holdFree(testApp, show, [0], before);
  const at = inMinutes(4);
  await schedule(show, at, [{ zone: 'Front', amountMinor: 5500 }]);
  const version = await versionOf(show);
  await testApp.app.modules.catalog.applyPriceChanges();
  expect(await versionOf(show)).toBe(version);
  testApp.clock.advanceSeconds(241);
  await Promise.all([testApp.app, other].map(({ modules }) => modules.catalog.applyPriceChanges()));
  expect(await versionOf(show)).toBe(version + 1);
  const late = await holdFree(testApp, show, [1, 6], after);
  expect(late.total.amountMinor).toBe(5500 + 4000);
  expect((await purchase(testApp, { holdId: early.id }, before)).order?.total.amountMinor).toBe(4000);
  const { priceChanges } = await testApp.ask(CHANGES, { showId: show.id }, await organizerToken(testApp));
  expect(priceChanges).toEqual([
    {
      ...{ changeId: expect.any(String), at, appliedAt: expect.any(String) },
      prices: [{ zone: 'Front', price: { amountMinor: 5500 } }],
    },
  ]);
  expect(await disagreements(testApp)).toEqual([]);
});

const WATCH = `subscription ($id: ID!) { showChanged(showId: $id) {
  seatsPerBuyerMax priceTiers { zone name price { amountMinor currency } } } }`;
interface Watched {
  readonly showChanged: {
    readonly seatsPerBuyerMax: number;
    readonly priceTiers: readonly { readonly zone: string; readonly price: { readonly amountMinor: number } }[];
  };
}

it('everybody who watches receives other prices at once, whichever way and process they came by', async () => {
  const show = await theatre();
  const other = await testApp.openAnother();
  const clients = [testApp.live, new LiveClient(() => other.url)];
  testApp.closing(async () => clients[1]?.close());
  const feeds = clients.map((client) => client.subscribe<Watched>(WATCH, { id: show.id }));
  const seen = (feed: (typeof feeds)[number]) =>
    feed.messages.map(({ showChanged: { priceTiers, seatsPerBuyerMax } }) =>
      [...priceTiers.map(({ zone, price }) => `${zone} ${price.amountMinor}`), seatsPerBuyerMax].join(', '),
    );
  const bothSee = (...states: string[]) =>
    eventually(() => {
      const all = feeds.map(seen);
      return all.every((list) => JSON.stringify(list) === JSON.stringify(states)) || JSON.stringify(all);
    });
  const first = 'Back 4000, Front 4000, 6';
  await bothSee(first);
  const scheduled = 'Front 5500, Back 4000, 6';
  await schedule(show, inMinutes(1), [{ zone: 'Front', amountMinor: 5500 }]);
  testApp.clock.advanceSeconds(61);
  await testApp.app.modules.catalog.applyPriceChanges();
  await bothSee(first, scheduled);
  await updateShow(testApp, show, { priceTiers: [{ zone: 'Back', name: 'Back', amountMinor: 6000 }] });
  const updated = 'Back 6000, Front 5500, 6';
  await bothSee(first, scheduled, updated);
  await updateShow(testApp, show, { removePriceZones: ['Front'] });
  await bothSee(first, scheduled, updated, 'Back 6000, 6');
  // What buyers do not see sends nothing: the next message is that of the limit.
  await updateShow(testApp, show, { holdSeconds: 300 });
  await updateShow(testApp, show, { seatsPerBuyerMax: 4 });
  await bothSee(first, scheduled, updated, 'Back 6000, 6', 'Back 6000, 4');
});

it('a message of the version before, which has no prices, comes with the prices that the show has', async () => {
  const show = await theatre();
  const feed = testApp.subscribe<Watched>(WATCH, { id: show.id });
  await eventually(() => feed.messages.length === 1);
  const instants = `'startsAt', s.starts_at, 'doorsAt', s.doors_at, 'salesOpenAt', s.sales_open_at, 'salesCloseAt', s.sales_close_at`;
  await testApp.database.dataSource.query(
    `insert into outbox (show_id, topic, key, body)
     select s.id, 'shows', s.id::text, jsonb_build_object('status', 'SALES_PAUSED', ${instants}, 'fullReturnUntil', null)
       from show s where s.id = $1`,
    [show.showId],
  );
  await eventually(() => feed.messages.length === 2);
  expect(feed.messages[1]?.showChanged.priceTiers.map(({ zone }) => zone)).toEqual(['Back', 'Front']);
});

it('a change for the same instant is replaced, and can be taken back until it happens', async () => {
  const show = await theatre();
  const at = inMinutes(5);
  await schedule(show, at, [{ zone: 'Front', amountMinor: 5500 }]);
  const [only, ...others] = await schedule(show, at, [{ zone: 'Back', amountMinor: 3000 }]);
  expect(others).toEqual([]);
  expect(only?.prices).toEqual([{ zone: 'Back', price: { amountMinor: 3000 } }]);
  const input = { showId: show.id, changeId: only?.changeId ?? '' };
  const token = await organizerToken(testApp);
  expect((await testApp.ask(CANCEL, { input }, token)).cancelPriceChange.priceChanges).toEqual([]);
  expect((await testApp.ask(CANCEL, { input }, token)).cancelPriceChange.priceChanges).toEqual([]);
  testApp.clock.advanceSeconds(301);
  await testApp.app.modules.catalog.applyPriceChanges();
  expect((await holdFree(testApp, show, [6], await testApp.token())).total.amountMinor).toBe(4000);
});

it('a zone whose price was removed in the meantime stays out of the sale', async () => {
  const show = await theatre();
  await schedule(show, inMinutes(1), [
    { zone: 'Front', amountMinor: 5500 },
    { zone: 'Back', amountMinor: 3000 },
  ]);
  await updateShow(testApp, show, { removePriceZones: ['Front'] });
  testApp.clock.advanceSeconds(61);
  await testApp.app.modules.catalog.applyPriceChanges();
  const { body } = await testApp.graphql(
    graphql(
      'query ($id: ID!) { show(id: $id) { availability { statuses } priceTiers { zone price { amountMinor } } } }',
    ),
    { id: show.id },
  );
  expect(body.data?.show).toEqual({
    availability: { statuses: 'BBBBBBAAAAAA' },
    priceTiers: [{ zone: 'Back', price: { amountMinor: 3000 } }],
  });
});

it.each<[string, number, Prices]>([
  ['the past', -1, [{ zone: 'Front', amountMinor: 5500 }]],
  ['a zone without a price', 5, [{ zone: 'Moon', amountMinor: 5500 }]],
  ['a price that nobody could pay', 5, [{ zone: 'Front', amountMinor: 1 }]],
  ['a negative price', 5, [{ zone: 'Front', amountMinor: -100 }]],
  ['two prices of one zone', 5, [...Array(2)].map(() => ({ zone: 'Front', amountMinor: 5500 }))],
  ['no price', 5, []],
])('%s is refused', async (_, minutes, prices) => {
  const show = await theatre();
  const { body } = await tryToSchedule(show, inMinutes(minutes), prices, await organizerToken(testApp));
  expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});

it.each([
  ['anonymous', async () => undefined, 'UNAUTHENTICATED'],
  ['a buyer', () => testApp.token(), 'FORBIDDEN'],
  ['another organizer', () => testApp.token({ roles: ['organizer'] }), 'FORBIDDEN'],
])('%s neither changes prices nor sees what is to come', async (_, tokenOf, code) => {
  const show = await theatre();
  const [change] = await schedule(show, inMinutes(5), [{ zone: 'Front', amountMinor: 5500 }]);
  const token = await tokenOf();
  const input = { showId: show.id, changeId: change?.changeId ?? '' };
  const answers = [
    await tryToSchedule(show, inMinutes(6), [{ zone: 'Front', amountMinor: 5500 }], token),
    await testApp.graphql(CANCEL, { input }, token),
    await testApp.graphql(CHANGES, { showId: show.id }, token),
  ];
  expect(answers.map(({ body }) => body.errors?.[0]?.extensions?.code)).toEqual([code, code, code]);
});
