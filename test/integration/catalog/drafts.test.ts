import { decodeId } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { graphql } from '../../support/graphql';
import { addMember, createOrganization, type Member } from '../../support/organizations';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const CREATE = graphql(`mutation ($input: CreateShowDraftInput!) { createShowDraft(input: $input) {
  draft { id showId missing { code message zone } } } }`);
const UPDATE = graphql(`mutation ($input: UpdateShowDraftInput!) { updateShowDraft(input: $input) {
  draft { id terms { startsAt currency priceTiers { zone amountMinor } } missing { code } } } }`);
const PUBLISH = graphql(`mutation ($input: ShowDraftInput!) { publishShow(input: $input) {
  __typename ... on ShowNotReady { message missing { code message } }
  ... on PublishShowPayload { show { id status availableCount event { name } } } } }`);
const CLONE = graphql(`mutation ($input: CloneShowInput!) { cloneShow(input: $input) {
  draft { id terms { startsAt doorsAt salesOpenAt salesCloseAt refundUntil seatMapVersion priceTiers { zone amountMinor } } missing { code } } } }`);
const REPEAT = graphql('mutation ($input: RepeatShowInput!) { repeatShow(input: $input) { seriesId draftCount } }');
const DRAFTS = graphql(`query ($first: Int, $after: String) { showDrafts(first: $first, after: $after) {
  nodes { id seriesId terms { startsAt } } pageInfo { hasNextPage endCursor } } }`);
const DRAFT = graphql('query ($id: ID!) { showDraft(id: $id) { id event { name } venue { name } } }');

let owner: Member;
let organization: { id: string; owner: Member };
let eventId: string;
let venueId: string;
let seatMapVersion: string;
let count = 0;

beforeAll(async () => {
  organization = await createOrganization(testApp);
  owner = organization.owner;
  const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(4, 5));
  if (published.kind !== 'SeatMapPublished') throw new Error(published.kind);
  seatMapVersion = published.version;
});
beforeEach(async () => {
  count += 1;
  base = testApp.clock.now().getTime();
  const input = { name: `Unheard Of ${count}`, category: 'Theater', organizationId: organization.id };
  eventId = (await testApp.ask(EVENT, { input }, owner.token)).createEvent.event.id;
  const venue = { name: 'Bühne', city: `Hidden ${count}`, countryCode: 'AT', timeZone: 'Europe/Vienna', capacity: 200 };
  venueId = (await testApp.ask(VENUE, { input: { ...venue, organizationId: organization.id } }, owner.token))
    .createVenue.venue.id;
});

let base = 0;
const inDays = (days: number) => new Date(base + days * 86_400_000).toISOString();
const complete = () => ({
  ...{ startsAt: inDays(20), salesOpenAt: inDays(-1), refundUntil: inDays(10), currency: 'EUR', seatMapVersion },
  priceTiers: plainSeatMap(4, 5).zones.map(({ name }) => ({ zone: name, name, amountMinor: 2500 })),
});
const create = async (terms: object = complete(), token = owner.token) =>
  (await testApp.ask(CREATE, { input: { eventId, venueId, terms } }, token)).createShowDraft.draft;
const publish = async (draftId: string, token = owner.token) =>
  (await testApp.ask(PUBLISH, { input: { draftId } }, token)).publishShow;
type Asked = Promise<{ body: { errors?: readonly { extensions?: { code?: unknown } }[] } }>;
const codeOf = async (asked: Asked) => (await asked).body.errors?.[0]?.extensions?.code ?? null;

it('a draft is nowhere for others than members, and is a show with its seats once it is published', async () => {
  const { id, showId, missing } = await create();
  expect(missing).toEqual([]);
  const buyer = await testApp.token();
  const hidden = async () => {
    const asked = await testApp.graphql<Record<string, { nodes: object[] } | null>>(
      `query ($show: ID!, $event: ID!, $text: String!) { show(id: $show) { id } node(id: $show) { id }
         byText: events(filter: { text: $text }) { nodes { id } } byCity: events(filter: { city: $text }) { nodes { id } }
         suggest(text: $text) { text } event(id: $event) { shows { nodes { id } } } }`,
      { show: showId, event: eventId, text: `Hidden ${count}` },
      buyer,
    );
    return asked.body.data;
  };
  expect(await hidden()).toEqual({
    ...{ show: null, node: null, suggest: [] },
    ...{ byText: { nodes: [] }, byCity: { nodes: [] }, event: { shows: { nodes: [] } } },
  });
  expect((await fetch(`${testApp.url}/shows/${showId}/availability`)).status).toBe(404);
  const live = testApp.subscribe(
    'subscription ($id: ID!) { seatStatusChanged(showId: $id) { revision } }',
    { id: showId },
    buyer,
  );
  await eventually(() => live.errors.length > 0 || 'no error yet');
  expect(live.messages).toEqual([]);
  expect((await testApp.ask(DRAFT, { id }, buyer)).showDraft).toBeNull();
  expect((await testApp.ask(DRAFT, { id }, (await createOrganization(testApp)).owner.token)).showDraft).toBeNull();
  const scanner = await addMember(testApp, organization, 'SCANNER');
  expect((await testApp.ask(DRAFT, { id }, scanner.token)).showDraft).toMatchObject({ id });
  expect(await publish(id)).toMatchObject({
    __typename: 'PublishShowPayload',
    show: { id: showId, status: 'ON_SALE', availableCount: 20 },
  });
  expect(await hidden()).toMatchObject({ show: { id: showId }, event: { shows: { nodes: [{ id: showId }] } } });
  expect((await testApp.ask(DRAFT, { id }, owner.token)).showDraft).toBeNull();
}, 60_000);

it('publishing names all that is missing at once, and changes nothing', async () => {
  const { id } = await create({});
  const codes = async () => {
    const answer = await publish(id);
    if (answer.__typename !== 'ShowNotReady') throw new Error(answer.__typename);
    return answer.missing.map(({ code }) => code);
  };
  expect(await codes()).toEqual(['NO_START', 'NO_START_OF_SALE', 'NO_MAP', 'NO_CURRENCY', 'NO_RETURN_POLICY']);
  const update = (terms: object) => testApp.ask(UPDATE, { input: { draftId: id, terms } }, owner.token);
  await update({ startsAt: inDays(-2), doorsAt: inDays(-1), salesOpenAt: inDays(3), currency: 'XXX', seatMapVersion });
  await update({ priceTiers: [{ zone: 'Nowhere', name: 'x', amountMinor: 1 }] });
  expect(await codes()).toEqual([
    ...['START_IN_THE_PAST', 'DOORS_AFTER_START', 'SALE_ENDS_BEFORE_IT_BEGINS', 'CURRENCY_NOT_TAKEN'],
    ...plainSeatMap(4, 5).zones.map(() => 'ZONE_WITHOUT_PRICE'),
    ...['PRICE_OF_NO_ZONE', 'NO_RETURN_POLICY'],
  ]);
  await update({ ...complete(), doorsAt: null, refundUntil: null, withoutReturns: true });
  expect(await publish(id)).toMatchObject({ __typename: 'PublishShowPayload' });
});

it('of many who publish one draft at once, one does', async () => {
  const { id, showId } = await create();
  const asked = await Promise.all(
    Array.from({ length: 10 }, () => testApp.graphql(PUBLISH, { input: { draftId: id } }, owner.token)),
  );
  const done = asked.filter(({ body }) => body.data?.publishShow.__typename === 'PublishShowPayload');
  expect(done).toHaveLength(1);
  expect(asked.every(({ body }) => body.errors?.[0]?.extensions?.code !== 'INTERNAL_SERVER_ERROR')).toBe(true);
  const [row] = await testApp.database.dataSource.query('select count(*)::int as n from show_seat where show_id = $1', [
    decodeId('show', showId),
  ]);
  expect(row.n).toBe(20);
});

it('is for those who manage: other members see it, others do not', async () => {
  const { id } = await create();
  const figures = await addMember(testApp, organization, 'FIGURES');
  const stranger = await createOrganization(testApp);
  const input = { draftId: id };
  expect(await codeOf(testApp.graphql(PUBLISH, { input }, figures.token))).toBe('FORBIDDEN');
  expect(await codeOf(testApp.graphql(PUBLISH, { input }, stranger.owner.token))).toBe('BAD_USER_INPUT');
  expect(await codeOf(testApp.graphql(PUBLISH, { input }, await testApp.token()))).toBe('FORBIDDEN');
  expect(await codeOf(testApp.graphql(PUBLISH, { input }))).toBe('UNAUTHENTICATED');
});

it('a clone has the terms of a published show, moved with the start', async () => {
  const { id, showId } = await create({ ...complete(), doorsAt: inDays(19.9) });
  await publish(id);
  const startsAt = inDays(50);
  const { draft } = (await testApp.ask(CLONE, { input: { showId, startsAt } }, owner.token)).cloneShow;
  expect(draft).toMatchObject({
    terms: { startsAt, doorsAt: inDays(49.9), salesCloseAt: null, refundUntil: inDays(40), seatMapVersion },
    missing: [],
  });
  expect(await publish(draft.id)).toMatchObject({ __typename: 'PublishShowPayload' });
});

it('a run of dates is at the same local time before and after the clocks change, without its exceptions, once for a key', async () => {
  const { id } = await create();
  const input = {
    showId: id,
    pattern: {
      from: '2027-03-24',
      until: '2027-04-02',
      weekdays: ['WEDNESDAY' as const, 'FRIDAY' as const],
      times: ['19:30', '14:00'],
      everyWeeks: 1,
    },
    exceptions: ['2027-03-31', '2027-04-02 14:00'],
    idempotencyKey: 'a run',
  };
  const made = await Promise.all(Array.from({ length: 5 }, () => testApp.ask(REPEAT, { input }, owner.token)));
  expect(new Set(made.map(({ repeatShow }) => JSON.stringify(repeatShow))).size).toBe(1);
  const { seriesId, draftCount } = made[0]?.repeatShow ?? { seriesId: '', draftCount: 0 };
  expect(draftCount).toBe(5);
  const { nodes } = (await testApp.ask(DRAFTS, { first: 100 }, owner.token)).showDrafts;
  const starts = nodes.filter((draft) => draft.seriesId === seriesId).map(({ terms }) => terms.startsAt);
  expect(starts).toEqual([
    // Winter time: one hour before UTC; from the 28th of March on two.
    ...['2027-03-24T13:00:00.000Z', '2027-03-24T18:30:00.000Z', '2027-03-26T13:00:00.000Z', '2027-03-26T18:30:00.000Z'],
    '2027-04-02T17:30:00.000Z',
  ]);
  const other = { ...input, exceptions: [] };
  expect(await codeOf(testApp.graphql(REPEAT, { input: other }, owner.token))).toBe('BAD_USER_INPUT');
});

it('a series has 400 dates at most, all or none', async () => {
  const { id } = await create();
  const all = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
  const repeat = (until: string) => ({
    showId: id,
    pattern: { from: '2027-01-01', until, weekdays: [...all], times: ['20:00'], everyWeeks: 1 },
    idempotencyKey: until,
  });
  const of = async () => (await testApp.database.dataSource.query('select count(*)::int as n from show_draft'))[0].n;
  const before = await of();
  expect(
    await codeOf(testApp.graphql(REPEAT, { input: { ...repeat('2028-02-05'), exceptions: [] } }, owner.token)),
  ).toBe('BAD_USER_INPUT');
  expect(await of()).toBe(before);
  const { repeatShow } = await testApp.ask(REPEAT, { input: { ...repeat('2028-02-04'), exceptions: [] } }, owner.token);
  expect(repeatShow.draftCount).toBe(400);
  expect(await of()).toBe(before + 400);
  for (const pattern of [
    { from: '2027-02-30' },
    { times: ['25:00'] },
    { weekdays: [] },
    { everyWeeks: 0 },
    { until: '2026-01-01' },
  ]) {
    const input = { ...repeat('2027-01-31'), exceptions: [], idempotencyKey: 'b' };
    const asked = testApp.graphql(
      REPEAT,
      { input: { ...input, pattern: { ...input.pattern, ...pattern } } },
      owner.token,
    );
    expect(await codeOf(asked)).toBe('BAD_USER_INPUT');
  }
});

it('a show that was prepared with a waiting room has it from its publication on, also a date of a run', async () => {
  const waitingRoom = { admissionsPerMinute: 30, shopSize: 5 };
  const { id } = await create({ ...complete(), waitingRoom });
  const wrong = testApp.graphql(
    UPDATE,
    { input: { draftId: id, terms: { waitingRoom: { admissionsPerMinute: 0, shopSize: 5 } } } },
    owner.token,
  );
  expect(await codeOf(wrong)).toBe('BAD_USER_INPUT');
  const cloned = (await testApp.ask(CLONE, { input: { showId: id, startsAt: inDays(30) } }, owner.token)).cloneShow
    .draft;
  for (const draftId of [id, cloned.id]) {
    const published = await publish(draftId);
    if (published.__typename !== 'PublishShowPayload') throw new Error(published.__typename);
    const { body } = await testApp.graphql(
      'query ($id: ID!) { show(id: $id) { waitingRoomActive waitingRoom { admissionsPerMinute shopSize } } }',
      { id: published.show.id },
      owner.token,
    );
    expect(body.data).toEqual({ show: { waitingRoomActive: true, waitingRoom } });
  }
  const without = await publish((await create()).id);
  if (without.__typename !== 'PublishShowPayload') throw new Error(without.__typename);
  const { body } = await testApp.graphql('query ($id: ID!) { show(id: $id) { waitingRoomActive } }', {
    id: without.show.id,
  });
  expect(body.data).toEqual({ show: { waitingRoomActive: false } });
});
