import { randomUUID } from 'node:crypto';
import { newId } from '../../../src/platform';
import type { SeatMapDocument } from '../../../src/seating';
import { eventually } from '../../support/eventually';
import { plainSeatMap, standingSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { graphql, type VariablesOf } from '../../support/graphql';
import { availability, damages, hold, release } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ DATABASE_POOL_MAX: '16' });

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

const HOLD_PLACES = graphql(`mutation ($input: HoldPlacesInput!) { holdPlaces(input: $input) {
  __typename
  ... on Problem { message }
  ... on HoldSeatsPayload { hold {
    id total { amountMinor } seats { id index label section row number description features } } }
  ... on SeatsUnavailable { placesLeft seats { id } ownHolds { id } }
  ... on HoldLimitReached { seatsPerBuyerMax }
} }`);
const SECTIONS = graphql(`query ($id: ID!) { show(id: $id) { sections {
  section seatCount availableCount placesLeft priceMin { amountMinor } areas { area placeCount placesLeft price { amountMinor } } } } }`);

type Wish = Partial<Omit<VariablesOf<typeof HOLD_PLACES>['input'], 'showId'>>;

const variables = (show: MadeShow, wish: Wish) => ({
  input: { showId: show.id, section: 'Floor', quantity: 1, idempotencyKey: randomUUID(), ...wish },
});

async function holdPlaces(show: MadeShow, wish: Wish = {}, token?: string) {
  const answer = await testApp.ask(HOLD_PLACES, variables(show, wish), token ?? (await testApp.token()));
  return answer.holdPlaces;
}

async function held(show: MadeShow, wish: Wish = {}, token?: string) {
  const answer = await holdPlaces(show, wish, token);
  if (answer.__typename !== 'HoldSeatsPayload') throw new Error(JSON.stringify(answer));
  return answer.hold;
}

async function errorOf(show: MadeShow, wish: Wish): Promise<string> {
  const { body } = await testApp.graphql(HOLD_PLACES, variables(show, wish), await testApp.token());
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  return body.errors?.[0]?.message ?? '';
}

/** The row of numbered seats comes second: sections go by name. */
const club = (capacity: number, wishes: ShowWishes = {}) =>
  makeShow(testApp, { seatMap: standingSeatMap({ Floor: capacity }), seatsPerBuyerMax: 6, ...wishes });

const callers = (count: number) => Promise.all(Array.from({ length: count }, () => testApp.token()));

it('holds as many places as asked for, none of which has a number', async () => {
  const show = await club(20);
  const { seats, total } = await held(show, { quantity: 3 });
  expect(seats).toHaveLength(3);
  expect(new Set(seats.map(({ id }) => id)).size).toBe(3);
  for (const seat of seats)
    expect(seat).toMatchObject({ label: 'Floor', section: 'Floor', row: null, number: null, features: ['STANDING'] });
  expect(total.amountMinor).toBe(3 * 4250);
  const { statuses } = await availability(testApp, show);
  expect(seats.map(({ index }) => statuses[index])).toEqual(['H', 'H', 'H']);
});

it('of 200 callers at once for 250 places, two each, 125 get theirs and none is refused before', async () => {
  const show = await club(251);
  const tokens = await callers(200);
  const answers = await Promise.all(tokens.map((token) => holdPlaces(show, { quantity: 2 }, token)));
  const holds = answers.flatMap((answer) => (answer.__typename === 'HoldSeatsPayload' ? [answer.hold] : []));
  const refused = answers.flatMap((answer) => (answer.__typename === 'SeatsUnavailable' ? [answer] : []));
  expect([holds.length, refused.length]).toEqual([125, 75]);
  expect(new Set(holds.flatMap(({ seats }) => seats.map(({ index }) => index))).size).toBe(250);
  expect(new Set(refused.map(({ placesLeft }) => placesLeft))).toEqual(new Set([1]));
  expect(refused[0]).toMatchObject({ message: 'Only 1 place is left in Floor.', seats: [], ownHolds: [] });
  await held(show);
  expect(await holdPlaces(show)).toMatchObject({ message: 'No places are left in Floor.', placesLeft: 0 });
  expect((await availability(testApp, show)).availableCount).toBe(10);
});

it('two processes together give exactly the places that there are', async () => {
  const show = await club(120);
  const another = await testApp.openAnother();
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, caller) =>
      (caller % 2 === 0 ? testApp.app : another).modules.inventory.holdPlaces({
        buyerId: newId(),
        showId: show.showId,
        section: 'Floor',
        quantity: 1 + (caller % 3),
        idempotencyKey: randomUUID(),
      }),
    ),
  );
  const seatNos = outcomes.flatMap((outcome) => (outcome.kind === 'HoldSeatsPayload' ? outcome.hold.seatNos : []));
  expect(new Set(seatNos).size).toBe(seatNos.length);
  const left = 120 - seatNos.length;
  // Whoever was refused wanted more than were left in the end.
  for (const [caller, { kind }] of outcomes.entries()) {
    if (kind === 'HoldSeatsPayload') continue;
    expect(kind).toBe('SeatsUnavailable');
    expect(1 + (caller % 3)).toBeGreaterThan(left);
  }
  await another.close();
});

it('the same key gives the first hold, also at once and through two processes', async () => {
  const show = await club(50);
  const another = await testApp.openAnother();
  const wish = { buyerId: newId(), showId: show.showId, section: 'Floor', quantity: 2, idempotencyKey: randomUUID() };
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      (turn % 2 === 0 ? testApp.app : another).modules.inventory.holdPlaces(wish),
    ),
  );
  const ids = outcomes.map((outcome) => (outcome.kind === 'HoldSeatsPayload' ? outcome.hold.id : outcome.kind));
  expect(new Set(ids).size).toBe(1);
  expect((await availability(testApp, show)).availableCount).toBe(58);
  await another.close();
});

it('the same key with another wish is refused, whatever the key was used for', async () => {
  const show = await makeShow(testApp, { seatMap: standingSeatMap({ Front: 10, Back: 10 }) });
  const other = await club(10);
  const token = await testApp.token();
  const idempotencyKey = randomUUID();
  const first = await held(show, { quantity: 2, idempotencyKey }, token);
  expect(await held(show, { quantity: 2, idempotencyKey }, token)).toEqual(first);
  for (const wish of [{ quantity: 1 }, { quantity: 3 }, { quantity: 2, area: 'Front' }])
    expect(await holdPlaces(show, { ...wish, idempotencyKey }, token)).toMatchObject({
      __typename: 'IdempotencyKeyReused',
    });
  expect(await holdPlaces(other, { quantity: 2, idempotencyKey }, token)).toMatchObject({
    __typename: 'IdempotencyKeyReused',
  });
  const chosen = randomUUID();
  expect((await hold(testApp, show, [15, 16], token, chosen)).__typename).toBe('HoldSeatsPayload');
  expect(await holdPlaces(show, { quantity: 2, idempotencyKey: chosen }, token)).toMatchObject({
    __typename: 'IdempotencyKeyReused',
  });
});

it('a buyer gets no more than the show allows, however many requests come at once', async () => {
  const show = await club(100);
  const token = await testApp.token();
  const answers = await Promise.all(Array.from({ length: 30 }, () => holdPlaces(show, { quantity: 2 }, token)));
  expect(answers.filter(({ __typename }) => __typename === 'HoldSeatsPayload')).toHaveLength(3);
  expect(answers.filter(({ __typename }) => __typename === 'HoldLimitReached')).toHaveLength(27);
  expect((await availability(testApp, show)).availableCount).toBe(104);
});

it('refuses quantities and sections that can never work, and says why', async () => {
  const show = await makeShow(testApp, { seatMap: standingSeatMap({ Front: 10, Back: 10 }), seatsPerBuyerMax: 6 });
  expect(await errorOf(show, { quantity: 0 })).toBe('"quantity" must be 1 or more.');
  expect(await errorOf(show, { quantity: -1 })).toBe('"quantity" must be 1 or more.');
  expect(await errorOf(show, { quantity: 7 })).toContain('one buyer may have 6');
  expect(await errorOf(show, { quantity: 2_147_483_647 })).toContain('one buyer may have 6');
  expect(await errorOf(show, { section: 'Stalls' })).toContain('have numbers. Hold them with "holdSeats".');
  expect(await errorOf(show, { section: 'Cellar' })).toContain('There is no section "Cellar"');
  expect(await errorOf(show, { section: 'floor' })).toContain('There is no section');
  expect(await errorOf(show, { area: 'Left' })).toContain('Its areas are "Back", "Front".');
  expect(await errorOf(show, { idempotencyKey: '' })).toContain('"idempotencyKey"');
  expect(await errorOf({ ...show, id: 'show_x' }, {})).toContain('not the id of a show');
});

it('the areas of a section have prices of their own, and are filled one by one or together', async () => {
  const seatMap = standingSeatMap({ Front: 3, Rear: 3 }, ['Gold', 'Silver']);
  const show = await makeShow(testApp, { seatMap });
  await testApp.database.dataSource.query(
    `update show_price_tier set amount_minor = 9000 where show_id = $1 and zone = 'Gold'`,
    [show.showId],
  );
  await testApp.app.modules.catalog.refreshSaleTerms(show.showId);
  expect((await held(show, { area: 'Rear' })).total.amountMinor).toBe(4250);
  expect((await held(show, { area: 'Front', quantity: 2 })).total.amountMinor).toBe(18_000);
  expect((await held(show, { quantity: 3 })).total.amountMinor).toBe(9000 + 2 * 4250);
  expect(await holdPlaces(show, { area: 'Front' })).toMatchObject({ message: 'No places are left in Floor, Front.' });
  const { show: read } = await testApp.ask(SECTIONS, { id: show.id });
  expect(read?.sections).toEqual([
    {
      section: 'Floor',
      seatCount: 6,
      availableCount: 0,
      placesLeft: 0,
      priceMin: { amountMinor: 4250 },
      areas: [
        { area: 'Front', placeCount: 3, placesLeft: 0, price: { amountMinor: 9000 } },
        { area: 'Rear', placeCount: 3, placesLeft: 0, price: { amountMinor: 4250 } },
      ],
    },
    {
      section: 'Stalls',
      seatCount: 10,
      availableCount: 10,
      placesLeft: null,
      priceMin: { amountMinor: 4250 },
      areas: [],
    },
  ]);
});

it('places that are chosen one by one at the same time are never given twice', async () => {
  const show = await club(120);
  const tokens = await callers(120);
  const answers = await Promise.all(
    tokens.map(async (token, caller) =>
      caller % 2 === 0
        ? (await holdPlaces(show, {}, token)).__typename
        : (await hold(testApp, show, [Math.floor(caller / 2)], token)).__typename,
    ),
  );
  const heldCount = answers.filter((kind) => kind === 'HoldSeatsPayload').length;
  const { availableCount } = await availability(testApp, show);
  expect(heldCount).toBe(130 - availableCount);
  // Whoever wants any place gets one; whoever wants this one may be too late.
  expect(answers.filter((kind, caller) => caller % 2 === 0 && kind !== 'HoldSeatsPayload')).toEqual([]);
});

it('a hold that ran out, or that was released, leaves its places to the next buyer', async () => {
  const show = await club(4, { holdSeconds: 60 });
  const token = await testApp.token();
  const first = await held(show, { quantity: 2 }, token);
  await held(show, { quantity: 2 });
  expect(await holdPlaces(show)).toMatchObject({ placesLeft: 0 });
  await release(testApp, first.id, token);
  await held(show, { quantity: 2 });
  testApp.clock.advance(61_000);
  await held(show, { quantity: 4 });
});

it('waits for the last places while others take them, and gets those that a process gave up when it died', async () => {
  const show = await club(4);
  const dying = testApp.database.dataSource.createQueryRunner();
  await dying.connect();
  await dying.startTransaction();
  await dying.query('select 1 from show_seat where show_id = $1 and seat_no < 3 for update', [show.showId]);
  // One is free at once; the next buyer wants what the other transaction may or may not take.
  expect((await held(show)).seats[0]?.index).toBe(3);
  const waiting = held(show, { quantity: 2 });
  await eventually(async () => {
    const [row] = await testApp.database.dataSource.query(
      `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row.waiting > 0 || 'nobody waits for a lock';
  });
  await dying.rollbackTransaction();
  await dying.release();
  expect((await waiting).seats).toHaveLength(2);
});

it('a paused sale and a show that is not there sell no places', async () => {
  const show = await club(4);
  const late = await club(4, { salesOpenInHours: 2 });
  await testApp.database.dataSource.query('update show set sales_paused = true where id = $1', [show.showId]);
  expect(await holdPlaces(show)).toMatchObject({ __typename: 'SalesNotOpen' });
  expect(await holdPlaces(late)).toMatchObject({ __typename: 'SalesNotOpen' });
});

it('a waiting room that has not admitted the buyer, and a network that holds too many, stop places like seats', async () => {
  const guarded = await club(4);
  const queue = { active: true, admissionsPerMinute: 60, shopSize: 1, pauseReason: 'Later' };
  await testApp.app.modules.waitingRoom.configureWaitingRoom(guarded.showId, queue);
  expect(await holdPlaces(guarded)).toMatchObject({ __typename: 'NotAdmitted' });

  const limits = { RATE_LIMITS: 'on', SEATS_HELD_BY_ADDRESS: '12', SEATS_HELD_PERCENT_BY_ADDRESS: '1' };
  const limited = await testApp.openAnother(limits);
  const show = await club(100);
  const wish = () => ({
    ...{ buyerId: newId(), showId: show.showId, section: 'Floor', quantity: 6 },
    ...{ idempotencyKey: randomUUID(), network: '192.0.2.7' },
  });
  const first = wish();
  for (const held of [first, wish()])
    expect(await limited.modules.inventory.holdPlaces(held)).toMatchObject({ kind: 'HoldSeatsPayload' });
  await expect(limited.modules.inventory.holdPlaces(wish())).rejects.toMatchObject({
    extensions: { code: 'RATE_LIMITED' },
  });
  expect(await limited.modules.inventory.holdPlaces(first)).toMatchObject({ kind: 'HoldSeatsPayload' });
  expect(await limited.modules.inventory.holdPlaces({ ...first, quantity: 5 })).toMatchObject({
    kind: 'IdempotencyKeyReused',
  });
  await limited.close();
});

it('places are bought like seats, and the order names no number', async () => {
  const show = await club(4);
  const token = await testApp.token();
  const { id } = await held(show, { quantity: 2 }, token);
  const { order } = await purchase(testApp, { holdId: id }, token);
  expect(order).toMatchObject({ status: 'CONFIRMED', total: { amountMinor: 8500 } });
  expect((await availability(testApp, show)).statuses.slice(0, 4).split('').sort().join('')).toBe('AASS');
});

describe('the capacity changes with the version of the map', () => {
  const SET = graphql(`mutation ($input: SetSeatMapInput!) { setSeatMap(input: $input) {
    __typename ... on Problem { message } ... on SetSeatMapPayload { addedCount retiredCount } } }`);
  const organizerId = newId();

  async function setMap(show: MadeShow, seatMap: SeatMapDocument) {
    const published = await testApp.app.modules.seating.publishSeatMap(seatMap);
    if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
    const token = await testApp.token({ roles: ['organizer'], id: organizerId });
    return (await testApp.ask(SET, { input: { showId: show.id, seatMapVersion: published.version } }, token))
      .setSeatMap;
  }

  it('more places can be sold at once', async () => {
    const show = await club(4, { organizerId });
    await held(show, { quantity: 4 });
    expect(await holdPlaces(show)).toMatchObject({ placesLeft: 0 });
    expect(await setMap(show, standingSeatMap({ Floor: 9 }))).toMatchObject({ addedCount: 5, retiredCount: 0 });
    await held(show, { quantity: 5 });
    expect(await holdPlaces(show)).toMatchObject({ placesLeft: 0 });
  });

  it('fewer places keep every buyer, wherever the map had put them', async () => {
    const show = await club(40, { organizerId });
    const token = await testApp.token();
    // The last ones of the area, and one in the middle.
    await hold(testApp, show, [37, 38, 39, 20], token);
    expect(await setMap(show, standingSeatMap({ Floor: 3 }))).toMatchObject({ __typename: 'SeatMapConflict' });
    expect(await setMap(show, standingSeatMap({ Floor: 6 }))).toMatchObject({ addedCount: 0, retiredCount: 34 });
    expect((await availability(testApp, show)).availableCount).toBe(2 + 10);
    await held(show, { quantity: 2 });
    expect(await holdPlaces(show)).toMatchObject({ placesLeft: 0 });
  });

  it('a section that the cached terms do not know yet is found', async () => {
    const show = await makeShow(testApp, { organizerId });
    await hold(testApp, show, [0], await testApp.token());
    const another = await testApp.openAnother();
    await testApp.database.dataSource.query(
      `insert into show_price_tier (show_id, zone, name, amount_minor) values ($1, 'Standing', 'Standing', 2000)`,
      [show.showId],
    );
    const both: SeatMapDocument = { ...plainSeatMap(10, 10), ...{ zones: standingSeatMap({ Floor: 5 }).zones } };
    const floor = standingSeatMap({ Floor: 5 }).sections[1];
    if (floor === undefined) throw new Error('There is no floor');
    const next = { ...both, sections: [...both.sections, floor].map((section) => section) };
    expect(await setMap(show, next)).toMatchObject({ addedCount: 5 });
    const buyerId = newId();
    const wish = { buyerId, showId: show.showId, section: 'Floor', quantity: 1, idempotencyKey: randomUUID() };
    expect(await another.modules.inventory.holdPlaces(wish)).toMatchObject({ kind: 'HoldSeatsPayload' });
    await another.close();
  });
});
