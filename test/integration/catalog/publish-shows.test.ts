import type { CatalogContext } from '../../../src/catalog/context';
import { publishShows } from '../../../src/catalog/drafts/publish-shows';
import { decodeId, newId, type RequestContext } from '../../../src/platform';
import { isHeavy } from '../../../src/platform/graphql/limits/heavy-operations';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { graphql, type ResultOf } from '../../support/graphql';
import { addMember, createOrganization, type Member } from '../../support/organizations';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const CREATE = graphql(
  'mutation ($input: CreateShowDraftInput!) { createShowDraft(input: $input) { draft { id showId } } }',
);
const UPDATE = graphql(
  'mutation ($input: UpdateShowDraftInput!) { updateShowDraft(input: $input) { draft { missing { code } } } }',
);
const REPEAT = graphql('mutation ($input: RepeatShowInput!) { repeatShow(input: $input) { seriesId draftCount } }');
const DRAFTS = graphql(`query ($after: String) { showDrafts(first: 100, after: $after) {
  nodes { id showId seriesId } pageInfo { hasNextPage endCursor } } }`);
const PUBLISH =
  graphql(`mutation ($input: PublishShowsInput!) { publishShows(input: $input) { publishedCount drafts { draftId result {
  __typename ... on Problem { message } ... on PublishedShow { showId isNew } ... on ShowNotReady { missing { code zone } } } } } }`);
const SHOW = graphql('query ($id: ID!) { show(id: $id) { status availableCount } }');

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(testApp.clock.now().getTime() + days * DAY_MS).toISOString();
const codeOf = (body: { errors?: readonly { extensions?: { code?: unknown } }[] }) =>
  body.errors?.[0]?.extensions?.code ?? null;

let seatMapVersion: string;
const zones = plainSeatMap(2, 5).zones.map(({ name }) => name);

beforeAll(async () => {
  const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(2, 5));
  if (published.kind !== 'SeatMapPublished') throw new Error(published.kind);
  seatMapVersion = published.version;
});

const complete = () => ({
  ...{ startsAt: inDays(20), salesOpenAt: inDays(-1), refundUntil: inDays(10), currency: 'EUR', seatMapVersion },
  priceTiers: zones.map((zone) => ({ zone, name: zone, amountMinor: 2500 })),
});

/** An organization with an event, a venue and drafts of it. */
async function makeDrafts(count: number) {
  const organization = await createOrganization(testApp);
  const { owner } = organization;
  const own = { organizationId: organization.id };
  const event = { ...own, name: 'Der Sturm', category: 'Theater' };
  const eventId = (await testApp.ask(EVENT, { input: event }, owner.token)).createEvent.event.id;
  const venue = { ...own, name: 'Bühne', city: 'Graz', countryCode: 'AT', timeZone: 'Europe/Vienna', capacity: 200 };
  const venueId = (await testApp.ask(VENUE, { input: venue }, owner.token)).createVenue.venue.id;
  const drafts: { id: string; showId: string }[] = [];
  for (let made = 0; made < count; made += 1) {
    const input = { eventId, venueId, terms: complete() };
    drafts.push((await testApp.ask(CREATE, { input }, owner.token)).createShowDraft.draft);
  }
  return { organization, owner, drafts, ids: drafts.map(({ id }) => id) };
}

const publish = async (draftIds: readonly string[], { token }: Pick<Member, 'token'>) =>
  (await testApp.ask(PUBLISH, { input: { draftIds: [...draftIds] } }, token)).publishShows;
const kindsOf = ({ drafts }: Awaited<ReturnType<typeof publish>>) => drafts.map(({ result }) => result.__typename);
const uuidOf = (showId: string) => decodeId('show', showId);
const isShow = async (showId: string) => (await testApp.ask(SHOW, { id: showId })).show !== null;
const auditedCount = async (showIds: readonly string[]): Promise<number> => {
  const [row] = await testApp.database.dataSource.query(
    `select count(*)::int as n from organizer_audit where action = 'publishShow' and subject = any($1)`,
    [showIds],
  );
  return row.n;
};

it('a run of 400 dates is published by one request, without those that lack something, each with its own audit', async () => {
  const { owner, drafts, ids } = await makeDrafts(1);
  const pattern = {
    ...{ from: '2027-01-01', until: '2028-02-03', everyWeeks: 1, times: ['20:00'] },
    weekdays: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const,
  };
  const repeated = { showId: ids[0] ?? '', pattern: { ...pattern, weekdays: [...pattern.weekdays] } };
  const input = { ...repeated, exceptions: [], idempotencyKey: newId() };
  const { repeatShow } = await testApp.ask(REPEAT, { input }, owner.token);
  expect(repeatShow.draftCount).toBe(399);
  const run: { id: string; showId: string }[] = [...drafts];
  for (let after: string | null = null; ; ) {
    const { showDrafts }: ResultOf<typeof DRAFTS> = await testApp.ask(DRAFTS, { after }, owner.token);
    run.push(...showDrafts.nodes.filter(({ seriesId }) => seriesId === repeatShow.seriesId));
    after = showDrafts.pageInfo.endCursor ?? null;
    if (!showDrafts.pageInfo.hasNextPage) break;
  }
  expect(run).toHaveLength(400);
  const broken = new Map([
    [3, { currency: null, refundUntil: null }],
    [200, { startsAt: inDays(-1) }],
    [399, { priceTiers: [{ zone: 'Nowhere', name: 'x', amountMinor: 1000 }] }],
  ]);
  for (const [place, terms] of broken)
    await testApp.ask(UPDATE, { input: { draftId: run[place]?.id ?? '', terms } }, owner.token);
  // Place 10 was published before, place 20 is of another organization, place 30 is none.
  await publish([run[10]?.id ?? ''], owner);
  const other = await makeDrafts(1);
  const wished = run.map(({ id }, place) => (place === 20 ? (other.ids[0] ?? '') : place === 30 ? 'draft_x' : id));

  const answer = await publish(wished, owner);

  expect(answer.drafts.map(({ draftId }) => draftId)).toEqual(wished);
  const refused = answer.drafts.flatMap(({ result }, place) =>
    result.__typename === 'PublishedShow' && result.isNew ? [] : [[place, result] as const],
  );
  expect(Object.fromEntries(refused)).toMatchObject({
    3: { __typename: 'ShowNotReady', missing: [{ code: 'NO_CURRENCY' }, { code: 'NO_RETURN_POLICY' }] },
    10: { __typename: 'PublishedShow', isNew: false, showId: run[10]?.showId },
    20: { __typename: 'DraftNotFound' },
    30: { __typename: 'DraftNotFound' },
    200: { __typename: 'ShowNotReady', missing: expect.arrayContaining([{ code: 'START_IN_THE_PAST', zone: null }]) },
    399: {
      __typename: 'ShowNotReady',
      missing: expect.arrayContaining([
        { code: 'ZONE_WITHOUT_PRICE', zone: zones[0] },
        { code: 'PRICE_OF_NO_ZONE', zone: 'Nowhere' },
      ]),
    },
  });
  expect(refused).toHaveLength(6);
  expect(answer.publishedCount).toBe(394);
  expect((await testApp.ask(SHOW, { id: run[398]?.showId ?? '' })).show).toEqual({
    ...{ status: 'ON_SALE', availableCount: 10 },
  });
  expect(await isShow(other.drafts[0]?.showId ?? '')).toBe(false);
  expect(await isShow(run[20]?.showId ?? '')).toBe(false);
  const shown = run.filter((_, place) => ![3, 20, 30, 200, 399].includes(place)).map(({ showId }) => showId);
  expect(await auditedCount(shown)).toBe(395);
  // What was missing is said, and the rest follows with a repeat; nothing is done twice.
  await testApp.ask(UPDATE, { input: { draftId: run[3]?.id ?? '', terms: complete() } }, owner.token);
  const again = await publish(
    run.map(({ id }) => id),
    owner,
  );
  expect(again.publishedCount).toBe(3);
  expect(kindsOf(again).filter((kind) => kind !== 'PublishedShow')).toEqual(['ShowNotReady', 'ShowNotReady']);
}, 120_000);

it('of many who publish the same drafts at once each draft becomes one show, and everybody gets it', async () => {
  const { owner, ids, drafts } = await makeDrafts(4);
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, turn) => publish(turn % 2 === 0 ? ids : [...ids].reverse(), owner)),
  );
  expect(new Set(answers.flatMap(kindsOf))).toEqual(new Set(['PublishedShow']));
  expect(answers.reduce((sum, { publishedCount }) => sum + publishedCount, 0)).toBe(4);
  expect(await auditedCount(drafts.map(({ showId }) => showId))).toBe(4);
  const [seats] = await testApp.database.dataSource.query(
    `select count(*)::int as n from show_seat where show_id in (select id from show where event_id = (select event_id from show where id = $1))`,
    [uuidOf(drafts[0]?.showId ?? '')],
  );
  expect(seats.n).toBe(40);
});

it('a member who may not publish one of them gets an error before any is published, and others learn of none', async () => {
  const { organization, owner, ids, drafts } = await makeDrafts(2);
  const own = await makeDrafts(1);
  const member = await addMember(testApp, organization, 'FIGURES');
  const ask = async (draftIds: string[], token?: string) =>
    codeOf((await testApp.graphql(PUBLISH, { input: { draftIds } }, token)).body);
  expect(await ask(ids, member.token)).toBe('FORBIDDEN');
  expect(await ask(ids, own.owner.token)).toBe('BAD_USER_INPUT');
  expect(await ask(ids, await testApp.token())).toBe('FORBIDDEN');
  expect(await ask(ids)).toBe('UNAUTHENTICATED');
  expect(await Promise.all(drafts.map(({ showId }) => isShow(showId)))).toEqual([false, false]);
  // Together with drafts of their own they learn no more: a draft that there is not has the same answer.
  const mixed = await publish([...ids, ...own.ids, `draft_${'A'.repeat(22)}`], own.owner);
  expect(kindsOf(mixed)).toEqual(['DraftNotFound', 'DraftNotFound', 'PublishedShow', 'DraftNotFound']);
  expect(new Set(mixed.drafts.flatMap(({ result }) => ('message' in result ? result.message : []))).size).toBe(1);
  // A published show of others is no draft of theirs either.
  await publish(ids, owner);
  expect(await ask(ids, own.owner.token)).toBe('BAD_USER_INPUT');
  expect(await ask(ids, member.token)).toBe('BAD_USER_INPUT');
});

it('is none of the large operations, which run one at a time', async () => {
  const { owner, ids } = await makeDrafts(1);
  const { body } = await testApp.graphql(PUBLISH, { input: { draftIds: ids } }, owner.token);
  const { cost } = (body as { extensions?: { cost?: { requested: number } } }).extensions ?? {};
  expect(cost?.requested).toBeGreaterThan(100);
  expect(isHeavy(cost?.requested ?? 0)).toBe(false);
});

it('a request names 1 to 400 drafts, each once', async () => {
  const { owner, ids } = await makeDrafts(1);
  const ask = async (draftIds: string[]) =>
    codeOf((await testApp.graphql(PUBLISH, { input: { draftIds } }, owner.token)).body);
  expect(await ask([])).toBe('BAD_USER_INPUT');
  expect(await ask([...ids, ...ids])).toBe('BAD_USER_INPUT');
  expect(await ask(Array.from({ length: 401 }, (_, place) => `draft_${place}`))).toBe('BAD_USER_INPUT');
  expect(kindsOf(await publish(ids, owner))).toEqual(['PublishedShow']);
});

it('what one request has no time or seats for is left as it was, and said', async () => {
  const { ids, drafts } = await makeDrafts(2);
  // Only what is asked of them before anything is published.
  const context = { database: testApp.database, terms: { of: async () => null } } as unknown as CatalogContext;
  const request = { caller: { id: newId(), roles: new Set(['admin']) } } as unknown as RequestContext;
  for (const limits of [
    { seatsMax: 0, msMax: 1000 },
    { seatsMax: 1000, msMax: 0 },
  ]) {
    const answers = await publishShows(context, request, ids, limits);
    expect(answers.map(({ draftId, result }) => [draftId, result.kind])).toEqual(ids.map((id) => [id, 'PublishLater']));
  }
  expect(await Promise.all(drafts.map(({ showId }) => isShow(showId)))).toEqual([false, false]);
});
