import fc from 'fast-check';
import { verifyFigures } from '../../../src/reports';
import { moveTicket, sold as soldAtDesk } from '../../support/box-office';
import { eventually } from '../../support/eventually';
import { commitExchange, quoteExchange } from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql, type ResultOf } from '../../support/graphql';
import { availability, hold, holdFree, release } from '../../support/holds';
import { cancel, purchase, readOrder, settleAll } from '../../support/purchases';
import { commitReturn, quoted, quoteReturn } from '../../support/returns';
import { blockSeats } from '../../support/seat-blocks';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { ticketsOf } from '../../support/tickets';
import { blockKinds, foldOfShow, inOneOrder } from './fold-of-show';

/**
 * Random steps of buyers and an organizer, after which every figure is compared with a fold over the seats and the orders
 * themselves. Ten thousand steps with FIGURES_STEPS=10000; the run of all tests has fewer.
 */
const testApp = openTestApp();
const STEPS = Number(process.env.FIGURES_STEPS ?? 120);
const STEPS_OF_SHOW = 400;
const COMPARED_EVERY = 20;
const ROWS = 6;
const SEATS = 36;
/** The seats of an order are in several rows, and so in both zones. */
const STRIDE = 4;
const [FRONT, BACK] = [4250, 1900];
const kinds = [
  ...['hold', 'hold', 'release', 'expire', 'buy', 'buy', 'buy', 'decline', 'cancel', 'return', 'return'],
  ...['return one', 'return one', 'exchange', 'exchange', 'move', 'move', 'sell at the desk', 'cancel at the desk'],
  ...['give away', 'block', 'block for a reason', 'unblock'],
] as const;

const parts = 'placeCount freeCount heldCount reservedCount soldCount blockedCount' as const;
const FIGURES = graphql(`query ($id: ID!) { show(id: $id) { salesFigures {
  ${parts} complimentaryCount orderCount gross { amountMinor } refunded { amountMinor } net { amountMinor }
  bySection { name ${parts} gross { amountMinor } refunded { amountMinor } net { amountMinor } }
  byZone { name ${parts} gross { amountMinor } refunded { amountMinor } net { amountMinor } } blockedByKind { kind seatCount }
  byHour { hour orderCount ticketCount gross { amountMinor } refunded { amountMinor } }
  byChannel { channel orderCount ticketCount gross { amountMinor } refunded { amountMinor } } } } }`);
const BLOCK = graphql(
  'mutation ($seatIds: [ID!]!, $blocked: Boolean!) { setSeatBlocks(input: { seatIds: $seatIds, blocked: $blocked }) { changedCount } }',
);
type Figures = NonNullable<NonNullable<ResultOf<typeof FIGURES>['show']>['salesFigures']>;

it(
  'every figure is a fold over the seats and the orders, whatever happens in which order',
  async () => {
    const steps = fc.sample(
      fc.record({
        kind: fc.constantFrom(...kinds),
        seat: fc.nat(SEATS - 1),
        count: fc.integer({ min: 1, max: 3 }),
        pick: fc.nat(1000),
      }),
      { numRuns: STEPS, seed: Number(process.env.FIGURES_SEED ?? 20_261_127) },
    );
    for (let from = 0; from < STEPS; from += STEPS_OF_SHOW) await walk(steps.slice(from, from + STEPS_OF_SHOW));
  },
  Math.max(180_000, STEPS * 1000),
);

interface Step {
  readonly kind: (typeof kinds)[number];
  readonly seat: number;
  readonly count: number;
  readonly pick: number;
}

async function walk(steps: readonly Step[]): Promise<void> {
  const show = await makeShow(testApp, {
    ...{ organizerId: ORGANIZER_ID, priceMinor: FRONT, pricesMinor: { Back: BACK }, seatsPerBuyerMax: 6 },
    ...{ seatMap: plainSeatMap(ROWS, SEATS / ROWS, ['Front', 'Back']), exchangeRule: 'ANY' },
  });
  // What is returned in part keeps a fee, which does not divide by the prices.
  await updateShow(testApp, show, { returnSteps: [{ sharePercent: 73, hoursBefore: 0 }], returnFeeMinor: 117 });
  const organizer = await organizerToken(testApp);
  const holds: { id: string; token: string }[] = [];
  const atDesk: string[] = [];
  let orders: { id: string; token: string }[] = [];
  for (const [index, { kind, seat, count, pick }] of steps.entries()) {
    const { statuses } = await availability(testApp, show);
    const seats = Array.from({ length: count }, (_, n) => (seat + n * STRIDE) % SEATS);
    const free = seats.filter((seatNo) => statuses[seatNo] === 'A');
    const order = orders[pick % Math.max(orders.length, 1)];
    if (kind === 'hold' && free.length > 0) {
      const token = await testApp.token();
      const answer = await hold(testApp, show, free, token);
      if (answer.hold !== undefined) holds.push({ id: answer.hold.id, token });
    }
    const held = holds[pick % Math.max(holds.length, 1)];
    if (kind === 'release' && held !== undefined) await release(testApp, held.id, held.token);
    if (kind === 'expire' && pick % 4 === 0) testApp.clock.advance(400_000);
    if ((kind === 'buy' || kind === 'decline') && free.length > 0) {
      const token = await testApp.token();
      const { id: holdId } = await holdFree(testApp, show, free, token);
      const paymentMethod = kind === 'buy' ? 'pm_card_visa' : 'pm_card_chargeDeclined';
      const bought = await purchase(testApp, { holdId, paymentMethod }, token);
      if (bought.order?.status === 'CONFIRMED') orders.push({ id: bought.order.id, token });
      else holds.push({ id: holdId, token });
    }
    if (kind === 'cancel' && order !== undefined) await cancel(testApp, order.id, order.token);
    if (kind === 'return' && order !== undefined) {
      const quote = await quoted(testApp, order.id, order.token, 0);
      await commitReturn(testApp, quote.id, order.token);
    }
    if (kind === 'return one' && order !== undefined) {
      const valid = await validTickets(order);
      const one = valid[pick % Math.max(valid.length, 1)];
      if (one !== undefined) {
        const quote = await quoteReturn(testApp, { orderId: order.id, ticketIds: [one.id] }, order.token);
        if (quote.__typename === 'ReturnQuote') await commitReturn(testApp, quote.id, order.token);
      }
    }
    if (kind === 'exchange' && order !== undefined && free.length > 0) {
      const ticketIds = (await validTickets(order)).slice(0, count).map(({ id }) => id);
      const quote = await quoteExchange(testApp, { orderId: order.id, show, ticketIds, seats: free }, order.token);
      const made = quote.__typename === 'ExchangeQuote' ? await commitExchange(testApp, quote.id, order.token) : null;
      if (made?.__typename === 'CommitExchangePayload') orders.push({ id: made.order.id, token: order.token });
    }
    if (kind === 'move' && order !== undefined && free[0] !== undefined) {
      const [ticket] = await validTickets(order);
      if (ticket !== undefined) await moveTicket(testApp, ticket.id, show.seat(free[0]), organizer);
    }
    if (kind === 'sell at the desk' && free.length > 0) {
      const { order: sold } = await soldAtDesk(testApp, show, free, organizer);
      atDesk.push(sold.id);
    }
    const soldAt = atDesk[pick % Math.max(atDesk.length, 1)];
    if (kind === 'cancel at the desk' && soldAt !== undefined) await cancel(testApp, soldAt, organizer);
    if (kind === 'give away' && free.length > 0) {
      const given = { showId: show.showId, currency: 'EUR', parties: [free] };
      await testApp.app.modules.checkout.issueComplimentary(given, { role: 'operator' });
    }
    if (kind === 'block' || kind === 'unblock') {
      await testApp.ask(BLOCK, { seatIds: show.seats(...seats), blocked: kind === 'block' }, organizer);
    }
    if (kind === 'block for a reason') {
      const reason = blockKinds[pick % blockKinds.length] ?? 'HOUSE';
      await blockSeats(testApp, show, seats, organizer, { kind: reason, note: pick % 2 === 0 ? 'Row kept' : '' });
    }
    if (['cancel', 'return', 'return one', 'exchange'].includes(kind)) {
      const now = await Promise.all(orders.map(({ id, token }) => readOrder(testApp, id, token)));
      orders = orders.filter((_, place) => now[place]?.status === 'CONFIRMED');
    }
    if (index % COMPARED_EVERY === COMPARED_EVERY - 1) await compare(show, organizer);
  }
  await settleAll(testApp, show);
  await compare(show, organizer);
  expect((await verifyFigures(testApp.database)).flatMap(({ damages }) => damages)).toEqual([]);
  await comparesWithProvider(show, organizer);
}

const validTickets = async ({ id, token }: { readonly id: string; readonly token: string }) =>
  (await ticketsOf(testApp, id, token)).filter(({ status }) => status === 'VALID');

const figuresOf = async (show: MadeShow, token: string): Promise<Figures> => {
  const figures = (await testApp.ask(FIGURES, { id: show.id }, token)).show?.salesFigures;
  if (figures == null) throw new Error('There are no figures');
  return figures;
};

const foldOf = ({ showId }: MadeShow) => foldOfShow(testApp.database.dataSource, showId, SEATS / ROWS);

/** Refunds and holds that run out go on by themselves: compared is a moment in which both reads say the same. */
const compare = (show: MadeShow, token: string): Promise<void> =>
  eventually(async () => {
    const [before, figures, after] = [await foldOf(show), await figuresOf(show, token), await foldOf(show)];
    if (JSON.stringify(before) !== JSON.stringify(after)) return 'The show changes';
    return (
      JSON.stringify(inOneOrder(figures)) === JSON.stringify(before) ||
      `${JSON.stringify(figures)} is not ${JSON.stringify(before)}`
    );
  });

/** The provider and the desk. */
async function comparesWithProvider(show: MadeShow, token: string): Promise<void> {
  const { gross, refunded, net } = await figuresOf(show, token);
  const { charges } = await testApp.payments.ledger();
  const paid = charges.filter(({ status, metadata }) => status === 'succeeded' && metadata.show_id === show.showId);
  const entries: { kind: string; amountMinor: number }[] = await testApp.database.dataSource.query(
    `select kind, amount_minor::int as "amountMinor" from desk_entry where show_id = $1`,
    [show.showId],
  );
  const atDesk = (kind: string) =>
    entries.reduce((sum, entry) => sum + (entry.kind === kind ? entry.amountMinor : 0), 0);
  const charged = paid.reduce((sum, { amount }) => sum + amount, 0) + atDesk('taken');
  const returned = paid.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0) + atDesk('returned');
  expect([gross.amountMinor, refunded.amountMinor, net.amountMinor]).toEqual([charged, returned, charged - returned]);
}
