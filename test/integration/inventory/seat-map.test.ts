import { newId } from '../../../src/platform';
import type { SeatMapDocument } from '../../../src/seating';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql, type VariablesOf } from '../../support/graphql';
import { damages, hold, holdFree, release } from '../../support/holds';
import { present } from '../../support/present';
import { buy, cancel, readOrder } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const organizerId = newId();
const organizer = () => testApp.token({ roles: ['organizer'], id: organizerId });

/** Ten rows of ten, and what is otherwise. A seat's id in the map is its label. */
function mapWith(edit: (document: SeatMapDocument) => void): SeatMapDocument {
  const document = plainSeatMap(10, 10);
  edit(document);
  return document;
}
const rowsOf = (document: SeatMapDocument) => document.sections[0]?.rows ?? [];
const seatsOf = (document: SeatMapDocument, row: number) => rowsOf(document)[row]?.seats ?? [];

/** The first row is gone, the second has a new seat at its start, and a new row stands at the end. */
const rebuilt = () =>
  mapWith((document) => {
    rowsOf(document).splice(0, 1);
    seatsOf(document, 0).unshift({ number: '0', x: -60, y: 100, zone: 'Standard' });
    rowsOf(document).push({ name: '11', seats: [{ number: '1', x: 0, y: 1000, zone: 'Standard' }] });
  });

async function publish(document: SeatMapDocument): Promise<string> {
  const published = await testApp.app.modules.seating.publishSeatMap(document);
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  return published.version;
}

interface SetAnswer {
  readonly __typename: string;
  readonly message?: string;
  readonly addedCount?: number;
  readonly retiredCount?: number;
  readonly lostCount?: number;
  readonly lost?: readonly { seat: { label: string; status: string }; reason: string; newLabel: string | null }[];
  readonly show?: { seatMap: { version: string; seatCount: number } };
}

const SET = graphql(`mutation ($input: SetSeatMapInput!) { setSeatMap(input: $input) {
  __typename
  ... on Problem { message }
  ... on SetSeatMapPayload { addedCount retiredCount show { seatMap { version seatCount } } }
  ... on SeatMapConflict { lostCount lost { seat { label status } reason newLabel } }
} }`);

async function setSeatMap(show: MadeShow, seatMapVersion: string, token?: string): Promise<SetAnswer> {
  const input = { showId: show.id, seatMapVersion };
  return (await testApp.ask(SET, { input }, token ?? (await organizer()))).setSeatMap;
}

/** The whole show as a client draws it: each seat by its label, checked against the packed form. */
async function drawn(show: MadeShow) {
  const answer = await testApp.ask(
    graphql(`query ($id: ID!) { show(id: $id) {
       seatMap { version seatCount }
       availability { revision statuses versions availableCount }
       seats(first: 1000) { nodes { id index label status version } }
     } }`),
    { id: show.id },
  );
  const read = present(answer.show);
  const { statuses, versions } = read.availability;
  expect([statuses.length, versions.length, read.seats.nodes.length]).toEqual(Array(3).fill(read.seatMap.seatCount));
  for (const [place, { index, status, version }] of read.seats.nodes.entries()) {
    expect([index, status[0], version]).toEqual([place, statuses[place], versions[place]]);
  }
  return { ...read, seat: (label: string) => read.seats.nodes.find((seat) => seat.label === label) };
}

const makeOwn = (wishes: Parameters<typeof makeShow>[1] = {}) => makeShow(testApp, { organizerId, ...wishes });

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

it('a new map takes and brings seats, and those that stay keep their ids, their status and whoever has them', async () => {
  const show = await makeOwn();
  const [holder, buyer] = [await testApp.token(), await testApp.token()];
  await holdFree(testApp, show, [55], holder);
  const order = await buy(testApp, show, [10, 99], buyer);
  const before = await drawn(show);
  const answer = await setSeatMap(show, await publish(rebuilt()));
  expect(answer).toMatchObject({
    __typename: 'SetSeatMapPayload',
    addedCount: 2,
    retiredCount: 10,
    show: { seatMap: { seatCount: 92 } },
  });

  const after = await drawn(show);
  expect(after.seatMap.version).toBe(answer.show?.seatMap.version);
  expect(after.seat('Stalls Row 1 Seat 1')).toBeUndefined();
  for (const label of ['Stalls Row 2 Seat 1', 'Stalls Row 6 Seat 6', 'Stalls Row 10 Seat 10']) {
    const [old, now] = [before.seat(label), after.seat(label)];
    expect(now).toMatchObject({ id: old?.id, status: old?.status, version: old?.version });
    expect(now?.index).not.toBe(old?.index);
  }
  expect(after.seat('Stalls Row 2 Seat 0')).toMatchObject({ index: 0, status: 'AVAILABLE', version: 0 });
  expect(before.seats.nodes.map(({ id }) => id)).not.toContain(after.seat('Stalls Row 2 Seat 0')?.id);

  const { order: read } = await testApp.ask(
    graphql('query ($id: ID!) { order(id: $id) { items { seat { label status } price { amountMinor } } } }'),
    { id: order.id },
    buyer,
  );
  expect(read?.items).toEqual(
    ['Stalls Row 2 Seat 1', 'Stalls Row 10 Seat 10'].map((label) => ({
      seat: { label, status: 'SOLD' },
      price: { amountMinor: 4250 },
    })),
  );
});

it('new seats can be held at once, by their ids, and gone ones are no seats of the show any more', async () => {
  const show = await makeOwn();
  const other = await testApp.openAnother();
  // The other process remembers the old map.
  await testApp.http.graphql(graphql('{ serverTime }'), {});
  await other.modules.catalog.saleTermsOf(show.showId);
  await setSeatMap(show, await publish(rebuilt()));
  const { seat } = await drawn(show);
  const outcome = await other.modules.inventory.holdSeats({
    buyerId: newId(),
    showId: show.showId,
    seatIds: [seat('Stalls Row 11 Seat 1')?.id ?? ''],
    idempotencyKey: 'new',
  });
  expect(outcome.kind).toBe('HoldSeatsPayload');
  // The other process publishes it after its answer.
  await eventually(async () => {
    const status = (await drawn(show)).seat('Stalls Row 11 Seat 1')?.status;
    return status === 'HELD' || `${status}`;
  });
  await expect(hold(testApp, show, [3], await testApp.token())).rejects.toThrow(/not seats of this show/);
});

it.each([
  ['gone', 'REMOVED', null, (document: SeatMapDocument): void => void seatsOf(document, 4).splice(5, 1)],
  [
    'called otherwise',
    'RENAMED',
    'Stalls Row 5 Seat 6A',
    (document: SeatMapDocument): void => void Object.assign(seatsOf(document, 4)[5] ?? {}, { number: '6A' }),
  ],
  [
    'without a price',
    'WITHOUT_PRICE',
    null,
    (document: SeatMapDocument) => {
      document.zones.push({ name: 'Staff' });
      Object.assign(seatsOf(document, 4)[5] ?? {}, { zone: 'Staff' });
    },
  ],
] as const)(
  'a map in which a held or sold seat is %s is refused with a report, and nothing changes',
  async (_what, reason, newLabel, edit) => {
    const show = await makeOwn({ holdSeconds: 60 });
    const version = await publish(mapWith(edit));
    const token = await testApp.token();
    const held = await holdFree(testApp, show, [45], token);
    const before = await drawn(show);
    expect(await setSeatMap(show, version)).toEqual({
      __typename: 'SeatMapConflict',
      message: '1 held or sold seat would be lost.',
      lostCount: 1,
      lost: [{ seat: { label: 'Stalls Row 5 Seat 6', status: 'HELD' }, reason, newLabel }],
    });
    const { availability: _, ...unchanged } = await drawn(show);
    expect(unchanged).toMatchObject({ seatMap: before.seatMap, seats: before.seats });

    await release(testApp, held.id, token);
    expect((await setSeatMap(show, version)).__typename).toBe('SetSeatMapPayload');
    const { seat } = await drawn(show);
    expect(seat('Stalls Row 5 Seat 6')?.status).toBe(reason === 'WITHOUT_PRICE' ? 'BLOCKED' : undefined);
    await buy(testApp, show, [46], await testApp.token());
  },
);

it('a hold that has run out stands in nobody’s way', async () => {
  const show = await makeOwn({ holdSeconds: 1 });
  await holdFree(testApp, show, [0], await testApp.token());
  testApp.clock.advanceSeconds(2);
  expect((await setSeatMap(show, await publish(rebuilt()))).retiredCount).toBe(10);
});

it('an order whose money went back still names its seat after the seat is gone', async () => {
  const show = await makeOwn();
  const buyer = await testApp.token();
  const order = await buy(testApp, show, [3], buyer);
  await cancel(testApp, order.id, buyer);
  await setSeatMap(show, await publish(rebuilt()));
  const read = await readOrder(testApp, order.id, buyer);
  expect(read?.items).toMatchObject([
    { seat: { id: show.seat(3), index: -1, status: 'BLOCKED' }, price: { amountMinor: 4250 } },
  ]);
  const { node } = await testApp.ask(graphql('query ($id: ID!) { node(id: $id) { ... on Seat { label } } }'), {
    id: show.seat(3),
  });
  expect(node).toEqual({ label: 'Stalls Row 1 Seat 4' });
});

it('a second and a third map build on the first, and a seat that came back is a new one', async () => {
  const show = await makeOwn();
  const original = await publish(plainSeatMap(10, 10));
  const first = await drawn(show);
  await setSeatMap(show, await publish(rebuilt()));
  await holdFree(testApp, show, [20], await testApp.token());
  expect(await setSeatMap(show, original)).toMatchObject({ addedCount: 10, retiredCount: 2 });
  const back = await drawn(show);
  expect(back.seats.nodes.map(({ label }) => label)).toEqual(first.seats.nodes.map(({ label }) => label));
  expect(back.seat('Stalls Row 3 Seat 1')).toMatchObject({ id: first.seat('Stalls Row 3 Seat 1')?.id, status: 'HELD' });
  expect(back.seat('Stalls Row 1 Seat 1')?.id).not.toBe(first.seat('Stalls Row 1 Seat 1')?.id);
  expect(await setSeatMap(show, original)).toMatchObject({ addedCount: 0, retiredCount: 0 });
  expect(await setSeatMap(show, await publish(rebuilt()))).toMatchObject({ addedCount: 2, retiredCount: 10 });
  expect((await drawn(show)).seat('Stalls Row 3 Seat 1')?.status).toBe('HELD');
});

it('a show that was created without seats gets its first ones', async () => {
  const show = await makeOwn();
  const { dataSource } = testApp.database;
  await dataSource.query('delete from show_seat where show_id = $1', [show.showId]);
  await dataSource.query('update show set seat_map_version = null where id = $1', [show.showId]);
  const version = await publish(rebuilt());
  expect(await setSeatMap(show, version)).toMatchObject({ addedCount: 92, retiredCount: 0 });
  expect((await drawn(show)).availability.statuses).toBe('A'.repeat(92));
});

it('a map without a zone that has a price is refused, until the price is taken away', async () => {
  const show = await makeOwn();
  const renamed = await publish(plainSeatMap(10, 10, ['Stalls']));
  const input = { showId: show.id, seatMapVersion: renamed };
  const refuse = async () => {
    const { body } = await testApp.graphql(SET, { input }, await organizer());
    expect(body.errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', unknownZones: ['Standard'], zones: ['Stalls'] },
      message: expect.stringContaining('updateShow(removePriceZones)'),
    });
  };
  await refuse();
  // The same where it would be the first map of the show.
  const { dataSource } = testApp.database;
  await dataSource.query('delete from show_seat where show_id = $1', [show.showId]);
  await dataSource.query('update show set seat_map_version = null where id = $1', [show.showId]);
  await refuse();

  const update = 'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { priceTiers { zone } } } }';
  const removal = { showId: show.id, removePriceZones: ['Standard', 'Never priced'] };
  expect(await testApp.ask(update, { input: removal }, await organizer())).toMatchObject({
    updateShow: { show: { priceTiers: [] } },
  });
  expect(await setSeatMap(show, renamed)).toMatchObject({ addedCount: 100 });
  expect((await drawn(show)).availability.statuses).toBe('B'.repeat(100));
  const priceTiers = [{ zone: 'Stalls', name: 'Stalls', amountMinor: 4000 }];
  await testApp.ask(update, { input: { showId: show.id, priceTiers } }, await organizer());
  expect((await drawn(show)).availability.statuses).toBe('A'.repeat(100));
  expect(await damages(testApp)).toEqual([]);
});

it('only the show’s organiser may do it, with a map that is published', async () => {
  const show = await makeOwn();
  const version = await publish(rebuilt());
  const codeOf = async (input: VariablesOf<typeof SET>['input'], token?: string): Promise<unknown> => {
    const { body } = await testApp.graphql(SET, { input }, token);
    return body.errors?.[0]?.extensions?.code;
  };
  const input = { showId: show.id, seatMapVersion: version };
  expect(await codeOf(input)).toBe('UNAUTHENTICATED');
  expect(await codeOf(input, await testApp.token())).toBe('FORBIDDEN');
  expect(await codeOf(input, await testApp.token({ roles: ['organizer'] }))).toBe('FORBIDDEN');
  expect(await codeOf({ ...input, seatMapVersion: 'f'.repeat(32) }, await organizer())).toBe('BAD_USER_INPUT');
  expect((await drawn(show)).seatMap.seatCount).toBe(100);
});

it('watchers are notified that the show must be read again, and then of each seat at its new place', async () => {
  const show = await makeOwn();
  const query = `subscription ($id: ID!, $after: String) { seatStatusChanged(showId: $id, after: $after) {
    revision resyncRequired changes { seatId index status version } } }`;
  interface Message {
    readonly seatStatusChanged: {
      readonly revision: string;
      readonly resyncRequired: boolean;
      readonly changes: readonly { seatId: string; index: number; status: string }[];
    };
  }
  const live = testApp.subscribe<Message>(query, { id: show.id });
  const { seatStatusChanged: first } = await live.at(0);
  await setSeatMap(show, await publish(rebuilt()));
  await live.until((messages) => messages.some((message) => message.seatStatusChanged.resyncRequired));
  const { seat } = await drawn(show);
  await holdFree(testApp, show, [99], await testApp.token());
  const told = await live.until((messages) => messages.some((message) => message.seatStatusChanged.changes.length > 0));
  const index = seat('Stalls Row 10 Seat 10')?.index;
  expect(index).toBe(90);
  expect(told.at(-1)?.seatStatusChanged.changes).toMatchObject([{ seatId: show.seat(99), index, status: 'HELD' }]);
  // Who was away meanwhile hears it too.
  const back = testApp.subscribe<Message>(query, { id: show.id, after: first.revision });
  expect((await back.at(0)).seatStatusChanged).toMatchObject({ resyncRequired: true });
});

it('a storm of buyers while the map is replaced again and again: nobody loses a seat, none is sold twice', async () => {
  const show = await makeOwn({ seatsPerBuyerMax: 40 });
  const versions = [await publish(rebuilt()), await publish(plainSeatMap(10, 10))];
  const buyers = await Promise.all(Array.from({ length: 40 }, () => testApp.token()));
  const kinds = new Map<string, number>();
  let storming = true;
  const outcomes: string[] = [];
  const replacing = (async () => {
    while (storming) outcomes.push((await setSeatMap(show, versions[outcomes.length % 2] ?? '')).__typename);
  })();
  // On a busy machine a few turns are over before the first replacement finds its moment.
  const isReplaced = () => outcomes.includes('SetSeatMapPayload');
  const promised: string[] = [];
  await Promise.all(
    buyers.map(async (token, buyer) => {
      for (let turn = 0; turn < 4 || (turn < 40 && !isReplaced()); turn += 1) {
        const seatNo = (buyer * 7 + turn * 23) % 100;
        const answer = await hold(testApp, show, [seatNo], token).catch((error: Error) => ({
          __typename: /not seats of this show/.test(error.message) ? 'gone' : error.message,
        }));
        kinds.set(answer.__typename, (kinds.get(answer.__typename) ?? 0) + 1);
        if ('hold' in answer && answer.hold !== undefined) promised.push(show.seat(seatNo));
      }
    }),
  );
  storming = false;
  await replacing;
  expect(isReplaced()).toBe(true);
  expect([...kinds.keys()].filter((kind) => !['HoldSeatsPayload', 'SeatsUnavailable', 'gone'].includes(kind))).toEqual(
    [],
  );
  expect(new Set(promised).size).toBe(promised.length);
  await eventually(async () => {
    const { seats } = await drawn(show);
    const held = seats?.nodes.filter(({ status }) => status === 'HELD').map(({ id }) => id);
    return held?.toSorted().join() === promised.toSorted().join() || `${held?.length} of ${promised.length}`;
  });
});
