import { HOLD_SECONDS_DEFAULT } from '../../../src/catalog';
import { newId } from '../../../src/platform';
import { countStatements } from '../../support/count-statements';
import { eventually } from '../../support/eventually';
import { Organizer } from '../../support/factories/organizer';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { graphql } from '../../support/graphql';
import { present } from '../../support/present';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const catalogStatements = (work: () => Promise<unknown>) => countStatements(testApp, work, 'catalog_');
const organizer = new Organizer(testApp);

const SHOW = graphql(`query ($id: ID!) {
  show(id: $id) {
    id startsAt doorsAt salesOpenAt salesCloseAt refundUntil status seatsPerBuyerMax holdSeconds availableCount
    priceTiers { zone name price { amountMinor currency } }
    priceMin { amountMinor currency } priceMax { amountMinor currency }
    event { id name description category performers }
    venue { id name city countryCode timeZone address latitude longitude capacity }
  }
}`);

const UPDATE = graphql(`mutation ($input: UpdateShowInput!) {
  updateShow(input: $input) { show { id status startsAt salesCloseAt seatsPerBuyerMax priceMin { amountMinor } } }
}`);

const show = async (id: string) => (await testApp.ask(SHOW, { id })).show;
const statusOf = async (id: string) => (await show(id))?.status;

/** Twelve seats, half of them in each zone. */
async function mapVersion(): Promise<string> {
  const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(2, 6, ['A', 'B']));
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  return published.version;
}

async function createOne(options: Parameters<Organizer['show']>[2] = {}) {
  const venue = await organizer.venue();
  const event = await organizer.event({
    name: 'La Rondine',
    category: 'Opera',
    performers: ['Ilse Brandt', 'Aino Kaski'],
  });
  return { venue, event, id: await organizer.show(event, venue, { seatMapVersion: await mapVersion(), ...options }) };
}

const termsVersion = async (id: string) => {
  const rows = await testApp.database.dataSource.query(
    `select terms_version as version from show where id = encode(decode(translate($1, '-_', '+/') || '==', 'base64'), 'hex')::uuid`,
    [id.slice('show_'.length)],
  );
  return Number(rows[0].version);
};

it('a show says where, when and for how much', async () => {
  const startsAt = organizer.inDays(10);
  const { id, venue, event } = await createOne({
    startsAt,
    priceTiers: [
      { zone: 'B', name: 'Balcony', amountMinor: 2500 },
      { zone: 'A', name: 'Stalls', amountMinor: 8000 },
    ],
  });
  expect(await show(id)).toEqual({
    id,
    startsAt: startsAt.toISOString(),
    doorsAt: new Date(startsAt.getTime() - 3_600_000).toISOString(),
    salesOpenAt: expect.any(String),
    salesCloseAt: startsAt.toISOString(),
    refundUntil: null,
    status: 'ON_SALE',
    seatsPerBuyerMax: 8,
    holdSeconds: HOLD_SECONDS_DEFAULT,
    availableCount: 12,
    priceTiers: [
      { zone: 'A', name: 'Stalls', price: { amountMinor: 8000, currency: 'EUR' } },
      { zone: 'B', name: 'Balcony', price: { amountMinor: 2500, currency: 'EUR' } },
    ],
    priceMin: { amountMinor: 2500, currency: 'EUR' },
    priceMax: { amountMinor: 8000, currency: 'EUR' },
    event: {
      id: event,
      name: 'La Rondine',
      description: null,
      category: 'Opera',
      performers: ['Ilse Brandt', 'Aino Kaski'],
    },
    venue: {
      id: venue,
      name: 'Salle des Tilleuls',
      city: 'Lyon',
      countryCode: 'FR',
      timeZone: 'Europe/Paris',
      address: null,
      latitude: null,
      longitude: null,
      capacity: 1000,
    },
  });
});

it('node finds shows, events and venues by their ids', async () => {
  const { id, venue, event } = await createOne();
  const found = await testApp.ask(
    graphql(`query ($show: ID!, $event: ID!, $venue: ID!) {
      show: node(id: $show) { __typename ... on Show { id status } }
      event: node(id: $event) { __typename ... on Event { id name } }
      venue: node(id: $venue) { __typename ... on Venue { id name } }
    }`),
    { show: id, event, venue },
  );
  expect(found).toEqual({
    show: { __typename: 'Show', id, status: 'ON_SALE' },
    event: { __typename: 'Event', id: event, name: 'La Rondine' },
    venue: { __typename: 'Venue', id: venue, name: 'Salle des Tilleuls' },
  });
});

it.each(['show_0', 'nonsense', '', 'event_AZNJw3v0cAAAAAAAAAAAAA', `show_${'A'.repeat(22)}`])(
  'there is no show %p',
  async (id) => {
    expect(await show(id)).toBeNull();
  },
);

it('the status follows the clock from the announcement to the end of the sale', async () => {
  const { id } = await createOne({ startsAt: organizer.inDays(10), salesOpenAt: organizer.inDays(1) });
  expect(await statusOf(id)).toBe('SCHEDULED');
  testApp.clock.advanceSeconds(86_400);
  expect(await statusOf(id)).toBe('ON_SALE');
  testApp.clock.advanceSeconds(9 * 86_400);
  expect(await statusOf(id)).toBe('SALES_CLOSED');
  testApp.clock.advanceSeconds(-10 * 86_400);
});

it('the shows of an event come in order of time, by pages', async () => {
  const { event, venue } = await createOne({ startsAt: organizer.inDays(2) });
  for (const day of [5, 3, 4, -1]) await organizer.show(event, venue, { startsAt: organizer.inDays(day) });
  const days: number[] = [];
  let after: string | null = null;
  do {
    const answer: {
      event: {
        shows: { nodes: { startsAt: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
      } | null;
    } = await testApp.ask(
      graphql(`query ($id: ID!, $after: String) {
        event(id: $id) { shows(first: 2, after: $after) { nodes { startsAt } pageInfo { hasNextPage endCursor } } }
      }`),
      { id: event, after },
    );
    const { nodes, pageInfo } = present(answer.event).shows;
    days.push(
      ...nodes.map(({ startsAt }) => Math.round((Date.parse(startsAt) - testApp.clock.now().getTime()) / 86_400_000)),
    );
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(days).toEqual([-1, 2, 3, 4, 5]);
  const coming = await testApp.ask(
    graphql('query ($id: ID!, $now: DateTime) { event(id: $id) { shows(startsAfter: $now) { nodes { id } } } }'),
    { id: event, now: testApp.clock.now().toISOString() },
  );
  expect(coming.event?.shows.nodes).toHaveLength(4);
});

it('many shows in one document are read by one statement of each kind', async () => {
  const ids = [await createOne(), await createOne(), await createOne()].map(({ id }) => id);
  const document = `{ ${ids.map((id, index) => `s${index}: show(id: "${id}") { status priceMin { amountMinor } venue { name } event { name } }`).join(' ')} }`;
  const ran = await catalogStatements(() => testApp.ask(document));
  expect(ran.sort()).toEqual([
    'catalog_read_events',
    'catalog_read_price_tiers',
    'catalog_read_shows',
    'catalog_read_venues',
  ]);
});

describe('organizers', () => {
  it('pause a sale and let it go on', async () => {
    const { id } = await createOne();
    const token = await organizer.token();
    const paused = await testApp.ask(UPDATE, { input: { showId: id, salesPaused: true } }, token);
    expect(paused.updateShow.show).toMatchObject({ id, status: 'SALES_PAUSED' });
    await testApp.ask(UPDATE, { input: { showId: id, salesPaused: false } }, token);
    expect(await statusOf(id)).toBe('ON_SALE');
  });

  it('change some terms, and the others stay', async () => {
    const { id } = await createOne({
      refundUntil: organizer.inDays(5),
      priceTiers: [
        { zone: 'A', name: 'Stalls', amountMinor: 8000 },
        { zone: 'B', name: 'Balcony', amountMinor: 2500 },
      ],
    });
    const before = await show(id);
    const version = await termsVersion(id);
    await testApp.ask(
      UPDATE,
      { input: { showId: id, seatsPerBuyerMax: 4, priceTiers: [{ zone: 'B', name: 'Gallery', amountMinor: 2000 }] } },
      await organizer.token(),
    );
    const after = await show(id);
    expect(after).toEqual({
      ...before,
      seatsPerBuyerMax: 4,
      priceTiers: [
        { zone: 'A', name: 'Stalls', price: { amountMinor: 8000, currency: 'EUR' } },
        { zone: 'B', name: 'Gallery', price: { amountMinor: 2000, currency: 'EUR' } },
      ],
      priceMin: { amountMinor: 2000, currency: 'EUR' },
    });
    expect(await termsVersion(id)).toBeGreaterThan(version);
    await testApp.ask(UPDATE, { input: { showId: id, refundUntil: null } }, await organizer.token());
    expect((await show(id))?.refundUntil).toBeNull();
  });

  it('two changes at once are both kept', async () => {
    const { id } = await createOne();
    const token = await organizer.token();
    await Promise.all([
      testApp.ask(UPDATE, { input: { showId: id, seatsPerBuyerMax: 2 } }, token),
      testApp.ask(UPDATE, { input: { showId: id, holdSeconds: 30 } }, token),
      testApp.ask(UPDATE, { input: { showId: id, salesPaused: true } }, token),
    ]);
    expect(await show(id)).toMatchObject({ seatsPerBuyerMax: 2, holdSeconds: 30, status: 'SALES_PAUSED' });
  });

  it('cancel a show, once and for all', async () => {
    const { id } = await createOne();
    const token = await organizer.token();
    const cancel = graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { status } } }');
    expect(await testApp.ask(cancel, { input: { showId: id } }, token)).toEqual({
      cancelShow: { show: { status: 'CANCELLED' } },
    });
    const version = await termsVersion(id);
    await testApp.ask(cancel, { input: { showId: id } }, token);
    expect(await termsVersion(id)).toBe(version);
    await testApp.ask(UPDATE, { input: { showId: id, salesPaused: false } }, token);
    expect(await statusOf(id)).toBe('CANCELLED');
  });

  it.each([
    ['nobody', null, 'UNAUTHENTICATED'],
    ['a buyer', ['buyer'], 'FORBIDDEN'],
    ['a scanner', ['scanner'], 'FORBIDDEN'],
    ['another organizer', ['organizer'], 'FORBIDDEN'],
  ] as const)('%s may not change a show', async (_who, roles, code) => {
    const { id, event, venue } = await createOne();
    const token = roles === null ? undefined : await testApp.token({ roles: [...roles] });
    const { body } = await testApp.graphql(UPDATE, { input: { showId: id, salesPaused: true } }, token);
    expect(body.errors?.[0]?.extensions?.code).toBe(code);
    const cancelled = await testApp.graphql(
      graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { id } } }'),
      { input: { showId: id } },
      token,
    );
    expect(cancelled.body.errors?.[0]?.extensions?.code).toBe(code);
    const added = await testApp.graphql(
      graphql('mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }'),
      {
        input: {
          eventId: event,
          venueId: venue,
          startsAt: organizer.inDays(1).toISOString(),
          salesOpenAt: organizer.inDays(0).toISOString(),
          currency: 'EUR',
          priceTiers: [{ zone: 'A', name: 'A', amountMinor: 1 }],
        },
      },
      token,
    );
    expect(added.body.errors?.[0]?.extensions?.code).toBe(code);
    expect(await statusOf(id)).toBe('ON_SALE');
  });

  it('an admin may change what is everybody’s', async () => {
    const { id } = await createOne();
    await testApp.ask(UPDATE, { input: { showId: id, salesPaused: true } }, await testApp.token({ roles: ['admin'] }));
    expect(await statusOf(id)).toBe('SALES_PAUSED');
  });

  it('receive every fault at once', async () => {
    const { body } = await testApp.graphql(
      graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }'),
      { input: { name: ' ', city: 'Riga', countryCode: 'lv', timeZone: 'Riga', capacity: 0, latitude: 56.9 } },
      await organizer.token(),
    );
    const [error] = body.errors ?? [];
    expect(error?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(error?.extensions?.faults).toEqual([
      { field: 'name', message: 'must not be blank' },
      { field: 'countryCode', message: 'must be two capital letters by ISO 3166-1, such as FR' },
      { field: 'timeZone', message: 'must be an IANA name, such as Europe/Paris' },
      { field: 'capacity', message: expect.any(String) },
      { field: 'longitude', message: 'goes together with latitude; send both or none' },
    ]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['doors after the start', { doorsAt: '2099-01-02T00:00:00.000Z' }, /"doorsAt" must not be after startsAt/],
    ['a sale that ends before it begins', { salesCloseAt: '2001-01-01T00:00:00.000Z' }, /"salesCloseAt" must be after/],
    ['no price', { priceTiers: [] }, /"priceTiers" must have a price at least/],
    [
      'two prices of a zone',
      { priceTiers: [1, 2].map((n) => ({ zone: 'A', name: 'A', amountMinor: n })) },
      /prices a zone twice/,
    ],
    [
      'a price below nothing',
      { priceTiers: [{ zone: 'A', name: 'A', amountMinor: -1 }] },
      /"priceTiers.0.amountMinor"/,
    ],
    ['no seats for anyone', { seatsPerBuyerMax: 0 }, /"seatsPerBuyerMax"/],
    ['an event that is none', { eventId: 'event_x' }, /"eventId" is not the id of an event/],
    ['an event that is not there', { eventId: `event_${'A'.repeat(22)}` }, /"eventId" is not the id of an event/],
    ['a venue that is not there', { venueId: `venue_${'A'.repeat(22)}` }, /"venueId" is not the id of a venue/],
  ])('cannot create a show with %s', async (_what, wrong, message) => {
    const venueId = await organizer.venue();
    const eventId = await organizer.event();
    const { body } = await testApp.graphql(
      graphql('mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }'),
      {
        input: {
          eventId,
          venueId,
          startsAt: '2099-01-01T00:00:00.000Z',
          salesOpenAt: '2098-01-01T00:00:00.000Z',
          currency: 'EUR',
          priceTiers: [{ zone: 'A', name: 'A', amountMinor: 1 }],
          ...wrong,
        },
      },
      await organizer.token(),
    );
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('cannot change a show that does not exist', async () => {
    const { body } = await testApp.graphql(
      UPDATE,
      { input: { showId: `show_${'A'.repeat(22)}`, salesPaused: true } },
      await organizer.token(),
    );
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

it('a performer’s name is kept once, however many events name it at the same time', async () => {
  const name = `Band ${newId()}`;
  await Promise.all(Array.from({ length: 10 }, () => organizer.event({ performers: [name, `${name} Trio`] })));
  const rows = await testApp.database.dataSource.query('select count(*) from performer where name = $1', [name]);
  expect(Number(rows[0].count)).toBe(1);
});

it('the description of an event may be long, up to its own bound', async () => {
  const describe = async (description: string) =>
    testApp.graphql(
      graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { description } } }'),
      { input: { name: 'An Evening', category: 'Concert', description } },
      await organizer.token(),
    );
  const long = 'a'.repeat(10_000);
  expect((await describe(long)).body.data).toEqual({ createEvent: { event: { description: long } } });
  expect((await describe(`${long}a`)).body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

describe('showChanged', () => {
  const CHANGED = `subscription ($id: ID!, $after: String) {
    showChanged(showId: $id, after: $after) { revision status startsAt fullReturnUntil } }`;
  type Changed = {
    showChanged: { revision: string; status: string; startsAt: string; fullReturnUntil: string | null };
  };
  const change = async (input: object) =>
    testApp.ask(
      'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { id } } }',
      { input },
      await organizer.token(),
    );

  it('sends the state first, then each change that matters to buyers, to all who watch', async () => {
    const { id } = await createOne({ startsAt: organizer.inDays(30) });
    const watchers = [1, 2].map(() => testApp.subscribe<Changed>(CHANGED, { id }));
    for (const watcher of watchers) expect((await watcher.at(0)).showChanged.status).toBe('ON_SALE');
    await change({ showId: id, salesPaused: true });
    for (const watcher of watchers) expect((await watcher.at(1)).showChanged.status).toBe('SALES_PAUSED');
    // Of no interest to them.
    await change({ showId: id, holdSeconds: 300 });
    const startsAt = organizer.inDays(40).toISOString();
    await change({ showId: id, salesPaused: false, startsAt });
    for (const watcher of watchers) {
      expect((await watcher.at(2)).showChanged).toMatchObject({
        status: 'ON_SALE',
        startsAt,
        fullReturnUntil: expect.any(String),
      });
    }
    const cancelShow = 'mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { status } } }';
    await testApp.ask(cancelShow, { input: { showId: id } }, await organizer.token());
    for (const watcher of watchers) expect((await watcher.at(3)).showChanged.status).toBe('CANCELLED');
    for (const watcher of watchers) watcher.stop();
    // Who comes back learns what was missed, and a newcomer what is true.
    const seen = await watchers[0]?.at(1);
    const back = testApp.subscribe<Changed>(CHANGED, { id, after: seen?.showChanged.revision });
    await back.until((messages) => messages.some(({ showChanged }) => showChanged.status === 'CANCELLED'));
    const newcomer = testApp.subscribe<Changed>(CHANGED, { id });
    expect((await newcomer.at(0)).showChanged.status).toBe('CANCELLED');
    for (const watcher of [back, newcomer]) watcher.stop();
  });

  it('is refused for a show that does not exist', async () => {
    const nobody = testApp.subscribe(CHANGED, { id: 'show_AZNJw3v0cAAAAAAAAAAAAA' });
    await eventually(() => nobody.errors.length > 0);
    expect(JSON.stringify(nobody.errors)).toContain('There is no show');
  });
});
