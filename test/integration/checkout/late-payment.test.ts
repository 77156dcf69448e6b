import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, hold, holdFree } from '../../support/holds';
import { buy, disagreements, purchase, readOrder, settleAll } from '../../support/purchases';
import { changeShow, ORGANIZER_ID } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

// A charge of which nothing was known for so long that the order ended and its seats went back on sale.
const testApp = openTestApp({ STRIPE_RETRIES_MAX: '0' });
const PRICE = 4321;
/** The buyer's time at the bank, the patience with a silent provider, and some more. */
const SILENCE_SECONDS = 2000;

afterEach(async () => {
  await testApp.payments.withdrawFaults();
  await settleAll(testApp);
  expect(await disagreements(testApp)).toEqual([]);
});

/** A purchase of seats 0 and 1 whose card is charged, of which no answer comes. */
async function charged(seatsPerBuyerMax = 2) {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, priceMinor: PRICE, seatsPerBuyerMax });
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0, 1], token);
  await silence();
  // Stripe's SDK repeats a call whose connection broke, so two break.
  await testApp.payments.fault({ kind: 'cut', of: 'payment_intents.confirm', when: 'after-effect', times: 2 });
  const { order } = await purchase(testApp, { holdId }, token);
  expect(order?.status).toBe('PENDING_PAYMENT');
  return { show, token, orderId: order?.id ?? '' };
}
type Charged = Awaited<ReturnType<typeof charged>>;

async function silence(): Promise<void> {
  const [of, when] = ['payment_intents.retrieve', 'before-effect'] as const;
  await testApp.payments.fault({ kind: 'error', of, when, status: 503, times: 100_000 });
  await testApp.payments.fault({ kind: 'webhook-never', times: 100_000 });
}

/** The provider is silent for so long that the orders end. */
async function outlast(...orders: readonly Charged[]): Promise<void> {
  testApp.clock.advanceSeconds(SILENCE_SECONDS);
  for (const order of orders) {
    await eventually(async () => (await statusOf(order)) === 'CANCELLED');
    expect(await seatsOf(order.show)).toBe('AA');
  }
}

async function chargedInSilence(seatsPerBuyerMax?: number): Promise<Charged> {
  const order = await charged(seatsPerBuyerMax);
  await outlast(order);
  return order;
}

/** The provider answers again, and its answer is followed. */
async function answersAgain(): Promise<void> {
  await testApp.payments.withdrawFaults();
  await settleAll(testApp);
}

const seatsOf = async (show: MadeShow) => (await availability(testApp, show)).statuses.slice(0, 2);
const statusOf = async ({ orderId, token }: { orderId: string; token: string }) =>
  (await readOrder(testApp, orderId, token))?.status;
it('free seats become the buyer’s after all, and count against the limit as if nothing had happened', async () => {
  const late = await chargedInSilence();
  await answersAgain();
  expect(await statusOf(late)).toBe('CONFIRMED');
  expect(await seatsOf(late.show)).toBe('SS');
  expect(await hold(testApp, late.show, [5], late.token)).toMatchObject({ __typename: 'HoldLimitReached' });
});

it('seats that the allowance has forgotten count again', async () => {
  const late = await chargedInSilence(3);
  // A new hold drops from the allowance whatever no longer counts.
  await buy(testApp, late.show, [4], late.token);
  await answersAgain();
  expect(await statusOf(late)).toBe('CONFIRMED');
  expect(await hold(testApp, late.show, [5], late.token)).toMatchObject({ __typename: 'HoldLimitReached' });
});

it('a buyer who has bought other seats instead gets the money back rather than more than the limit', async () => {
  const late = await chargedInSilence();
  await buy(testApp, late.show, [6, 7], late.token);
  await answersAgain();
  expect(await statusOf(late)).toBe('REFUNDED');
  expect(await seatsOf(late.show)).toBe('AA');
});

it('seats that another buyer has by now stay theirs, and the money goes back', async () => {
  const late = await chargedInSilence();
  await buy(testApp, late.show, [1], await testApp.token());
  await answersAgain();
  expect(await statusOf(late)).toBe('REFUNDED');
  expect(await seatsOf(late.show)).toBe('AS');
});

it('whatever the show has come to: only of a cancelled one is nothing sold any more', async () => {
  const expected = [
    ['ON_SALE', 'CONFIRMED', 'SS'],
    ['SALES_PAUSED', 'CONFIRMED', 'SS'],
    ['SCHEDULED', 'CONFIRMED', 'SS'],
    ['SALES_CLOSED', 'CONFIRMED', 'SS'],
    ['STARTED', 'CONFIRMED', 'SS'],
    ['QUEUE', 'CONFIRMED', 'SS'],
    ['CANCELLED', 'REFUNDED', 'AA'],
  ] as const;
  const orders: Charged[] = [];
  for (const _ of expected) orders.push(await charged());
  await outlast(...orders);
  for (const [index, { show }] of orders.entries()) await changeShow(testApp, show, expected[index]?.[0] ?? 'ON_SALE');
  await answersAgain();
  const found = await Promise.all(
    orders.map(async (order, index) => [expected[index]?.[0], await statusOf(order), await seatsOf(order.show)]),
  );
  expect(found).toEqual(expected);
});

it('a cancellation between taking the seats again and selling them: nothing is sold, and the money goes back', async () => {
  const late = await chargedInSilence();
  const { dataSource } = testApp.database;
  // A commit of another session at exactly this moment looks the same to the next statement.
  await dataSource.query(`
    create function cancel_between() returns trigger language plpgsql as $$
      begin update show set cancelled_at = now() where id = new.show_id; return null; end $$;
    create trigger cancel_between after update on seat_hold for each row
      when (old.status in ('A', 'L', 'E') and new.status = 'R' and new.show_id = '${late.show.showId}')
      execute function cancel_between()`);
  try {
    await answersAgain();
  } finally {
    await dataSource.query('drop trigger cancel_between on seat_hold; drop function cancel_between()');
  }
  expect(await statusOf(late)).toBe('REFUNDED');
  expect(await seatsOf(late.show)).toBe('AA');
});
