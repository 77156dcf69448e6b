import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, damages, hold, release } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

interface Read {
  readonly versions: number[];
  readonly statuses: string;
}

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

it('statuses and versions have a place for each seat, and tell what has changed', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { hold: held } = await hold(testApp, show, [3, 4], token);
  await release(testApp, held?.id ?? '', token);
  await hold(testApp, show, [4], token);
  const { statuses, versions, availableCount } = await availability(testApp, show);
  expect(statuses).toBe(`${'A'.repeat(4)}H${'A'.repeat(95)}`);
  expect(versions).toEqual([0, 0, 0, 2, 3, ...Array(95).fill(0)]);
  expect(availableCount).toBe(99);
});

it('versions are whole however often, under whatever name and in whichever fragment they are asked for', async () => {
  const [one, other] = [await makeShow(testApp), await makeShow(testApp)];
  await hold(testApp, one, [0], await testApp.token());
  await hold(testApp, other, [1], await testApp.token());
  const read = await testApp.ask(
    graphql(`query ($one: ID!, $other: ID!) {
       one: show(id: $one) { ...Map again: availability { v: versions } }
       other: show(id: $other) { ...Map again: availability { v: versions } }
     }
     fragment Map on Show { availability { ... on Availability { versions statuses } } }`),
    { one: one.id, other: other.id },
  );
  expect(read.one?.availability.versions).toEqual([1, ...Array(99).fill(0)]);
  expect(read.other?.availability.versions).toEqual([0, 1, ...Array(98).fill(0)]);
  expect([read.one?.again.v, read.other?.again.v]).toEqual([
    read.one?.availability.versions,
    read.other?.availability.versions,
  ]);
});

it('a fault beside the versions takes nothing else away', async () => {
  const show = await makeShow(testApp);
  const { body } = await testApp.graphql(
    graphql(
      `query ($id: ID!) { serverTime show(id: $id) { availability { versions } seats(filter: { sections: ["None"] }) { nodes { id } } } }`,
    ),
    { id: show.id },
  );
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(body.data).toMatchObject({ show: null });
});

it('a query over a socket gets the same', async () => {
  const show = await makeShow(testApp);
  await hold(testApp, show, [7], await testApp.token());
  const live = testApp.subscribe<{ show: { availability: Read } }>(
    'query ($id: ID!) { show(id: $id) { availability { versions statuses } } }',
    { id: show.id },
  );
  const { versions, statuses } = (await live.at(0)).show.availability;
  expect([versions.length, versions[7], statuses[7]]).toEqual([100, 1, 'H']);
});

it('names the seats at the given places of the map, once each and in map order', async () => {
  const { id } = await makeShow(testApp);
  const seatsAt = async (indexes: number[]) => {
    const { show } = await testApp.ask(
      graphql(
        `query ($id: ID!, $indexes: [Int!]) { show(id: $id) { seats(filter: { indexes: $indexes }) { nodes { index } } } }`,
      ),
      { id, indexes },
    );
    return show?.seats.nodes.map(({ index }) => index);
  };
  expect(await seatsAt([7, 2, 2, 9_999, -1])).toEqual([2, 7]);
  expect(await seatsAt([])).toEqual([]);
  await expect(seatsAt(Array.from({ length: 101 }, (_, index) => index))).rejects.toThrow(/at most 100/);
});
