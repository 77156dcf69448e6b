import { verifyFigures } from '../../../src/reports';
import { gatherChanges } from '../../../src/reports/gather-sales';
import type { SeatMapDocument } from '../../../src/seating';
import { given, moveTicket, sold } from '../../support/box-office';
import { countStatements } from '../../support/count-statements';
import { exchange } from '../../support/exchanges';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { present } from '../../support/present';
import { buy, cancel, settleAll } from '../../support/purchases';
import { commitReturn, quoted, ticketIdsOf } from '../../support/returns';
import { blockSeats } from '../../support/seat-blocks';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const [FRONT, BACK] = [4250, 1900];
/** Four rows of five in two sections: seats 0 to 4 and 10 to 14 are in front, the others at the back. */
function house(edit: (document: SeatMapDocument) => void = () => undefined): SeatMapDocument {
  const document = plainSeatMap(4, 5, ['Front', 'Back']);
  const [stalls] = document.sections;
  if (stalls === undefined) throw new Error('There is no section');
  document.sections.push({ ...stalls, name: 'Upper', rows: (stalls.rows ?? []).splice(2) });
  edit(document);
  return document;
}

const money = 'gross { amountMinor } refunded { amountMinor } net { amountMinor }' as const;
const FIGURES = graphql(`query ($id: ID!) { show(id: $id) { salesFigures { ${money}
  bySection { name soldCount placeCount ${money} } byZone { name soldCount placeCount ${money} } } } }`);
const SET_MAP = graphql('mutation ($input: SetSeatMapInput!) { setSeatMap(input: $input) { __typename } }');

interface Money {
  readonly gross: { readonly amountMinor: number };
  readonly refunded: { readonly amountMinor: number };
  readonly net: { readonly amountMinor: number };
}

/** `[gross, refunded]` of each part, after it is sure that every sum is that of the show. */
async function moneyOf(show: MadeShow) {
  const answer = await testApp.ask(FIGURES, { id: show.id }, await organizerToken(testApp));
  const { bySection, byZone, ...total } = present(present(answer.show).salesFigures);
  const pair = ({ gross, refunded, net }: Money) => {
    expect(net.amountMinor).toBe(gross.amountMinor - refunded.amountMinor);
    return [gross.amountMinor, refunded.amountMinor] as const;
  };
  for (const parts of [bySection, byZone]) {
    const [gross, refunded] = [0, 1].map((at) => parts.reduce((sum, part) => sum + (pair(part)[at] ?? 0), 0));
    expect([gross, refunded]).toEqual(pair(total));
  }
  const named = (parts: readonly (Money & { readonly name: string })[]) =>
    Object.fromEntries(parts.map((part) => [part.name, pair(part)]));
  return { total: pair(total), zones: named(byZone), sections: named(bySection), bySection, byZone };
}

const damages = async () => (await verifyFigures(testApp.database)).flatMap(({ damages: found }) => found);
const makeHouse = async (
  rule: { returnSteps?: { sharePercent: number; hoursBefore: number }[]; returnFeeMinor?: number } = {},
) => {
  const show = await makeShow(testApp, {
    ...{ seatMap: house(), organizerId: ORGANIZER_ID, priceMinor: FRONT, pricesMinor: { Back: BACK } },
    ...{ exchangeRule: 'ANY', seatsPerBuyerMax: 10 },
  });
  if (Object.keys(rule).length > 0) await updateShow(testApp, show, rule);
  return show;
};

afterEach(async () => expect(await damages()).toEqual([]));

it('zones and sections have what was paid for their seats, of an order in several of them each its part', async () => {
  const show = await makeHouse();
  const organizer = await organizerToken(testApp);
  await buy(testApp, show, [0, 5, 6], await testApp.token());
  await sold(testApp, show, [10, 15], organizer);
  await given(testApp, show, [1, 16], organizer);
  await blockSeats(testApp, show, [2, 7], organizer, { kind: 'PRESS' });
  const expected = {
    zones: { Front: [2 * FRONT, 0], Back: [3 * BACK, 0] },
    sections: { Stalls: [FRONT + 2 * BACK, 0], Upper: [FRONT + BACK, 0] },
  };
  expect(await moneyOf(show)).toMatchObject(expected);
  // The same whether what waits was added up or not, and added up twice.
  await gatherChanges(testApp.database);
  expect(await moneyOf(show)).toMatchObject(expected);
  await gatherChanges(testApp.database);
  expect(await moneyOf(show)).toMatchObject(expected);
});

it('what a return keeps stays in the zone, and a cancelled order goes back to each of its zones', async () => {
  const show = await makeHouse({ returnSteps: [{ sharePercent: 73, hoursBefore: 0 }], returnFeeMinor: 117 });
  const token = await testApp.token();
  const { id } = await buy(testApp, show, [0, 5], token);
  const quote = await quoted(testApp, id, token, 0);
  await commitReturn(testApp, quote.id, token);
  await settleAll(testApp, show);
  const back = present(quote.lines[0]).returned.amountMinor;
  expect(back).toBeLessThan(FRONT);
  expect((await moneyOf(show)).zones).toEqual({ Front: [FRONT, back], Back: [BACK, 0] });
  // An organizer cancels the rest of it, and another order as a whole.
  const other = await testApp.token();
  const whole = await buy(testApp, show, [1, 6], other);
  await cancel(testApp, whole.id, await organizerToken(testApp));
  await settleAll(testApp, show);
  expect((await moneyOf(show)).zones).toEqual({ Front: [2 * FRONT, back + FRONT], Back: [2 * BACK, BACK] });
});

it('the money of exchanged seats stays where they were, and comes back from there, over two exchanges', async () => {
  const show = await makeHouse();
  const token = await testApp.token();
  const { id } = await buy(testApp, show, [5, 0], token);
  // The seat at the back for one in front: only the difference is paid for it.
  const [, atTheBack = ''] = await ticketIdsOf(testApp, id, token, 0, 1);
  const second = await exchange(testApp, { orderId: id, show, ticketIds: [atTheBack], seats: [10] }, token);
  await settleAll(testApp, show);
  expect(await moneyOf(show)).toMatchObject({
    zones: { Front: [FRONT + FRONT - BACK, 0], Back: [BACK, 0] },
    sections: { Stalls: [FRONT + BACK, 0], Upper: [FRONT - BACK, 0] },
  });
  const third = await exchange(testApp, { orderId: second, show, places: [0], seats: [11] }, token);
  await settleAll(testApp, show);
  const quote = await quoted(testApp, third, token, 0);
  await commitReturn(testApp, quote.id, token);
  await settleAll(testApp, show);
  expect(await moneyOf(show)).toMatchObject({
    zones: { Front: [FRONT + FRONT - BACK, FRONT - BACK], Back: [BACK, BACK] },
    sections: { Stalls: [FRONT + BACK, BACK], Upper: [FRONT - BACK, FRONT - BACK] },
  });
});

it('the money goes with a ticket that is moved, back and forth, and is returned from where it is', async () => {
  const show = await makeHouse();
  const organizer = await organizerToken(testApp);
  const token = await testApp.token();
  const { id } = await buy(testApp, show, [0, 5], token);
  const move = async (to: number) => {
    const [ticketId = ''] = await ticketIdsOf(testApp, id, token, 0);
    expect((await moveTicket(testApp, ticketId, show.seat(to), organizer)).__typename).toBe('MoveTicketPayload');
  };
  await move(16);
  const total = FRONT + BACK;
  expect(await moneyOf(show)).toMatchObject({
    zones: { Front: [0, 0], Back: [total, 0] },
    sections: { Stalls: [BACK, 0], Upper: [FRONT, 0] },
  });
  await gatherChanges(testApp.database);
  await cancel(testApp, id, token);
  await settleAll(testApp, show);
  expect((await moneyOf(show)).zones).toEqual({ Front: [0, 0], Back: [total, total] });
});

it('a map that moves seats to another zone moves their money, and what it has no more is still listed', async () => {
  const show = await makeHouse({ returnSteps: [{ sharePercent: 50, hoursBefore: 0 }] });
  const token = await testApp.token();
  const bought = [await buy(testApp, show, [0, 1], token), await buy(testApp, show, [6], token)];
  const returned = async (orderId: string, place: number) => {
    const quote = await quoted(testApp, orderId, token, place);
    await commitReturn(testApp, quote.id, token);
    await settleAll(testApp, show);
    return present(quote.lines[0]).returned.amountMinor;
  };
  const half = await returned(present(bought[0]).id, 1);
  const halfAtTheBack = await returned(present(bought[1]).id, 0);
  await setMap(show, ({ zones, sections }) => {
    zones.push({ ...present(zones[0]), name: 'Best' });
    const [first] = present(sections[0]).rows ?? [];
    present(first).seats.splice(1, 1);
    for (const seat of present(first).seats) seat.zone = 'Best';
  });
  const { zones, sections, byZone } = await moneyOf(show);
  // The seat that was returned is gone; its zone is still there.
  expect(zones).toEqual({ Best: [FRONT, 0], Front: [FRONT, half], Back: [BACK, halfAtTheBack] });
  expect(sections).toEqual({ Stalls: [2 * FRONT + BACK, half + halfAtTheBack], Upper: [0, 0] });
  expect(byZone.find(({ name }) => name === 'Best')).toMatchObject({ placeCount: 4, soldCount: 1 });
  await setMap(show, ({ zones, sections }) => {
    zones.splice(0, 2, ...zones.filter(({ name }) => name === 'Front'));
    for (const section of sections) section.rows = section.rows?.slice(0, 1);
  });
  const later = await moneyOf(show);
  expect(later.zones).toEqual({ Front: [2 * FRONT, half], Back: [BACK, halfAtTheBack] });
  expect(later.byZone.map(({ name, placeCount }) => [name, placeCount])).toEqual([
    ['Front', 10],
    ['Back', 0],
  ]);
});

/** Gives a show a map, whose zones are its prices from then on. */
async function setMap(show: MadeShow, edit: (document: SeatMapDocument) => void): Promise<void> {
  const document = house(edit);
  const published = await testApp.app.modules.seating.publishSeatMap(document);
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  const priceTiers = document.zones.map(({ name }) => ({ zone: name, name, amountMinor: 9000 }));
  const { dataSource } = testApp.database;
  await dataSource.query('delete from show_price_tier where show_id = $1', [show.showId]);
  for (const { zone, name, amountMinor } of priceTiers)
    await dataSource.query('insert into show_price_tier (show_id, zone, name, amount_minor) values ($1, $2, $3, $4)', [
      ...[show.showId, zone, name, amountMinor],
    ]);
  const input = { showId: show.id, seatMapVersion: published.version };
  const { setSeatMap } = await testApp.ask(SET_MAP, { input }, await organizerToken(testApp));
  expect(setSeatMap).toEqual({ __typename: 'SetSeatMapPayload' });
}

it('seats are read where a part is asked for, by whatever fragment, and in the same statement', async () => {
  const show = await makeHouse();
  await buy(testApp, show, [0], await testApp.token());
  const organizer = await organizerToken(testApp);
  const query = `query ($id: ID!) { show(id: $id) { salesFigures { ...Parts } again: salesFigures { orderCount } } }
    fragment Parts on SalesFigures { ... on SalesFigures { zones: byZone { name gross { amountMinor } } } }`;
  const names = await countStatements(
    testApp,
    async () => {
      const { show: read } = await testApp.ask<{ show: { salesFigures: unknown } }>(query, { id: show.id }, organizer);
      expect(read.salesFigures).toMatchObject({
        zones: [{ gross: { amountMinor: 0 } }, { gross: { amountMinor: FRONT } }],
      });
    },
    'reports_read',
  );
  expect(names).toEqual(['reports_read_sales', 'reports_read_sales']);
});

it('what a process has in memory is read again where the database has another history, as after a failover', async () => {
  const show = await makeHouse();
  const { dataSource } = testApp.database;
  await buy(testApp, show, [0], await testApp.token());
  await gatherChanges(testApp.database);
  expect((await moneyOf(show)).zones).toEqual({ Front: [FRONT, 0], Back: [0, 0] });
  await buy(testApp, show, [5], await testApp.token());
  await gatherChanges(testApp.database);
  // The database that has taken over has come to the same revision by other orders.
  for (const table of ['sales_seat', 'sales_seat_revision'])
    await dataSource.query(`update ${table} set revision = 1 where show_id = $1`, [show.showId]);
  expect((await moneyOf(show)).zones).toEqual({ Front: [FRONT, 0], Back: [BACK, 0] });
});

it('verify names the seat whose money is not that of its orders, and the repair mends it while the service runs', async () => {
  const show = await makeHouse();
  const { dataSource } = testApp.database;
  await buy(testApp, show, [0, 5], await testApp.token());
  await gatherChanges(testApp.database);
  await dataSource.query('update sales_seat set gross_minor = gross_minor + 100 where show_id = $1 and seat_no = 5', [
    show.showId,
  ]);
  await dataSource.query('delete from sales_seat where show_id = $1 and seat_no = 0', [show.showId]);
  const found = await damages();
  expect(found).toHaveLength(2);
  expect(found.join()).toContain(`show ${show.showId}, seat 5: -100 paid, 0 returned are missing`);
  expect(found.join()).toContain(`seat 0: ${FRONT} paid`);
  await dataSource.query('select keep_missing_sales($1)', [show.showId]);
  expect((await moneyOf(show)).zones).toEqual({ Front: [FRONT, 0], Back: [BACK, 0] });
});
