import { HOLD_SECONDS_DEFAULT } from '../../../src/catalog';
import { Organizer } from '../../support/factories/organizer';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { graphql, type VariablesOf } from '../../support/graphql';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const organizer = new Organizer(testApp);

const CREATE = graphql(`mutation ($input: CreateShowInput!) {
  createShow(input: $input) { show { id status availableCount doorsAt salesCloseAt holdSeconds } }
}`);
const UPDATE = graphql(
  `mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { doorsAt salesCloseAt startsAt } } }`,
);

const tier = (zone: string, amountMinor = 4000) => ({ zone, name: zone, amountMinor });

type ShowInput = VariablesOf<typeof CREATE>['input'];

async function input(changes: Partial<ShowInput> = {}): Promise<ShowInput> {
  return {
    eventId: await organizer.event(),
    venueId: await organizer.venue(),
    startsAt: '2099-01-10T20:00:00.000Z',
    salesOpenAt: organizer.inDays(-1).toISOString(),
    currency: 'EUR',
    priceTiers: [tier('Standard')],
    ...changes,
  };
}

const create = async (changes: Partial<ShowInput> = {}) =>
  (await testApp.ask(CREATE, { input: await input(changes) }, await organizer.token())).createShow.show;

const refused = async (changes: Partial<ShowInput>) => {
  const { body } = await testApp.graphql(CREATE, { input: await input(changes) }, await organizer.token());
  return body.errors?.[0];
};

async function mapVersion(): Promise<string> {
  const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(3, 4));
  if (published.kind !== 'SeatMapPublished') throw new Error(published.kind);
  return published.version;
}

it('one call makes a show whose seats can be held', async () => {
  const show = await create({ seatMapVersion: await mapVersion() });
  expect(show).toMatchObject({ status: 'ON_SALE', availableCount: 12, holdSeconds: HOLD_SECONDS_DEFAULT });
  const { show: read } = await testApp.ask(
    graphql('query ($id: ID!) { show(id: $id) { seats(first: 20) { nodes { id } } } }'),
    { id: show.id },
  );
  expect(read?.seats.nodes).toHaveLength(12);
  const held = await testApp.ask(
    graphql('mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }'),
    { input: { showId: show.id, seatIds: [read?.seats.nodes[0]?.id ?? ''], idempotencyKey: 'one' } },
    await testApp.token(),
  );
  expect(held.holdSeats.__typename).toBe('HoldSeatsPayload');
});

it.each(['Standard1', 'standard', 'Standard\u00a01', 'Ѕtandard'])(
  'a price for %j, which the map has not, is refused with the zones that it has, and no show is kept',
  async (zone) => {
    const seatMapVersion = await mapVersion();
    const count = async () => Number((await testApp.database.dataSource.query('select count(*) from show'))[0].count);
    const before = await count();
    const error = await refused({ seatMapVersion, priceTiers: [tier('Standard'), tier(zone)] });
    expect(error).toMatchObject({
      message: expect.stringContaining('"priceTiers.1.zone" is not a zone of the seat map'),
      extensions: { code: 'BAD_USER_INPUT', zones: ['Standard'] },
    });
    expect(error?.message).toContain('The zones of the seat map are "Standard".');
    expect(await count()).toBe(before);
    const show = await create({ seatMapVersion });
    const { body } = await testApp.graphql(
      UPDATE,
      { input: { showId: show.id, priceTiers: [tier(zone)] } },
      await organizer.token(),
    );
    expect(body.errors?.[0]?.message).toContain('The zones of the seat map are "Standard".');
  },
);

it.each<[string, number, RegExp]>([
  ['EUR', 30, /at least 0\.50 EUR/],
  ['EUR', 100_000_000, /at most 999,999\.99 EUR/],
  ['EUR', -1, /priceTiers\.0\.amountMinor/],
  ['KWD', 5124, /multiple of 0\.010 KWD/],
  ['ISK', 1_000_000, /at most 999,999 ISK/],
  ['ZZZ', 4000, /"currency" is not a currency in which money can be taken: ZZZ/],
])('a price in %s of %d is refused when it is set', async (currency, amountMinor, message) => {
  const error = await refused({ currency, priceTiers: [tier('Standard', amountMinor)] });
  expect(error).toMatchObject({
    message: expect.stringMatching(message),
    extensions: { code: 'BAD_USER_INPUT', faults: [expect.objectContaining({ field: expect.any(String) })] },
  });
});

it.each<[string, number]>([
  ['EUR', 0],
  ['IDR', 1_320_000_000],
  ['ISK', 5000],
  ['KWD', 5120],
])('a price in %s of %d is taken', async (currency, amountMinor) => {
  await create({ currency, priceTiers: [tier('Standard', amountMinor)] });
});

it.each([
  ['startsAt', '0000-01-01T00:00:00.000Z'],
  ['startsAt', '9999-12-31T23:59:59.999Z'],
  ['startsAt', '2200-06-01T00:00:00.000Z'],
  ['refundUntil', '1969-01-01T00:00:00.000Z'],
  ['seatsPerBuyerMax', -1],
  ['holdSeconds', -600],
  ['holdSeconds', 86_401],
  ['seatMapVersion', 'x'.repeat(101)],
])('%s of %s is refused by its name', async (field, value) => {
  const error = await refused({ [field]: value });
  expect(error?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(error?.message).toContain(field);
});

describe('when the start moves', () => {
  const move = async (id: string, change: Record<string, unknown>) =>
    (await testApp.ask(UPDATE, { input: { showId: id, ...change } }, await organizer.token())).updateShow.show;

  it('doors and the end of the sale follow it', async () => {
    const { id } = await create();
    expect(await move(id, { startsAt: '2099-02-01T19:00:00.000Z' })).toEqual({
      startsAt: '2099-02-01T19:00:00.000Z',
      doorsAt: '2099-02-01T18:00:00.000Z',
      salesCloseAt: '2099-02-01T19:00:00.000Z',
    });
  });

  it('what was set stays, whether at the creation or later', async () => {
    const set = { doorsAt: '2099-01-10T19:00:00.000Z', salesCloseAt: '2099-01-09T12:00:00.000Z' };
    const { id } = await create(set);
    expect(await move(id, { startsAt: '2099-02-01T19:00:00.000Z' })).toMatchObject(set);
    const { id: other } = await create();
    await move(other, { doorsAt: '2099-01-10T18:30:00.000Z' });
    expect(await move(other, { startsAt: '2099-02-01T19:00:00.000Z' })).toMatchObject({
      doorsAt: '2099-01-10T18:30:00.000Z',
      salesCloseAt: '2099-02-01T19:00:00.000Z',
    });
  });
});

it.each([
  ['EUROPE/PARIS', 'Europe/Paris'],
  ['europe/paris', 'Europe/Paris'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['asia/kolkata', 'Asia/Kolkata'],
  ['US/Eastern', 'America/New_York'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
])('the time zone %s is stored as %s', async (typed, stored) => {
  const id = await organizer.venue({ timeZone: typed });
  const { node } = await testApp.ask(graphql('query ($id: ID!) { node(id: $id) { ... on Venue { timeZone } } }'), {
    id,
  });
  expect(node).toEqual({ timeZone: stored });
});

it.each([
  ['UK', /must be GB, the code of the United Kingdom/],
  ['XX', /is not a country of ISO 3166-1: XX/],
  ['EU', /must be the code of one country/],
  ['gb', /two capital letters/],
])('the country %s is refused', async (countryCode, message) => {
  const { body } = await testApp.graphql(
    graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }'),
    { input: { name: 'Hall', city: 'London', countryCode, timeZone: 'Europe/London', capacity: 10 } },
    await organizer.token(),
  );
  expect(body.errors?.[0]?.message).toMatch(message);
});

it('a show without a map leaves the list that names it whole', async () => {
  const without = await create({ venueId: await organizer.venue({ city: 'Mapless' }) });
  const { body } = await testApp.graphql(
    graphql(
      `{ events(first: 3, filter: { city: "Mapless" }) { nodes { name shows(first: 2) { nodes {
      id status availableCount priceMin { amountMinor } seats(first: 2) { nodes { id } } sections { availableCount } availability { statuses } } } } } }`,
    ),
    {},
  );
  expect(body.errors).toBeUndefined();
  expect(body.data?.events.nodes.flatMap(({ shows }) => shows.nodes)).toContainEqual(
    expect.objectContaining({ id: without.id, seats: { nodes: [] }, sections: [] }),
  );
});

describe('terms on another process', () => {
  it('a sale that opens again opens at once, and a lost deadline is lost at once', async () => {
    const other = await testApp.openAnother();
    const id = await organizer.show(await organizer.event(), await organizer.venue(), {
      refundUntil: organizer.inDays(5),
    });
    const [{ id: showId }] = await testApp.database.dataSource.query('select id from show order by id desc limit 1');
    const change = async (update: Record<string, unknown>) =>
      testApp.ask(UPDATE, { input: { showId: id, ...update } }, await organizer.token());
    const { catalog } = other.modules;
    await change({ salesPaused: true });
    expect((await catalog.termsToSellBy(showId))?.salesPaused).toBe(true);
    await change({ salesPaused: false, refundUntil: null });
    expect((await catalog.termsToSellBy(showId))?.salesPaused).toBe(false);
    await other.platform.database.transaction(async (transaction) => {
      expect((await catalog.lockSaleTerms(transaction, showId))?.refundUntil).toBeNull();
    });
  });
});

describe('the steps by which tickets are returned', () => {
  const READ = graphql(
    'query ($id: ID!) { show(id: $id) { refundUntil returnSteps { sharePercent hoursBefore } returnFee { amountMinor currency } } }',
  );
  const read = async (id: string) => (await testApp.ask(READ, { id })).show;
  const steps = [
    { sharePercent: 100, hoursBefore: 336 },
    { sharePercent: 50, hoursBefore: 48 },
  ];

  it('are set with the show or later, and null lets the deadline decide again', async () => {
    const { id } = await create({ returnSteps: steps, returnFeeMinor: 250 });
    expect(await read(id)).toEqual({
      refundUntil: null,
      returnSteps: steps,
      returnFee: { amountMinor: 250, currency: 'EUR' },
    });
    const change = async (update: Record<string, unknown>) =>
      testApp.ask(UPDATE, { input: { showId: id, ...update } }, await organizer.token());
    await change({ holdSeconds: 60 });
    expect(await read(id)).toMatchObject({ returnSteps: steps });
    await change({ returnSteps: null, returnFeeMinor: 0 });
    expect(await read(id)).toMatchObject({ returnSteps: null, returnFee: { amountMinor: 0 } });
    await change({ returnSteps: [{ sharePercent: 80, hoursBefore: 0 }] });
    expect(await read(id)).toMatchObject({ returnSteps: [{ sharePercent: 80, hoursBefore: 0 }] });
  });

  it('are absent where nobody set them', async () => {
    const { id } = await create();
    expect(await read(id)).toMatchObject({ returnSteps: null, returnFee: { amountMinor: 0 } });
  });

  it.each([
    ['a share of 0', [{ sharePercent: 0, hoursBefore: 1 }]],
    ['a share of 101', [{ sharePercent: 101, hoursBefore: 1 }]],
    ['a time after the start', [{ sharePercent: 50, hoursBefore: -1 }]],
    ['no step', []],
    ['eleven steps', Array.from({ length: 11 }, (_, n) => ({ sharePercent: 50 - n, hoursBefore: 50 - n }))],
    ['a share that grows', [...steps].reverse()],
    ['two steps that end together', steps.map((step) => ({ ...step, hoursBefore: 48 }))],
  ])('%s is refused', async (_, returnSteps) => {
    expect(await refused({ returnSteps })).toMatchObject({
      message: expect.stringContaining('returnSteps'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('a fee below 0 is refused', async () => {
    expect((await refused({ returnFeeMinor: -1 }))?.message).toContain('returnFeeMinor');
  });
});
