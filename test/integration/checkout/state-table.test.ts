import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { availability } from '../../support/holds';
import { disagreements, settleAll } from '../../support/purchases';
import { changeShow, ORGANIZER_ID, type ShowState, showStates } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { purchaseSteps, type StepName, type Way } from './purchase-steps';

// Each step of a buyer, in each state of a show: where the show comes into it before the step, between the beginning of
// the step and its effect, and after it.
const testApp = openTestApp({ DATABASE_POOL_MAX: '40' });
const steps = purchaseSteps(testApp);
const PRICE = 3333;

type Moment = 'before' | 'during' | 'after';
/** What is answered, or the status of the order; the two seats of four; and the money that the provider has. */
type Outcome = string;
type Exceptions = Readonly<Partial<Record<ShowState, Outcome>>>;
type Row = readonly [StepName, Moment, usually: Outcome, but: Exceptions];

const bought = 'PurchasePayload SS paid';
const confirmed = 'CONFIRMED SS paid';
const returned = 'CancelOrderPayload AA returned';
/**
 * Where the show is cancelled during a charge: what was charged goes back. A webhook of the payment that arrives between
 * the two has it cancelled before anything is charged; `show-states.test.ts` tries the first way alone.
 */
const overBefore = expect.stringMatching(/^HoldExpired AA (returned|unpaid)$/);

const table: readonly Row[] = [
  [
    'holdSeats',
    'before',
    'SalesNotOpen AA unpaid',
    {
      ON_SALE: 'HoldSeatsPayload HH unpaid',
      SOLD_OUT: 'SeatsUnavailable HH unpaid',
      QUEUE: 'NotAdmitted AA unpaid',
    },
  ],
  [
    'holdSeats',
    'during',
    'SalesNotOpen AA unpaid',
    {
      ON_SALE: 'HoldSeatsPayload HH unpaid',
      SOLD_OUT: 'SeatsUnavailable HH unpaid',
      // Other processes learn within a second that there is a waiting room: it spreads a crowd and sells nothing.
      QUEUE: expect.stringMatching(/^(HoldSeatsPayload HH|NotAdmitted AA) unpaid$/),
    },
  ],
  ['holdSeats', 'after', 'HoldSeatsPayload HH unpaid', { CANCELLED: 'HoldSeatsPayload AA unpaid' }],

  [
    'extendHold',
    'before',
    'ExtendHoldPayload HH unpaid',
    {
      SALES_PAUSED: 'SalesNotOpen HH unpaid',
      SCHEDULED: 'SalesNotOpen HH unpaid',
      CANCELLED: 'SalesNotOpen AA unpaid',
    },
  ],
  ['extendHold', 'during', 'ExtendHoldPayload HH unpaid', { CANCELLED: 'ExtendHoldPayload AA unpaid' }],
  ['extendHold', 'after', 'ExtendHoldPayload HH unpaid', { CANCELLED: 'ExtendHoldPayload AA unpaid' }],

  ['releaseHold', 'before', 'ReleaseHoldPayload AA unpaid', {}],
  [
    'releaseHold',
    'during',
    'ReleaseHoldPayload AA unpaid',
    // Others see the seats when they are free, or looked just before.
    { SOLD_OUT: expect.stringMatching(/^ReleaseHoldPayload (HH|AA) unpaid$/) },
  ],
  ['releaseHold', 'after', 'ReleaseHoldPayload AA unpaid', { SOLD_OUT: 'ReleaseHoldPayload HH unpaid' }],

  [
    'purchase',
    'before',
    bought,
    {
      SALES_PAUSED: 'SalesNotOpen HH unpaid',
      SCHEDULED: 'SalesNotOpen HH unpaid',
      CANCELLED: 'SalesNotOpen AA unpaid',
    },
  ],
  ['purchase', 'during', bought, { CANCELLED: overBefore }],
  ['purchase', 'after', bought, {}],

  [
    'a new card after the bank',
    'before',
    bought,
    {
      SALES_PAUSED: 'SalesNotOpen RR unpaid',
      SCHEDULED: 'SalesNotOpen RR unpaid', // The payment at the bank is cancelled by the reconciler, within seconds.
      CANCELLED: expect.stringMatching(/^SalesNotOpen (RR|AA) unpaid$/),
    },
  ],
  ['a new card after the bank', 'during', bought, { CANCELLED: overBefore }],
  ['a new card after the bank', 'after', bought, {}],

  ['resumePurchase', 'before', bought, { CANCELLED: 'HoldExpired AA unpaid' }],
  ['resumePurchase', 'during', bought, { CANCELLED: overBefore }],
  ['resumePurchase', 'after', bought, {}],

  [
    'the bank says yes',
    'before',
    confirmed,
    {
      // The reconciler cancels the payment at the bank within seconds. A yes that comes first is charged, and goes back.
      CANCELLED: expect.stringMatching(/^(CANCELLED AA unpaid|REFUNDED AA returned)$/),
    },
  ],
  [
    'the bank says yes',
    'during',
    confirmed,
    { CANCELLED: expect.stringMatching(/^(CANCELLED AA unpaid|REFUNDED AA returned)$/) },
  ],
  ['the bank says yes', 'after', confirmed, {}],

  ['cancelOrder at the bank', 'before', 'CancelOrderPayload HH unpaid', { CANCELLED: 'CancelOrderPayload AA unpaid' }],
  ['cancelOrder at the bank', 'during', 'CancelOrderPayload HH unpaid', { CANCELLED: 'CancelOrderPayload AA unpaid' }],
  ['cancelOrder at the bank', 'after', 'CancelOrderPayload HH unpaid', { CANCELLED: 'CancelOrderPayload AA unpaid' }],

  ['cancelOrder', 'before', returned, {}],
  ['cancelOrder', 'during', returned, { SOLD_OUT: 'CancelOrderPayload HH returned' }],
  ['cancelOrder', 'after', returned, { SOLD_OUT: 'CancelOrderPayload HH returned' }],
];

it.each(table)('%s, where the show changes %s it', async (name, moment, usually, but) => {
  const { prepare, act, interrupt, outcome } = steps[name];
  const ways = await Promise.all(
    showStates.map(async (): Promise<Way> => {
      const show = await makeShow(testApp, {
        organizerId: ORGANIZER_ID,
        priceMinor: PRICE,
        seatMap: plainSeatMap(1, 4),
      });
      return { show, token: await testApp.token(), api: testApp, holdId: '', orderId: '', clientSecret: '' };
    }),
  );
  const change = () =>
    Promise.all(ways.map(({ show }, index) => changeShow(testApp, show, showStates[index] as ShowState)));
  await Promise.all(ways.map(prepare));
  if (moment === 'before') await change();
  let answers: readonly string[];
  if (moment === 'during') {
    answers = await interrupt(ways, { act: () => Promise.all(ways.map(act)), change });
  } else {
    answers = await Promise.all(ways.map(act));
  }
  if (moment === 'after') await change();
  const seats = await Promise.all(
    ways.map(async ({ show }) => (await availability(testApp, show)).statuses.slice(0, 2)),
  );
  await settleAll(testApp);
  if (outcome !== undefined) answers = await Promise.all(ways.map(outcome));
  const money = await Promise.all(ways.map(moneyOf));
  const found = showStates.map((state, index) => [state, `${answers[index]} ${seats[index]} ${money[index]}`]);
  const expected = showStates.map((state) => [state, but[state] ?? usually]);
  expect(found).toEqual(expected);
  expect(await disagreements(testApp)).toEqual([]);
});

/** What the provider has of the buyer's money, by its own ledger. */
async function moneyOf({ show }: Way): Promise<string> {
  const sql = 'select id from ticket_order where show_id = $1';
  const orders: { id: string }[] = await testApp.database.dataSource.query(sql, [show.showId]);
  const { charges } = await testApp.payments.ledger();
  const mine = charges.filter(
    ({ status, metadata }) => status === 'succeeded' && orders.some(({ id }) => id === metadata.order_id),
  );
  const keptMinor = mine.reduce((sum, { amount, amountRefunded }) => sum + amount - amountRefunded, 0);
  if (mine.length === 0) return 'unpaid';
  return keptMinor === 0 ? 'returned' : keptMinor === 2 * PRICE ? 'paid' : `${keptMinor}`;
}
