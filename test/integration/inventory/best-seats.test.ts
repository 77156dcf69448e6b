import { holdBest, seatsOf } from '../../support/best-seats';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { damages, hold } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

it('gives the seats in the middle of the front row, side by side', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(5, 10) });
  const answer = await holdBest(testApp, show, { quantity: 2 }, await testApp.token());
  expect(answer).toMatchObject({
    __typename: 'HoldBestSeatsPayload',
    together: true,
    singleSeatsLeft: 0,
    why: { step: 'TOGETHER_WITHOUT_SINGLE_SEAT', tries: 1 },
  });
  expect(seatsOf(answer)).toEqual([0, 1]);
  expect((await hold(testApp, show, [0], await testApp.token())).__typename).toBe('SeatsUnavailable');
});
