import { given } from '../../support/box-office';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql, type ResultOf } from '../../support/graphql';
import { holdFree, release } from '../../support/holds';
import { buy, settleAll } from '../../support/purchases';
import { join } from '../../support/queue';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const fields = `asOf holdsPerSecond conversion endedHoldCount ticketsPerMinute orderCount orderSeconds minutesToSoldOut
  waitingCount insideCount admittedCount`;
const PACE = graphql(`query ($id: ID!) { show(id: $id) { salesPace {
  holdsPerSecond conversion endedHoldCount ticketsPerMinute orderCount orderSeconds minutesToSoldOut
  waitingCount insideCount admittedCount } } }`);
const CHANGED = `subscription ($showId: ID!) { salesPaceChanged(showId: $showId) { ${fields} } }`;
const PAUSE = graphql('mutation ($showId: ID!) { pauseSale(input: { showId: $showId }) { show { status } } }');
type Pace = NonNullable<NonNullable<ResultOf<typeof PACE>['show']>['salesPace']>;

async function paceOf(show: MadeShow, token: string): Promise<Pace> {
  const pace = (await testApp.ask(PACE, { id: show.id }, token)).show?.salesPace;
  if (pace == null) throw new Error('There is no pace');
  return pace;
}

const madeShow = () => makeShow(testApp, { seatMap: plainSeatMap(5, 20), organizerId: ORGANIZER_ID, holdSeconds: 120 });

it('nothing is claimed of a show that sells nothing', async () => {
  const show = await madeShow();
  expect(await paceOf(show, await organizerToken(testApp))).toEqual({
    ...{ holdsPerSecond: 0, conversion: null, endedHoldCount: 0, ticketsPerMinute: null, orderCount: 0 },
    ...{ orderSeconds: expect.any(Number), minutesToSoldOut: null },
    ...{ waitingCount: null, insideCount: null, admittedCount: null },
  });
});

it('holds, their end, sales and the time until the last seat is sold are counted, and nothing when too little is known', async () => {
  const show = await madeShow();
  const organizer = await organizerToken(testApp);
  for (let seat = 0; seat < 12; seat += 1) await buy(testApp, show, [seat], await testApp.token());
  for (let seat = 20; seat < 26; seat += 1) {
    const token = await testApp.token();
    await release(testApp, (await holdFree(testApp, show, [seat], token)).id, token);
  }
  for (let seat = 30; seat < 36; seat += 1) await holdFree(testApp, show, [seat], await testApp.token());
  // Neither a sale nor a hold of a buyer.
  await given(testApp, show, [99], organizer);
  await settleAll(testApp, show);
  const now = await paceOf(show, organizer);
  expect(now).toMatchObject({ holdsPerSecond: 2.4, endedHoldCount: 18, conversion: null, orderCount: 12 });
  // Twelve in the last ten minutes; 87 seats are not sold and not given away.
  expect(now).toMatchObject({ ticketsPerMinute: 1.2, orderSeconds: 600, minutesToSoldOut: Math.ceil(87 / 1.2) });
  testApp.clock.advanceSeconds(130);
  const later = await paceOf(show, organizer);
  expect(later).toMatchObject({ holdsPerSecond: 0, endedHoldCount: 24, conversion: 0.5, ticketsPerMinute: 1.2 });
  await testApp.ask(PAUSE, { showId: show.id }, organizer);
  expect(await paceOf(show, organizer)).toMatchObject({ ticketsPerMinute: 1.2, minutesToSoldOut: null });
  testApp.clock.advanceSeconds(11 * 60);
  expect(await paceOf(show, organizer)).toMatchObject({ ticketsPerMinute: null, orderCount: 0, conversion: 0.5 });
});

it('the waiting room says how many wait, and the changes are sent to members alone', async () => {
  const show = await madeShow();
  await testApp.app.modules.waitingRoom.configureWaitingRoom(show.showId, {
    ...{ active: true, shopSize: 1, admissionsPerMinute: 60 },
  });
  const live = testApp.subscribe<{ salesPaceChanged: Pace }>(
    CHANGED,
    { showId: show.id },
    await organizerToken(testApp),
  );
  await live.at(0);
  for (let buyer = 0; buyer < 3; buyer += 1) await join(testApp, show.id, await testApp.token());
  await eventually(() => {
    const { waitingCount, insideCount } = live.messages.at(-1)?.salesPaceChanged ?? {};
    return (waitingCount === 2 && insideCount === 1) || `${waitingCount} wait, ${insideCount} are inside`;
  });
  expect(await paceOf(show, await organizerToken(testApp))).toMatchObject({
    waitingCount: 2,
    insideCount: 1,
    admittedCount: 1,
  });
  const stranger = testApp.subscribe(CHANGED, { showId: show.id }, await testApp.token());
  await eventually(() => stranger.ended());
  expect(JSON.stringify(stranger.errors)).toContain('FORBIDDEN');
  for (const { stop } of [live, stranger]) stop();
});
