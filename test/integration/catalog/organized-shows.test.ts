import { listAllShows, listShowsOfOrganizer } from '../../../src/catalog/shows/show.sql';
import { newId } from '../../../src/platform';
import { explain } from '../../support/explain';
import { fillCatalog } from '../../support/factories/catalog';
import { makeShow } from '../../support/factories/shows';
import { graphql, type ResultOf } from '../../support/graphql';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const SHOWS = graphql(`query ($first: Int, $after: String, $from: DateTime) {
  organizedShows(first: $first, after: $after, from: $from) { nodes { id } pageInfo { hasNextPage endCursor } } }`);

async function listed(token: string, variables: { first?: number; from?: string } = {}): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { organizedShows }: ResultOf<typeof SHOWS> = await testApp.ask(SHOWS, { ...variables, after }, token);
    ids.push(...organizedShows.nodes.map(({ id }) => id));
    if (!organizedShows.pageInfo.hasNextPage) return ids;
    after = organizedShows.pageInfo.endCursor;
  }
}

it('an organizer lists their own shows by their start, whatever the page length; an admin lists all', async () => {
  const [one, other] = [newId(), newId()];
  const own = [];
  for (const startsInHours of [50, 10, 30, 30, -40])
    own.push(await makeShow(testApp, { organizerId: one, startsInHours, salesOpenInHours: -72 }));
  const foreign = await makeShow(testApp, { organizerId: other });
  const ofNobody = await makeShow(testApp, { organizerId: null });
  const [late, early, same, alike, past] = own.map(({ id }) => id);
  const token = await testApp.token({ id: one, roles: ['organizer'] });
  const all = await listed(token);
  expect([all[0], all[1], all[4]]).toEqual([past, early, late]);
  expect(new Set(all.slice(2, 4))).toEqual(new Set([same, alike]));
  expect(all).toHaveLength(5);
  for (const first of [1, 2, 3]) expect(await listed(token, { first })).toEqual(all);
  expect(await listed(token, { from: testApp.clock.now().toISOString() })).toEqual(all.slice(1));
  const admin = await listed(await testApp.token({ roles: ['admin'] }), { first: 2 });
  expect(admin).toEqual(expect.arrayContaining([...all, foreign.id, ofNobody.id]));
});

it('a member lists the shows of their organizations beside their own, and none once they are removed', async () => {
  const { dataSource } = testApp.database;
  const [member, organization] = [newId(), newId()];
  await dataSource.query('insert into organization (id, name, created_at) values ($1, $2, now())', [
    organization,
    'House',
  ]);
  await dataSource.query(
    `insert into organization_member (organization_id, member_id, role, joined_at) values ($1, $2, 'FIGURES', now())`,
    [organization, member],
  );
  const ofHouse = await makeShow(testApp, { organizerId: organization, startsInHours: 20 });
  const own = await makeShow(testApp, { organizerId: member, startsInHours: 10 });
  const token = await testApp.token({ id: member, roles: ['organizer'] });
  for (const first of [1, 20]) expect(await listed(token, { first })).toEqual([own.id, ofHouse.id]);
  await dataSource.query('delete from organization_member where member_id = $1', [member]);
  expect(await listed(token)).toEqual([own.id]);
});

it('a buyer, a scanner and whoever has no token list nothing', async () => {
  for (const [token, code] of [
    [undefined, 'UNAUTHENTICATED'],
    [await testApp.token(), 'FORBIDDEN'],
    [await testApp.token({ roles: ['scanner'] }), 'FORBIDDEN'],
  ] as const) {
    const { body } = await testApp.graphql(SHOWS, {}, token);
    expect(body.errors?.[0]?.extensions?.code).toBe(code);
  }
});

it('refuses a page that is too long, and a cursor of another list', async () => {
  const token = await testApp.token({ roles: ['organizer'] });
  for (const variables of [{ first: 101 }, { first: 0 }, { after: 'nonsense' }]) {
    const { body } = await testApp.graphql(SHOWS, variables, token);
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
});

it('both lists follow an index, however many shows there are', async () => {
  const { dataSource } = testApp.database;
  await fillCatalog(dataSource, 1000);
  const organizerId = newId();
  await dataSource.query('update show set organizer_id = $1 where id in (select id from show order by id limit 300)', [
    organizerId,
  ]);
  await dataSource.query('analyze show');
  const place = ['-infinity', '00000000-0000-0000-0000-000000000000', '-infinity', 21];
  const own = await explain(dataSource, listShowsOfOrganizer, [...place, organizerId]);
  expect(own).toContain('show_of_organizer');
  expect(own).not.toMatch(/Seq Scan on show\b/);
  expect(await explain(dataSource, listAllShows, place)).not.toMatch(/Seq Scan/);
}, 60_000);
