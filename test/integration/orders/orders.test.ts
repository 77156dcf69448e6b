import { makeShow } from '../../support/factories/shows';
import { buy, type OrderView, orderFields, readOrder } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

interface Page {
  readonly viewer: {
    readonly orders: {
      readonly nodes: readonly OrderView[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}
const ORDERS = `query Orders($first: Int, $after: String) {
  viewer { orders(first: $first, after: $after) { nodes { ${orderFields} } pageInfo { hasNextPage endCursor } } }
}`;

it("a buyer's orders come newest first, in pages, and are theirs alone", async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 10 });
  const token = await testApp.token();
  const bought: string[] = [];
  for (let seatNo = 0; seatNo < 5; seatNo += 1) bought.unshift((await buy(testApp, show, [seatNo], token)).id);
  await buy(testApp, show, [9], await testApp.token());
  const read: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const { viewer }: Page = await testApp.ask<Page>(ORDERS, { first: 2, after }, token);
    read.push(...viewer.orders.nodes.map(({ id }) => id));
    expect(viewer.orders.pageInfo.hasNextPage).toBe(page < 2);
    after = viewer.orders.pageInfo.endCursor;
  }
  expect(read).toEqual(bought);
});

it.each([
  [{ first: 0 }, '"first" must be from 1 to 100'],
  [{ first: 101 }, '"first" must be from 1 to 100'],
  [{ first: 1, after: 'nonsense' }, '"after" is not a cursor of this list'],
])('a page of %j is refused', async (variables, words) => {
  const { body } = await testApp.graphql(ORDERS, variables, await testApp.token());
  expect(body.errors?.[0]).toMatchObject({
    message: expect.stringContaining(words),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

it('an order is found by its id and as a node, by its buyer alone', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const order = await buy(testApp, show, [0], token);
  const query = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  const node = async (bearer?: string) =>
    (await testApp.ask<{ node: { id: string } | null }>(query, { id: order.id }, bearer)).node;
  expect(await readOrder(testApp, order.id, token)).toEqual(order);
  expect(await node(token)).toEqual({ __typename: 'Order', id: order.id });
  for (const stranger of [await testApp.token(), await testApp.token({ roles: ['admin'] })]) {
    expect(await readOrder(testApp, order.id, stranger)).toBeNull();
    expect(await node(stranger)).toBeNull();
  }
  expect(await node()).toBeNull();
  expect(await readOrder(testApp, 'order_nonsense', token)).toBeNull();
});

it('prices in an order stay as they were when the seats were held', async () => {
  const show = await makeShow(testApp, { priceMinor: 4250 });
  const token = await testApp.token();
  const order = await buy(testApp, show, [0], token);
  await testApp.database.dataSource.query('update show_price_tier set amount_minor = 9900 where show_id = $1', [
    show.showId,
  ]);
  expect((await readOrder(testApp, order.id, token))?.items[0]?.price).toEqual({ amountMinor: 4250, currency: 'EUR' });
});
