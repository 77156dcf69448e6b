import { graphql } from '../../support/graphql';
import { addMember, createOrganization, type Member } from '../../support/organizations';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const UPDATE_EVENT = graphql(`mutation ($input: UpdateEventInput!) { updateEvent(input: $input) {
  event { id name description category performers } } }`);
const VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const UPDATE_VENUE = graphql(`mutation ($input: UpdateVenueInput!) { updateVenue(input: $input) {
  venue { id name address city timeZone latitude longitude capacity } } }`);
const EVENTS = graphql(`query ($first: Int, $after: String) { organizedEvents(first: $first, after: $after) {
  nodes { id name } pageInfo { hasNextPage endCursor } } }`);
const VENUES = graphql(`query ($first: Int, $after: String) { organizedVenues(first: $first, after: $after) {
  nodes { id name } pageInfo { hasNextPage endCursor } } }`);
const DRAFT = graphql(
  'mutation ($input: CreateShowDraftInput!) { createShowDraft(input: $input) { draft { id terms { startsAt } } } }',
);
const DATES = graphql(`query ($showId: ID!, $pattern: DatePatternInput!, $exceptions: [String!]!) {
  datesOfPattern(showId: $showId, pattern: $pattern, exceptions: $exceptions) { localTime startsAt isMoved } }`);
const AUDIT = graphql('query ($id: ID!) { organization(id: $id) { audit { nodes { action subject before after } } } }');

let organization: { id: string; owner: Member };
beforeEach(async () => {
  organization = await createOrganization(testApp);
});

const venue = { name: 'Kleine Bühne', city: 'Graz', countryCode: 'AT', timeZone: 'Europe/Vienna', capacity: 200 };
const makeEvent = async (name: string, { id, owner } = organization) =>
  (
    await testApp.ask(
      EVENT,
      { input: { name, category: 'Theater', performers: ['Ada'], organizationId: id } },
      owner.token,
    )
  ).createEvent.event.id;
const makeVenue = async (name: string, { id, owner } = organization) =>
  (await testApp.ask(VENUE, { input: { ...venue, name, organizationId: id } }, owner.token)).createVenue.venue.id;
type Asked = Promise<{ body: { errors?: readonly { message: string; extensions?: { code?: unknown } }[] } }>;
const errorOf = async (asked: Asked) => (await asked).body.errors?.[0]?.message ?? null;

it('members list the events and venues of their organizations, the latest first, page by page, and not those of others', async () => {
  const other = await createOrganization(testApp);
  const events = [];
  for (const name of ['One', 'Two', 'Three']) events.unshift({ id: await makeEvent(name), name });
  const venues = [];
  for (const name of ['Small', 'Large']) venues.unshift({ id: await makeVenue(name), name });
  await makeEvent('Hidden', other);
  await makeVenue('Hidden', other);
  const scanner = await addMember(testApp, organization, 'SCANNER');
  const first = (await testApp.ask(EVENTS, { first: 2 }, scanner.token)).organizedEvents;
  expect(first).toMatchObject({ nodes: events.slice(0, 2), pageInfo: { hasNextPage: true } });
  const after = first.pageInfo.endCursor;
  expect((await testApp.ask(EVENTS, { first: 2, after }, scanner.token)).organizedEvents).toMatchObject({
    nodes: events.slice(2),
    pageInfo: { hasNextPage: false },
  });
  expect((await testApp.ask(VENUES, {}, scanner.token)).organizedVenues.nodes).toEqual(venues);
  expect((await testApp.ask(VENUES, { first: 1, after: null }, scanner.token)).organizedVenues.nodes).toHaveLength(1);
  expect(await errorOf(testApp.graphql(EVENTS, { after: 'x' }, scanner.token))).toContain('cursor');
  const admin = await testApp.token({ roles: ['admin'] });
  const all = (await testApp.ask(EVENTS, { first: 100 }, admin)).organizedEvents.nodes.map(({ name }) => name);
  expect(all).toEqual(expect.arrayContaining(['Hidden', 'One']));
});

it('an event is changed field by field, found by its new words, and audited with what changed', async () => {
  const { token } = organization.owner;
  const eventId = await makeEvent('Der Sturm');
  const update = (input: object) => testApp.ask(UPDATE_EVENT, { input: { eventId, ...input } }, token);
  await update({ name: 'Sturmflut', description: 'Zwei Akte', performers: ['Grace', 'Ada'] });
  const { event } = (await update({ category: 'Oper', name: null })).updateEvent;
  expect(event).toMatchObject({
    ...{ name: 'Sturmflut', description: 'Zwei Akte', category: 'Oper', performers: ['Grace', 'Ada'] },
  });
  expect((await update({ description: null })).updateEvent.event.description).toBeNull();
  await update({ performers: ['Grace', 'Ada'] });
  const refused = testApp.graphql(UPDATE_EVENT, { input: { eventId, name: ' ', performers: ['A', 'A'] } }, token);
  expect(await errorOf(refused)).toBe('"name" must not be blank; "performers" names a performer twice');
  const nodes = (await testApp.ask(AUDIT, { id: organization.id }, token)).organization?.audit?.nodes ?? [];
  const changes = nodes.filter(({ action }) => action === 'updateEvent');
  expect(
    changes.map(({ subject, before, after }) => [subject, JSON.parse(before ?? ''), JSON.parse(after ?? '')]),
  ).toEqual([
    [eventId, { description: 'Zwei Akte' }, { description: null }],
    [eventId, { category: 'Theater' }, { category: 'Oper' }],
    [
      eventId,
      { name: 'Der Sturm', description: null, performers: ['Ada'] },
      { name: 'Sturmflut', description: 'Zwei Akte', performers: ['Grace', 'Ada'] },
    ],
  ]);
});

it('a venue is changed as a whole that is sound, and of two changes at once none is lost', async () => {
  const { token } = organization.owner;
  const venueId = await makeVenue('Bühne');
  const update = (input: object) => testApp.ask(UPDATE_VENUE, { input: { venueId, ...input } }, token);
  await Promise.all([update({ city: 'Wien' }), update({ capacity: 300 }), update({ latitude: 48.2, longitude: 16.4 })]);
  const { venue: changed } = (await update({ address: 'Ring 1', timeZone: 'europe/berlin' })).updateVenue;
  expect(changed).toMatchObject({
    ...{ city: 'Wien', capacity: 300, latitude: 48.2, longitude: 16.4, address: 'Ring 1', timeZone: 'Europe/Berlin' },
  });
  const alone = testApp.graphql(UPDATE_VENUE, { input: { venueId, latitude: null } }, token);
  expect(await errorOf(alone)).toContain('goes together with latitude');
  await update({ latitude: null, longitude: null, address: null, name: null });
  expect((await update({})).updateVenue.venue).toMatchObject({ name: 'Bühne', address: null, latitude: null });
  const stranger = await createOrganization(testApp);
  const asked = testApp.graphql(UPDATE_VENUE, { input: { venueId, city: 'Rom' } }, stranger.owner.token);
  expect(await errorOf(asked)).toBe('You are not an organizer of this venue.');
});

it('the dates of a pattern are told before they are made, over summer time, with what the clocks leave out', async () => {
  const { token } = organization.owner;
  const input = { eventId: await makeEvent('Matinée'), venueId: await makeVenue('Bühne') };
  const { draft } = (await testApp.ask(DRAFT, { input }, token)).createShowDraft;
  const pattern = {
    from: '2027-03-20',
    until: '2027-03-28',
    weekdays: ['SATURDAY' as const, 'SUNDAY' as const],
    times: ['19:30', '02:30'],
  };
  const exceptions = ['2027-03-20', '2027-03-27 02:30'];
  const { datesOfPattern } = await testApp.ask(DATES, { showId: draft.id, pattern, exceptions }, token);
  expect(datesOfPattern).toEqual([
    { localTime: '2027-03-21 02:30', startsAt: '2027-03-21T01:30:00.000Z', isMoved: false },
    { localTime: '2027-03-21 19:30', startsAt: '2027-03-21T18:30:00.000Z', isMoved: false },
    { localTime: '2027-03-27 19:30', startsAt: '2027-03-27T18:30:00.000Z', isMoved: false },
    // Half past two does not exist in that night; half past seven is an hour nearer to UTC.
    { localTime: '2027-03-28 02:30', startsAt: '2027-03-28T01:30:00.000Z', isMoved: true },
    { localTime: '2027-03-28 19:30', startsAt: '2027-03-28T17:30:00.000Z', isMoved: false },
  ]);
  const none = testApp.graphql(DATES, { showId: draft.id, pattern: { ...pattern, times: [] }, exceptions }, token);
  expect(await errorOf(none)).toContain('a weekday and a time');
});
