import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { hold, holdFree } from '../../support/holds';
import { tryPurchase } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const PAUSE = graphql(
  'mutation ($input: PauseSaleInput!) { pauseSale(input: $input) { show { status pauseMessage } } }',
);
const RESUME = graphql(
  'mutation ($input: ResumeSaleInput!) { resumeSale(input: $input) { show { status pauseMessage } } }',
);
const CHANGED = 'subscription ($id: ID!) { showChanged(showId: $id) { status pauseMessage } }';
const HOLD = graphql(`mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) {
  __typename ... on SalesNotOpen { message status pauseMessage } } }`);
const MESSAGE = 'Die Halle wird geprüft. Um 18 Uhr geht es weiter.';

const pause = async (show: MadeShow, message: string | null) =>
  (await testApp.ask(PAUSE, { input: { showId: show.id, message } }, await organizerToken(testApp))).pauseSale.show;
const resume = async (show: MadeShow) =>
  (await testApp.ask(RESUME, { input: { showId: show.id } }, await organizerToken(testApp))).resumeSale.show;
const tryHold = async (show: MadeShow) => {
  const input = { showId: show.id, seatIds: show.seats(0), idempotencyKey: Math.random().toString(36) };
  return (await testApp.ask(HOLD, { input }, await testApp.token())).holdSeats;
};

it('a pause has a message that buyers read at once, in the refusal and live, and that ends with it', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID });
  const buyer = await testApp.token();
  const held = await holdFree(testApp, show, [1], buyer);
  const feed = testApp.subscribe<{ showChanged: { status: string; pauseMessage: string | null } }>(CHANGED, {
    id: show.id,
  });
  const states = () => feed.messages.map(({ showChanged }) => [showChanged.status, showChanged.pauseMessage]);
  await eventually(() => states().length === 1);
  expect(await pause(show, MESSAGE)).toEqual({ status: 'SALES_PAUSED', pauseMessage: MESSAGE });
  expect(await tryHold(show)).toMatchObject({ __typename: 'SalesNotOpen', message: MESSAGE, pauseMessage: MESSAGE });
  const { body } = await tryPurchase(testApp, { holdId: held.id }, buyer);
  expect(body.data?.purchase).toMatchObject({ __typename: 'SalesNotOpen', message: MESSAGE });
  await pause(show, 'Um 19 Uhr geht es weiter.');
  expect(await resume(show)).toEqual({ status: 'ON_SALE', pauseMessage: null });
  expect((await hold(testApp, show, [0], await testApp.token())).__typename).toBe('HoldSeatsPayload');
  const expected = [
    ['ON_SALE', null],
    ['SALES_PAUSED', MESSAGE],
    ['SALES_PAUSED', 'Um 19 Uhr geht es weiter.'],
    ['ON_SALE', null],
  ];
  await eventually(() => JSON.stringify(states()) === JSON.stringify(expected) || JSON.stringify(states()));
});

it('without a message, and where the sale goes on in another way, there is none', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID });
  expect(await pause(show, null)).toEqual({ status: 'SALES_PAUSED', pauseMessage: null });
  expect(await tryHold(show)).toMatchObject({ message: 'Sales for this show are paused.', pauseMessage: null });
  await pause(show, MESSAGE);
  await updateShow(testApp, show, { salesPaused: false });
  await updateShow(testApp, show, { salesPaused: true });
  expect(await tryHold(show)).toMatchObject({ pauseMessage: null });
  // A show that is paused and cancelled is cancelled.
  expect(await pause(show, '   ')).toMatchObject({ pauseMessage: null });
});

it.each([
  ['anonymous', async () => undefined, 'UNAUTHENTICATED'],
  ['a buyer', () => testApp.token(), 'FORBIDDEN'],
  ['another organizer', () => testApp.token({ roles: ['organizer'] }), 'FORBIDDEN'],
])('%s neither pauses nor resumes', async (_, tokenOf, code) => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID });
  const token = await tokenOf();
  const answers = [
    await testApp.graphql(PAUSE, { input: { showId: show.id } }, token),
    await testApp.graphql(RESUME, { input: { showId: show.id } }, token),
  ];
  expect(answers.map(({ body }) => body.errors?.[0]?.extensions?.code)).toEqual([code, code]);
});

it('a message that is too long is refused', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID });
  const input = { showId: show.id, message: 'x'.repeat(301) };
  const { body } = await testApp.graphql(PAUSE, { input }, await organizerToken(testApp));
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});
