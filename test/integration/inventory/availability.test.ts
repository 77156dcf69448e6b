import { countStatements } from '../../support/count-statements';
import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, damages, hold, isLikeLedger, release } from '../../support/holds';
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

const isRead = (show: MadeShow) => isLikeLedger(testApp, show, () => availability(testApp, show));
const packs = async (work: () => Promise<unknown>) =>
  (await countStatements(testApp, work)).filter((name) => name === 'pack_show').length;

it('what a buyer has changed is in the same answer and in the next read', async () => {
  const show = await makeShow(testApp);
  await availability(testApp, show);
  const query = graphql(`mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) {
    ... on HoldSeatsPayload { hold { id show { availability { statuses } sections { availableCount } } } } } }`);
  for (let seatNo = 0; seatNo < 10; seatNo += 1) {
    const token = await testApp.token();
    const input = { showId: show.id, seatIds: show.seats(seatNo), idempotencyKey: 'one' };
    const { holdSeats: held } = await testApp.ask(query, { input }, token);
    if (!('hold' in held)) throw new Error(JSON.stringify(held));
    const { availability: read, sections } = held.hold.show;
    expect(read.statuses[seatNo]).toBe('H');
    expect(sections.reduce((sum, { availableCount }) => sum + availableCount, 0)).toBe(99);
    expect((await availability(testApp, show)).statuses[seatNo]).toBe('H');
    await release(testApp, held.hold.id, token);
    expect((await availability(testApp, show)).availableCount).toBe(100);
  }
});

it('a process that has lost the stream reads the ledger, and its memory when the stream is back', async () => {
  const show = await makeShow(testApp);
  await availability(testApp, show);
  process.kill(testApp.redis.pid, 'SIGSTOP');
  try {
    await hold(testApp, show, [0], await testApp.token());
    // As another process would, whose event cannot be published.
    await testApp.database.dataSource.query(
      `update show_seat set status = 'B', is_blocked = true, version = version + 1 where show_id = $1 and seat_no = 5`,
      [show.showId],
    );
    expect(await packs(async () => expect(await isRead(show)).toBe(true))).toBeGreaterThan(0);
    expect((await availability(testApp, show)).statuses.slice(0, 6)).toBe('HAAAAB');
  } finally {
    process.kill(testApp.redis.pid, 'SIGCONT');
  }
  await eventually(async () => (await packs(() => availability(testApp, show))) === 0 || 'reads the ledger');
  const { registry } = testApp.app.platform.metrics;
  expect(await registry.metrics()).toMatch(/frontrow_availability_reads_total\{source="ledger"\} [1-9]/);
});

it('a show whose sale opens within a minute is in memory before anybody asks', async () => {
  const [soon, later] = [
    await makeShow(testApp, { salesOpenInHours: 50 / 3600 }),
    await makeShow(testApp, { salesOpenInHours: 1 }),
  ];
  const { inventory } = testApp.app.modules;
  expect(await inventory.warmUp()).toBeGreaterThanOrEqual(1);
  expect(await packs(() => availability(testApp, soon))).toBe(0);
  expect(await packs(() => availability(testApp, later))).toBeGreaterThan(0);
});
