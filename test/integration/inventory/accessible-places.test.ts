import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { accessibleSeatMap, standingSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { damages, hold, holdFree } from '../../support/holds';
import { buy } from '../../support/purchases';
import { ORGANIZER_ID, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

const HOLD = graphql(`mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) {
  __typename
  ... on Problem { message }
  ... on CompanionsAlone { companionsMax seats { index } }
} }`);
const HOLD_BEST = graphql(`mutation ($input: HoldBestSeatsInput!) { holdBestSeats(input: $input) {
  __typename ... on HoldBestSeatsPayload { hold { seats { index features } } } } }`);
const SHOW = graphql(`query ($id: ID!) { show(id: $id) {
  accessibleReleaseAt accessibleReleaseWhenSoldOut accessibleReleasedAt } }`);
const FEED = `subscription ($id: ID!) { seatStatusChanged(showId: $id) {
  revision resyncRequired accessibleReleased changes { index } } }`;

interface Message {
  readonly seatStatusChanged: {
    readonly accessibleReleased: boolean;
    readonly resyncRequired: boolean;
    readonly changes: readonly { readonly index: number }[];
  };
}

const theatre = (wishes: ShowWishes = {}) =>
  makeShow(testApp, { seatMap: accessibleSeatMap(), seatsPerBuyerMax: 10, organizerId: ORGANIZER_ID, ...wishes });

async function tryHold(show: MadeShow, seatNos: readonly number[]) {
  const input = { showId: show.id, seatIds: show.seats(...seatNos), idempotencyKey: randomUUID() };
  return (await testApp.ask(HOLD, { input }, await testApp.token())).holdSeats;
}

const readShow = async (show: MadeShow) => (await testApp.ask(SHOW, { id: show.id })).show;

const isReleased = (show: MadeShow) =>
  eventually(async () => (await readShow(show))?.accessibleReleasedAt != null || 'not released yet');

describe('before the release', () => {
  it('whoever names a wheelchair place gets it, with up to three companions beside it', async () => {
    const show = await theatre();
    expect(await tryHold(show, [3])).toMatchObject({ __typename: 'HoldSeatsPayload' });
    expect(await tryHold(show, [4, 5, 6, 7])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it('ordinary seats go with any choice', async () => {
    const show = await theatre();
    expect(await tryHold(show, [3, 0, 1, 2, 10, 11, 35])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it.each([
    ['alone', [0], 0, [0]],
    ['beside ordinary seats', [8, 7], 0, [7]],
    ['too many for one wheelchair place', [3, 0, 1, 2, 5], 3, [0, 1, 2, 5]],
    ['of another section than the wheelchair place', [3, 30], 0, [30]],
  ])('companion places are refused: %s', async (_, seatNos, companionsMax, refused) => {
    const show = await theatre();
    const answer = await tryHold(show, seatNos);
    expect(answer).toMatchObject({ __typename: 'CompanionsAlone', companionsMax });
    if (answer.__typename !== 'CompanionsAlone') return;
    expect(answer.seats.map(({ index }) => index)).toEqual(refused);
    expect(answer.message).toContain('ompanion places');
    expect(await tryHold(show, [3])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it('two wheelchair places may have six companions', async () => {
    const show = await theatre();
    expect(await tryHold(show, [0, 1, 2, 3, 4, 5, 6, 7])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it('an accessible standing area is given only where it is named, or where there is no other', async () => {
    const seatMap = standingSeatMap({ Front: 2, Platform: 2 });
    const areas = seatMap.sections[1]?.standing ?? [];
    if (areas[1] !== undefined) areas[1] = { ...areas[1], features: ['ACCESSIBLE'] };
    const show = await makeShow(testApp, { seatMap, organizerId: ORGANIZER_ID });
    const { inventory } = testApp.app.modules;
    const places = (quantity: number, area?: string) =>
      inventory.holdPlaces({
        buyerId: randomUUID(),
        showId: show.showId,
        section: 'Floor',
        quantity,
        idempotencyKey: randomUUID(),
        ...(area === undefined ? {} : { area }),
      });
    expect(await places(3)).toMatchObject({ kind: 'SeatsUnavailable', placesLeft: 2 });
    expect(await places(2)).toMatchObject({ kind: 'HoldSeatsPayload' });
    expect(await places(1)).toMatchObject({ placesLeft: 0 });
    expect(await places(1, 'Platform')).toMatchObject({ kind: 'HoldSeatsPayload' });
    await updateShow(testApp, show, { accessibleReleaseAt: testApp.clock.now().toISOString() });
    expect(await places(1)).toMatchObject({ kind: 'HoldSeatsPayload' });
  });
});

it('the best seats contain such places where they are asked for, and after the release', async () => {
  const show = await theatre({ seatsPerBuyerMax: 40 });
  const best = async (quantity: number, wheelchairPlaces = 0, companions = 0) => {
    const input = { showId: show.id, quantity, wheelchairPlaces, companions, idempotencyKey: randomUUID() };
    const { holdBestSeats } = await testApp.ask(HOLD_BEST, { input }, await testApp.token());
    if (holdBestSeats.__typename !== 'HoldBestSeatsPayload') return holdBestSeats.__typename;
    return holdBestSeats.hold.seats.flatMap(({ features }) => features).sort();
  };
  expect(await best(4, 1, 3)).toEqual(['ACCESSIBLE', 'COMPANION', 'COMPANION', 'COMPANION']);
  expect(await best(22)).toEqual([]);
  expect(await best(9)).toEqual([]);
  expect(await best(1)).toBe('NoSuchSeats');
  await updateShow(testApp, show, { accessibleReleaseAt: testApp.clock.now().toISOString() });
  await isReleased(show);
  expect(await best(4)).toEqual(['ACCESSIBLE', 'COMPANION', 'COMPANION', 'COMPANION']);
});

describe('the release', () => {
  it('comes at its time, once for all processes, and all who watch receive it', async () => {
    const another = await testApp.openAnother();
    const inMs = 3_600_000;
    const accessibleReleaseAt = new Date(testApp.clock.now().getTime() + inMs).toISOString();
    const show = await theatre();
    await updateShow(testApp, show, { accessibleReleaseAt });
    const feed = testApp.subscribe<Message>(FEED, { id: show.id });
    await feed.at(0);
    await holdFree(testApp, show, [20], await testApp.token());
    expect((await feed.at(1)).seatStatusChanged).toMatchObject({ accessibleReleased: false });
    expect(await tryHold(show, [0])).toMatchObject({ __typename: 'CompanionsAlone' });
    expect(await readShow(show)).toMatchObject({ accessibleReleaseAt, accessibleReleasedAt: null });

    testApp.clock.advance(inMs + 1);
    const isRelease = ({ seatStatusChanged }: Message) => seatStatusChanged.accessibleReleased;
    await feed.until((messages) => messages.some(isRelease));
    expect(feed.messages.find(isRelease)?.seatStatusChanged).toMatchObject({ resyncRequired: false, changes: [] });
    await isReleased(show);
    expect(await tryHold(show, [0])).toMatchObject({ __typename: 'HoldSeatsPayload' });
    expect(await tryHold(show, [30, 31])).toMatchObject({ __typename: 'HoldSeatsPayload' });
    await Promise.all([testApp.app, another].map(({ modules }) => modules.inventory.releaseAccessiblePlaces()));
    // The stream goes on, and the release is sent once.
    await feed.until((messages) =>
      messages.some(({ seatStatusChanged }) => seatStatusChanged.changes.some(({ index }) => index === 31)),
    );
    expect(feed.messages.filter(isRelease)).toHaveLength(1);
    feed.stop();
    await another.close();
  });

  it('holds from its instant, whether or not a sweep has noted it', async () => {
    const show = await theatre();
    await updateShow(testApp, show, { accessibleReleaseAt: testApp.clock.now().toISOString() });
    expect(await tryHold(show, [0])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it('is final: a later time or none changes nothing', async () => {
    const show = await theatre();
    await updateShow(testApp, show, { accessibleReleaseAt: testApp.clock.now().toISOString() });
    await isReleased(show);
    const before = await readShow(show);
    await updateShow(testApp, show, { accessibleReleaseAt: null });
    expect(await readShow(show)).toEqual({ ...before, accessibleReleaseAt: null });
    expect(await tryHold(show, [0])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it('comes when all other seats are sold, and not while one of them is held', async () => {
    const show = await theatre({ seatsPerBuyerMax: 40 });
    await updateShow(testApp, show, { accessibleReleaseWhenSoldOut: true });
    const others = [8, 9, ...Array.from({ length: 20 }, (_, index) => index + 10), 31, 32, 33, 34, 35, 36, 37, 38, 39];
    const token = await testApp.token();
    await buy(testApp, show, others.slice(1), token);
    const last = await testApp.token();
    await holdFree(testApp, show, [8], last);
    await testApp.app.modules.inventory.countSeatsLeft(show.showId);
    const released = await testApp.app.modules.inventory.releaseAccessiblePlaces();
    expect([released, await readShow(show)]).toMatchObject([0, { accessibleReleasedAt: null }]);
    expect(await tryHold(show, [0])).toMatchObject({ __typename: 'CompanionsAlone' });

    testApp.clock.advance(301_000);
    await buy(testApp, show, [8], last);
    await isReleased(show);
    expect(await tryHold(show, [0])).toMatchObject({ __typename: 'HoldSeatsPayload' });
  });

  it('does not come by itself, nor for a cancelled show', async () => {
    const [kept, cancelled] = [await theatre(), await theatre()];
    await testApp.database.dataSource.query(
      'update show set cancelled_at = $2, accessible_release_at = $2 where id = $1',
      [cancelled.showId, testApp.clock.now()],
    );
    expect(await testApp.app.modules.inventory.releaseAccessiblePlaces()).toBe(0);
    for (const show of [kept, cancelled]) expect(await readShow(show)).toMatchObject({ accessibleReleasedAt: null });
  });
});

it('a seat says in its sentence that it is step-free or for a companion, and by which entrance one comes in', async () => {
  const seatMap = accessibleSeatMap();
  const stalls = seatMap.sections[0];
  if (stalls !== undefined) stalls.entrance = 'West Doors';
  const show = await theatre({ seatMap });
  const answer = await hold(testApp, show, [3, 4, 5], await testApp.token());
  expect(answer.__typename).toBe('HoldSeatsPayload');
  const views = await testApp.app.modules.inventory.seatViews(show.showId, [3, 5]);
  expect(views.map(({ description }) => description)).toEqual([
    'Stalls, row A, seat 4, step-free, entrance West Doors',
    'Stalls, row A, seat 6, for a companion, entrance West Doors',
  ]);
});
