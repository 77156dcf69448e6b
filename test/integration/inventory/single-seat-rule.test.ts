import { randomUUID } from 'node:crypto';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, damages, hold, holdFree } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

const HOLD = graphql(`
  mutation ($input: HoldSeatsInput!) {
    holdSeats(input: $input) {
      __typename
      ... on Problem { message }
      ... on HoldSeatsPayload { hold { id } singleSeats { index } }
      ... on LeavesSingleSeat { seats { index label } suggestions }
    }
  }
`);
const UPDATE = graphql(`
  mutation ($input: UpdateShowInput!) {
    updateShow(input: $input) { show { singleSeatRule allowsSingleAtAisle } }
  }
`);

async function choose(
  show: MadeShow,
  seatNos: readonly number[],
  token?: string,
  idempotencyKey: string = randomUUID(),
) {
  const input = { showId: show.id, seatIds: show.seats(...seatNos), idempotencyKey };
  return (await testApp.ask(HOLD, { input }, token ?? (await testApp.token()))).holdSeats;
}

const strict = (more: object = {}) =>
  makeShow(testApp, { seatMap: plainSeatMap(3, 10), singleSeatRule: 'STRICT', ...more });

it('a strict show refuses a choice that leaves a single seat, and its suggestions can be held', async () => {
  const show = await strict();
  const refused = await choose(show, [1, 2]);
  expect(refused).toMatchObject({ __typename: 'LeavesSingleSeat', seats: [{ index: 0 }] });
  if (refused.__typename !== 'LeavesSingleSeat') throw new Error(refused.__typename);
  expect(refused.suggestions[0]).toEqual(show.seats(0, 1));
  expect((await availability(testApp, show)).availableCount).toBe(30);
  for (const seatIds of refused.suggestions) {
    expect(seatIds).toHaveLength(2);
    const input = { showId: show.id, seatIds, idempotencyKey: randomUUID() };
    const { holdSeats } = await testApp.ask(HOLD, { input }, await testApp.token());
    expect(['HoldSeatsPayload', 'SeatsUnavailable']).toContain(holdSeats.__typename);
    if (seatIds === refused.suggestions[0]) expect(holdSeats.__typename).toBe('HoldSeatsPayload');
  }
});

it("a gap that others left is nobody's fault, and a refused key may be used again", async () => {
  const show = await strict();
  const [token, key] = [await testApp.token(), randomUUID()];
  expect((await choose(show, [3, 4], token, key)).__typename).toBe('HoldSeatsPayload');
  expect((await choose(show, [6, 7], token)).__typename).toBe('LeavesSingleSeat');
  const other = randomUUID();
  expect((await choose(show, [12], token, other)).__typename).toBe('HoldSeatsPayload');
  expect((await choose(show, [11], token, key)).__typename).toBe('IdempotencyKeyReused');
});

it('a repeated request gets its hold, although the rule would refuse the choice now', async () => {
  const organizerId = randomUUID();
  const show = await makeShow(testApp, { seatMap: plainSeatMap(3, 10), organizerId });
  const [token, key] = [await testApp.token(), randomUUID()];
  const first = await choose(show, [1, 2], token, key);
  const organizer = await testApp.token({ roles: ['organizer'], id: organizerId });
  const { updateShow } = await testApp.ask(
    UPDATE,
    { input: { showId: show.id, singleSeatRule: 'STRICT', allowsSingleAtAisle: false } },
    organizer,
  );
  expect(updateShow.show).toEqual({ singleSeatRule: 'STRICT', allowsSingleAtAisle: false });
  expect(await choose(show, [1, 2], token, key)).toEqual(first);
  // From the commit of the change on, in every process.
  expect((await choose(show, [11, 12])).__typename).toBe('LeavesSingleSeat');
});

it('a show that warns holds the seats and names the single ones', async () => {
  const show = await strict({ singleSeatRule: 'WARN' });
  expect(await choose(show, [1, 2])).toMatchObject({ __typename: 'HoldSeatsPayload', singleSeats: [{ index: 0 }] });
  expect(await choose(show, [10, 11])).toMatchObject({ __typename: 'HoldSeatsPayload', singleSeats: null });
});

it('a lenient show lets a party into a gap that leaves one seat anyway', async () => {
  const show = await strict({ singleSeatRule: 'LENIENT' });
  await holdFree(testApp, show, [0, 1], await testApp.token());
  await holdFree(testApp, show, [5, 6], await testApp.token());
  expect((await choose(show, [2, 3])).__typename).toBe('HoldSeatsPayload');
  expect((await choose(show, [11, 12])).__typename).toBe('LeavesSingleSeat');
});

it('the rule ends two hours before the show', async () => {
  const show = await strict({ startsInHours: 2 });
  expect((await choose(show, [1, 2])).__typename).toBe('HoldSeatsPayload');
});

it('taken seats are refused as taken, whatever gap they would leave', async () => {
  const show = await strict();
  await holdFree(testApp, show, [2, 3], await testApp.token());
  expect((await hold(testApp, show, [1, 2], await testApp.token())).__typename).toBe('SeatsUnavailable');
});
