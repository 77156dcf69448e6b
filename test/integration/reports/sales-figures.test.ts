import fc from 'fast-check';
import { newId } from '../../../src/platform';
import { verifyFigures } from '../../../src/reports';
import { given, sold as soldAtDesk } from '../../support/box-office';
import { countStatements } from '../../support/count-statements';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { hold } from '../../support/holds';
import { buy, cancel, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const FIGURES = graphql(`query ($id: ID!) { show(id: $id) { salesFigures {
  placeCount freeCount heldCount reservedCount soldCount blockedCount complimentaryCount orderCount
  blockedByKind { kind seatCount }
  gross { amountMinor currency } refunded { amountMinor } net { amountMinor } asOf
  byChannel { channel orderCount ticketCount gross { amountMinor } refunded { amountMinor } }
  byHour { hour orderCount ticketCount gross { amountMinor } refunded { amountMinor } }
  bySection { name placeCount freeCount heldCount reservedCount soldCount blockedCount }
  byZone { name placeCount freeCount heldCount reservedCount soldCount blockedCount } } } }`);
const BLOCK = graphql(
  'mutation ($seatIds: [ID!]!) { setSeatBlocks(input: { seatIds: $seatIds, blocked: true }) { changedCount } }',
);
const PRICE = 4250;

async function figuresOf(show: { readonly id: string }, token: string) {
  const { show: read } = await testApp.ask(FIGURES, { id: show.id }, token);
  const figures = read?.salesFigures;
  if (figures == null) throw new Error('There are no figures');
  const { placeCount, freeCount, heldCount, reservedCount, soldCount, blockedCount } = figures;
  expect(freeCount + heldCount + reservedCount + soldCount + blockedCount).toBe(placeCount);
  expect(figures.net.amountMinor).toBe(figures.gross.amountMinor - figures.refunded.amountMinor);
  expect(figures.blockedByKind.reduce((sum, { seatCount }) => sum + seatCount, 0)).toBe(blockedCount);
  const { complimentaryCount, orderCount, bySection, byZone, byHour, byChannel } = figures;
  for (const parts of [bySection, byZone]) {
    for (const field of ['placeCount', 'freeCount', 'heldCount', 'reservedCount', 'soldCount', 'blockedCount'] as const)
      expect([field, parts.reduce((sum, part) => sum + part[field], 0)]).toEqual([field, figures[field]]);
  }
  for (const parts of [byHour, byChannel]) {
    expect(parts.reduce((sum, part) => sum + part.orderCount, 0)).toBe(orderCount);
    expect(parts.reduce((sum, part) => sum + part.gross.amountMinor, 0)).toBe(figures.gross.amountMinor);
    expect(parts.reduce((sum, part) => sum + part.refunded.amountMinor, 0)).toBe(figures.refunded.amountMinor);
  }
  expect(byChannel.find(({ channel }) => channel === 'COMPLIMENTARY')?.ticketCount ?? 0).toBe(complimentaryCount);
  return figures;
}

/** What is compared with a fold over what happened. */
const plain = ({
  gross,
  refunded,
  asOf: _asOf,
  net: _net,
  byChannel: _c,
  byHour: _h,
  bySection: _s,
  byZone: _z,
  blockedByKind: _b,
  ...counts
}: Awaited<ReturnType<typeof figuresOf>>) => ({
  ...counts,
  gross: gross.amountMinor,
  refunded: refunded.amountMinor,
});

it('figures say what was held, bought, given away, returned and blocked', async () => {
  const organizerId = newId();
  const organizer = await testApp.token({ id: organizerId, roles: ['organizer'] });
  const show = await makeShow(testApp, { seatMap: plainSeatMap(3, 10), organizerId });
  const none = { placeCount: 30, reservedCount: 0, soldCount: 0, blockedCount: 0, heldCount: 0, orderCount: 0 };
  expect(plain(await figuresOf(show, organizer))).toEqual({
    ...{ ...none, freeCount: 30, complimentaryCount: 0, gross: 0, refunded: 0 },
  });
  await hold(testApp, show, [0, 1, 2], await testApp.token());
  await buy(testApp, show, [10, 11], await testApp.token());
  await testApp.app.modules.checkout.issueComplimentary(
    { showId: show.showId, currency: 'EUR', parties: [[25, 26], [27]] },
    { role: 'operator' },
  );
  const other = await testApp.token();
  const returned = await buy(testApp, show, [20], other);
  const sold = {
    ...{ ...none, heldCount: 3, soldCount: 6, complimentaryCount: 3, orderCount: 4, freeCount: 21 },
    ...{ gross: 3 * PRICE, refunded: 0 },
  };
  expect(plain(await figuresOf(show, organizer))).toEqual(sold);
  await cancel(testApp, returned.id, other);
  await settleAll(testApp, show);
  await testApp.ask(BLOCK, { seatIds: show.seats(29) }, organizer);
  // The clock went on while the refund was made, and holds may have run out.
  const { heldCount, freeCount, ...rest } = plain(await figuresOf(show, organizer));
  expect(rest).toEqual({
    ...{ placeCount: 30, reservedCount: 0, soldCount: 5, complimentaryCount: 3, orderCount: 3, blockedCount: 1 },
    ...{ gross: 3 * PRICE, refunded: PRICE },
  });
  expect(heldCount + freeCount).toBe(24);
});

it('others than its organizer and admins get no figures, and no error', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 5), organizerId: newId() });
  const tokens = [
    undefined,
    await testApp.token(),
    await testApp.token({ roles: ['organizer'] }),
    await testApp.token({ roles: ['scanner'] }),
  ];
  for (const token of tokens) {
    const { body } = await testApp.graphql(FIGURES, { id: show.id }, token);
    expect(body.errors).toBeUndefined();
    expect(body.data?.show?.salesFigures).toBeNull();
  }
  const admin = await testApp.token({ roles: ['admin'] });
  expect(await figuresOf(show, admin)).toMatchObject({ placeCount: 5 });
});

it('the figures of several shows are one statement', async () => {
  const admin = await testApp.token({ roles: ['admin'] });
  const shows = [await makeShow(testApp), await makeShow(testApp), await makeShow(testApp)];
  const query = `query { ${shows.map(({ id }, index) => `s${index}: show(id: "${id}") { salesFigures { placeCount } }`).join(' ')} }`;
  const names = await countStatements(testApp, () => testApp.ask(query, {}, admin), 'reports_');
  expect(names).toEqual(['reports_read_sales']);
});

it('sections and zones have their own seats, hours and channels their own orders', async () => {
  const organizerId = newId();
  const organizer = await testApp.token({ id: organizerId, roles: ['organizer'] });
  const seatMap = plainSeatMap(4, 5, ['Front', 'Back']);
  const show = await makeShow(testApp, { seatMap, organizerId, pricesMinor: { Back: 1000 } });
  await buy(testApp, show, [0, 5, 6], await testApp.token());
  await hold(testApp, show, [16], await testApp.token());
  await testApp.app.modules.checkout.issueComplimentary(
    { showId: show.showId, currency: 'EUR', parties: [[10]] },
    { role: 'operator' },
  );
  testApp.clock.advance(3_600_000);
  await buy(testApp, show, [1], await testApp.token());
  const { byZone, bySection, byHour, byChannel } = await figuresOf(show, organizer);
  expect(byZone).toMatchObject([
    { name: 'Back', placeCount: 10, soldCount: 2 },
    { name: 'Front', placeCount: 10, soldCount: 3 },
  ]);
  expect(bySection).toMatchObject([{ name: 'Stalls', placeCount: 20, soldCount: 5 }]);
  expect(byHour).toMatchObject([
    { orderCount: 2, ticketCount: 4, gross: { amountMinor: PRICE + 2000 } },
    { orderCount: 1, ticketCount: 1, gross: { amountMinor: PRICE } },
  ]);
  const [first = 0, second = 0] = byHour.map(({ hour }) => Date.parse(hour));
  expect([first % 3_600_000, second - first]).toEqual([0, 3_600_000]);
  expect(byChannel).toMatchObject([
    { channel: 'COMPLIMENTARY', orderCount: 1, ticketCount: 1, gross: { amountMinor: 0 } },
    { channel: 'ONLINE', orderCount: 2, ticketCount: 4, gross: { amountMinor: 2 * PRICE + 2000 } },
  ]);
});

it('what the desk sells is a channel of its own, and so is what members give; both are in the sums', async () => {
  const organizerId = newId();
  const organizer = await testApp.token({ id: organizerId, roles: ['organizer'] });
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 5), organizerId });
  await buy(testApp, show, [0], await testApp.token());
  const { order } = await soldAtDesk(testApp, show, [1, 2], organizer);
  await given(testApp, show, [3], organizer);
  const before = await figuresOf(show, organizer);
  expect(before.byChannel).toMatchObject([
    { channel: 'BOX_OFFICE', orderCount: 1, ticketCount: 2, gross: { amountMinor: 2 * PRICE } },
    { channel: 'COMPLIMENTARY', orderCount: 1, ticketCount: 1, gross: { amountMinor: 0 } },
    { channel: 'ONLINE', orderCount: 1, ticketCount: 1, gross: { amountMinor: PRICE } },
  ]);
  await cancel(testApp, order.id, organizer);
  await settleAll(testApp, show);
  const after = await figuresOf(show, organizer);
  expect(after.byChannel[0]).toMatchObject({
    ...{ channel: 'BOX_OFFICE', orderCount: 0, ticketCount: 0 },
    ...{ gross: { amountMinor: 2 * PRICE }, refunded: { amountMinor: 2 * PRICE } },
  });
  expect(after.net.amountMinor).toBe(PRICE);
  expect((await verifyFigures(testApp.database)).flatMap(({ damages }) => damages)).toEqual([]);
});

describe('salesChanged', () => {
  const CHANGED = `subscription ($showId: ID!) { salesChanged(showId: $showId) { soldCount heldCount orderCount gross { amountMinor } } }`;
  interface Changed {
    salesChanged: { soldCount: number; heldCount: number; orderCount: number; gross: { amountMinor: number } };
  }

  it('sends the figures, then each change, and nothing where nothing changes', async () => {
    const organizerId = newId();
    const organizer = await testApp.token({ id: organizerId, roles: ['organizer'] });
    const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 10), organizerId });
    const live = testApp.subscribe<Changed>(CHANGED, { showId: show.id }, organizer);
    expect((await live.at(0)).salesChanged).toEqual({
      ...{ soldCount: 0, heldCount: 0, orderCount: 0, gross: { amountMinor: 0 } },
    });
    await buy(testApp, show, [0, 1], await testApp.token());
    // Purchases pass through a hold, which may be seen or not.
    const soldOnes = await live.until((seen) => seen.at(-1)?.salesChanged.soldCount === 2);
    expect(soldOnes.at(-1)?.salesChanged).toEqual({
      ...{ soldCount: 2, heldCount: 0, orderCount: 1, gross: { amountMinor: 2 * PRICE } },
    });
    const sent = soldOnes.length;
    await hold(testApp, show, [5], await testApp.token());
    const later = await live.until((seen) => seen.at(-1)?.salesChanged.heldCount === 1);
    expect(later.length).toBe(sent + 1);
    live.stop();
  });

  it('is refused to buyers, other organizers, and for shows that do not exist', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 5), organizerId: newId() });
    const organizer = await testApp.token({ roles: ['organizer'] });
    for (const [token, showId, code] of [
      [undefined, show.id, 'UNAUTHENTICATED'],
      [await testApp.token(), show.id, 'FORBIDDEN'],
      [organizer, show.id, 'FORBIDDEN'],
      [organizer, 'show_nothing', 'BAD_USER_INPUT'],
    ] as const) {
      const live = testApp.subscribe<Changed>(CHANGED, { showId }, token);
      await eventually(() => live.ended());
      expect(JSON.stringify(live.errors)).toContain(code);
      live.stop();
    }
  });
});

type Deed = 'hold' | 'buy' | 'buy and cancel';

it('they agree at every moment of a storm, and at its end with a fold over the orders and the ledger of the provider', async () => {
  const admin = await testApp.token({ roles: ['admin'] });
  const SEATS = 24;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          deed: fc.constantFrom<Deed>('hold', 'buy', 'buy and cancel'),
          seats: fc.uniqueArray(fc.nat({ max: SEATS - 1 }), { minLength: 1, maxLength: 3 }),
        }),
        { minLength: 10, maxLength: 20 },
      ),
      async (deeds) => {
        const show = await makeShow(testApp, { seatMap: plainSeatMap(3, 8), seatsPerBuyerMax: 8 });
        const fold = { held: 0, sold: 0, orders: 0, bought: 0, returned: 0 };
        let isOver = false;
        const reader = (async () => {
          let reads = 0;
          while (!isOver || reads === 0) {
            const { soldCount, net, gross } = await figuresOf(show, admin);
            // A purchase sells its seats in the transaction that records the payment; what is cancelled is returned later.
            expect(net.amountMinor).toBeGreaterThanOrEqual(soldCount * PRICE);
            expect(gross.amountMinor % PRICE).toBe(0);
            reads += 1;
          }
        })();
        await Promise.all(
          deeds.map(async ({ deed, seats }) => {
            const token = await testApp.token();
            if (deed === 'hold') {
              if ((await hold(testApp, show, seats, token)).__typename === 'HoldSeatsPayload')
                fold.held += seats.length;
              return;
            }
            const order = await buy(testApp, show, seats, token).catch(() => null);
            if (order === null) return;
            fold.bought += seats.length;
            if (deed === 'buy and cancel') {
              await cancel(testApp, order.id, token);
              fold.returned += seats.length;
            } else {
              fold.sold += seats.length;
              fold.orders += 1;
            }
          }),
        );
        isOver = true;
        await reader;
        await settleAll(testApp, show);
        expect(plain(await figuresOf(show, admin))).toMatchObject({
          ...{ soldCount: fold.sold, orderCount: fold.orders, reservedCount: 0, complimentaryCount: 0 },
          ...{ gross: fold.bought * PRICE, refunded: fold.returned * PRICE },
        });
        expect((await verifyFigures(testApp.database)).flatMap(({ damages }) => damages)).toEqual([]);
      },
    ),
    { numRuns: 3 },
  );
}, 60_000);
