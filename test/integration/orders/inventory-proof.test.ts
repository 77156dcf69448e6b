import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { insertShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { hold } from '../../support/holds';
import { buy, cancel } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const PROOF = graphql(`query ($id: ID!) { show(id: $id) { availability { revision } inventoryProof {
  placeCount freeCount heldCount reservedCount soldCount blockedCount seatsInSeveralOrders revision } } }`);

async function proofOf(show: { readonly id: string }) {
  const { show: read } = await testApp.ask(PROOF, { id: show.id });
  if (read === null) throw new Error('There is no such show');
  const { inventoryProof: proof } = read;
  const { placeCount, freeCount, heldCount, reservedCount, soldCount, blockedCount } = proof;
  expect(freeCount + heldCount + reservedCount + soldCount + blockedCount).toBe(placeCount);
  return { ...proof, isLatest: proof.revision === read.availability.revision };
}

it('everybody can count the seats of a show, whatever has happened to them', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(3, 10), seatsPerBuyerMax: 10 });
  const none = { heldCount: 0, reservedCount: 0, soldCount: 0, blockedCount: 0, seatsInSeveralOrders: 0 };
  expect(await proofOf(show)).toMatchObject({ ...none, placeCount: 30, freeCount: 30 });
  const token = await testApp.token();
  await hold(testApp, show, [0, 1, 2], token);
  const order = await buy(testApp, show, [10, 11], await testApp.token());
  const other = await testApp.token();
  await buy(testApp, show, [20], other);
  // What has just been published may come between the two reads of one answer.
  await eventually(async () => (await proofOf(show)).isLatest || 'another revision');
  expect(await proofOf(show)).toMatchObject({ ...none, freeCount: 24, heldCount: 3, soldCount: 3 });
  await testApp.database.dataSource.query(
    `update show_seat set status = 'B', version = version + 1, is_blocked = true where show_id = $1 and seat_no = 29`,
    [show.showId],
  );
  expect(await proofOf(show)).toMatchObject({ ...none, freeCount: 23, heldCount: 3, soldCount: 3, blockedCount: 1 });
  expect(order.status).toBe('CONFIRMED');
});

it('a seat that is in two orders, which the database refuses, would be counted', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 10) });
  const first = await buy(testApp, show, [0], await testApp.token());
  await buy(testApp, show, [1], await testApp.token());
  const token = await testApp.token();
  const returned = await buy(testApp, show, [2], token);
  await cancel(testApp, returned.id, token);
  const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
  const insert = `insert into order_item (show_id, order_id, seat_no, price_minor)
    select show_id, order_id, $2::integer, price_minor from order_item where show_id = $1 and seat_no = $3::integer`;
  await expect(sql(insert, [show.showId, 0, 1])).rejects.toThrow('order_item_one_live_of_seat');
  expect(await proofOf(show)).toMatchObject({ seatsInSeveralOrders: 0 });
  await sql('drop index order_item_one_live_of_seat');
  await sql(insert, [show.showId, 0, 1]);
  // The order of a seat that went back is none.
  await sql(insert, [show.showId, 0, 2]);
  expect(await proofOf(show)).toMatchObject({ seatsInSeveralOrders: 1 });
  expect(first.status).toBe('CONFIRMED');
});

it('a show without seats has none', async () => {
  const show = await insertShow(testApp.database, { salesOpenAt: testApp.clock.now() });
  expect(await proofOf(show)).toMatchObject({ placeCount: 0, freeCount: 0, seatsInSeveralOrders: 0 });
});
