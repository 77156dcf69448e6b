import { randomUUID } from 'node:crypto';
import { decodeIdWithin, encodeId, encodeIdWithin, handOutIds, newId } from '../../../src/platform';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { extend, hold, holdFree, release } from '../../support/holds';
import { buy, cancel, purchase, readHold, readOrder, resume } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
let show: MadeShow;
let token: string;
beforeEach(async () => {
  show = await makeShow(testApp);
  token = await testApp.token();
});
afterEach(() => handOutIds('with-show'));

/** The id as it was before ids named the show. */
function plain(kind: 'hold' | 'order', id: string): string {
  const named = decodeIdWithin(kind, id);
  if (named === null) throw new Error(`Not the id of ${kind}: ${id}`);
  return encodeId(kind, named.uuid);
}

it('ids of holds and orders name their show, in at most 56 characters', async () => {
  const held = await holdFree(testApp, show, [0], token);
  expect(held.id).toMatch(/^hold_[\w-]{43}$/);
  expect(decodeIdWithin('hold', held.id)?.outer).toBe(show.showId);
  const { order } = await purchase(testApp, { holdId: held.id }, token);
  expect(order?.id).toMatch(/^order_[\w-]{43}$/);
  expect(decodeIdWithin('order', order?.id ?? '')?.outer).toBe(show.showId);
});

it('ids that were handed out before go on naming their hold and their order', async () => {
  const held = await holdFree(testApp, show, [0], token);
  const holdId = plain('hold', held.id);
  // Whoever has the old id learns the new one.
  expect((await readHold(testApp, holdId, token))?.id).toBe(held.id);
  expect(await extend(testApp, holdId, token)).toMatchObject({ hold: { id: held.id } });
  const { order } = await purchase(testApp, { holdId }, token);
  const orderId = plain('order', order?.id ?? '');
  expect(await readOrder(testApp, orderId, token)).toMatchObject({ id: order?.id, status: 'CONFIRMED' });
  expect(await resume(testApp, orderId, token)).toMatchObject({ order: { id: order?.id } });
  expect(await cancel(testApp, orderId, token)).toMatchObject({ __typename: 'CancelOrderPayload' });
  const other = await holdFree(testApp, show, [1], token);
  expect(await release(testApp, plain('hold', other.id), token)).toMatchObject({ hold: { status: 'RELEASED' } });
});

it("an id of either form is nothing to another buyer, nor is one of another show's", async () => {
  const order = await buy(testApp, show, [0], token);
  const stranger = await testApp.token();
  const elsewhere = encodeIdWithin('order', newId(), decodeIdWithin('order', order.id)?.uuid ?? '');
  expect(await readOrder(testApp, plain('order', order.id), stranger)).toBeNull();
  expect(await readOrder(testApp, order.id, stranger)).toBeNull();
  expect(await readOrder(testApp, elsewhere, token)).toBeNull();
  expect(await readOrder(testApp, encodeId('order', newId()), token)).toBeNull();
  expect(await cancel(testApp, elsewhere, token)).toMatchObject({ __typename: 'OrderNotFound' });
});

it('a process hands out ids of the form before while others cannot read the new one, and takes both', async () => {
  handOutIds('plain');
  const held = await holdFree(testApp, show, [0], token);
  expect(held.id).toMatch(/^hold_[\w-]{22}$/);
  handOutIds('with-show');
  const { id } = (await readHold(testApp, held.id, token)) ?? {};
  expect(id).toBe(encodeIdWithin('hold', show.showId, decodeIdWithin('hold', held.id)?.uuid ?? ''));
  handOutIds('plain');
  expect((await purchase(testApp, { holdId: id ?? '' }, token)).order?.id).toMatch(/^order_[\w-]{22}$/);
});

describe('an idempotency key of one show', () => {
  it('holds nothing in another show, nor where both are asked at once', async () => {
    const other = await makeShow(testApp);
    const key = randomUUID();
    expect((await hold(testApp, show, [0], token, key)).__typename).toBe('HoldSeatsPayload');
    expect((await hold(testApp, other, [0], token, key)).__typename).toBe('IdempotencyKeyReused');
    const again = randomUUID();
    const answers = await Promise.all([show, other].map((each) => hold(testApp, each, [3], token, again)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['HoldSeatsPayload', 'IdempotencyKeyReused']);
  });

  it('buys nothing in another show, and charges nothing there', async () => {
    const other = await makeShow(testApp);
    const idempotencyKey = randomUUID();
    const { id: holdId } = await holdFree(testApp, show, [0], token);
    const { id: otherId } = await holdFree(testApp, other, [0], token);
    expect((await purchase(testApp, { holdId, idempotencyKey }, token)).__typename).toBe('PurchasePayload');
    expect((await purchase(testApp, { holdId: otherId, idempotencyKey }, token)).__typename).toBe(
      'IdempotencyKeyReused',
    );
    expect((await readHold(testApp, otherId, token))?.status).toBe('ACTIVE');
  });
});
