import fc from 'fast-check';
import { verifyFigures } from '../../../src/reports';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql, type ResultOf } from '../../support/graphql';
import { availability, hold, holdFree, release } from '../../support/holds';
import { cancel, purchase, readOrder, settleAll } from '../../support/purchases';
import { commitReturn, quoted } from '../../support/returns';
import { blockSeats } from '../../support/seat-blocks';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

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
const [FRONT, BACK] = [4250, 1900];
const kinds = [
  ...['hold', 'hold', 'release', 'expire', 'buy', 'buy', 'buy', 'decline', 'cancel', 'return', 'return'],
  ...['give away', 'block', 'block for a reason', 'unblock'],
] as const;

const blockKinds = ['HOUSE', 'PRODUCTION', 'KILL', 'PRESS', 'DISTANCE'] as const;
const parts = 'placeCount freeCount heldCount reservedCount soldCount blockedCount' as const;
const FIGURES = graphql(`query ($id: ID!) { show(id: $id) { salesFigures {
  ${parts} complimentaryCount orderCount gross { amountMinor } refunded { amountMinor } net { amountMinor }
  bySection { name ${parts} } byZone { name ${parts} } blockedByKind { kind seatCount }
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
    seatMap: plainSeatMap(ROWS, SEATS / ROWS, ['Front', 'Back']),
  });
  const organizer = await organizerToken(testApp);
  const holds: { id: string; token: string }[] = [];
  let orders: { id: string; token: string }[] = [];
  for (const [index, { kind, seat, count, pick }] of steps.entries()) {
    const { statuses } = await availability(testApp, show);
    const seats = Array.from({ length: count }, (_, n) => (seat + n) % SEATS);
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
    if (kind === 'cancel' || kind === 'return') {
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

const figuresOf = async (show: MadeShow, token: string): Promise<Figures> => {
  const figures = (await testApp.ask(FIGURES, { id: show.id }, token)).show?.salesFigures;
  if (figures == null) throw new Error('There are no figures');
  return figures;
};

/** Refunds and holds that run out go on by themselves: compared is a moment in which both reads say the same. */
const compare = (show: MadeShow, token: string): Promise<void> =>
  eventually(async () => {
    const [before, figures, after] = [await fold(show), await figuresOf(show, token), await fold(show)];
    if (JSON.stringify(before) !== JSON.stringify(after)) return 'The show changes';
    return (
      JSON.stringify(sorted(figures)) === JSON.stringify(before) ||
      `${JSON.stringify(figures)} is not ${JSON.stringify(before)}`
    );
  });

async function comparesWithProvider(show: MadeShow, token: string): Promise<void> {
  const { gross, refunded, net } = await figuresOf(show, token);
  const { charges } = await testApp.payments.ledger();
  const paid = charges.filter(({ status, metadata }) => status === 'succeeded' && metadata.show_id === show.showId);
  const charged = paid.reduce((sum, { amount }) => sum + amount, 0);
  const returned = paid.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0);
  expect([gross.amountMinor, refunded.amountMinor, net.amountMinor]).toEqual([charged, returned, charged - returned]);
}

interface RawSeat {
  readonly seatNo: number;
  readonly status: string;
  readonly kind: string;
}
interface RawOrder {
  readonly status: string;
  readonly isGiven: boolean;
  readonly createdAt: Date;
  readonly tickets: number;
  readonly paid: number;
  readonly returned: number;
}

/** The same figures, from the rows of the seats and the orders alone. */
async function fold({ showId }: MadeShow) {
  const { dataSource } = testApp.database;
  const seats: RawSeat[] = await dataSource.query(
    `select seat_no as "seatNo", status, upper(coalesce(b.kind, 'house')) as kind
       from show_seat s left join seat_block b on b.show_id = s.show_id and b.id = s.block_id
      where s.show_id = $1 order by seat_no`,
    [showId],
  );
  const orders: RawOrder[] = await dataSource.query(
    `select o.status, length(o.request_hash) = 0 as "isGiven", o.created_at as "createdAt",
            (select count(*)::int from order_item i where i.show_id = o.show_id and i.order_id = o.id and i.is_live) as tickets,
            coalesce((select sum(amount_minor)::int from payment p where p.show_id = o.show_id and p.order_id = o.id and state = 'succeeded'), 0) as paid,
            coalesce((select sum(amount_minor)::int from provider_refund r where r.show_id = o.show_id and r.order_id = o.id and state <> 'failed'), 0) as returned
       from ticket_order o where o.show_id = $1 order by o.created_at, o.id`,
    [showId],
  );
  const countSeats = (some: readonly RawSeat[]) => {
    const of = (letter: string) => some.filter(({ status }) => status === letter).length;
    return {
      placeCount: some.length,
      ...{ freeCount: of('A'), heldCount: of('H'), reservedCount: of('R'), soldCount: of('S'), blockedCount: of('B') },
    };
  };
  const countOrders = (some: readonly RawOrder[]) => {
    const confirmed = some.filter(({ status }) => status === 'C');
    const sum = (rows: readonly RawOrder[], field: 'tickets' | 'paid' | 'returned') =>
      rows.reduce((total, row) => total + row[field], 0);
    return {
      orderCount: confirmed.length,
      ticketCount: sum(confirmed, 'tickets'),
      gross: { amountMinor: sum(some, 'paid') },
      refunded: { amountMinor: sum(some, 'returned') },
    };
  };
  const { ticketCount: _, ...total } = countOrders(orders);
  const given = orders.filter(({ isGiven }) => isGiven);
  const bought = orders.filter(({ isGiven }) => !isGiven);
  const hourOf = ({ createdAt }: RawOrder) =>
    new Date(Math.floor(createdAt.getTime() / 3_600_000) * 3_600_000).toISOString();
  const ofZone = (rest: number) => seats.filter(({ seatNo }) => Math.floor(seatNo / (SEATS / ROWS)) % 2 === rest);
  return sorted({
    ...countSeats(seats),
    complimentaryCount: countOrders(given).ticketCount,
    ...total,
    net: { amountMinor: total.gross.amountMinor - total.refunded.amountMinor },
    bySection: [{ name: 'Stalls', ...countSeats(seats) }],
    byZone: [
      { name: 'Back', ...countSeats(ofZone(1)) },
      { name: 'Front', ...countSeats(ofZone(0)) },
    ],
    blockedByKind: blockKinds.flatMap((kind) => {
      const { length } = seats.filter((seat) => seat.status === 'B' && seat.kind === kind);
      return length === 0 ? [] : [{ kind, seatCount: length }];
    }),
    byHour: [...new Set(orders.map(hourOf))].map((hour) => ({
      hour,
      ...countOrders(orders.filter((order) => hourOf(order) === hour)),
    })),
    byChannel: [
      { channel: 'COMPLIMENTARY' as const, ...countOrders(given) },
      { channel: 'ONLINE' as const, ...countOrders(bought) },
    ],
  });
}

/** In one order of fields; hours and channels in which nothing is left may be listed or not. */
function sorted(figures: Figures) {
  const isSomething = (row: {
    orderCount: number;
    ticketCount: number;
    gross: { amountMinor: number };
    refunded: { amountMinor: number };
  }) => row.orderCount > 0 || row.ticketCount > 0 || row.gross.amountMinor > 0 || row.refunded.amountMinor > 0;
  const counted = {
    ...figures,
    byHour: figures.byHour.filter(isSomething).map((row) => ({ ...row, hour: new Date(row.hour).toISOString() })),
    byChannel: figures.byChannel.filter(isSomething),
  };
  const inOrder = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(inOrder)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => a.localeCompare(b))
              .map(([key, part]) => [key, inOrder(part)]),
          )
        : value;
  return inOrder(counted);
}
