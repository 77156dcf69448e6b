import fc from 'fast-check';
import { newId } from '../../../src/platform';
import { countStatements } from '../../support/count-statements';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { hold } from '../../support/holds';
import { buy, cancel, settleAll } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const FIGURES = graphql(`query ($id: ID!) { show(id: $id) { salesFigures {
  placeCount freeCount heldCount reservedCount soldCount blockedCount complimentaryCount orderCount
  gross { amountMinor currency } refunded { amountMinor } net { amountMinor } asOf } } }`);
const PRICE = 4250;

async function figuresOf(show: { readonly id: string }, token: string) {
  const { show: read } = await testApp.ask(FIGURES, { id: show.id }, token);
  const figures = read?.salesFigures;
  if (figures == null) throw new Error('There are no figures');
  const { placeCount, freeCount, heldCount, reservedCount, soldCount, blockedCount } = figures;
  expect(freeCount + heldCount + reservedCount + soldCount + blockedCount).toBe(placeCount);
  expect(figures.net.amountMinor).toBe(figures.gross.amountMinor - figures.refunded.amountMinor);
  return figures;
}

/** What is compared with a fold over what happened. */
const plain = ({ gross, refunded, asOf: _asOf, net: _net, ...counts }: Awaited<ReturnType<typeof figuresOf>>) => ({
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
  await testApp.database.dataSource.query(
    `update show_seat set status = 'B', version = version + 1, is_blocked = true where show_id = $1 and seat_no = 29`,
    [show.showId],
  );
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
  expect(names).toEqual(['reports_read_sales_figures']);
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
      },
    ),
    { numRuns: 3 },
  );
}, 60_000);
