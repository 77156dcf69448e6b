import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { availability, damages, hold } from '../../support/holds';
import { join } from '../../support/queue';
import {
  changeShow,
  ORGANIZER_ID,
  organizerToken,
  type ShowState,
  showStates,
  updateShow,
} from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

// What an organizer does with a show, in each state of it: what the show is then, its four seats, and whether the next
// buyer can hold one. Nothing brings a cancelled show back, and nothing but the sale's own terms opens a sale.
const testApp = openTestApp();

const SHOW = graphql('query ($id: ID!) { show(id: $id) { status } }');
const BLOCK = graphql('mutation ($input: SetSeatBlocksInput!) { setSeatBlocks(input: $input) { changedCount } }');
const SET_MAP = graphql('mutation ($input: SetSeatMapInput!) { setSeatMap(input: $input) { __typename } }');

const inHours = (count: number) => new Date(testApp.clock.now().getTime() + count * 3_600_000).toISOString();

const actions = {
  'sets a price': (show) =>
    updateShow(testApp, show, { priceTiers: [{ zone: 'Standard', name: 'Standard', amountMinor: 5000 }] }),
  'pauses the sale': (show) => updateShow(testApp, show, { salesPaused: true }),
  'ends a pause': (show) => updateShow(testApp, show, { salesPaused: false }),
  'opens the sale again': (show) =>
    updateShow(testApp, show, { salesOpenAt: inHours(-1), salesCloseAt: inHours(1), salesPaused: false }),
  'blocks two seats': async (show) =>
    testApp.ask(BLOCK, { input: { seatIds: show.seats(0, 1), blocked: true } }, await organizerToken(testApp)),
  'adds a seat': async (show) => {
    const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(1, 5));
    if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
    const input = { showId: show.id, seatMapVersion: published.version };
    return testApp.ask(SET_MAP, { input }, await organizerToken(testApp));
  },
  'opens a waiting room': (show) => changeShow(testApp, show, 'QUEUE'),
  cancels: (show) => changeShow(testApp, show, 'CANCELLED'),
} satisfies Record<string, (show: MadeShow) => Promise<unknown>>;
type Action = keyof typeof actions;

type Row = Readonly<Record<ShowState, string>>;
const usual: Row = {
  ON_SALE: 'ON_SALE HAAA HoldSeatsPayload',
  SALES_PAUSED: 'SALES_PAUSED AAAA SalesNotOpen',
  SCHEDULED: 'SCHEDULED AAAA SalesNotOpen',
  SALES_CLOSED: 'SALES_CLOSED AAAA SalesNotOpen',
  STARTED: 'SALES_CLOSED AAAA SalesNotOpen',
  SOLD_OUT: 'ON_SALE HHHH SeatsUnavailable',
  QUEUE: 'ON_SALE AAAA NotAdmitted',
  CANCELLED: 'CANCELLED AAAA SalesNotOpen',
};
const withSeats = (seats: string, but: Partial<Row> = {}): Row => ({
  ...(Object.fromEntries(
    Object.entries(usual).map(([state, text]) => [state, text.replace(/ [AH]{4} /, ` ${seats} `)]),
  ) as Row),
  ...but,
});

const table: Readonly<Record<Action, Row>> = {
  'sets a price': usual,
  'pauses the sale': {
    ...usual,
    ON_SALE: 'SALES_PAUSED AAAA SalesNotOpen',
    SOLD_OUT: 'SALES_PAUSED HHHH SalesNotOpen',
    QUEUE: 'SALES_PAUSED AAAA SalesNotOpen',
  },
  'ends a pause': { ...usual, SALES_PAUSED: usual.ON_SALE },
  'opens the sale again': {
    ...usual,
    SALES_PAUSED: usual.ON_SALE,
    SCHEDULED: usual.ON_SALE,
    SALES_CLOSED: usual.ON_SALE,
    STARTED: usual.ON_SALE,
  },
  'blocks two seats': withSeats('BBAA', {
    ON_SALE: 'ON_SALE BBAA SeatsUnavailable',
    SOLD_OUT: usual.SOLD_OUT,
  }),
  'adds a seat': withSeats('AAAAA', {
    ON_SALE: 'ON_SALE HAAAA HoldSeatsPayload',
    SOLD_OUT: 'ON_SALE HHHHA SeatsUnavailable',
  }),
  'opens a waiting room': {
    ...usual,
    ON_SALE: usual.QUEUE,
    SOLD_OUT: 'ON_SALE HHHH NotAdmitted',
  },
  cancels: Object.fromEntries(showStates.map((state) => [state, usual.CANCELLED])) as Row,
};

const make = async (state: ShowState): Promise<MadeShow> => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, seatMap: plainSeatMap(1, 4) });
  await changeShow(testApp, show, state);
  return show;
};

it.each(Object.keys(table) as Action[])('the organizer %s', async (action) => {
  const found: Partial<Record<ShowState, string>> = {};
  for (const state of showStates) {
    const show = await make(state);
    await actions[action](show);
    const answer = await hold(testApp, show, [0], await testApp.token());
    const { statuses } = await availability(testApp, show);
    const { show: read } = await testApp.ask(SHOW, { id: show.id });
    // Whether it is sold out is counted some seconds later.
    const status = read?.status === 'SOLD_OUT' ? 'ON_SALE' : read?.status;
    found[state] = `${status} ${statuses} ${answer.__typename}`;
  }
  expect(found).toEqual(table[action]);
  expect(await damages(testApp)).toEqual([]);
});

it('whoever joins the queue of a show is told at once where its state lets nobody in', async () => {
  const found: Partial<Record<ShowState, string>> = {};
  for (const state of showStates) {
    const show = await make(state);
    await changeShow(testApp, show, 'QUEUE');
    const { position, message } = await join(testApp, show.id, await testApp.token());
    found[state] = [position?.__typename, position?.notice ?? position?.reason ?? message].filter(Boolean).join(': ');
  }
  expect(found).toEqual({
    ON_SALE: 'QueueWaiting',
    SALES_PAUSED: 'QueueWaiting: The sale is paused for the moment.',
    SCHEDULED: 'QueueBeforeSale',
    SALES_CLOSED: 'QueueClosed: The sale for this show is over.',
    STARTED: 'QueueClosed: The sale for this show is over.',
    SOLD_OUT: 'QueueWaiting',
    QUEUE: 'QueueWaiting',
    CANCELLED: 'QueueClosed: This show is cancelled.',
  });
});
